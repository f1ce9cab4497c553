/** Claims with their verdicts; a claim with its pairs of runs, each of which can be played. */

import { useState } from "preact/hooks";
import type { Claim, ClaimRow, ClaimsStudy, Pair } from "../contract";
import { brief, number } from "../format";
import { fetchClaim, openSession, trying } from "../opening";
import { Conditions } from "./studies";

export function ClaimsView({ id, study }: { id: string; study: ClaimsStudy }) {
  const [claim, setClaim] = useState<Claim | null>(null);
  const open = (which: string) =>
    void trying("Opening the claim ...", async () => {
      setClaim(await fetchClaim(id, which));
      scrollTo({ top: 0 });
    });
  if (claim) return <ClaimView claim={claim} back={() => setClaim(null)} />;
  return (
    <>
      <h2>{study.title}</h2>
      <p class="lead">{study.question}</p>
      <p>
        The bar is the share of the plausible space in which the claim holds; the line through its
        end is the interval. Choose a claim to see the runs behind it.
      </p>
      <Conditions texts={study.conditions} />
      <ul class="claims">
        {study.rows.map((row) => (
          <ClaimItem key={row.id} row={row} open={open} />
        ))}
      </ul>
    </>
  );
}

function ClaimItem({ row, open }: { row: ClaimRow; open: (id: string) => void }) {
  return (
    <li>
      <button onClick={() => open(row.id)}>
        <span class="verdict">
          <span aria-hidden="true">{row.sign}</span> {row.verdict}
          {(row.reversed ?? 0) > 0 && (
          <small>the opposite in {Math.round(100 * (row.reversed ?? 0))} %</small>
        )}
        </span>
        <span class="says">
          {row.says}
          <small>{row.source}</small>
        </span>
        <Share row={row} />
      </button>
    </li>
  );
}

function Share({ row }: { row: ClaimRow }) {
  if (row.share === null) return <span class="share-bar">–</span>;
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const [low, high] = [row.low ?? row.share, row.high ?? row.share];
  return (
    <span class="share-bar">
      <svg viewBox="0 0 120 14" preserveAspectRatio="none" aria-hidden="true">
        <rect x="0" y="3" width="120" height="8" fill="var(--line)" />
        <rect x="0" y="3" width={120 * row.share} height="8" fill="var(--accent)" />
        <path d={`M${120 * low} 7H${120 * high}`} stroke="var(--ink)" stroke-width="2" />
        <path d={`M${120 * low} 2v10M${120 * high} 2v10`} stroke="var(--ink)" />
      </svg>
      holds in {percent(row.share)} ({percent(low)} to {percent(high)})
    </span>
  );
}

function play(pair: Pair): void {
  void openSession({ a: pair.a, b: pair.b, week: 0 });
}

function ClaimView({ claim, back }: { claim: Claim; back: () => void }) {
  return (
    <>
      <p class="row">
        <button onClick={back}>← All claims</button>
      </p>
      <p class="verdict">
        <span aria-hidden="true">{claim.sign}</span> {claim.verdict}
      </p>
      <h2>{claim.says}</h2>
      <p class="faint">{claim.source}</p>
      <p class="lead">{claim.lead}</p>
      <p>{claim.why}</p>
      {claim.changes.length > 0 && (
        <>
          <h3>What the second run of each pair changes</h3>
          <ul>
            {claim.changes.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </>
      )}
      {claim.expected.map((expected, n) => (
        <Scatter key={expected.says} claim={claim} index={n} />
      ))}
      <PairTable claim={claim} />
    </>
  );
}

type Measured = { pair: Pair; value: number; bar: number };

function measured(claim: Claim, index: number): Measured[] {
  return claim.pairs.flatMap((pair) => {
    const [value, bar] = [pair.values[index], pair.bars[index]];
    return typeof value === "number" && typeof bar === "number" ? [{ pair, value, bar }] : [];
  });
}

const [SIDE, LOW, HIGH] = [340, 58, 326];

/** Every pair a mark: what was compared, against the bar that it has to pass. */
function Scatter({ claim, index }: { claim: Claim; index: number }) {
  const expected = claim.expected[index];
  const marks = measured(claim, index);
  if (!expected || marks.length === 0) return null;
  const all = marks.flatMap(({ value, bar }) => [value, bar]);
  const spread = Math.max(...all) - Math.min(...all) || Math.abs(all[0] ?? 0) || 1;
  const [low, high] = [Math.min(...all) - 0.06 * spread, Math.max(...all) + 0.06 * spread];
  const across = (value: number) => LOW + ((value - low) / (high - low)) * (HIGH - LOW);
  const up = (value: number) => SIDE - across(value);
  const ticks = [0.1, 0.5, 0.9].map((share) => low + share * (high - low));
  const unit = expected.relative ? "" : expected.unit;
  return (
    <figure class="strip">
      <figcaption>
        Expected: <b>{expected.says}</b>
        {unit && ` (${unit})`}. One mark is one pair: ● holds, ✕ does not. On the line, value and
        bar are equal. Choose a mark to play the pair.
      </figcaption>
      <svg
        viewBox={`0 0 ${SIDE} ${SIDE}`}
        role="img"
        aria-label="Pairs, value against bar; the table below has all"
      >
        <path d={`M${LOW} 14V${SIDE - LOW}H${HIGH}`} stroke="var(--faint)" fill="none" />
        <path
          d={`M${across(low)} ${up(low)}L${across(high)} ${up(high)}`}
          stroke="var(--faint)"
          stroke-dasharray="5 4"
        />
        {ticks.map((tick) => (
          <g key={tick} font-size="11" fill="var(--faint)">
            <text x={across(tick)} y={SIDE - LOW + 16} text-anchor="middle">
              {brief(tick)}
            </text>
            <text x={LOW - 6} y={up(tick) + 4} text-anchor="end">
              {brief(tick)}
            </text>
          </g>
        ))}
        <text x={HIGH} y={SIDE - LOW + 34} font-size="12" text-anchor="end" fill="var(--ink)">
          bar →
        </text>
        <text x="4" y="12" font-size="12" fill="var(--ink)">
          value ↑
        </text>
        {marks.map(({ pair, value, bar }) => (
          <PairMark
            key={`${pair.point} ${pair.replicate}`}
            pair={pair}
            x={across(bar)}
            y={up(value)}
          />
        ))}
      </svg>
    </figure>
  );
}

function PairMark({ pair, x, y }: { pair: Pair; x: number; y: number }) {
  return (
    <g class="pair" transform={`translate(${x} ${y})`} onClick={() => play(pair)}>
      <title>{`Parameter set ${pair.point}, replicate ${pair.replicate}`}</title>
      <circle r="10" fill="transparent" />
      {pair.holds ? (
        <circle r="5" fill="var(--accent)" />
      ) : (
        <path
          d="M-4-4L4 4M-4 4L4-4"
          stroke={pair.holds === null ? "var(--faint)" : "var(--warn)"}
          stroke-width="2.5"
        />
      )}
    </g>
  );
}

function PairTable({ claim }: { claim: Claim }) {
  const words = (holds: boolean | null) =>
    holds === null ? "no value" : holds ? "● holds" : "✕ does not";
  return (
    <div class="scroll">
      <table class="rows">
        <thead>
          <tr>
            <th scope="col">pair</th>
            <th scope="col">claim</th>
            {claim.expected.map(({ says }) => (
              <th scope="col" key={says}>
                {says}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {claim.pairs.map((pair) => (
            <tr key={`${pair.point} ${pair.replicate}`}>
              <th scope="row">
                <button class="link" onClick={() => play(pair)}>
                  play parameter set {pair.point}
                  {pair.replicate > 0 && `, replicate ${pair.replicate}`}
                </button>
              </th>
              <td>{words(pair.holds)}</td>
              {pair.values.map((value, n) => (
                <td class="figure" key={n}>
                  {number(value)} <small>bar {number(pair.bars[n])}</small>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
