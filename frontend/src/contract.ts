/** What goes between the page and the server. */

export type RunName = "a" | "b";

export interface Turn {
  week: number;
  sets?: Record<string, number>;
  response?: string | null;
}

export interface Spec {
  scenario: string;
  people: number | "all";
  weeks: number;
  seed: number;
  replicate: number;
  sets: Record<string, number>;
  events: Record<string, string | null>;
  contrast: string;
  turns: Turn[];
}

export interface Start {
  version: string;
  default: Spec;
  note: string;
  /** What is to be opened at once: the first stored run or study, or nothing. */
  opens?: string;
  scenarios: { id: string; title: string; kind: string }[];
  runs: { id: string; title: string; said: string }[]; // said: also why one cannot be read
  studies: { id: string; title: string; kind: string; said: string }[];
  limits: { people: number; weeks: number; sessions: number };
}

export interface Control {
  path: string;
  label: string;
  /** Null is infinity: no limit. */
  value: number | null;
  default: number | null;
  unit: string;
  sentence: string;
  source: string;
  low: number;
  high: number;
  prior: [number, number] | null;
  scale: "linear" | "log";
  whole: boolean;
  open: boolean;
  turnable: boolean;
}

export interface Section {
  id: string;
  title: string;
  says: string;
  controls: Control[];
}

export interface DatedEvent {
  index: number;
  week: number;
  date: string;
  label: string;
  source: string;
  says: string;
}

export interface Region {
  id: string;
  code: string;
  name: string;
  x: number;
  y: number;
  population: number;
}

export interface Track {
  metric: string;
  entity: string;
  level: string;
  unit: string;
  meaning: string;
}

export interface MapChoice {
  metric: string;
  label: string;
  per_head: boolean;
  unit: string;
  meaning: string;
}

export interface Flow {
  flow: string;
  cause: string;
  source: string;
  target: string;
  meaning: string;
}

export interface CitizenState {
  id: string;
  label: string;
  colour: string;
}

export interface Picture {
  id: string;
  title: string;
  says: string;
  unit: string;
  scale: "linear" | "log";
  form: string;
  series: { track: number; label: string; colour: string }[];
}

export interface Scenario {
  id: string;
  title: string;
  question: string;
  about: string;
  start: string;
  weeks: number;
  people: number | "all";
  population: number;
  sizes: { people: number | "all"; says: string }[];
  sections: Section[];
  events: DatedEvent[];
  responses: { id: string; says: string }[];
  policy: string;
  claims: { id: string; says: string; source: string }[];
  regions: Region[];
  tracks: Track[];
  maps: MapChoice[];
  flows: Flow[];
  states: CitizenState[];
  pictures: Picture[];
  /** Names of coalitions with negative numbers: the sides of states. */
  sides?: Record<string, string>;
  headline: { track: number; label: string; unit: string }[];
}

/** One week of a run. */
export interface Frame {
  w: number;
  v: (number | null)[];
  m: (number | null)[];
  f: [number, number][];
  c: [number, number, number, number][];
  o: [number, number, number, number][];
  x: ["merged" | "split", number, number, number][];
}

export interface ScanRow {
  path: string;
  end: "low" | "high";
  value: number;
  outcome: string;
  said: string;
  /** Against the run with nothing changed; null where it could not be played. */
  changes: ScanChanges | null;
}

export interface ScanChanges {
  /** How many times what it was; null of nothing. */
  times: Record<string, number | null>;
  difference: Record<string, number>;
}

export interface ScanNews {
  is: "scan";
  /** Of the request that began it. */
  n: number;
  done: number;
  of: number;
  manner: string;
  /** Since the scan began. */
  seconds: number;
  base: { outcome: string; said: string; values: Record<string, number | null> };
  /** What is new since the last message, or all of them. */
  rows: ScanRow[];
  /** Where no single assumption decides: a few that do together. */
  together: Together[];
  finished: boolean;
}

export interface Together {
  sets: Record<string, number>;
  outcome: string;
  said: string;
  changes: ScanChanges | null;
}

export type FromServer =
  | { is: "said"; text: string }
  | { is: "error"; run: RunName | null; text: string }
  | { is: "past"; run: RunName; gen: number; from: number; of: RunName | null }
  | { is: "weeks"; run: RunName; gen: number; n: number; frames: Frame[] }
  | { is: "end"; run: RunName; gen: number; outcome: string; said: string }
  | { is: "map"; run: RunName; gen: number; metric: string; values: (number | null)[][] }
  | ScanNews;

export type ToServer =
  | { do: "play"; run: RunName; spec: Spec; to: number }
  | { do: "to"; run: RunName; to: number }
  | { do: "drop"; run: RunName }
  | { do: "replay"; run: "a"; stored: string }
  | { do: "map"; metric: string }
  | { do: "ack"; n: number }
  | { do: "scan"; spec: Spec; n: number }
  | { do: "stop" };

export interface StoredRun {
  described: Scenario;
  spec: Spec;
  same_code: boolean;
  branchable: boolean;
}

export interface ClaimRow {
  id: string;
  says: string;
  source: string;
  verdict: string;
  sign: string;
  share: number | null;
  low: number | null;
  high: number | null;
  /** Share of the space in which the opposite holds. */
  reversed: number | null;
}

export interface Pair {
  point: number;
  replicate: number;
  values: (number | null)[];
  bars: (number | null)[];
  holds: boolean | null;
  seed: number;
  a: Spec;
  b: Spec | null;
}

export interface Claim {
  id: string;
  says: string;
  source: string;
  verdict: string;
  sign: string;
  lead: string;
  why: string;
  changes: string[];
  expected: { says: string; unit: string; relative: boolean }[];
  pairs: Pair[];
}

export interface ClaimsStudy {
  kind: "claims";
  title: string;
  question: string;
  conditions: string[];
  rows: ClaimRow[];
}

export interface ResponseCell {
  goal: string;
  effect: number | null;
  low: number | null;
  high: number | null;
  /** Shares of the points at which it is better, and worse. */
  better: number | null;
  worse: number | null;
  said: string;
}

export interface ResponsesStudy {
  kind: "responses";
  title: string;
  question: string;
  answer: string;
  conditions: string[];
  goals: { name: string; says: string }[];
  weeks: number[];
  rows: { response: string; says: string; week: number; cells: ResponseCell[] }[];
  points: { point: number; spec: Spec }[];
}

export interface OtherStudy {
  kind: "other";
  title: string;
  said: string;
}

export type Study = ClaimsStudy | ResponsesStudy | OtherStudy;
