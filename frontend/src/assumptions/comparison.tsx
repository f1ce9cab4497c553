/** What run B changes, in words, and what can be done with it. */

import type { Scenario } from "../contract";
import { day, withUnit } from "../format";
import { makeFirst, redo, setSecond, undo } from "../runs";
import { type Change, changesBetween, controlsOf, without } from "../spec";
import { useApp } from "../state";
import { Sample } from "../outcomes";

/** A change in the words of the scenario. */
export function worded(scenario: Scenario, change: Change): string {
  const valueOf = (path: string, value: number | undefined) => {
    const control = controlsOf(scenario).find((item) => item.path === path);
    const label = control?.label ?? path;
    return [label, withUnit(value ?? control?.value, control?.unit ?? "")] as const;
  };
  switch (change.kind) {
    case "set": {
      const [label, to] = valueOf(change.path, change.to);
      return `From the start: ${label} ${to} instead of ${valueOf(change.path, change.from)[1]}`;
    }
    case "turn": {
      if (change.to === undefined) {
        return `Week ${change.week}: ${valueOf(change.path, undefined)[0]} stays as it is`;
      }
      return `From week ${change.week}: ${valueOf(change.path, change.to).join(" ")}`;
    }
    case "response": {
      const says = scenario.responses.find(({ id }) => id === change.to)?.says ?? change.to;
      if (change.to === undefined) return `Week ${change.week}: no response is chosen by hand`;
      return says === null
        ? `From week ${change.week}: the response is left alone`
        : `From week ${change.week}, the state’s response: ${says}`;
    }
    case "event": {
      const label = scenario.events.find(({ index }) => String(index) === change.index)?.label;
      if (change.to === null) return `Left out: ${label}`;
      return change.to
        ? `${label}: on ${day(change.to)}`
        : `${label}: on its own date`;
    }
    case "contrast": {
      const claim = scenario.claims.find(({ id }) => id === (change.to || change.from));
      const made = change.to ? "The contrast" : "Without the contrast";
      return `${made} of the claim “${claim?.says ?? change.to}”`;
    }
  }
}

export function Comparison({ scenario }: { scenario: Scenario }) {
  const a = useApp((state) => state.a);
  const b = useApp((state) => state.b);
  const frozen = useApp((state) => state.frozen);
  return (
    <section class="comparison" aria-labelledby="comparison-title">
      <h2 id="comparison-title">{b ? "What run B changes" : "Compare"}</h2>
      {a && b ? (
        <Changes scenario={scenario} changes={changesBetween(a, b)} />
      ) : (
        <p>
          {frozen
            ? "This stored run stands alone."
            : "Move an assumption, an event, or choose a response: run B appears beside " +
              "run A, with the same random draws."}
        </p>
      )}
      <p class="row">
        {b && (
          <>
            <button onClick={makeFirst}>Make it run A</button>
            <button onClick={() => setSecond(null)}>Drop it</button>
          </>
        )}
        <Travel />
      </p>
    </section>
  );
}

function Changes({ scenario, changes }: { scenario: Scenario; changes: Change[] }) {
  const b = useApp((state) => state.b);
  return (
    <>
      <Sample run="b" name={changes.length ? "" : "run B: nothing, it is the same"} />
      <ul class="changes">
        {changes.map((change) => {
          const words = worded(scenario, change);
          return (
            <li key={words}>
              <span>{words}</span>
              <button
                class="quiet"
                aria-label={`Take back: ${words}`}
                title="Take back"
                onClick={() => b && setSecond(without(b, change))}
              >
                ✕
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Travel() {
  const back = useApp((state) => state.undo.length > 0);
  const forth = useApp((state) => state.redo.length > 0);
  return (
    <>
      <button disabled={!back} onClick={undo} title="Ctrl+Z">
        Undo
      </button>
      <button disabled={!forth} onClick={redo} title="Ctrl+Shift+Z">
        Redo
      </button>
    </>
  );
}
