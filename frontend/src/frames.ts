/** The weeks of a run that have come, and what pictures ask of them. */

import type { Frame, RunName } from "./contract";

export class Frames {
  gen = -1;
  outcome: { outcome: string; said: string } | null = null;
  readonly weeks: Frame[] = [];

  /** The last week that has come; -1 for none. */
  get last(): number {
    return this.weeks.length - 1;
  }

  /** A new generation: what was before a week stays, or comes from another run. */
  past(gen: number, from: number, of: readonly Frame[] | null): void {
    const kept = (of ?? []).slice(0, from);
    this.weeks.length = 0;
    this.weeks.push(...kept);
    this.gen = gen;
    this.outcome = null;
  }

  /** Weeks come in order; one that has come before is replaced. */
  add(frames: readonly Frame[]): void {
    for (const frame of frames) {
      if (frame.w > this.weeks.length) continue;
      this.weeks[frame.w] = frame;
    }
  }

  end(outcome: string, said: string): void {
    this.outcome = { outcome, said };
  }

  /** The map shows something else: values by week and region. */
  remap(values: (number | null)[][]): void {
    this.weeks.forEach((frame, week) => {
      this.weeks[week] = { ...frame, m: values[week] ?? [] };
    });
  }

  clear(): void {
    this.past(-1, 0, null);
  }

  /** A track over the weeks that have come. */
  track(index: number): (number | null)[] {
    return this.weeks.map((frame) => frame.v[index] ?? null);
  }
}

/** Persons by flow, averaged over some weeks up to one. */
export function flowsAt(frames: Frames, week: number, over: number): Map<number, number> {
  const sums = new Map<number, number>();
  const from = Math.max(1, week - over + 1);
  const to = Math.min(week, frames.last);
  for (let at = from; at <= to; at += 1) {
    for (const [flow, persons] of frames.weeks[at]?.f ?? []) {
      sums.set(flow, (sums.get(flow) ?? 0) + persons / (to - from + 1));
    }
  }
  return sums;
}

/** What belongs to each run. */
export type Both = Record<RunName, Frames>;
