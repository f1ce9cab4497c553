/** The playhead: the page plays, the server computes ahead of it. One tick an animation frame. */

import { acknowledge, flush, takeNews } from "./runs";
import { current, frames, runsOf, set, type Speed, type State } from "./state";

let before = 0;
let saved = 0;
let drawn = false;
/** The speed to go back to when what plays by itself is over. */
let usual: Speed | null = null;

/** Fastest shows every week, or at least this many pictures of a whole run. */
const PICTURES = 200;

/** The last week that the playhead can show. */
export function lastWeek(state: State = current()): number {
  const runs = runsOf(state);
  const going = runs.filter((run) => !frames[run].outcome);
  const reach = going.length > 0 ? going : runs;
  const lasts = reach.map((run) => frames[run].last);
  return Math.max(0, going.length > 0 ? Math.min(...lasts) : Math.max(...lasts));
}

function finished(state: State): boolean {
  return runsOf(state).every((run) => frames[run].outcome !== null);
}

function step(state: State, seconds: number): void {
  const last = lastWeek(state);
  if (state.speed === "fastest") {
    const most = state.week + Math.ceil((state.a?.weeks ?? 0) / PICTURES);
    if (last > state.week) set({ week: Math.min(last, most) });
  } else {
    saved += seconds * state.speed;
    const weeks = Math.min(Math.floor(saved), Math.max(0, last - state.week));
    saved = Math.min(saved - weeks, 1);
    if (weeks > 0) set({ week: state.week + weeks });
  }
  if (finished(state) && current().week >= last) halt();
}

function tick(now: number): void {
  const seconds = Math.min(0.25, (now - before) / 1000);
  before = now;
  if (drawn) {
    acknowledge();
    drawn = false;
  }
  if (takeNews()) {
    set({ version: current().version + 1 });
    drawn = true;
  }
  const state = current();
  if (state.playing) step(state, seconds);
  flush();
  requestAnimationFrame(tick);
}

export function startTicking(): void {
  requestAnimationFrame(tick);
}

export function goTo(week: number): void {
  const { a } = current();
  if (a) set({ week: Math.max(0, Math.min(a.weeks, Math.round(week))) });
}

export function halt(): void {
  set({ playing: false, speed: usual ?? current().speed });
  usual = null;
}

/** Run through once, as fast as weeks come. */
export function playThrough(): void {
  usual ??= current().speed;
  set({ playing: true, speed: "fastest" });
}

/** One step by hand; what is played stops. */
export function stepBy(weeks: number): void {
  halt();
  goTo(current().week + weeks);
}

export function toggle(): void {
  const state = current();
  if (state.playing) return halt();
  saved = 0;
  const atEnd = finished(state) && state.week >= lastWeek(state);
  set({ playing: true, week: atEnd ? 0 : state.week });
}

export function chooseSpeed(speed: Speed): void {
  usual = null;
  set({ speed });
}
