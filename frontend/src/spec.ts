/** What a spec says, how two differ, and how one is edited. Nothing here changes in place. */

import type { Control, DatedEvent, Scenario, Spec, Turn } from "./contract";

/** One thing in which run B departs from the first. */
export type Change =
  | { kind: "set"; path: string; from: number | undefined; to: number | undefined }
  | { kind: "event"; index: string; from: string | null | undefined; to: string | null | undefined }
  | { kind: "contrast"; from: string; to: string }
  | { kind: "turn"; week: number; path: string; from: number | undefined; to: number | undefined }
  | {
      kind: "response";
      week: number;
      from: string | null | undefined;
      to: string | null | undefined;
    };

const DAY = 86_400_000; // milliseconds
const A_WEEK = 7; // days

export function controlsOf(scenario: Scenario): Control[] {
  return scenario.sections.flatMap((section) => section.controls);
}

/** Events that the weeks of a spec reach. */
export function eventsWithin(scenario: Scenario, spec: Spec): DatedEvent[] {
  return scenario.events.filter((event) => event.week <= spec.weeks);
}

/** The date on which a week begins, as YYYY-MM-DD. */
export function dateOf(scenario: Pick<Scenario, "start">, week: number): string {
  const day = Date.parse(`${scenario.start}T00:00:00Z`) + week * A_WEEK * DAY;
  return new Date(day).toISOString().slice(0, 10);
}

/** An event's date when it is moved to a week; it keeps its day of the week. */
export function movedTo(event: { week: number; date: string }, week: number): string {
  const days = (week - event.week) * A_WEEK;
  return new Date(Date.parse(`${event.date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** The week of an event in a spec; null where it is left out. */
export function weekOfEvent(
  spec: Spec,
  event: { index: number; week: number; date: string },
): number | null {
  const date = spec.events[event.index];
  if (date === null) return null;
  if (date === undefined) return event.week;
  const days = (Date.parse(date) - Date.parse(event.date)) / DAY;
  return event.week + Math.round(days / A_WEEK);
}

function put<T>(record: Record<string, T>, key: string, value: T | undefined): Record<string, T> {
  const { [key]: _, ...rest } = record;
  return value === undefined ? rest : { ...rest, [key]: value };
}

/** An assumption from the start; undefined gives back what the scenario says. */
export function withSet(spec: Spec, path: string, value: number | undefined): Spec {
  return { ...spec, sets: put(spec.sets, path, value) };
}

/** An event's date, null to leave it out, undefined to put it where it was. */
export function withEvent(spec: Spec, index: string, date: string | null | undefined): Spec {
  return { ...spec, events: put(spec.events, index, date) };
}

function withTurns(spec: Spec, week: number, edit: (turn: Turn) => Turn): Spec {
  const there = spec.turns.find((turn) => turn.week === week) ?? { week };
  const edited = edit(there);
  const others = spec.turns.filter((turn) => turn.week !== week);
  const says = Object.keys(edited.sets ?? {}).length > 0 || edited.response !== undefined;
  const turns = says ? [...others, edited] : others;
  return { ...spec, turns: turns.sort((one, other) => one.week - other.week) };
}

/** An assumption from a week on; undefined takes this turn back. */
export function withTurn(
  spec: Spec,
  week: number,
  path: string,
  value: number | undefined,
): Spec {
  return withTurns(spec, week, (turn) => ({ ...turn, sets: put(turn.sets ?? {}, path, value) }));
}

/** A response held from a week on; undefined takes this turn back. */
export function withResponse(
  spec: Spec,
  week: number,
  response: string | null | undefined,
): Spec {
  return withTurns(spec, week, ({ response: _, ...turn }) =>
    response === undefined ? turn : { ...turn, response },
  );
}

/** What an assumption stands at in a week; undefined where the spec leaves it to the scenario. */
export function valueAt(spec: Spec, path: string, week: number): number | undefined {
  let value = spec.sets[path];
  for (const turn of spec.turns) {
    if (turn.week <= week) value = turn.sets?.[path] ?? value;
  }
  return value;
}

/** The response held in a week; null where the scenario's own policy decides. */
export function responseAt(spec: Spec, week: number): string | null {
  let response: string | null = null;
  for (const turn of spec.turns) {
    if (turn.week <= week) response = turn.response ?? response;
  }
  return response;
}

function keysOf(...records: object[]): string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record)))].sort();
}

function turnChanges(first: Turn | undefined, second: Turn | undefined, week: number): Change[] {
  const [one, other] = [first?.sets ?? {}, second?.sets ?? {}];
  const changes: Change[] = keysOf(one, other)
    .filter((path) => one[path] !== other[path])
    .map((path) => ({ kind: "turn", week, path, from: one[path], to: other[path] }));
  if (first?.response !== second?.response) {
    changes.push({ kind: "response", week, from: first?.response, to: second?.response });
  }
  return changes;
}

/** All in which run B departs from the first, what holds from the start first. */
export function changesBetween(first: Spec, second: Spec): Change[] {
  const sets: Change[] = keysOf(first.sets, second.sets)
    .filter((path) => first.sets[path] !== second.sets[path])
    .map((path) => ({ kind: "set", path, from: first.sets[path], to: second.sets[path] }));
  const events: Change[] = keysOf(first.events, second.events)
    .filter((index) => first.events[index] !== second.events[index])
    .map((index) => ({
      kind: "event",
      index,
      from: first.events[index],
      to: second.events[index],
    }));
  const contrast: Change[] =
    first.contrast === second.contrast
      ? []
      : [{ kind: "contrast", from: first.contrast, to: second.contrast }];
  const weeks = [...first.turns, ...second.turns].map((turn) => turn.week);
  const turns = [...new Set(weeks)]
    .sort((one, other) => one - other)
    .flatMap((week) =>
      turnChanges(
        first.turns.find((turn) => turn.week === week),
        second.turns.find((turn) => turn.week === week),
        week,
      ),
    );
  return [...contrast, ...sets, ...events, ...turns];
}

/** Run B with one of its changes taken back to what run A has. */
export function without(second: Spec, change: Change): Spec {
  switch (change.kind) {
    case "set":
      return withSet(second, change.path, change.from);
    case "event":
      return withEvent(second, change.index, change.from);
    case "contrast":
      return { ...second, contrast: change.from };
    case "turn":
      return withTurn(second, change.week, change.path, change.from);
    case "response":
      return withResponse(second, change.week, change.from);
  }
}

/** What a fresh run of a scenario is. */
export function specOf(scenario: Scenario, seed: number, replicate: number): Spec {
  const { id, people, weeks } = scenario;
  const nothing = { sets: {}, events: {}, contrast: "", turns: [] };
  return { scenario: id, people, weeks, seed, replicate, ...nothing };
}

export function sameSpec(one: Spec, other: Spec): boolean {
  return (
    one.scenario === other.scenario &&
    one.people === other.people &&
    one.weeks === other.weeks &&
    one.seed === other.seed &&
    one.replicate === other.replicate &&
    changesBetween(one, other).length === 0
  );
}
