/** Keeps the server's two runs as the page's two specs say, and takes in what comes. */

import type { FromServer, RunName, ScanNews, ScanRow, Spec } from "./contract";
import { reconnect, send } from "./live";
import { complain, current, frames, type Specs, runsOf, set, type State } from "./state";
import { sameSpec, withEvent, withResponse, withSet, withTurn } from "./spec";

const AHEAD = 8;
const SAME_EDIT = 1000;
const A_FRAME = 16;

const asked: Record<RunName, number> = { a: 0, b: 0 };
const whole: Record<RunName, boolean> = { a: true, b: true };
const dirty = new Set<RunName>();
let unanswered: number[] = [];
let fresh = false;
let sentAt = 0;
let lastEdit = { key: "", at: 0 };

/** The week up to which a run should be computed. */
function wanted(run: RunName): number {
  const { a, week, playing, speed } = current();
  if (!a) return 0;
  if (whole[run] || (playing && speed === "fastest")) return a.weeks;
  const ahead = playing && speed !== "fastest" ? Math.max(AHEAD, 2 * speed) : AHEAD;
  return Math.min(a.weeks, Math.max(asked[run], week + ahead));
}

/** Send what has changed. At most once a frame: only the last of many changes matters. */
export function flush(): void {
  const state = current();
  if (state.connection !== "open" || !state.a) return;
  for (const run of runsOf(state)) {
    const to = wanted(run);
    if (dirty.has(run)) sendRun(state, run, to);
    else if (to > asked[run]) send({ do: "to", run, to });
    asked[run] = to;
  }
  dirty.clear();
}

function sendRun(state: State, run: RunName, to: number): void {
  sentAt = performance.now();
  const spec = state[run];
  if (run === "a" && state.replay) send({ do: "replay", run, stored: state.replay });
  else if (spec) send({ do: "play", run, spec, to });
}

function touch(run: RunName): void {
  dirty.add(run);
  if (performance.now() - sentAt > A_FRAME) flush();
}

/** Another size says other things about itself: whoever describes it hears of it here. */
let resized: () => void = () => undefined;

export function onResize(listener: () => void): void {
  resized = listener;
}

/** Both runs as given, without a trace in what can be undone. */
function apply(next: Specs): void {
  const before = current();
  const changedA = !before.a || !sameSpec(before.a, next.a);
  const changedB = next.b && (!before.b || !sameSpec(before.b, next.b));
  const dropped = before.b && !next.b;
  const sized = before.a && (before.a.people !== next.a.people || before.a.weeks !== next.a.weeks);
  set({ ...next, replay: changedA ? null : before.replay });
  if (sized) resized();
  if (changedA) touch("a");
  if (changedB) {
    if (!before.b) {
      frames.b.clear();
      asked.b = asked.a;
    }
    touch("b");
  }
  if (dropped) {
    flush(); // Run A may take over weeks of the second: it goes first.
    send({ do: "drop", run: "b" });
    dirty.delete("b");
    asked.b = 0;
    news();
  }
}

/** Change the runs so that it can be undone; edits with one key in quick order count as one. */
export function edit(key: string, next: Specs): void {
  const { a, b, undo } = current();
  if (!a) return;
  const now = performance.now();
  const goesOn = key !== "" && key === lastEdit.key && now - lastEdit.at < SAME_EDIT;
  lastEdit = { key, at: now };
  if (!goesOn) set({ undo: [...undo.slice(-99), { a, b }], redo: [] });
  apply(next);
}

function editSecond(key: string, change: (spec: Spec) => Spec, fromStart: boolean): void {
  const { a, b, frozen } = current();
  if (!a || frozen) return;
  if (fromStart) whole.b = true;
  const second = change(b ?? a);
  if (!b && sameSpec(second, a)) return;
  edit(key, { a, b: second });
}

/** An assumption of run B, from the start or from the week shown. */
export function setAssumption(path: string, value: number | undefined): void {
  const { a, hold, week } = current();
  if (hold === "week" && a && week >= a.weeks) {
    return complain("This is the last week: go back to an earlier one to change something there.");
  }
  if (hold === "start") editSecond(`set ${path}`, (spec) => withSet(spec, path, value), true);
  else editSecond(`turn ${path}`, (spec) => withTurn(spec, week, path, value), false);
}

export function moveEvent(index: number, date: string | null | undefined): void {
  editSecond(`event ${index}`, (spec) => withEvent(spec, String(index), date), true);
}

export function respond(response: string | null | undefined): void {
  const { week } = current();
  editSecond("response", (spec) => withResponse(spec, week, response), false);
}

/** Put run B beside run A, whatever it was. */
export function setSecond(second: Spec | null): void {
  const { a } = current();
  if (!a) return;
  if (second) whole.b = true;
  edit("", { a, b: second });
}

export function makeFirst(): void {
  const { b } = current();
  if (b) edit("", { a: b, b: null });
}

/** Change both runs alike: size and random draws belong to the comparison, not to a run. */
export function setBoth(key: string, change: (spec: Spec) => Spec): void {
  const { a, b } = current();
  if (!a) return;
  whole.a = whole.b = true;
  edit(key, { a: change(a), b: b && change(b) });
}

function travel(from: "undo" | "redo", to: "undo" | "redo"): void {
  const state = current();
  const goal = state[from].at(-1);
  if (!goal || !state.a) return;
  lastEdit = { key: "", at: 0 };
  set({
    [from]: state[from].slice(0, -1),
    [to]: [...state[to], { a: state.a, b: state.b }],
  });
  apply(goal);
}

export const undo = () => travel("undo", "redo");
export const redo = () => travel("redo", "undo");

/** Start over with other runs: nothing of what was is kept. */
export function startWith(next: Specs, replay: string | null): void {
  // The server must not hand on a past that the page forgets here, nor go on with a search.
  for (const run of runsOf()) send({ do: "drop", run });
  stopScan();
  frames.a.clear();
  frames.b.clear();
  Object.assign(asked, { a: 0, b: 0 });
  Object.assign(whole, { a: true, b: true });
  set({ ...next, replay, undo: [], redo: [], scan: null, scanned: null, scanning: false });
  sendMap();
  for (const run of runsOf()) touch(run);
  news();
}

function sendMap(): void {
  const { map } = current();
  if (map) send({ do: "map", metric: map });
}

export function chooseMap(metric: string): void {
  set({ map: metric });
  sendMap();
}

/** News of a search that was given up may still be on their way: each has a number. */
let scans = 0;

export function startScan(spec: Spec): void {
  scans += 1;
  if (send({ do: "scan", spec, n: scans })) set({ scan: null, scanned: spec, scanning: true });
}

export function stopScan(): void {
  if (!current().scanning) return;
  scans += 1;
  send({ do: "stop" });
  set({ scanning: false });
}

/** The connection is there (again): the server knows nothing, the page knows all. */
export function opened(): void {
  unanswered = [];
  set({ connection: "open", scanning: false });
  sendMap();
  for (const run of runsOf()) {
    asked[run] = 0;
    dirty.add(run);
  }
  flush();
}

export function lost(): void {
  set({ connection: "lost", scanning: false });
}

export { reconnect };

function news(): void {
  fresh = true;
}

export function heard(message: FromServer): void {
  switch (message.is) {
    case "said":
      return set({ said: message.text });
    case "error":
      return complain(message.text, message.run);
    case "past": {
      const of = message.of ? [...frames[message.of].weeks] : null;
      frames[message.run].past(message.gen, message.from, of);
      return news();
    }
    case "weeks":
      if (current().said) set({ said: "" }); // What was waited for is here.
      unanswered.push(message.n);
      if (message.gen === frames[message.run].gen) frames[message.run].add(message.frames);
      return news();
    case "end":
      if (message.gen === frames[message.run].gen) {
        frames[message.run].end(message.outcome, message.said);
      }
      return news();
    case "map":
      if (message.gen === frames[message.run].gen && message.metric === current().map) {
        frames[message.run].remap(message.values);
      }
      return news();
    case "scan":
      if (message.n !== scans) return;
      return set({ scan: joined(current().scan, message), scanning: !message.finished });
  }
}

/** Rows come one by one as they are done, or all at once. */
function joined(before: ScanNews | null, news: ScanNews): ScanNews {
  const rows = new Map([...(before?.rows ?? []), ...news.rows].map((row) => [keyOf(row), row]));
  return { ...news, rows: [...rows.values()] };
}

function keyOf({ path, end }: ScanRow): string {
  return `${path} ${end}`;
}

/** Tell the server which batches are drawn; called in the frame after the one that drew them. */
export function acknowledge(): void {
  for (const n of unanswered) send({ do: "ack", n });
  unanswered = [];
}

/** Whether something came that is not drawn yet; asking takes it as drawn. */
export function takeNews(): boolean {
  const was = fresh;
  fresh = false;
  return was;
}
