/** What happened in a run, as a list to read. */

import { number } from "./format";
import type { Frame, Scenario, Spec } from "./contract";
import { eventsWithin, movedTo, weekOfEvent } from "./spec";

export type Kind = "event" | "operation" | "group" | "response" | "turn";

export interface Happening {
  week: number;
  /** Where it is known to the day. */
  date?: string;
  kind: Kind;
  text: string;
  more: string;
}

function dated(scenario: Scenario, spec: Spec): Happening[] {
  return eventsWithin(scenario, spec).flatMap((event) => {
    const week = weekOfEvent(spec, event);
    if (week === null) return [];
    const moved = week !== event.week ? `moved from ${event.date}; ` : "";
    const date = movedTo(event, week);
    return [{ week, date, kind: "event", text: event.label, more: moved + event.says }];
  });
}

function turns(scenario: Scenario, spec: Spec): Happening[] {
  const says = (id: string) => scenario.responses.find((item) => item.id === id)?.says ?? id;
  return spec.turns.flatMap((turn) => {
    const { week } = turn;
    const count = Object.keys(turn.sets ?? {}).length;
    const list: Happening[] = [];
    if (turn.response) {
      list.push({ week, kind: "response", text: `Response: ${says(turn.response)}`, more: "" });
    }
    if (count > 0) {
      const what = count === 1 ? "an assumption changes" : `${count} assumptions change`;
      list.push({ week, kind: "turn", text: `Here ${what}`, more: "" });
    }
    return list;
  });
}

function operations(scenario: Scenario, frame: Frame): Happening[] {
  if (frame.o.length === 0) return [];
  const succeeded = frame.o.filter(([, success]) => success === 1).length;
  const names = frame.o.map(([region, success, partners, fighters]) => {
    const name = scenario.regions[region]?.name ?? "the country";
    const with_ = partners > 1 ? `, ${partners} groups` : "";
    return `${name}: ${number(Math.round(fighters))} fighters${with_}${success ? "" : ", failed"}`;
  });
  const many = frame.o.length === 1 ? "1 operation" : `${frame.o.length} operations`;
  const text = `${many}, of which ${succeeded} succeeded`;
  return [{ week: frame.w, kind: "operation", text, more: names.join("; ") }];
}

function groups(frame: Frame): Happening[] {
  return frame.x.map(([what, one, other, size]) => ({
    week: frame.w,
    kind: "group",
    text:
      what === "merged"
        ? `Organisation ${other} joins organisation ${one}`
        : `Organisation ${one} falls apart`,
    more: `${number(Math.round(size))} members before`,
  }));
}

/** All that happened in a run, in order of weeks. */
export function happenings(scenario: Scenario, spec: Spec, frames: Frame[]): Happening[] {
  const list = [
    ...dated(scenario, spec),
    ...turns(scenario, spec),
    ...frames.flatMap((frame) => [...operations(scenario, frame), ...groups(frame)]),
  ];
  return list.sort((one, other) => one.week - other.week);
}
