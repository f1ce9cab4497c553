/** The weeks: a scrubber, and above it the dated events, which can be moved and left out. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { DatedEvent, Scenario, Spec } from "../contract";
import { day } from "../format";
import { moveEvent } from "../runs";
import { goTo, halt } from "../playing";
import { dateOf, eventsWithin, movedTo, weekOfEvent } from "../spec";
import { activeSpec, current, frames, runsOf, useApp } from "../state";

/** Width of the thumb: the scrubber's ends are half a thumb inside. */
const THUMB = 18;
const CLOSE = 250;
const LANES = 3;
const CROWD = 70;

/** Events that stand close get stems of different height. */
function lanesOf(scenario: Scenario, spec: Spec, weeks: number): Map<number, number> {
  const placed = eventsWithin(scenario, spec)
    .map((event) => ({ event, week: weekOfEvent(spec, event) ?? event.week }))
    .sort((one, other) => one.week - other.week);
  const lanes = new Map<number, number>();
  placed.forEach(({ event, week }, n) => {
    const before = placed[n - 1];
    const close = before !== undefined && week - before.week < weeks / CROWD;
    lanes.set(event.index, close ? ((lanes.get(before.event.index) ?? 0) + 1) % LANES : 0);
  });
  return lanes;
}

function across(week: number, weeks: number): string {
  const share = Math.max(0, Math.min(1, week / weeks));
  return `calc(${share * 100}% + ${(0.5 - share) * THUMB}px)`;
}

export function Timeline({ scenario, week }: { scenario: Scenario; week: number }) {
  const spec = useApp(activeSpec);
  const weeks = spec?.weeks ?? scenario.weeks;
  const place = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<number | null>(null);
  const closing = useRef<ReturnType<typeof setTimeout>>(undefined);
  const show = (index: number | null) => {
    clearTimeout(closing.current);
    if (index !== null) setOpen(index);
    else closing.current = setTimeout(() => setOpen(null), CLOSE);
  };
  useEffect(() => () => clearTimeout(closing.current), []);
  if (!spec) return null;
  const lanes = lanesOf(scenario, spec, weeks);
  const told = scenario.events.find((event) => event.index === open);
  return (
    <div class="timeline" ref={place}>
      <div class="marks" style={{ "--lanes": Math.max(0, ...lanes.values()) }}>
        {eventsWithin(scenario, spec).map((event) => (
          <Mark
            key={event.index}
            spec={spec}
            event={event}
            weeks={weeks}
            lane={lanes.get(event.index) ?? 0}
            open={open === event.index}
            show={show}
            place={place}
          />
        ))}
        <Turns weeks={weeks} />
      </div>
      <Computed weeks={weeks} />
      <input
        class="scrubber"
        type="range"
        min="0"
        max={weeks}
        step="1"
        value={week}
        aria-label="Week shown"
        aria-valuetext={`week ${week}, ${day(dateOf(scenario, week))}`}
        onInput={(event) => {
          halt();
          goTo(Number(event.currentTarget.value));
        }}
      />
      {told && (
        <Popover spec={spec} event={told} weeks={weeks} show={show} />
      )}
    </div>
  );
}

/** How far each run has been computed. */
function Computed({ weeks }: { weeks: number }) {
  useApp((state) => state.version);
  useApp((state) => state.b);
  return (
    <div class="computed" aria-hidden="true">
      {runsOf().map((run) => (
        <span key={run} style={{ width: across(frames[run].last, weeks) }} />
      ))}
    </div>
  );
}

function Turns({ weeks }: { weeks: number }) {
  const turns = useApp((state) => state.b?.turns ?? state.a?.turns);
  return (
    <>
      {turns?.map((turn) => (
        <button
          key={turn.week}
          class="turn"
          tabIndex={-1}
          title={`Something changes in week ${turn.week}`}
          aria-label={`To week ${turn.week}, in which something changes`}
          style={{ left: across(turn.week, weeks) }}
          onClick={() => goTo(turn.week)}
        />
      ))}
    </>
  );
}

interface MarkProps {
  spec: Spec;
  event: DatedEvent;
  weeks: number;
  lane: number;
  open: boolean;
  show: (index: number | null) => void;
  place: { current: HTMLDivElement | null };
}

function Mark({ spec, event, weeks, lane, open, show, place }: MarkProps) {
  const now = weekOfEvent(spec, event);
  const out = now === null;
  const at = now ?? event.week;
  const dragged = useRef(false);
  const move = (week: number) => {
    const to = Math.max(0, Math.min(weeks, week));
    moveEvent(event.index, to === event.week ? undefined : movedTo(event, to));
  };
  const drag = (pointer: PointerEvent) => {
    const box = place.current?.getBoundingClientRect();
    if (!dragged.current || !box || pointer.buttons === 0) return;
    const share = (pointer.clientX - box.left - THUMB / 2) / (box.width - THUMB);
    const week = Math.round(share * weeks);
    if (week !== at) move(week);
  };
  const key = (pressed: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1 }[pressed.key];
    if (step) move(at + step * (pressed.shiftKey ? 4 : 1));
    else if (pressed.key === "Delete" || pressed.key === "Backspace") leaveOut(event.index, out);
    else if (pressed.key === "Escape") show(null);
    else if (pressed.key === "Enter" || pressed.key === " ") show(event.index);
    else return;
    pressed.preventDefault();
  };
  return (
    <>
      {at !== event.week && (
        <span class="ghost" style={{ left: across(event.week, weeks) }} aria-hidden="true" />
      )}
      <button
        class={`mark ${out ? "out" : ""} ${at !== event.week ? "moved" : ""} ${open ? "open" : ""}`}
        style={{ left: across(at, weeks), "--lane": lane }}
        role="slider"
        aria-label={`Event: ${event.label}`}
        aria-valuemin={0}
        aria-valuemax={weeks}
        aria-valuenow={at}
        aria-valuetext={out ? "left out" : `week ${at}, ${day(movedTo(event, at))}`}
        onPointerDown={(pointer) => {
          dragged.current = !out;
          pointer.currentTarget.setPointerCapture(pointer.pointerId);
          show(event.index);
        }}
        onPointerMove={drag}
        onPointerUp={() => (dragged.current = false)}
        onPointerCancel={() => (dragged.current = false)}
        onPointerEnter={() => show(event.index)}
        onPointerLeave={() => show(null)}
        onFocus={() => show(event.index)}
        onBlur={() => show(null)}
        onKeyDown={key}
      />
    </>
  );
}

/** Leave an event out, or put it back where it was. */
export function leaveOut(index: number, out: boolean): void {
  moveEvent(index, out ? undefined : null);
}

interface PopoverProps {
  spec: Spec;
  event: DatedEvent;
  weeks: number;
  show: (index: number | null) => void;
}

function Popover({ spec, event, weeks, show }: PopoverProps) {
  const now = weekOfEvent(spec, event);
  const at = now ?? event.week;
  const frozen = current().frozen;
  const share = `${(at / weeks) * 100}%`;
  return (
    <div
      class="popover"
      role="group"
      aria-label={event.label}
      style={{ left: `clamp(min(10rem, 45vw), ${share}, calc(100% - min(10rem, 45vw)))` }}
      onPointerEnter={() => show(event.index)}
      onPointerLeave={() => show(null)}
      onFocusCapture={() => show(event.index)}
      onBlurCapture={() => show(null)}
      onKeyDown={(pressed) => pressed.key === "Escape" && show(null)}
    >
      <b>{event.label}</b>
      <p>
        {now === null ? "left out" : `${day(movedTo(event, at))}, week ${at}`}
        {now !== event.week && `; in the scenario ${day(event.date)}`}
      </p>
      {event.says && <p>Sets: {event.says}</p>}
      {event.source && <p class="faint">{event.source}</p>}
      {!frozen && (
        <p class="row">
          <button onClick={() => leaveOut(event.index, now === null)}>
            {now === null ? "Put back" : "Leave out"}
          </button>
          {now !== null && now !== event.week && (
            <button onClick={() => moveEvent(event.index, undefined)}>To its own date</button>
          )}
        </p>
      )}
    </div>
  );
}
