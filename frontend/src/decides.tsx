/** Which assumption decides: both ends of each open one, tried one at a time. */

import { useState } from "preact/hooks";
import { RunChoice } from "./choice";
import type { RunName, ScanNews, ScanRow, Scenario } from "./contract";
import { duration, number, signed, times, withUnit } from "./format";
import { setSecond, startScan, stopScan } from "./runs";
import { controlsOf, withSet } from "./spec";
import { current, set, useApp } from "./state";

/** More people one to one than this take too long, a hundred times over. */
const MOST = 1_000_000;

/** How far an end is from the base: the largest difference, or factor on a logarithmic scale. */
function size({ changes }: ScanRow): number {
  const factors = Object.values(changes?.times ?? {}).map((ratio) =>
    ratio === null ? 0 : Math.abs(Math.log(Math.max(ratio, 1e-3))),
  );
  return Math.max(0, ...factors, ...Object.values(changes?.difference ?? {}).map(Math.abs));
}

/** Other outcomes first, then the largest changes. */
function ranked({ rows, base }: ScanNews): ScanRow[] {
  const other = (row: ScanRow) => Number(differs(row, base.outcome));
  const by = (one: ScanRow, two: ScanRow) => size(two) - size(one);
  return [...rows].sort((one, two) => other(two) - other(one) || by(one, two));
}

/** Whether a run ended otherwise; one that could not be played did not. */
function differs(row: ScanRow, outcome: string): boolean {
  return row.outcome !== "" && row.outcome !== outcome;
}

export function Decides({ scenario }: { scenario: Scenario }) {
  const scan = useApp((state) => state.scan);
  const scanning = useApp((state) => state.scanning);
  return (
    <section class="decides" aria-labelledby="decides-title">
      <h2 id="decides-title">Which assumption decides?</h2>
      <p class="lead">
        Each assumption that the scenario leaves open is set to the lower and to the upper end of
        its plausible range, one at a time, everything else and the random draws unchanged. Those at the
        top change how the run ends.
      </p>
      <Starter scenario={scenario} scanning={scanning} />
      {scan && <Progress scan={scan} scanning={scanning} />}
      {scan?.finished && <Jointly scenario={scenario} scan={scan} />}
      {scan && <Rows scenario={scenario} scan={scan} />}
    </section>
  );
}

function Starter({ scenario, scanning }: { scenario: Scenario; scanning: boolean }) {
  const open = useApp((state) => state.connection === "open");
  const [run, setRun] = useState<RunName>("a");
  const [people, setPeople] = useState("");
  const start = () => {
    const { a, b } = current();
    const spec = run === "b" ? (b ?? a) : a;
    if (spec) startScan(people ? { ...spec, people: Number(people) } : spec);
  };
  return (
    <p class="row">
      {scanning ? (
        <button onClick={stopScan}>Stop</button>
      ) : (
        <button class="main" disabled={!open} onClick={start}>
          Try both ends of every open assumption
        </button>
      )}
      <label>
        with{" "}
        <select value={people} onChange={(event) => setPeople(event.currentTarget.value)}>
          <option value="">as now; above a million, in groups</option>
          {scenario.sizes
            .filter(({ people: size }) => size !== "all" && size <= MOST)
            .map(({ people: size, says }) => (
              <option key={size} value={String(size)}>
                {says}
              </option>
            ))}
        </select>
      </label>
      <RunChoice words="starting from" run={run} choose={setRun} />
    </p>
  );
}

function Progress({ scan, scanning }: { scan: ScanNews; scanning: boolean }) {
  const { done, of, seconds, manner, base } = scan;
  return (
    <div class="progress">
      <progress value={done} max={of} aria-label="Runs done" />
      <span>
        {done} of {of} runs done, {manner}
        {scanning && done > 0 && `, about ${duration((seconds * (of - done)) / done)} to go`}
        {!scanning && !scan.finished && ", stopped"}
      </span>
      <p>
        With nothing changed: <b>{base.outcome || "no outcome"}</b>. {base.said}
      </p>
    </div>
  );
}

/** Where no single assumption decides: a few that do when set together. */
function Jointly({ scenario, scan }: { scenario: Scenario; scan: ScanNews }) {
  const controls = new Map(controlsOf(scenario).map((control) => [control.path, control]));
  return (
    <>
      {scan.together.map(({ sets, outcome, said }) => (
        <div class="together" key={outcome}>
          <h3>
            <span aria-hidden="true">◆ </span>Together these end it otherwise: {outcome}
          </h3>
          <p>
            No single assumption leads there. The strongest were set together, one after another,
            and those that are not needed taken back. {said}
          </p>
          <ul>
            {Object.entries(sets).map(([path, value]) => {
              const control = controls.get(path);
              return (
                <li key={path}>
                  <b>{control?.label ?? path}</b> {withUnit(value, control?.unit ?? "")}
                  {control && (
                    <small>
                      {" "}
                      was {number(control.value)}: {control.sentence}
                    </small>
                  )}
                </li>
              );
            })}
          </ul>
          <button class="main" onClick={() => show(Object.entries(sets))}>
            See it as run B
          </button>
        </div>
      ))}
    </>
  );
}

/** Values of a scan as run B. */
function show(values: [string, number][]): void {
  const { a, scanned } = current();
  if (!scanned || !a) return;
  const start = { ...scanned, people: a.people };
  setSecond(values.reduce((spec, [path, value]) => withSet(spec, path, value), start));
  set({ view: "pictures" });
  scrollTo({ top: 0 });
}

/** What a number of the nation is called elsewhere on the page. */
function labelOf(scenario: Scenario, metric: string): string {
  const named = [...scenario.headline, ...scenario.pictures.flatMap(({ series }) => series)];
  return named.find(({ track }) => scenario.tracks[track]?.metric === metric)?.label ?? metric;
}

function Rows({ scenario, scan }: { scenario: Scenario; scan: ScanNews }) {
  const controls = new Map(controlsOf(scenario).map((control) => [control.path, control]));
  const rows = ranked(scan);
  const turning = rows.filter((row) => differs(row, scan.base.outcome)).length;
  const some = rows.find((row) => row.changes)?.changes;
  const ratios = Object.keys(some?.times ?? {});
  const differences = Object.keys(some?.difference ?? {});
  return (
    <>
      <p role={scan.finished ? "status" : undefined}>
        {turning === 0
          ? scan.finished
            ? "None of them alone changes how the run ends."
            : "So far none changes how the run ends."
          : `${turning} of ${rows.length} change how the run ends.`}{" "}
        Choose one to see it as run B.
      </p>
      <div class="scroll">
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">assumption</th>
              <th scope="col">set to</th>
              <th scope="col">ends</th>
              {[...ratios, ...differences].map((name) => (
                <th scope="col" key={name}>
                  {labelOf(scenario, name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => {
              const control = controls.get(row.path);
              const turns = differs(row, scan.base.outcome);
              return (
                <tr key={`${row.path} ${row.end}`} class={turns ? "turns" : ""}>
                  <th scope="row">
                    <button class="link" title={control?.sentence} onClick={() => show([[row.path, row.value]])}>
                      {control?.label ?? row.path}
                    </button>
                  </th>
                  <td class="figure">
                    {withUnit(row.value, control?.unit ?? "")}
                    <small>
                      {row.end === "low" ? "lower end" : "upper end"}; was {number(control?.value)}
                    </small>
                  </td>
                  <td title={row.said}>
                    {turns && <span aria-hidden="true">◆ </span>}
                    {turns ? <b>{row.outcome}</b> : row.outcome || row.said || "–"}
                  </td>
                  {ratios.map((name) => (
                    <td class="figure" key={name}>
                      {times(row.changes?.times[name])}
                    </td>
                  ))}
                  {differences.map((name) => (
                    <td class="figure" key={name}>
                      {signed(row.changes?.difference[name] ?? null)}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}
