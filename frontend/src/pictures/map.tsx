/** The map: one hexagon a region, equally large, so that a city is seen as well as a tundra. */

import { useRef, useState } from "preact/hooks";
import { apart, ramp } from "../colours";
import type { RunName, MapChoice, Region, Scenario } from "../contract";
import type { Table } from "../download";
import { brief, day, number, sentence, signed } from "../format";
import { chooseMap } from "../runs";
import { dateOf } from "../spec";
import { current, frames, RUN_NAMES, runsOf, useApp } from "../state";
import { Card } from "./card";
import { useMoment, useSeen } from "./seeing";

type Shown = RunName | "difference";

const ROW = Math.sqrt(3) / 2;
const RADIUS = 0.95 / Math.sqrt(3);
const CORNERS = [-90, -30, 30, 90, 150, 210]
  .map((degrees) => (degrees * Math.PI) / 180)
  .map((angle) => [RADIUS * Math.cos(angle), RADIUS * Math.sin(angle)])
  .map((corner) => corner.map((place) => place.toFixed(3)).join(","))
  .join(" ");
const PER = 100_000;
const STEPS = [0, 0.25, 0.5, 0.75, 1];

/** What a region shows: per 100,000 of its people where the scenario says so. */
function shownOf(map: MapChoice, region: Region, value: number | null | undefined): number | null {
  if (value === null || value === undefined) return null;
  return map.per_head ? (PER * value) / Math.max(1, region.population) : value;
}

function unitOf(map: MapChoice): string {
  return map.per_head ? "per 100,000" : map.unit;
}

/** The last week that a run has, up to the one shown. */
function weekOf(run: RunName, week: number): number {
  return Math.min(week, frames[run].last);
}

function valuesAt(scenario: Scenario, map: MapChoice, run: RunName, week: number) {
  const values = frames[run].weeks[weekOf(run, week)]?.m ?? [];
  return scenario.regions.map((region, n) => shownOf(map, region, values[n]));
}

/** Ends of the scale: the same for all weeks and both runs, so that colours can be compared. */
function rangeOf(scenario: Scenario, map: MapChoice): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const run of runsOf()) {
    for (const { m } of frames[run].weeks) {
      m.forEach((raw, n) => {
        const region = scenario.regions[n];
        const value = region ? shownOf(map, region, raw) : null;
        if (value === null) return;
        low = Math.min(low, value);
        high = Math.max(high, value);
      });
    }
  }
  if (low > high) return [0, 1];
  if (map.per_head) return [0, high || 1];
  return high > low ? [low, high] : [low, low + 1];
}

interface Scale {
  colour: (value: number | null) => string;
  dark: (value: number | null) => boolean;
  stops: { at: number; label: string; colour: string }[];
}

/** Rates are spread by their square root: a few small regions would else take all the colour. */
function sequential(map: MapChoice, [low, high]: [number, number]): Scale {
  const bend = map.per_head ? 2 : 1;
  const depth = (value: number) => Math.max(0, (value - low) / (high - low)) ** (1 / bend);
  const stops = STEPS.map((at) => ({
    at,
    label: brief(low + at ** bend * (high - low)),
    colour: ramp(at),
  }));
  const colour = (value: number | null) => (value === null ? "none" : ramp(depth(value)));
  return { colour, stops, dark: (value) => value !== null && depth(value) > 0.45 };
}

function diverging(most: number): Scale {
  const end = most || 1;
  const depth = (value: number) => Math.sign(value) * Math.sqrt(Math.abs(value) / end);
  const stops = STEPS.map((at) => {
    const side = 2 * at - 1;
    const value = Math.sign(side) * side ** 2 * end;
    return { at, label: signed(Number(value.toPrecision(2))), colour: apart(side) };
  });
  const colour = (value: number | null) => (value === null ? "none" : apart(depth(value)));
  return { colour, stops, dark: (value) => value !== null && Math.abs(depth(value)) > 0.8 };
}

function tableOf(scenario: Scenario, map: MapChoice): Table {
  const { week } = current();
  const runs = runsOf();
  const columns = runs.map((run) => valuesAt(scenario, map, run, week));
  const what = `${map.label} ${unitOf(map)}`;
  const head = ["region", ...runs.map((run) => `${what}, ${RUN_NAMES[run]}`)];
  const rows = scenario.regions.map((region, n) => [
    region.name,
    ...columns.map((values) => values[n] ?? null),
  ]);
  return { head, rows };
}

export function MapCard({ scenario }: { scenario: Scenario }) {
  const metric = useApp((state) => state.map);
  const both = useApp((state) => state.b !== null);
  const [shown, setShown] = useState<Shown | "both">("both");
  const map = scenario.maps.find((item) => item.metric === metric) ?? scenario.maps[0];
  if (!map || scenario.regions.length < 2) return null;
  const parts: Shown[] = !both ? ["a"] : shown === "both" ? ["a", "b"] : [shown];
  const tools = (
    <div class="tools">
      <label>
        Show{" "}
        <select value={map.metric} onChange={(event) => chooseMap(event.currentTarget.value)}>
          {scenario.maps.map((item) => (
            <option key={item.metric} value={item.metric}>
              {item.label} {item.per_head ? "per 100,000" : ""}
            </option>
          ))}
        </select>
      </label>
      {both && (
        <label>
          of{" "}
          <select
            value={shown}
            onChange={(event) => setShown(event.currentTarget.value as Shown | "both")}
          >
            <option value="both">both runs</option>
            <option value="a">run A</option>
            <option value="b">run B</option>
            <option value="difference">the difference, second less first</option>
          </select>
        </label>
      )}
    </div>
  );
  return (
    <Card
      id="map"
      title="Where"
      says={`${sentence(map.meaning)} One hexagon is one region.`}
      table={() => tableOf(scenario, map)}
      tools={tools}
    >
      <Maps scenario={scenario} map={map} parts={parts} />
    </Card>
  );
}

interface MapsProps {
  scenario: Scenario;
  map: MapChoice;
  parts: Shown[];
}

function Maps({ scenario, map, parts }: MapsProps) {
  const place = useRef<HTMLDivElement>(null);
  const seen = useSeen(place);
  const { week } = useMoment(seen);
  const [told, setTold] = useState<number | null>(null);
  const difference = parts.includes("difference");
  const scale = difference
    ? diverging(mostApart(scenario, map, week))
    : sequential(map, rangeOf(scenario, map));
  return (
    <div ref={place}>
      <div class="maps">
        {parts.map((part) => (
          <Hexagons
            key={part}
            scenario={scenario}
            values={valuesOf(scenario, map, part, week)}
            scale={scale}
            title={captionOf(scenario, part, parts.length, week)}
            told={told}
            tell={setTold}
          />
        ))}
      </div>
      <p class="told">{told === null ? " " : telling(scenario, map, told, week)}</p>
      <ScaleKey scale={scale} unit={difference ? `${unitOf(map)}, more or less` : unitOf(map)} />
    </div>
  );
}

function valuesOf(scenario: Scenario, map: MapChoice, part: Shown, week: number) {
  if (part !== "difference") return valuesAt(scenario, map, part, week);
  const both = Math.min(weekOf("a", week), weekOf("b", week));
  const first = valuesAt(scenario, map, "a", both);
  const second = valuesAt(scenario, map, "b", both);
  return first.map((value, n) => {
    const other = second[n];
    return value === null || other === null || other === undefined ? null : other - value;
  });
}

function mostApart(scenario: Scenario, map: MapChoice, week: number): number {
  const values = valuesOf(scenario, map, "difference", week);
  return Math.max(...values.map((value) => Math.abs(value ?? 0)));
}

function captionOf(scenario: Scenario, part: Shown, of: number, week: number): string {
  const run = part === "difference" ? "b" : part;
  const at = Math.max(0, weekOf(run, week));
  const name = part === "difference" ? "second less first" : RUN_NAMES[part];
  return `${of > 1 || part === "difference" ? `${name}, ` : ""}${day(dateOf(scenario, at))}`;
}

function telling(scenario: Scenario, map: MapChoice, region: number, week: number): string {
  const values = runsOf().map((run) => {
    const value = number(valuesAt(scenario, map, run, week)[region]);
    return current().b ? `${RUN_NAMES[run]} ${value}` : value;
  });
  return `${scenario.regions[region]?.name}: ${values.join(", ")} ${unitOf(map)}`;
}

interface HexagonsProps {
  scenario: Scenario;
  values: (number | null)[];
  scale: Scale;
  title: string;
  told: number | null;
  tell: (region: number | null) => void;
}

function Hexagons({ scenario, values, scale, title, told, tell }: HexagonsProps) {
  const xs = scenario.regions.map((region) => region.x);
  const ys = scenario.regions.map((region) => region.y * ROW);
  const [left, top] = [Math.min(...xs) - 0.6, Math.min(...ys) - 0.7];
  const [right, bottom] = [Math.max(...xs) + 0.6, Math.max(...ys) + 0.7];
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const count = scenario.regions.length;
    tell(((told ?? (step > 0 ? -1 : 0)) + step + count) % count);
  };
  return (
    <div class="map">
      <p class="map-title caption">{title}</p>
      <svg
        class="drawn"
        viewBox={`${left} ${top} ${right - left} ${bottom - top}`}
        role="img"
        tabIndex={0}
        aria-label={`Map, ${title}. Arrow keys tell region by region.`}
        onKeyDown={move}
        onPointerLeave={() => tell(null)}
        onBlur={() => tell(null)}
      >
        {scenario.regions.map((region, n) => {
          const value = values[n] ?? null;
          return (
            <g
              key={region.id}
              transform={`translate(${region.x} ${region.y * ROW})`}
              onPointerEnter={() => tell(n)}
              onClick={() => tell(n)}
            >
              <polygon
                points={CORNERS}
                fill={scale.colour(value)}
                stroke={told === n ? "var(--ink)" : "var(--faint)"}
                stroke-width={told === n ? 0.08 : 0.02}
              />
              <text
                y="0.12"
                font-size="0.32"
                font-weight="600"
                text-anchor="middle"
                fill={value === null ? "var(--ink)" : scale.dark(value) ? "#ffffff" : "#1b2230"}
              >
                {region.code.slice(0, 3)}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}

function ScaleKey({ scale, unit }: { scale: Scale; unit: string }) {
  return (
    <div class="scale">
      <svg class="drawn" viewBox="0 0 320 34" role="img" aria-label="Scale of colours">
        {Array.from({ length: 40 }, (_, n) => (
          <rect key={n} x={n * 8} y="0" width="8.5" height="12" fill={colourAt(scale, n / 39)} />
        ))}
        {scale.stops.map(({ at, label }) => (
          <text
            key={at}
            x={at * 320}
            y="28"
            font-size="12"
            fill="var(--faint)"
            text-anchor={at === 0 ? "start" : at === 1 ? "end" : "middle"}
          >
            {label}
          </text>
        ))}
      </svg>
      <span class="caption">{unit}</span>
    </div>
  );
}

function colourAt(scale: Scale, at: number): string {
  return scale.stops[0]?.colour === ramp(0) ? ramp(at) : apart(2 * at - 1);
}
