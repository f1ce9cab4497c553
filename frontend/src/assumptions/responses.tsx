/** What the state does from the week shown on. */

import type { Scenario } from "../contract";
import { respond } from "../lines";
import { responseAt } from "../spec";
import { activeSpec, useApp } from "../state";

/** In the panel they are folded away: the summary says which one is in force. */
export function FoldedResponses({ scenario }: { scenario: Scenario }) {
  const week = useApp((state) => state.week);
  const held = useApp((state) => {
    const spec = activeSpec(state);
    return spec && responseAt(spec, state.week);
  });
  if (scenario.responses.length === 0) return null;
  const says = scenario.responses.find(({ id }) => id === held)?.says;
  return (
    <details class="folded">
      <summary>
        <h2>What the state does</h2>
        <small>
          in week {week}: {says ?? "its own policy decides"}
        </small>
      </summary>
      <Responses scenario={scenario} />
    </details>
  );
}

export function Responses({ scenario }: { scenario: Scenario }) {
  const week = useApp((state) => state.week);
  const held = useApp((state) => {
    const spec = activeSpec(state);
    return spec && responseAt(spec, state.week);
  });
  const chosen = useApp((state) =>
    activeSpec(state)?.turns.some((turn) => turn.week === state.week && turn.response),
  );
  const frozen = useApp((state) => state.frozen);
  if (scenario.responses.length === 0) return null;
  return (
    <section class="responses" aria-label={`What the state does from week ${week} on`}>
      <p>From week {week} on, the state …</p>
      <ul>
        {scenario.responses.map(({ id, says }) => (
          <li key={id}>
            <button
              aria-pressed={held === id}
              disabled={frozen}
              onClick={() => respond(held === id && chosen ? undefined : id)}
            >
              {held === id && <span aria-hidden="true">✓ </span>}
              {says}
            </button>
          </li>
        ))}
      </ul>
      <p class="faint">
        {held
          ? "It holds on to this from then on."
          : `Now its own policy decides${scenario.policy ? `: ${scenario.policy}` : ""}.`}
      </p>
    </section>
  );
}
