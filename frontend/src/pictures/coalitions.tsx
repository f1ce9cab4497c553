/** Coalitions over time: one band each, the largest below, all small ones together in grey. */

import { useEffect, useRef, useState } from "preact/hooks";
import { RunChoice, useRun } from "../choice";
import { cycled, GREY, ink, useScheme } from "../colours";
import type { RunName, Scenario } from "../contract";
import type { Table } from "../download";
import { brief, day, month, number } from "../format";
import { goTo } from "../playing";
import { dateOf } from "../spec";
import { frames, RUN_NAMES, runsOf, useApp } from "../state";
import { Card } from "./card";
import { useMoment, useSeen, useWidth } from "./seeing";

const MEASURES = ["fighters", "members", "organisations"] as const;
type Measure = 0 | 1 | 2;

const HEIGHT = 240;
const [LEFT, RIGHT, TOP, BOTTOM] = [58, 6, 8, 22];
const REST = -1;

interface Band {
  coalition: number;
  colour: string;
  sizes: number[];
  total: number;
}

function bandsOf(run: RunName, measure: Measure): Band[] {
  const bands = new Map<number, Band>();
  const { weeks } = frames[run];
  weeks.forEach((frame, week) => {
    for (const [coalition, ...measured] of frame.c) {
      let band = bands.get(coalition);
      if (!band) {
        const sizes = new Array<number>(weeks.length).fill(0);
        band = { coalition, colour: GREY, sizes, total: 0 };
        bands.set(coalition, band);
      }
      const size = measured[measure] ?? 0;
      band.sizes[week] = size;
      band.total += size;
    }
  });
  const rank = (band: Band) => (band.coalition === REST ? -1 : band.total);
  const sorted = [...bands.values()].sort((one, other) => rank(other) - rank(one));
  // By rank, so that neighbours differ.
  return sorted.map((band, n) =>
    band.coalition === REST ? band : { ...band, colour: cycled(n) },
  );
}

function nameOf(scenario: Scenario, coalition: number): string {
  if (coalition === REST) return "all others together";
  return scenario.sides?.[coalition] ?? `coalition ${coalition}`;
}

function tableOf(scenario: Scenario): Table {
  const rows = runsOf().flatMap((run) =>
    frames[run].weeks.flatMap((frame) =>
      frame.c.map(([coalition, ...sizes]) => [
        RUN_NAMES[run],
        frame.w,
        dateOf(scenario, frame.w),
        nameOf(scenario, coalition),
        ...sizes,
      ]),
    ),
  );
  return { head: ["run", "week", "date", "coalition", ...MEASURES], rows };
}

export function CoalitionsCard({ scenario }: { scenario: Scenario }) {
  const [run, setRun] = useRun();
  const [measure, setMeasure] = useState<Measure>(0);
  const tools = (
    <div class="tools">
      <label>
        By{" "}
        <select
          value={measure}
          onChange={(event) => setMeasure(Number(event.currentTarget.value) as Measure)}
        >
          {MEASURES.map((name, n) => (
            <option key={name} value={n}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <RunChoice words="of" run={run} choose={setRun} />
    </div>
  );
  return (
    <Card
      id="coalitions"
      title="Coalitions"
      says="Which armed groups stand together, and how large; one band is one coalition."
      table={() => tableOf(scenario)}
      tools={tools}
    >
      <Stream scenario={scenario} run={run} measure={measure} />
    </Card>
  );
}

interface StreamProps {
  scenario: Scenario;
  run: RunName;
  measure: Measure;
}

function Stream({ scenario, run, measure }: StreamProps) {
  const place = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const bands = useRef<Band[]>([]);
  const seen = useSeen(place);
  const width = useWidth(place);
  const scheme = useScheme();
  const { week, version } = useMoment(seen);
  const both = useApp((state) => state.b !== null);
  const [told, setTold] = useState(" ");

  useEffect(() => {
    bands.current = bandsOf(run, measure);
  }, [run, measure, version, scheme]);
  useEffect(() => {
    if (seen && canvas.current && width > 0) {
      draw(canvas.current, width, scenario, bands.current, week);
    }
  }, [seen, width, run, measure, version, scheme, week]);

  const weekAt = (event: MouseEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const across = (event.clientX - box.left - LEFT) / (width - LEFT - RIGHT);
    return Math.max(0, Math.min(scenario.weeks, Math.round(across * scenario.weeks)));
  };
  const tell = (event: PointerEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const up = 1 - (event.clientY - box.top - TOP) / (HEIGHT - TOP - BOTTOM);
    setTold(telling(scenario, bands.current, weekAt(event), up * topOf(bands.current), measure));
  };
  return (
    <div ref={place}>
      <p class="map-title caption">
        {MEASURES[measure]}
        {both && `, ${RUN_NAMES[run]}`}
      </p>
      <canvas
        ref={canvas}
        class="stream"
        role="img"
        aria-label="Sizes of coalitions over time; the table has the numbers"
        onPointerMove={tell}
        onPointerLeave={() => setTold(" ")}
        onClick={(event) => goTo(weekAt(event))}
      />
      <p class="told">{told}</p>
    </div>
  );
}

function topOf(bands: Band[]): number {
  const weeks = bands[0]?.sizes.length ?? 0;
  let most = 0;
  for (let week = 0; week < weeks; week += 1) {
    most = Math.max(most, bands.reduce((sum, band) => sum + (band.sizes[week] ?? 0), 0));
  }
  return most || 1;
}

function telling(
  scenario: Scenario,
  bands: Band[],
  week: number,
  height: number,
  measure: Measure,
): string {
  let below = 0;
  for (const band of bands) {
    const size = band.sizes[week] ?? 0;
    if (size > 0 && height >= below && height < below + size) {
      const name = nameOf(scenario, band.coalition);
      return `${name}: ${number(size)} ${MEASURES[measure]}, ${day(dateOf(scenario, week))}`;
    }
    below += size;
  }
  const count = bands.filter((band) => (band.sizes[week] ?? 0) > 0).length;
  return `${day(dateOf(scenario, week))}: ${count} shown, ${number(below)} ${MEASURES[measure]}`;
}

function draw(
  canvas: HTMLCanvasElement,
  width: number,
  scenario: Scenario,
  bands: Band[],
  playhead: number,
): void {
  const pen = canvas.getContext("2d");
  if (!pen) return;
  const ratio = devicePixelRatio;
  canvas.width = width * ratio;
  canvas.height = HEIGHT * ratio;
  canvas.style.height = `${HEIGHT}px`;
  pen.scale(ratio, ratio);
  const top = topOf(bands);
  const x = (week: number) => LEFT + (week / scenario.weeks) * (width - LEFT - RIGHT);
  const y = (size: number) => HEIGHT - BOTTOM - (size / top) * (HEIGHT - TOP - BOTTOM);
  drawAxes(pen, width, scenario, top, x, y);
  let below = new Array<number>(bands[0]?.sizes.length ?? 0).fill(0);
  for (const band of bands) {
    const above = below.map((size, week) => size + (band.sizes[week] ?? 0));
    pen.beginPath();
    above.forEach((size, week) => pen.lineTo(x(week), y(size)));
    for (let week = below.length - 1; week >= 0; week -= 1) {
      pen.lineTo(x(week), y(below[week] ?? 0));
    }
    pen.closePath();
    pen.fillStyle = band.colour;
    pen.fill();
    pen.strokeStyle = ink("paper");
    pen.lineWidth = 0.7;
    pen.stroke();
    below = above;
  }
  pen.strokeStyle = ink("ink");
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(x(playhead), TOP);
  pen.lineTo(x(playhead), HEIGHT - BOTTOM);
  pen.stroke();
}

function drawAxes(
  pen: CanvasRenderingContext2D,
  width: number,
  scenario: Scenario,
  top: number,
  x: (week: number) => number,
  y: (size: number) => number,
): void {
  pen.font = "12px system-ui, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif";
  pen.lineWidth = 1;
  pen.strokeStyle = ink("line");
  for (const share of [0, 0.5, 1]) {
    pen.fillStyle = ink("faint");
    pen.textAlign = "right";
    pen.fillText(brief(share * top), LEFT - 8, y(share * top) + 4);
    pen.beginPath();
    pen.moveTo(LEFT, y(share * top));
    pen.lineTo(width - RIGHT, y(share * top));
    pen.stroke();
  }
  pen.textAlign = "center";
  const every = [4, 13, 26, 52, 104, 260].find((n) => x(n) - x(0) > 62) ?? scenario.weeks;
  for (let week = 0; week <= scenario.weeks; week += every) {
    if (x(week) > width - 24) break;
    pen.fillText(month(dateOf(scenario, week)), x(week), HEIGHT - 6);
  }
}
