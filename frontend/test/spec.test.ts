import assert from "node:assert/strict";
import { test } from "node:test";
import type { Spec } from "../src/contract";
import {
  changesBetween,
  movedTo,
  responseAt,
  sameSpec,
  valueAt,
  weekOfEvent,
  without,
  withEvent,
  withResponse,
  withSet,
  withTurn,
} from "../src/spec";

const PLAIN: Spec = {
  scenario: "case",
  people: 1000,
  weeks: 52,
  seed: 1,
  replicate: 0,
  sets: { pace: 2 },
  events: {},
  contrast: "",
  turns: [],
};
const EVENT = { index: 3, week: 10, date: "2022-03-01" };

test("edits leave the spec that they start from as it was", () => {
  const before = structuredClone(PLAIN);
  withTurn(withSet(PLAIN, "pace", 3), 5, "pace", 4);
  withEvent(withResponse(PLAIN, 5, "recall"), "3", null);
  assert.deepEqual(PLAIN, before);
});

test("a value set back is not mentioned any more", () => {
  assert.deepEqual(withSet(PLAIN, "pace", undefined).sets, {});
  assert.ok(sameSpec(withTurn(withTurn(PLAIN, 5, "pace", 4), 5, "pace", undefined), PLAIN));
});

test("turns of one week are one turn, and turns stand in order of weeks", () => {
  const turned = withResponse(withTurn(withTurn(PLAIN, 9, "pace", 4), 5, "pace", 3), 9, "recall");
  assert.deepEqual(turned.turns, [
    { week: 5, sets: { pace: 3 } },
    { week: 9, sets: { pace: 4 }, response: "recall" },
  ]);
});

test("a turn holds from its week on", () => {
  const turned = withTurn(PLAIN, 9, "pace", 4);
  assert.deepEqual([8, 9, 30].map((week) => valueAt(turned, "pace", week)), [2, 4, 4]);
  assert.equal(valueAt(turned, "other", 30), undefined);
});

test("a response holds until another comes; null leaves it alone", () => {
  const turned = withResponse(withResponse(PLAIN, 9, "recall"), 20, null);
  assert.deepEqual([8, 9, 30].map((week) => responseAt(turned, week)), [null, "recall", "recall"]);
});

test("events move by whole weeks and keep their day of the week", () => {
  const moved = withEvent(PLAIN, "3", movedTo(EVENT, 12));
  assert.deepEqual(moved.events, { 3: "2022-03-15" });
  assert.equal(weekOfEvent(moved, EVENT), 12);
  assert.equal(weekOfEvent(withEvent(PLAIN, "3", null), EVENT), null);
  assert.equal(weekOfEvent(PLAIN, EVENT), 10);
});

test("every change can be taken back by itself, and all of them give run A", () => {
  let second = withTurn(withSet(PLAIN, "pace", 3), 5, "effort", 1);
  second = withEvent(withResponse(second, 5, "recall"), "3", null);
  second = { ...second, contrast: "c01" };
  const changes = changesBetween(PLAIN, second);
  assert.deepEqual(
    changes.map((change) => change.kind),
    ["contrast", "set", "event", "turn", "response"],
  );
  for (const change of changes) {
    assert.equal(changesBetween(PLAIN, without(second, change)).length, changes.length - 1);
  }
  assert.ok(sameSpec(changes.reduce(without, second), PLAIN));
});
