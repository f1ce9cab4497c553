/** How each run ends, and a few numbers at the week shown. */

import type { RunName, Scenario } from "./contract";
import { reading, unitWords } from "./format";
import { ProblemNote } from "./notices";
import { frames, RUN_NAMES, runsOf, useApp } from "./state";

/** A shape for each outcome, so that colour is never alone. */
const SHAPES: Record<string, string> = { contained: "●", insurgent: "▲", collapsed: "■" };

export function Outcomes() {
  useApp((state) => state.version);
  const both = useApp((state) => state.b !== null);
  const weeks = useApp((state) => state.a?.weeks ?? 0);
  const problems = useApp((state) => state.problems);
  const runs = runsOf();
  const spoken = runs
    .map((run) => frames[run].outcome)
    .map((end, n) => end && `${RUN_NAMES[runs[n] ?? "a"]}: ${end.outcome}. ${end.said}`)
    .filter(Boolean)
    .join(" ");
  return (
    <>
      <div class={`outcomes ${both ? "both" : ""}`}>
        {runs.map((run) => (
          <Badge key={run} run={run} both={both} weeks={weeks} />
        ))}
      </div>
      {problems
        .filter(({ run }) => run)
        .map((problem) => (
          <ProblemNote key={problem.id} problem={problem} />
        ))}
      <p class="unseen" aria-live="polite">
        {spoken}
      </p>
    </>
  );
}

function Badge({ run, both, weeks }: { run: RunName; both: boolean; weeks: number }) {
  const { outcome, last } = frames[run];
  const name = both ? RUN_NAMES[run] : "";
  if (!outcome) {
    const share = weeks > 0 ? Math.max(0, last) / weeks : 0;
    return (
      <div class="badge">
        <Sample run={run} name={name} />
        <b class="pending">
          week {Math.max(0, last)} of {weeks} computed
        </b>
        <progress value={share} aria-label={`${name || "run"}: weeks computed`} />
      </div>
    );
  }
  return (
    <div class={`badge ends-${outcome.outcome || "none"}`}>
      <Sample run={run} name={name} />
      {outcome.outcome && (
        <b>
          <span aria-hidden="true">{SHAPES[outcome.outcome] ?? "◆"} </span>
          Ends: {outcome.outcome}
        </b>
      )}
      <p>{outcome.said}</p>
    </div>
  );
}

export function Sample({ run, name }: { run: RunName; name: string }) {
  if (!name) return null;
  return (
    <span class="whose">
      <span class={`sample ${run === "b" ? "dashed" : ""}`} />
      {name}
    </span>
  );
}

export function Headline({ scenario }: { scenario: Scenario }) {
  useApp((state) => state.version);
  const week = useApp((state) => state.week);
  const both = useApp((state) => state.b !== null);
  const at = (run: RunName, track: number) =>
    frames[run].weeks[Math.min(week, frames[run].last)]?.v[track];
  return (
    <dl class="headline">
      {scenario.headline.map(({ track, label, unit }) => (
        <div key={track}>
          <dt>
            {label} {unit !== "persons" && unitWords(unit) && <small>({unitWords(unit)})</small>}
          </dt>
          <dd>
            <b>{reading(at("a", track))}</b>
            {both && (
              <span class="second">
                <span class="sample dashed" aria-hidden="true" />
                <span class="unseen">run B </span>
                {reading(at("b", track))}
              </span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
