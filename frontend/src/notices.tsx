/** What the reader should know now: lost connections, errors, what the server said. */

import { reconnect } from "./live";
import { dismiss, RUN_NAMES, type Problem, set, useApp } from "./state";

export function Notices() {
  const connection = useApp((state) => state.connection);
  const problems = useApp((state) => state.problems);
  const said = useApp((state) => state.said);
  const busy = useApp((state) => state.busy);
  const view = useApp((state) => state.view);
  const caution = useApp((state) => state.caution);
  return (
    <div class="notices">
      {connection === "lost" && (
        <p class="notice bad" role="alert">
          The connection to the server is lost. Nothing that you set is lost with it.
          <button onClick={reconnect}>Connect again</button>
        </p>
      )}
      {problems
        .filter(({ run }) => !run || view === "studies")
        .map((problem) => (
          <ProblemNote key={problem.id} problem={problem} />
        ))}
      {caution && <p class="notice">{caution}</p>}
      {(busy || said) && (
        <p class="notice" role="status">
          <span>{busy || said}</span>
          {!busy && (
            <button aria-label="Dismiss this message" onClick={() => set({ said: "" })}>
              ✕
            </button>
          )}
        </p>
      )}
    </div>
  );
}

/** An error; those of a run stand beside the run. */
export function ProblemNote({ problem: { id, run, text } }: { problem: Problem }) {
  return (
    <p class="notice bad" role="alert">
      <span>
        {run && <b>{RUN_NAMES[run]}: </b>}
        {text}
      </span>
      <button aria-label="Dismiss this message" onClick={() => dismiss(id)}>
        ✕
      </button>
    </p>
  );
}
