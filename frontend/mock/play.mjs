/** Invented weeks: smooth enough to look at, moved by what is set, the same for the same spec. */

import { FLOWS, REGIONS, TRACKS } from "./world.mjs";

function noise(...keys) {
  let hash = 2166136261;
  for (const sign of keys.join("/")) hash = Math.imul(hash ^ sign.charCodeAt(0), 16777619);
  hash = Math.imul(hash ^ (hash >>> 15), 2246822519);
  return ((hash ^ (hash >>> 13)) >>> 0) / 4294967296;
}

function valueOf(spec, path, otherwise, week) {
  let value = spec.sets[path] ?? otherwise;
  for (const turn of spec.turns) if (turn.week <= week) value = turn.sets?.[path] ?? value;
  return value;
}

const SHOCKS = { 3: 0.5, 10: 0.2, 58: 1, 60: 0.4, 88: 1.2, 127: 0.6 };

function respondedWith(spec, week) {
  return spec.turns.findLast((turn) => turn.week <= week && turn.response)?.response;
}

function next(spec, week, past) {
  const effort = valueOf(spec, "regime.effort", 0.5, week);
  const backlash = valueOf(spec, "repression.backlash", 1.5, week);
  const contact = valueOf(spec, "mobilisation.contact", 4, week);
  const anger = past.anger * 0.93 + (SHOCKS[week] ?? 0);
  const eased = respondedWith(spec, week) ? 0.6 : 1;
  const luck = 0.8 + 0.4 * noise("p", spec.seed, spec.replicate, week);
  const protest = 4000 * anger * luck * eased * (1.2 - effort) * (contact / 4);
  const hide = protest * 0.06 * effort * backlash;
  const underground = past.underground * 0.985 + hide;
  const armed = past.armed * 0.99 + underground * 0.004 * backlash * eased;
  const jailed = past.jailed * 0.95 + protest * 0.1 * effort;
  const exiled = past.exiled + protest * 0.02;
  const dead = past.dead + armed * 0.004;
  const legitimacy = Math.max(0.05, past.legitimacy - 0.006 * anger * backlash * 0.5 + 0.0015);
  const security = Math.max(0.05, 0.9 - armed / 60000);
  const operations = Math.floor(armed / 900 + noise("o", spec.seed, week));
  const passive = 30000 + 40000 * anger;
  const quiet = 144e6 - passive;
  return { anger, quiet, passive, protest, underground, armed, jailed, exiled, dead, legitimacy,
    security, operations };
}

const FIRST = {
  anger: 0.05, quiet: 144e6, passive: 30000, protest: 0, underground: 0, armed: 0, jailed: 0,
  exiled: 0, dead: 0, legitimacy: 0.7, security: 0.9, operations: 0,
};

function coalitions(values, week) {
  const sizes = [];
  for (let id = 0; id < 16; id += 1) {
    const born = 5 + id * 7;
    if (week < born || (id % 3 === 1 && week > born + 50)) continue;
    const share = (0.3 + noise("c", id)) * Math.sqrt(week - born + 1);
    sizes.push([id, Math.round(values.armed * share * 0.02), Math.round(20 * share), 1 + (id % 4)]);
  }
  sizes.sort((one, other) => other[2] - one[2]);
  const rest = sizes.slice(12);
  const sum = (k) => rest.reduce((total, item) => total + item[k], 0);
  return rest.length ? [...sizes.slice(0, 12), [-1, sum(1), sum(2), sum(3)]] : sizes;
}

export function frameAt(spec, week, before, metric) {
  const values = week === 0 ? FIRST : next(spec, week, before.values);
  const regions = (which) =>
    REGIONS.map((region, n) => {
      const tilt = 0.3 + 1.7 * noise("r", n, which);
      if (which === "legitimacy") return Math.min(1, values.legitimacy * (0.7 + 0.3 * tilt));
      return Number(((values[which] ?? 0) * tilt * (region.population / 144e6)).toPrecision(6));
    });
  const flows = FLOWS.map(({ target }, n) => [
    n, Math.round((values[target] ?? 0) * (target === "quiet" ? 1e-6 : 0.05) * noise("f", n, week)),
  ]);
  const operations = Array.from({ length: Math.min(40, values.operations) }, (_, k) => [
    Math.floor(noise("q", week, k) * REGIONS.length), noise("s", week, k) > 0.4 ? 1 : 0,
    1 + Math.floor(3 * noise("t", k)), 5 + Math.floor(40 * noise("u", week, k)),
  ]);
  const changed = week % 7 === 5 && week > 12;
  const shown = {
    w: week,
    v: TRACKS.map((track) => Number(values[track.metric].toPrecision(6))),
    m: regions(metric),
    f: flows.filter(([, persons]) => persons > 0),
    c: coalitions(values, week),
    o: operations,
    x: changed ? [[week % 14 === 5 ? "merged" : "split", week % 9, week % 5, 30]] : [],
  };
  return { values, regions, shown };
}

export function outcomeOf(frames) {
  const { legitimacy, armed } = frames.at(-1).values;
  if (legitimacy < 0.25) return { outcome: "collapsed", said: "The state falls within the time." };
  if (armed > 4000) return { outcome: "insurgent", said: "Armed resistance holds out." };
  return { outcome: "contained", said: "Resistance stays small; the state holds." };
}
