/** What happens, week by week, and the dated events to be moved. */

import { useState } from "preact/hooks";
import { RunChoice, useRun } from "./choice";
import type { DatedEvent, Scenario } from "./contract";
import { day } from "./format";
import { happenings, type Kind } from "./happened";
import { moveEvent } from "./runs";
import { goTo, halt } from "./playing";
import { dateOf, eventsWithin, movedTo, weekOfEvent } from "./spec";
import { activeSpec, frames, useApp } from "./state";
import { leaveOut } from "./transport/timeline";

const KINDS: [Kind | "all", string][] = [
  ["all", "everything"],
  ["event", "dated events"],
  ["operation", "operations"],
  ["group", "mergers and splits"],
  ["response", "responses"],
  ["turn", "changed assumptions"],
];
const MARKS: Record<Kind, string> = {
  event: "●",
  operation: "▲",
  group: "⬌",
  response: "■",
  turn: "◆",
};
const MOST = 400;

export function EventList({ scenario }: { scenario: Scenario }) {
  return (
    <div class="columns">
      <Dated scenario={scenario} />
      <Happened scenario={scenario} />
    </div>
  );
}

function Happened({ scenario }: { scenario: Scenario }) {
  useApp((state) => state.version);
  const week = useApp((state) => state.week);
  const [run, setRun] = useRun();
  const [kind, setKind] = useState<Kind | "all">("all");
  const spec = useApp((state) => state[run] ?? state.a);
  if (!spec) return null;
  const all = happenings(scenario, spec, frames[run].weeks).filter(
    (item) => kind === "all" || item.kind === kind,
  );
  const go = (to: number) => {
    halt();
    goTo(to);
  };
  return (
    <section aria-labelledby="happened-title">
      <h2 id="happened-title">What happened</h2>
      <div class="tools">
        <label>
          Show{" "}
          <select value={kind} onChange={(e) => setKind(e.currentTarget.value as Kind | "all")}>
            {KINDS.map(([id, label]) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <RunChoice words="of" run={run} choose={setRun} />
      </div>
      {all.length === 0 && <p>Nothing yet.</p>}
      <ol class="happened" tabIndex={0} aria-label="What happened, week by week">
        {all.slice(0, MOST).map((item, n) => (
          <li key={`${item.week} ${n}`} class={item.week === week ? "now" : ""}>
            <button onClick={() => go(item.week)}>
              <time>{day(item.date ?? dateOf(scenario, item.week))}</time>
              <span>
                <span class={`kind kind-${item.kind}`} aria-hidden="true">
                  {MARKS[item.kind]}{" "}
                </span>
                {item.text}
                {item.more && <small>{item.more}</small>}
              </span>
            </button>
          </li>
        ))}
      </ol>
      {all.length > MOST && <p>{all.length - MOST} more: choose a kind to see fewer.</p>}
    </section>
  );
}

function Dated({ scenario }: { scenario: Scenario }) {
  const spec = useApp(activeSpec);
  const events = spec ? eventsWithin(scenario, spec) : [];
  if (events.length === 0) return null;
  return (
    <section aria-labelledby="dated-title">
      <h2 id="dated-title">Dated events</h2>
      <p>Each can come earlier, later, or not at all; what changes is run B.</p>
      <ul class="dated">
        {events.map((event) => (
          <DatedRow key={event.index} event={event} />
        ))}
      </ul>
    </section>
  );
}

function DatedRow({ event }: { event: DatedEvent }) {
  const spec = useApp(activeSpec);
  const frozen = useApp((state) => state.frozen);
  if (!spec) return null;
  const week = weekOfEvent(spec, event);
  const move = (by: number) => {
    const to = Math.max(0, Math.min(spec.weeks, (week ?? event.week) + by));
    moveEvent(event.index, to === event.week ? undefined : movedTo(event, to));
  };
  return (
    <li class={week !== event.week ? "changed" : ""}>
      <div>
        <b class={week === null ? "struck" : ""}>{event.label}</b>
        <small>
          {week === null ? "left out" : day(movedTo(event, week))}
          {week !== event.week && `, in the scenario ${day(event.date)}`}
          {event.says && `. Sets: ${event.says}`}
        </small>
      </div>
      <span class="row">
        <button
          aria-label={`${event.label}: a week earlier`}
          disabled={frozen || week === null}
          onClick={() => move(-1)}
        >
          −
        </button>
        <button
          aria-label={`${event.label}: a week later`}
          disabled={frozen || week === null}
          onClick={() => move(1)}
        >
          +
        </button>
        <button disabled={frozen} onClick={() => leaveOut(event.index, week === null)}>
          {week === null ? "Put back" : "Leave out"}
        </button>
      </span>
    </li>
  );
}
