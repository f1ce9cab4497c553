import assert from "node:assert/strict";
import { test } from "node:test";
import { fromHash, readSession, type Session, toHash } from "../src/link";

const SESSION: Session = {
  a: {
    scenario: "fighting-coalition",
    people: "all",
    weeks: 156,
    seed: 7,
    replicate: 0,
    sets: { "regime.effort": 0.25 },
    events: { "3": "2022-03-01", "4": null },
    contrast: "",
    turns: [{ week: 58, sets: { "regime.effort": 1 }, response: "recall" }],
  },
  b: null,
  week: 60,
};

function changed(patch: object): unknown {
  return { ...SESSION, a: { ...SESSION.a, ...patch } };
}

function encoded(value: unknown): string {
  return `#s=${Buffer.from(JSON.stringify(value)).toString("base64url")}`;
}

test("a session comes back from its link as it was", () => {
  const both = { ...SESSION, b: { ...SESSION.a, contrast: "c01" } };
  assert.deepEqual(fromHash(toHash(SESSION)), SESSION);
  assert.deepEqual(fromHash(toHash(both)), both);
});

test("what has no place in a session is left behind", () => {
  const read = readSession({ ...SESSION, more: "<b>", a: { ...SESSION.a, html: "<script>" } });
  assert.deepEqual(read, SESSION);
});

test("what is none is refused", () => {
  const deep = JSON.parse('{"__proto__": 1}');
  const wrong: unknown[] = [
    null,
    [],
    "text",
    {},
    { ...SESSION, week: -1 },
    { ...SESSION, week: 157 },
    { ...SESSION, b: { ...SESSION.a, scenario: "another" } },
    changed({ scenario: "../../etc" }),
    changed({ scenario: "<script>" }),
    changed({ people: "some" }),
    changed({ people: 1.5 }),
    changed({ weeks: 1e9 }),
    changed({ seed: -1 }),
    changed({ sets: { "regime.effort": "1" } }),
    changed({ sets: { "regime.effort": null } }),
    changed({ sets: deep }),
    changed({ sets: [1] }),
    changed({ events: { x: null } }),
    changed({ events: { "3": "tomorrow" } }),
    changed({ events: { "3": "2022-13-45" } }),
    changed({ turns: [{ week: 500 }] }),
    changed({ turns: [{ week: 5, response: {} }] }),
    changed({ turns: "all" }),
    changed({ contrast: 5 }),
  ];
  for (const value of wrong) {
    assert.equal(readSession(value), null, JSON.stringify(value));
    assert.equal(fromHash(encoded(value)), null);
  }
});

test("a link that is no link is refused", () => {
  for (const hash of ["", "#", "#s=", "#s=%%%", "#s=e30", "#s=_w", `#s=${"A".repeat(70_000)}`]) {
    assert.equal(fromHash(hash), null);
  }
});
