/** What the state does from the week shown on. */

import type { Scenario } from "../contract";
import { respond } from "../runs";
import { responseAt } from "../spec";
import { activeSpec, type State, useApp } from "../state";

/** Nothing can take hold in the last week: no week follows it. */
function isLast({ a, week }: State): boolean {
  return a !== null && week >= a.weeks;
}

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
        <h2>How the state responds</h2>
        <small>
          in week {week}: {says ?? "as the scenario’s policy decides"}
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
  const last = useApp(isLast);
  if (scenario.responses.length === 0) return null;
  return (
    <section class="responses" aria-label={`The state’s response from week ${week} on`}>
      <p>
        {last
          ? "This is the last week: go back to an earlier one to branch there."
          : `The state’s response from week ${week} on:`}
      </p>
      <ul>
        {scenario.responses.map(({ id, says }) => (
          <li key={id}>
            <button
              aria-pressed={held === id}
              disabled={frozen || last}
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
          : `Now the scenario’s policy decides. ${scenario.policy}`}
      </p>
    </section>
  );
}
