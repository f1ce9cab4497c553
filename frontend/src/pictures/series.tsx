/** Time series: run A solid, the second dashed, both in the colour of what they count. */

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import { ink, onGround, useScheme } from "../colours";
import type { Picture, Scenario } from "../contract";
import type { Table } from "../download";
import { brief, month, reading, sentence } from "../format";
import { goTo } from "../playing";
import { dateOf, weekOfEvent } from "../spec";
import { activeSpec, current, frames, RUN_NAMES, runsOf, useApp } from "../state";
import { Card } from "./card";
import { useMoment, useSeen, useWidth } from "./seeing";

const HEIGHT = 230;
const DASH = [7, 5];
const FONT = "12px system-ui, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif";

type Values = (number | null)[];

/** Weeks, then each series of run A, then each of the second. */
function dataOf(picture: Picture, weeks: number): uPlot.AlignedData {
  const x = Array.from({ length: weeks + 1 }, (_, week) => week);
  const columns = (["a", "b"] as const).flatMap((run) =>
    picture.series.map(({ track }) => {
      const values: Values = frames[run].track(track);
      while (values.length <= weeks) values.push(null);
      // A logarithm has no place for nothing.
      return picture.scale === "log" ? values.map((v) => (v !== null && v > 0 ? v : null)) : values;
    }),
  );
  return [x, ...columns] as uPlot.AlignedData;
}

function yRange(log: boolean): uPlot.Range.Function {
  return (_, low, high) => {
    if (low === null || high === null || !Number.isFinite(low)) return log ? [1, 10] : [0, 1];
    if (log) return uPlot.rangeLog(low, Math.max(high, low * 10), 10, true);
    return [Math.min(0, low * 1.05), Math.max(0, high * 1.05) || 1];
  };
}

/** Ticks of a logarithmic axis: powers of ten, no more than a handful. */
function decades(_plot: uPlot, _axis: number, low: number, high: number): number[] {
  const [from, to] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const every = Math.max(1, Math.ceil((to - from) / 5));
  const count = Math.floor((to - from) / every) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, n) => 10 ** (from + n * every));
}

/** Dated events and turns as faint lines behind the series. */
function drawMarks(plot: uPlot): void {
  const { scenario, ...state } = current();
  const spec = activeSpec(current());
  if (!scenario || !spec) return;
  const { ctx, bbox } = plot;
  const stroke = (week: number, colour: string, dash: number[]) => {
    const x = Math.round(plot.valToPos(week, "x", true)) + 0.5;
    ctx.strokeStyle = colour;
    ctx.setLineDash(dash);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  };
  ctx.save();
  ctx.lineWidth = devicePixelRatio;
  for (const event of scenario.events) {
    const week = weekOfEvent(spec, event);
    if (week !== null && week <= scenario.weeks) stroke(week, ink("line"), [2, 3]);
  }
  for (const turn of state.b?.turns ?? []) stroke(turn.week, ink("accent"), [4, 4]);
  ctx.restore();
}

function optionsOf(
  picture: Picture,
  scenario: Scenario,
  width: number,
  hover: (week: number | null) => void,
  drawn: (plot: uPlot) => void,
): uPlot.Options {
  const log = picture.scale === "log";
  const axis = { stroke: ink("faint"), font: FONT, ticks: { show: false } };
  const grid = { stroke: ink("line"), width: 1 };
  const series = ["a", "b"].flatMap((run) =>
    picture.series.map(({ label, colour }) => ({
      label: `${label}, ${run}`,
      stroke: onGround(colour),
      width: 2,
      dash: run === "b" ? DASH : undefined,
      points: { show: false },
      spanGaps: false,
    })),
  );
  return {
    width,
    height: HEIGHT,
    padding: [10, 24, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: "weeks" }, drag: { x: false, y: false }, points: { size: 7 } },
    scales: {
      x: { time: false, range: () => [0, scenario.weeks] },
      y: { distr: log ? 3 : 1, range: yRange(log) },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 30,
        space: 62,
        incrs: [1, 2, 4, 13, 26, 52, 104, 260],
        values: (_, weeks) => weeks.map((week) => month(dateOf(scenario, week))),
      },
      {
        ...axis,
        grid,
        size: 58,
        ...(log ? { splits: decades } : {}),
        values: (_, values) => values.map((value) => (value === null ? "" : brief(value))),
      },
    ],
    series: [{}, ...series],
    hooks: {
      drawClear: [drawMarks],
      draw: [drawn],
      setCursor: [(plot) => hover(plot.cursor.idx ?? null)],
    },
  };
}

function tableOf(picture: Picture, scenario: Scenario): Table {
  const runs = runsOf();
  const head = ["week", "date"];
  for (const run of runs) {
    for (const { label } of picture.series) {
      head.push(runs.length > 1 ? `${label}, ${RUN_NAMES[run]}` : label);
    }
  }
  const length = Math.max(...runs.map((run) => frames[run].weeks.length));
  const rows = Array.from({ length }, (_, week) => [
    week,
    dateOf(scenario, week),
    ...runs.flatMap((run) =>
      picture.series.map(({ track }) => frames[run].weeks[week]?.v[track] ?? null),
    ),
  ]);
  return { head, rows };
}

export function SeriesCard({ picture, scenario }: { picture: Picture; scenario: Scenario }) {
  useScheme();
  const keys = () =>
    runsOf().flatMap((run) =>
      picture.series.map(({ label, colour }) => ({
        label: current().b ? `${label}, ${RUN_NAMES[run]}` : label,
        colour: onGround(colour),
        dashed: run === "b",
      })),
    );
  return (
    <Card
      id={picture.id}
      title={picture.title}
      says={`${sentence(picture.says)} ${unitOf(picture)}`.trim()}
      table={() => tableOf(picture, scenario)}
      keys={keys}
    >
      <Plot picture={picture} scenario={scenario} />
    </Card>
  );
}

function unitOf({ unit, scale }: Picture): string {
  const on = scale === "log" ? "on a logarithmic scale" : "";
  return sentence([unit && `unit: ${unit}`, on].filter(Boolean).join(", "));
}

function Plot({ picture, scenario }: { picture: Picture; scenario: Scenario }) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const head = useRef<HTMLDivElement | null>(null);
  const seen = useSeen(place);
  const width = useWidth(place);
  const scheme = useScheme();
  const { week, version } = useMoment(seen);
  const [hover, setHover] = useState<number | null>(null);
  const a = useApp((state) => state.a);
  const b = useApp((state) => state.b);

  // Where a week stands is known once the picture was drawn, which is later than it was made.
  const shown = useRef(week);
  shown.current = week;
  const point = (drawn: uPlot) => {
    if (head.current) {
      head.current.style.transform = `translateX(${drawn.valToPos(shown.current, "x")}px)`;
    }
  };

  const ready = seen && width > 0;
  useEffect(() => {
    if (!ready || !place.current) return;
    const options = optionsOf(picture, scenario, width, setHover, point);
    const fresh = new uPlot(options, dataOf(picture, scenario.weeks), place.current);
    head.current = document.createElement("div");
    head.current.className = "playhead";
    fresh.over.append(head.current);
    fresh.over.addEventListener("click", () => {
      if (fresh.cursor.idx !== null && fresh.cursor.idx !== undefined) goTo(fresh.cursor.idx);
    });
    plot.current = fresh;
    return () => {
      plot.current = null;
      fresh.destroy();
    };
  }, [ready, width, scheme, picture, scenario]);

  useEffect(() => {
    if (seen) plot.current?.setData(dataOf(picture, scenario.weeks));
  }, [seen, version, a, b]);

  useEffect(() => {
    if (plot.current) point(plot.current);
  }, [week]);

  return (
    <>
      <Legend picture={picture} scenario={scenario} week={hover ?? week} version={version} />
      <div class="plot" ref={place} />
    </>
  );
}

interface LegendProps {
  picture: Picture;
  scenario: Scenario;
  week: number;
  version: number;
}

function Legend({ picture, week, version }: LegendProps) {
  const both = useApp((state) => state.b !== null);
  const rows = useMemo(
    () =>
      picture.series.map(({ track, label, colour }) => ({
        label,
        colour: onGround(colour),
        first: frames.a.weeks[week]?.v[track],
        second: frames.b.weeks[week]?.v[track],
      })),
    [picture, week, version, both],
  );
  return (
    <ul class="legend">
      {rows.map(({ label, colour, first, second }) => (
        <li key={label}>
          <span class="sample" style={{ borderColor: colour }} />
          <span>{label}</span> <b>{reading(first)}</b>
          {both && (
            <>
              <span class="sample dashed" style={{ borderColor: colour }} />
              <b>{reading(second)}</b>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
