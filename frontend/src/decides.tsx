/** Which assumption decides: both ends of each open one, tried one at a time. */

import type { LineName, ScanNews, ScanRow, Scenario } from "./contract";
import { duration, number, times, withUnit } from "./format";
import { setSecond, startScan, stopScan } from "./lines";
import { controlsOf, withSet } from "./spec";
import { current, set, useApp } from "./state";
import { useState } from "preact/hooks";

/** How far an end is from the base: by the change that is largest as a factor. */
function size(row: ScanRow): number {
  const changes = Object.values(row.changes).map((ratio) =>
    ratio === null ? 0 : Math.abs(Math.log(Math.max(ratio, 1e-6))),
  );
  return Math.max(0, ...changes);
}

/** Other outcomes first, then the largest changes. */
function ranked({ rows, base }: ScanNews): ScanRow[] {
  const other = (row: ScanRow) => Number(row.outcome !== base.outcome);
  return [...rows].sort((one, two) => other(two) - other(one) || size(two) - size(one));
}

export function Decides({ scenario }: { scenario: Scenario }) {
  const scan = useApp((state) => state.scan);
  const scanning = useApp((state) => state.scanning);
  return (
    <section class="decides" aria-labelledby="decides-title">
      <h2 id="decides-title">Which assumption decides?</h2>
      <p class="lead">
        Each assumption that the scenario leaves open is set to the lower and to the upper end of
        its plausible range, one at a time, everything else and the luck unchanged. Those at the
        top change how the run ends.
      </p>
      <Starter scanning={scanning} />
      {scan && <Progress scan={scan} scanning={scanning} />}
      {scan && <Rows scenario={scenario} scan={scan} />}
    </section>
  );
}

function Starter({ scanning }: { scanning: boolean }) {
  const both = useApp((state) => state.b !== null);
  const open = useApp((state) => state.connection === "open");
  const [line, setLine] = useState<LineName>("a");
  const start = () => {
    const { a, b } = current();
    const spec = line === "b" ? (b ?? a) : a;
    if (spec) startScan(spec);
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
      {both && (
        <label>
          starting from{" "}
          <select value={line} onChange={(e) => setLine(e.currentTarget.value as LineName)}>
            <option value="a">the first line</option>
            <option value="b">the second line</option>
          </select>
        </label>
      )}
    </p>
  );
}

function Progress({ scan, scanning }: { scan: ScanNews; scanning: boolean }) {
  const { done, of, seconds, people, base } = scan;
  return (
    <div class="progress">
      <progress value={done} max={of} aria-label="Runs done" />
      <span>
        {done} of {of} runs with {number(people)} citizens
        {scanning && `, about ${duration(seconds)} to go`}
        {!scanning && !scan.finished && ", stopped"}
      </span>
      <p>
        With nothing changed: <b>{base.outcome || "no outcome"}</b>. {base.said}
      </p>
    </div>
  );
}

function Rows({ scenario, scan }: { scenario: Scenario; scan: ScanNews }) {
  const controls = new Map(controlsOf(scenario).map((control) => [control.path, control]));
  const rows = ranked(scan);
  const turning = rows.filter((row) => row.outcome !== scan.base.outcome).length;
  const names = [...new Set(rows.flatMap((row) => Object.keys(row.changes)))];
  const choose = (row: ScanRow) => {
    const { scanned } = current();
    if (!scanned) return;
    setSecond(withSet(scanned, row.path, row.value));
    set({ view: "pictures" });
    scrollTo({ top: 0 });
  };
  return (
    <>
      <p role={scan.finished ? "status" : undefined}>
        {turning === 0
          ? "So far none changes how the run ends."
          : `${turning} of ${rows.length} change how the run ends.`}{" "}
        Choose one to see it as the second line.
      </p>
      <div class="scroll">
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">assumption</th>
              <th scope="col">set to</th>
              <th scope="col">ends</th>
              {names.map((name) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => {
              const control = controls.get(row.path);
              const turns = row.outcome !== scan.base.outcome;
              return (
                <tr key={`${row.path} ${row.end}`} class={turns ? "turns" : ""}>
                  <th scope="row">
                    <button class="link" title={control?.sentence} onClick={() => choose(row)}>
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
                    {turns ? <b>{row.outcome}</b> : row.outcome || "the same"}
                  </td>
                  {names.map((name) => (
                    <td class="figure" key={name}>
                      {times(row.changes[name])}
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
