/** All that the page knows, in one place, and how components listen to it. */

import { useEffect, useReducer, useRef } from "preact/hooks";
import type { RunName, ScanNews, Scenario, Spec, Start } from "./contract";
import { type Both, Frames } from "./frames";

export type Speed = 2 | 5 | 20 | "fastest";
export type View = "pictures" | "assumptions" | "decides" | "events" | "studies" | "share";
export type Dialog = "" | "start" | "help" | "branch";

export interface Problem {
  id: number;
  run: RunName | null;
  text: string;
}

export interface Specs {
  a: Spec;
  b: Spec | null;
}

export interface State {
  start: Start | null;
  scenario: Scenario | null;
  a: Spec | null;
  b: Spec | null;
  /** A stored run that stands in for run A, until run A is changed. */
  replay: string | null;
  /** What a reader should know about where this comes from. */
  caution: string;
  frozen: boolean;
  week: number;
  playing: boolean;
  speed: Speed;
  /** Whether a changed assumption holds from the start or from the week shown. */
  hold: "start" | "week";
  /** Counts news from the server as they are drawn. */
  version: number;
  map: string;
  view: View;
  dialog: Dialog;
  connection: "connecting" | "open" | "lost";
  busy: string;
  said: string;
  problems: Problem[];
  scan: ScanNews | null;
  scanned: Spec | null;
  scanning: boolean;
  study: string | null;
  undo: Specs[];
  redo: Specs[];
}

/** Frames are many and change often; they live outside the state, which counts them only. */
export const frames: Both = { a: new Frames(), b: new Frames() };

/** Who asked their system for less motion is not shown any before asking for it here. */
export const calm = matchMedia("(prefers-reduced-motion: reduce)");

let state: State = {
  start: null,
  scenario: null,
  a: null,
  b: null,
  replay: null,
  caution: "",
  frozen: false,
  week: 0,
  playing: false,
  speed: calm.matches ? 2 : 5,
  hold: "start",
  version: 0,
  map: "",
  view: "pictures",
  dialog: "",
  connection: "connecting",
  busy: "",
  said: "",
  problems: [],
  scan: null,
  scanned: null,
  scanning: false,
  study: null,
  undo: [],
  redo: [],
};

const listeners = new Set<() => void>();

export function current(): State {
  return state;
}

export function set(patch: Partial<State>): void {
  state = { ...state, ...patch };
  for (const listener of [...listeners]) listener();
}

export function onChange(listener: () => void): void {
  listeners.add(listener);
}

/**
 * A part of the state; the component is drawn again when that part changes, and not while it
 * sleeps.
 */
export function useApp<T>(pick: (state: State) => T, awake = true): T {
  const [, redraw] = useReducer<number, void>((count) => count + 1, 0);
  const value = pick(state);
  const latest = useRef({ pick, value });
  latest.current = { pick, value };
  useEffect(() => {
    if (!awake) return;
    const listen = () => {
      if (!Object.is(latest.current.pick(state), latest.current.value)) redraw();
    };
    listen();
    listeners.add(listen);
    return () => void listeners.delete(listen);
  }, [awake]);
  return value;
}

let problems = 0;

export function complain(text: string, run: RunName | null = null): void {
  problems += 1;
  const others = state.problems.filter((problem) => problem.text !== text);
  set({ problems: [...others.slice(-3), { id: problems, run, text }] });
}

export function dismiss(id: number): void {
  set({ problems: state.problems.filter((problem) => problem.id !== id) });
}

/** The run that is being changed: the second, if there is one. */
export function activeSpec(from: State = state): Spec | null {
  return from.b ?? from.a;
}

export const RUN_NAMES: Record<RunName, string> = { a: "run A", b: "run B" };

/** The runs that there are. */
export function runsOf(from: State = state): RunName[] {
  return from.b ? ["a", "b"] : ["a"];
}
