/** Responses against doing nothing: a matrix of goals, each cell a way into the runs behind it. */

import { useState } from "preact/hooks";
import { apart } from "../colours";
import type { ResponseCell, ResponsesStudy, Spec } from "../contract";
import { sentence, signed } from "../format";
import { openSession } from "../opening";
import { withResponse } from "../spec";
import { Conditions } from "./studies";

interface Chosen {
  response: string;
  says: string;
  week: number;
  cell: ResponseCell;
}

export function ResponsesView({ study }: { study: ResponsesStudy }) {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const effects = study.rows.flatMap((row) => row.cells.map((cell) => Math.abs(cell.effect ?? 0)));
  const most = Math.max(...effects) || 1;
  return (
    <>
      <h2>{study.title}</h2>
      <p>{study.question}</p>
      <p class="lead">{study.answer}</p>
      <Conditions texts={study.conditions} />
      <p>
        Each cell is the effect on a goal, against doing nothing:
        <b> +</b> better, <b>−</b> worse, with its interval. Choose a cell to play a run of it.
      </p>
      <div class="scroll">
        <table class="matrix">
          <thead>
            <tr>
              <th scope="col">response</th>
              <th scope="col">from week</th>
              {study.goals.map(({ name, says }) => (
                <th scope="col" key={name}>
                  {says || name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {study.rows.map((row) => (
              <tr key={`${row.response} ${row.week}`}>
                <th scope="row">{row.says}</th>
                <td class="figure">{row.week}</td>
                {row.cells.map((cell) => (
                  <td key={cell.goal}>
                    <Cell cell={cell} most={most} choose={() => setChosen({ ...row, cell })} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {chosen && <Points study={study} chosen={chosen} />}
    </>
  );
}

function Cell({ cell, most, choose }: { cell: ResponseCell; most: number; choose: () => void }) {
  const depth = (cell.effect ?? 0) / most;
  return (
    <button
      class="cell"
      title={`${cell.said}; better at ${share(cell.better)}, worse at ${share(cell.worse)}`}
      // Better is blue, worse vermilion; the sign says the same.
      style={{ background: apart(-depth), color: Math.abs(depth) > 0.7 ? "#ffffff" : "#1b2229" }}
      onClick={choose}
    >
      <b>{signed(cell.effect)}</b>
      <small>
        {signed(cell.low)} to {signed(cell.high)}
      </small>
    </button>
  );
}

function share(part: number | null): string {
  return part === null ? "–" : `${Math.round(100 * part)} %`;
}

function Points({ study, chosen }: { study: ResponsesStudy; chosen: Chosen }) {
  const play = (spec: Spec) =>
    void openSession({
      a: spec,
      b: withResponse(spec, chosen.week, chosen.response),
      week: Math.min(chosen.week, spec.weeks),
    });
  return (
    <section class="points" aria-live="polite">
      <h3>
        From week {chosen.week}: {chosen.says}
      </h3>
      <p>
        {sentence(chosen.cell.said)} Choose one of the parameter sets that were run: it is played without
        and with the response.
      </p>
      <ul class="row">
        {study.points.map(({ point, spec }) => (
          <li key={point}>
            <button onClick={() => play(spec)}>parameter set {point}</button>
          </li>
        ))}
      </ul>
    </section>
  );
}
