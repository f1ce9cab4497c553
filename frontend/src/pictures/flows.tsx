/** Who moved, and why: states as discs on a ring, persons who went between them as arrows. */

import { useRef, useState } from "preact/hooks";
import { RunChoice, useRun } from "../choice";
import { onGround, useScheme } from "../colours";
import type { RunName, Scenario } from "../contract";
import type { Table } from "../download";
import { brief, day, number } from "../format";
import { flowsAt } from "../frames";
import { dateOf } from "../spec";
import { current, frames, RUN_NAMES, runsOf } from "../state";
import { Card } from "./card";
import { useMoment, useSeen } from "./seeing";

const [WIDE, HIGH] = [640, 400];
const [ACROSS, DOWN] = [185, 145];
const DISC = 15;
const TOLD = 6;

interface Arrow {
  source: string;
  target: string;
  persons: number;
  causes: { cause: string; meaning: string; persons: number }[];
}

function arrowsOf(scenario: Scenario, run: RunName, week: number, over: number): Arrow[] {
  const arrows = new Map<string, Arrow>();
  for (const [flow, persons] of flowsAt(frames[run], Math.min(week, frames[run].last), over)) {
    const about = scenario.flows[flow];
    if (!about || persons <= 0 || about.source === about.target) continue;
    const { source, target, cause, meaning } = about;
    const key = `${source} ${target}`;
    const arrow = arrows.get(key) ?? { source, target, persons: 0, causes: [] };
    arrow.persons += persons;
    arrow.causes.push({ cause, meaning, persons });
    arrows.set(key, arrow);
  }
  const larger = (one: { persons: number }, other: { persons: number }) =>
    other.persons - one.persons;
  for (const { causes } of arrows.values()) causes.sort(larger);
  return [...arrows.values()].sort(larger);
}

function label(scenario: Scenario, state: string): string {
  return scenario.states.find(({ id }) => id === state)?.label ?? state;
}

function tableOf(scenario: Scenario, over: number): Table {
  const { week } = current();
  const rows = runsOf().flatMap((run) =>
    arrowsOf(scenario, run, week, over).flatMap(({ source, target, causes }) =>
      causes.map(({ cause, persons }) => [
        RUN_NAMES[run],
        label(scenario, source),
        label(scenario, target),
        cause,
        persons,
      ]),
    ),
  );
  return { head: ["run", "from", "to", "cause", "persons a week"], rows };
}

export function FlowsCard({ scenario }: { scenario: Scenario }) {
  const [run, setRun] = useRun();
  const [over, setOver] = useState(4);
  if (scenario.flows.length === 0 || scenario.states.length === 0) return null;
  const tools = (
    <div class="tools">
      <label>
        In{" "}
        <select value={over} onChange={(event) => setOver(Number(event.currentTarget.value))}>
          <option value={1}>the week shown</option>
          <option value={4}>the last 4 weeks, a week on average</option>
        </select>
      </label>
      <RunChoice words="of" run={run} choose={setRun} />
    </div>
  );
  return (
    <Card
      id="flows"
      title="Who moved, and why"
      says="Persons who went from one state to another; the wider the arrow, the more of them."
      table={() => tableOf(scenario, over)}
      tools={tools}
    >
      <Ring scenario={scenario} run={run} over={over} />
    </Card>
  );
}

function captionOf(scenario: Scenario, run: RunName, week: number, over: number): string {
  const whose = current().b ? `${RUN_NAMES[run]}, ` : "";
  const until = day(dateOf(scenario, week));
  return whose + (over === 1 ? until : `a week on average of the ${over} up to ${until}`);
}

interface RingProps {
  scenario: Scenario;
  run: RunName;
  over: number;
}

function Ring({ scenario, run, over }: RingProps) {
  useScheme();
  const place = useRef<HTMLDivElement>(null);
  const seen = useSeen(place);
  const { week } = useMoment(seen);
  const at = Math.min(week, frames[run].last);
  const arrows = arrowsOf(scenario, run, at, over);
  const most = arrows[0]?.persons ?? 1;
  return (
    <div ref={place}>
      <p class="map-title caption">{captionOf(scenario, run, Math.max(0, at), over)}</p>
      <svg
        class="drawn"
        viewBox={`0 0 ${WIDE} ${HIGH}`}
        role="img"
        aria-label="Flows between states; the table has the numbers"
      >
        {[...arrows].reverse().map((arrow) => (
          <ArrowPath
            key={`${arrow.source} ${arrow.target}`}
            scenario={scenario}
            arrow={arrow}
            most={most}
            told={arrows.indexOf(arrow) < TOLD}
          />
        ))}
        {scenario.states.map((state, n) => (
          <Disc key={state.id} scenario={scenario} index={n} run={run} week={week} />
        ))}
      </svg>
      {arrows.length > 0 ? (
        <Causes scenario={scenario} arrows={arrows} />
      ) : (
        <p>Nobody moved in this time.</p>
      )}
    </div>
  );
}

function placeOf(index: number, of: number): [number, number] {
  const angle = (2 * Math.PI * index) / of - Math.PI / 2 - Math.PI / of;
  return [WIDE / 2 + ACROSS * Math.cos(angle), HIGH / 2 + DOWN * Math.sin(angle)];
}

/** How many are in a state, if the scenario counts them. */
function countOf(scenario: Scenario, state: string, run: RunName, week: number): number | null {
  const track = scenario.tracks.findIndex(
    ({ metric, level }) => metric === state && level === "nation",
  );
  const at = Math.min(week, frames[run].last);
  return track < 0 ? null : (frames[run].weeks[at]?.v[track] ?? null);
}

interface DiscProps {
  scenario: Scenario;
  index: number;
  run: RunName;
  week: number;
}

function Disc({ scenario, index, run, week }: DiscProps) {
  const state = scenario.states[index];
  if (!state) return null;
  const [x, y] = placeOf(index, scenario.states.length);
  const side = Math.abs(x - WIDE / 2) < 30 ? 0 : Math.sign(x - WIDE / 2);
  const anchor = side === 0 ? "middle" : side > 0 ? "start" : "end";
  const [dx, dy] = side === 0 ? [0, y < HIGH / 2 ? -30 : 30] : [side * (DISC + 6), -1];
  const count = countOf(scenario, state.id, run, week);
  return (
    <g transform={`translate(${x} ${y})`}>
      <circle r={DISC} fill={onGround(state.colour)} stroke="var(--paper)" stroke-width="2" />
      <text
        x={dx}
        y={dy}
        class="halo"
        font-size="14"
        font-weight="600"
        text-anchor={anchor}
        fill="var(--ink)"
      >
        {state.label}
      </text>
      {count !== null && (
        <text
          x={dx}
          y={dy + 16}
          class="halo"
          font-size="13"
          text-anchor={anchor}
          fill="var(--faint)"
        >
          {brief(count)}
        </text>
      )}
    </g>
  );
}

interface ArrowProps {
  scenario: Scenario;
  arrow: Arrow;
  most: number;
  told: boolean;
}

/** A bent arrow from disc to disc; there and back bend apart. */
function ArrowPath({ scenario, arrow, most, told }: ArrowProps) {
  const index = (id: string) => scenario.states.findIndex((state) => state.id === id);
  const [from, to] = [index(arrow.source), index(arrow.target)];
  if (from < 0 || to < 0) return null;
  const count = scenario.states.length;
  const [[x1, y1], [x2, y2]] = [placeOf(from, count), placeOf(to, count)];
  const long = Math.hypot(x2 - x1, y2 - y1);
  const [ux, uy] = [(x2 - x1) / long, (y2 - y1) / long];
  const bend = Math.min(40, long * 0.16);
  const [mx, my] = [(x1 + x2) / 2 - uy * bend, (y1 + y2) / 2 + ux * bend];
  const width = Math.max(1.2, 16 * Math.sqrt(arrow.persons / most));
  const tip = Math.max(7, width * 1.1);
  const [sx, sy] = towards(x1, y1, mx, my, DISC + 1);
  const [ex, ey] = towards(x2, y2, mx, my, DISC + 3 + tip);
  const [px, py] = towards(x2, y2, mx, my, DISC + 3);
  const [nx, ny] = [((py - ey) / tip) * (tip * 0.62), (-(px - ex) / tip) * (tip * 0.62)];
  const colour = onGround(scenario.states[to]?.colour ?? "#8a949e");
  const causes = arrow.causes.map(({ cause, persons }) => `${cause} ${number(persons)}`);
  return (
    <g opacity="0.85">
      <title>
        {`${label(scenario, arrow.source)} → ${label(scenario, arrow.target)}: `}
        {`${number(arrow.persons)} (${causes.join(", ")})`}
      </title>
      <path
        d={`M${sx} ${sy}Q${mx} ${my} ${ex} ${ey}`}
        fill="none"
        stroke={colour}
        stroke-width={width}
      />
      <path d={`M${ex + nx} ${ey + ny}L${px} ${py}L${ex - nx} ${ey - ny}Z`} fill={colour} />
      {told && (
        <text
          x={(x1 + 2 * mx + x2) / 4}
          y={(y1 + 2 * my + y2) / 4 + 4}
          font-size="13"
          font-weight="600"
          text-anchor="middle"
          class="halo"
          fill="var(--ink)"
        >
          {brief(Math.round(arrow.persons))}
        </text>
      )}
    </g>
  );
}

function towards(x: number, y: number, tx: number, ty: number, by: number): [number, number] {
  const long = Math.hypot(tx - x, ty - y) || 1;
  return [x + ((tx - x) / long) * by, y + ((ty - y) / long) * by];
}

function Causes({ scenario, arrows }: { scenario: Scenario; arrows: Arrow[] }) {
  const rows = arrows
    .flatMap(({ source, target, causes }) => causes.map((item) => ({ source, target, ...item })))
    .sort((one, other) => other.persons - one.persons)
    .slice(0, 8);
  return (
    <table class="causes">
      <thead>
        <tr>
          <th scope="col">from, to</th>
          <th scope="col">cause</th>
          <th scope="col">persons a week</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ source, target, cause, meaning, persons }) => (
          <tr key={`${source} ${target} ${cause}`} title={meaning}>
            <td>
              {label(scenario, source)} → {label(scenario, target)}
            </td>
            <td>{cause}</td>
            <td class="figure">{number(persons)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
