/** Play, pause, step, speed, and the weeks. */

import { day } from "../format";
import { chooseSpeed, goTo, halt, lastWeek, stepBy, toggle } from "../playing";
import { dateOf } from "../spec";
import { type Speed, useApp } from "../state";
import { Timeline } from "./timeline";

const SPEEDS: [Speed, string][] = [
  [2, "2 weeks/s"],
  [5, "5 weeks/s"],
  [20, "20 weeks/s"],
  ["fastest", "fastest"],
];

export function Transport() {
  const scenario = useApp((state) => state.scenario);
  const week = useApp((state) => state.week);
  const playing = useApp((state) => state.playing);
  const speed = useApp((state) => state.speed);
  const end = () => {
    halt();
    goTo(lastWeek());
  };
  const choose = (text: string) => {
    chooseSpeed(text === "fastest" ? text : (Number(text) as Speed));
  };
  return (
    <section class="transport" aria-label="Play">
      <div class="buttons">
        <button
          class="far"
          aria-label="To the start"
          title="To the start (Home)"
          onClick={() => stepBy(-week)}
        >
          <Icon path="M4 4v12M16 4L7 10l9 6z" />
        </button>
        <button aria-label="A week back" title="A week back (←)" onClick={() => stepBy(-1)}>
          <Icon path="M14 4L5 10l9 6z" />
        </button>
        <button
          class="play"
          aria-label={playing ? "Pause" : "Play"}
          title={playing ? "Pause (space)" : "Play (space)"}
          onClick={toggle}
        >
          <Icon path={playing ? "M5 4h3v12h-3zM12 4h3v12h-3z" : "M5 3l12 7-12 7z"} />
        </button>
        <button aria-label="A week forward" title="A week forward (→)" onClick={() => stepBy(1)}>
          <Icon path="M6 4l9 6-9 6z" />
        </button>
        <button
          class="far"
          aria-label="To the end"
          title="To the last week computed (End)"
          onClick={end}
        >
          <Icon path="M16 4v12M4 4l9 6-9 6z" />
        </button>
        <select
          aria-label="Speed"
          value={String(speed)}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          {SPEEDS.map(([value, label]) => (
            <option key={label} value={String(value)}>
              {label}
            </option>
          ))}
        </select>
        <output class="now">
          <b>{scenario ? day(dateOf(scenario, week)) : " "}</b>
          <span>week {week}</span>
        </output>
      </div>
      {scenario && <Timeline scenario={scenario} week={week} />}
    </section>
  );
}

function Icon({ path }: { path: string }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
