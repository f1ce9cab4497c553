/** An invented country for the stand-in server: what there is to start from, and to change. */

import { readFileSync } from "node:fs";

const CASE = "../../fronde/scenario/cases/fighting-coalition/";
const TABLE = new URL(`${CASE}regions.csv`, import.meta.url);

const BLUE = "#0072B2";
const SKY = "#56B4E9";
const GREEN = "#009E73";
const ORANGE = "#E69F00";
const VERMILION = "#D55E00";
const PURPLE = "#CC79A7";

const spec = {
  scenario: "invented",
  people: 1000000,
  weeks: 156,
  seed: 1,
  replicate: 0,
  sets: {},
  events: {},
  contrast: "",
  turns: [],
};

export const start = {
  version: "0",
  default: spec,
  note: "A result conditional on assumptions, not a forecast.",
  scenarios: [
    { id: "invented", title: "An invented country", kind: "case" },
    { id: "granovetter-1978", title: "Thresholds of collective behaviour", kind: "gallery" },
    { id: "kuran-1991", title: "Now out of never", kind: "gallery" },
  ],
  runs: [{ id: "r1", title: "A stored run", said: "seed 7, street in groups, 156 weeks" }],
  studies: [
    { id: "claims", title: "Do the claims follow?", kind: "claims", said: "3 claims, 24 points" },
    { id: "responses", title: "Which response?", kind: "responses", said: "2 responses" },
  ],
  limits: { people: 1000000, weeks: 520, sessions: 4 },
};

const STATES = [
  ["quiet", "quiet", "#8a949e"],
  ["passive", "quiet but aggrieved", GREEN],
  ["protest", "on the street", ORANGE],
  ["underground", "underground", BLUE],
  ["armed", "in arms", VERMILION],
  ["jailed", "in prison", PURPLE],
  ["exiled", "in exile", SKY],
  ["dead", "dead", "#1b2229"],
].map(([id, label, colour]) => ({ id, label, colour }));

function control(path, label, value, low, high, more = {}) {
  return {
    path,
    label,
    value,
    default: value,
    unit: "1/week",
    sentence: `How strongly ${label} tells on what people do.`,
    source: "assumed; after Kuran 1991, p. 18",
    low,
    high,
    prior: [low * 2, high / 2],
    scale: low > 0 ? "log" : "linear",
    whole: false,
    open: true,
    turnable: true,
    ...more,
  };
}

const SECTIONS = [
  ["regime", "Regime", "What the state has and does before the first event.", [
    control("regime.effort", "effort of the police", 0.5, 0, 1, { prior: [0.1, 0.9] }),
    control("regime.police", "officers per citizen", 0.005, 0.0005, 0.05),
    control("regime.media", "reach of the state's media", 0.6, 0, 1, { prior: [0.2, 0.8] }),
  ]],
  ["mobilisation", "Mobilisation", "Who takes to the street, and who joins.", [
    control("mobilisation.pace", "pace of decisions", 1, 0.1, 10),
    control("mobilisation.threshold", "threshold of the street", 3, 0.3, 30),
    control("mobilisation.contact", "meetings in a week", 4, 1, 20, {
      whole: true, scale: "linear",
    }),
    control("mobilisation.temperature", "noise of decisions", 0.3, 0.03, 3, { turnable: false }),
  ]],
  ["repression", "Repression", "Police arrest who is on the street and search for who is not.", [
    control("repression.kappa", "arrests by an officer", 0.5, 0.05, 5),
    control("repression.delta", "detection underground", 0.02, 0.002, 0.2),
    control("repression.backlash", "backlash against arrests", 1.5, 0.15, 15),
  ]],
  ...["belief", "legitimacy", "narrative", "patronage", "supply", "operations"].map((id) => [
    id,
    id[0].toUpperCase() + id.slice(1),
    `What there is to say about ${id}, in a sentence.`,
    ["weight", "fading", "reach", "share"].map((name, n) =>
      control(`${id}.${name}`, `${name} of ${id}`, 0.4, 0.04, 4, {
        open: n < 3, ...(n === 3 ? { prior: null } : {}),
      })),
  ]),
].map(([id, title, says, controls]) => ({ id, title, says, controls }));

const EVENTS = [
  [3, "2021-01-25", "An opposition leader is arrested"],
  [10, "2021-03-15", "A law on assemblies"],
  [58, "2022-02-14", "War abroad begins"],
  [59, "2022-02-21", "A law on war censorship"],
  [60, "2022-02-28", "Sanctions"],
  [88, "2022-09-12", "Partial mobilisation"],
  [92, "2022-10-10", "Martial law in border regions"],
  [127, "2023-06-12", "A private army mutinies"],
].map(([week, date, label], index) => ({
  index, week, date, label, source: "newspapers of the day", says: "grievance +0.4, fear +0.1",
}));

function regions() {
  const [, ...rows] = readFileSync(TABLE, "utf8").trim().split("\n");
  return rows.map((row) => {
    const [id, name, population, column, line] = row.split(",");
    const y = Number(line);
    const x = Number(column) + 0.5 * (y % 2);
    return { id, code: id.slice(3), name, x, y, population: Number(population) };
  });
}

export const REGIONS = regions();
export const TRACKS = [
  ...STATES.map(({ id, label }) => [id, "persons", `citizens who are ${label}`]),
  ["legitimacy", "", "belief in the right to rule, 0 to 1"],
  ["security", "", "how protected people feel, 0 to 1"],
  ["operations", "operations", "operations in the week"],
].map(([metric, unit, meaning]) => ({ metric, entity: "nation", level: "nation", unit, meaning }));

const track = (metric) => TRACKS.findIndex((item) => item.metric === metric);
const series = (metric, label, colour) => ({ track: track(metric), label, colour });

export const FLOWS = [
  ["grow", "conviction", "quiet", "passive"],
  ["grow", "outrage", "quiet", "passive"],
  ["act", "outrage", "passive", "protest"],
  ["act", "others", "passive", "protest"],
  ["tire", "fatigue", "protest", "passive"],
  ["hide", "closed street", "protest", "underground"],
  ["hide", "recruited", "passive", "underground"],
  ["arm", "backlash", "underground", "armed"],
  ["arrest", "police", "protest", "jailed"],
  ["arrest", "detection", "underground", "jailed"],
  ["fall", "combat", "armed", "dead"],
  ["leave", "emigration", "passive", "exiled"],
  ["return", "release", "jailed", "quiet"],
].map(([flow, cause, source, target]) => ({
  flow, cause, source, target, meaning: `citizens who went from ${source} to ${target}`,
}));

const PICTURES = [
  ["street", "The street", "How many are on the street.", "persons", "linear",
    [series("protest", "on the street", ORANGE)]],
  ["hidden", "Hidden and armed", "Those who hide, and those who fight.", "persons", "log",
    [series("underground", "underground", BLUE), series("armed", "in arms", VERMILION)]],
  ["rule", "Legitimacy and protection", "Two of the parts of legitimacy.", "0 to 1", "linear",
    [series("legitimacy", "legitimacy", "#1b2229"), series("security", "protection", VERMILION)]],
  ["prison", "Prison and exile", "Where those go who are out of reach.", "persons", "linear",
    [series("jailed", "in prison", PURPLE), series("exiled", "in exile", SKY)]],
  ["operations", "Operations", "Operations of armed groups in a week.", "operations", "linear",
    [series("operations", "operations", BLUE)]],
].map(([id, title, says, unit, scale, lines]) => ({
  id, title, says, unit, scale, form: "lines", series: lines,
}));

export function scenario(people = "1000000") {
  const size = people === "all" ? "all" : Number(people);
  return {
    id: "invented",
    title: "An invented country",
    question: "Why might a state that is at war abroad have no good answer to resistance at home?",
    about: "Nothing here is computed by a model: these numbers are invented to show the page.",
    start: "2021-01-04",
    weeks: 156,
    people: size,
    population: 144713312,
    sizes: [
      { people: 1000000, says: "street in groups" },
      { people: "all", says: "one to one: 144,713,312 persons" },
    ],
    sections: SECTIONS,
    events: EVENTS,
    responses: [
      { id: "recall", says: "Call the army back from the war" },
      { id: "repress", says: "Put all police on the street" },
      { id: "concede", says: "Give in to peaceful demands" },
    ],
    policy: "By schedule: silent from 4 January 2021.",
    claims: [{ id: "c01", says: "Closing the street drives people underground", source: "p. 2" }],
    regions: REGIONS,
    tracks: TRACKS,
    maps: [
      { metric: "underground", label: "underground", per_head: true, unit: "persons",
        meaning: "those who hide" },
      { metric: "legitimacy", label: "legitimacy", per_head: false, unit: "",
        meaning: "belief in the right to rule" },
    ],
    flows: FLOWS,
    states: STATES,
    pictures: PICTURES,
    headline: ["protest", "underground", "armed", "legitimacy"].map((metric) => ({
      track: track(metric),
      label: STATES.find(({ id }) => id === metric)?.label ?? metric,
      unit: TRACKS[track(metric)].unit,
    })),
  };
}

const ROWS = [
  ["c01", "Closing the street drives people underground", "follows", "✓", 0.96, 0.88, 0.99],
  ["c02", "Recalling troops calms the country", "depends", "±", 0.55, 0.4, 0.7],
  ["c03", "Paying clients buys calm for good", "does not follow", "✗", 0.08, 0.02, 0.2],
].map(([id, says, verdict, sign, share, low, high]) => ({
  id, says, source: "article, p. 2", verdict, sign, share, low, high, reversed: 0,
}));

export const studies = {
  claims: {
    kind: "claims",
    title: "Do the claims follow?",
    question: "Which claims of the article follow from its assumptions?",
    conditions: ["24 points of the priors, 1 replicate", "100,000 citizens"],
    rows: ROWS,
  },
  responses: {
    kind: "responses",
    title: "Which response?",
    question: "Is there a response that is better than none?",
    answer: "No response is better on all goals.",
    conditions: ["24 points of the priors"],
    goals: [
      { name: "stay", says: "stay in power" },
      { name: "calm", says: "fewer fighters" },
      { name: "war", says: "hold the front" },
    ],
    weeks: [58, 90],
    rows: ["recall", "repress"].flatMap((response, r) =>
      [58, 90].map((week, w) => ({
        response,
        says: response === "recall" ? "Call the army back" : "Put police on the street",
        week,
        cells: ["stay", "calm", "war"].map((goal, g) => {
          const effect = [0.2, -0.35, 0.02, 0.6, -0.1, 0.3][(r * 3 + g + w * 2) % 6];
          return {
            goal, effect, low: effect - 0.1, high: effect + 0.1,
            better: Math.max(0, effect), worse: Math.max(0, -effect),
            said: `${goal}: ${effect > 0 ? "better" : "worse"} than doing nothing`,
          };
        }),
      })),
    ),
    points: Array.from({ length: 12 }, (_, point) => ({
      point, spec: { ...spec, sets: { "regime.effort": 0.1 + 0.07 * point }, replicate: point },
    })),
  },
};

export function claim(id) {
  const row = ROWS.find((item) => item.id === id) ?? ROWS[0];
  return {
    ...row,
    lead: "It holds at nearly all points.",
    why: "Who cannot protest and is angry enough has nowhere else to go.",
    changes: ["The street stays open: repression of protest is set to zero."],
    expected: [{ says: "fewer underground at the end", unit: "persons", relative: true }],
    pairs: Array.from({ length: 24 }, (_, point) => {
      const bar = 0.2 * Math.cos(point);
      const value = 0.6 * Math.sin(point * 1.7) - 0.4;
      const a = { ...spec, seed: 1, replicate: point, sets: { "regime.effort": 0.1 + point / 30 } };
      return {
        point, replicate: 0, values: [value], bars: [bar], holds: value < bar, seed: 1,
        a, b: { ...a, contrast: id },
      };
    }),
  };
}
