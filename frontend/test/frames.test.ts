import assert from "node:assert/strict";
import { test } from "node:test";
import type { Frame } from "../src/contract";
import { Frames, flowsAt } from "../src/frames";

function frame(w: number, f: [number, number][] = []): Frame {
  return { w, v: [w], m: [], f, c: [], o: [], x: [] };
}

test("a new generation keeps the past that it shares and forgets how it ended", () => {
  const frames = new Frames();
  frames.past(1, 0, null);
  frames.add([0, 1, 2, 3].map((week) => frame(week)));
  frames.end("contained", "It holds.");
  frames.past(2, 2, [...frames.weeks]);
  assert.equal(frames.last, 1);
  assert.equal(frames.outcome, null);
});

test("weeks that leave a gap are not taken", () => {
  const frames = new Frames();
  frames.add([frame(0), frame(2)]);
  assert.equal(frames.last, 0);
});

test("flows are averaged over the weeks that there are", () => {
  const frames = new Frames();
  frames.add([frame(0), frame(1, [[7, 10]]), frame(2, [[7, 20]])]);
  assert.deepEqual([...flowsAt(frames, 2, 4)], [[7, 15]]);
  assert.deepEqual([...flowsAt(frames, 2, 1)], [[7, 20]]);
});
