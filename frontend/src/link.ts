/** A session as a link or a file. What comes in may be anything: it is checked field by field. */

import type { Spec, Turn } from "./contract";

export interface Session {
  a: Spec;
  b: Spec | null;
  week: number;
  /** The stored run that run A is, as long as it is unchanged. */
  run?: string;
  /** The scenario as text, in a file that holds one that others do not have. */
  document?: string;
}

const LONGEST_DOCUMENT = 2_000_000;
const LONGEST = 60_000;
const MOST = 500;

type Loose = Record<string, unknown>;

class Unfit extends Error {}

function record(value: unknown): Loose {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Unfit("not a record");
  }
  if (Object.keys(value).length > MOST) throw new Unfit("too many entries");
  return value as Loose;
}

function text(value: unknown, longest = 200): string {
  if (typeof value !== "string" || value.length > longest) throw new Unfit("not a text");
  return value;
}

function whole(value: unknown, low: number, high: number): number {
  if (!Number.isInteger(value)) throw new Unfit("not a whole number");
  const number = value as number;
  if (number < low || number > high) throw new Unfit("out of range");
  return number;
}

function finite(value: unknown): number {
  if (typeof value !== "number" || !Number.isFinite(value)) throw new Unfit("not a number");
  return value;
}

function mapped<T>(value: unknown, key: RegExp, read: (value: unknown) => T): Record<string, T> {
  const entries = Object.entries(record(value ?? {})).map(([name, item]) => {
    if (!key.test(name)) throw new Unfit("not a name");
    return [name, read(item)] as const;
  });
  return Object.fromEntries(entries);
}

const PATH = /^(?!.*__proto__)[A-Za-z][\w.\-[\]]{0,120}$/;
const INDEX = /^\d{1,4}$/;
const IDENTIFIER = /^[\w.\-:]{1,120}$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

function date(value: unknown): string | null {
  if (value === null) return null;
  const said = text(value, 10);
  if (!DATE.test(said) || Number.isNaN(Date.parse(said))) throw new Unfit("not a date");
  return said;
}

function identifier(value: unknown): string {
  const said = text(value, 120);
  if (!IDENTIFIER.test(said)) throw new Unfit("not an identifier");
  return said;
}

function turn(value: unknown, weeks: number): Turn {
  const from = record(value);
  const read: Turn = { week: whole(from.week, 0, weeks) };
  if (from.sets !== undefined) read.sets = mapped(from.sets, PATH, finite);
  if (from.response !== undefined) {
    read.response = from.response === null ? null : identifier(from.response);
  }
  return read;
}

function turns(value: unknown, weeks: number): Turn[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.length > MOST) throw new Unfit("not a list");
  const read = value.map((item) => turn(item, weeks));
  return read.sort((one, other) => one.week - other.week);
}

function spec(value: unknown): Spec {
  const from = record(value);
  const weeks = whole(from.weeks, 1, 5200);
  return {
    scenario: identifier(from.scenario),
    people: from.people === "all" ? "all" : whole(from.people, 1, 2_000_000_000),
    weeks,
    seed: whole(from.seed, 0, Number.MAX_SAFE_INTEGER),
    replicate: whole(from.replicate ?? 0, 0, 1_000_000_000),
    sets: mapped(from.sets, PATH, finite),
    events: mapped(from.events, INDEX, date),
    contrast: (from.contrast ?? "") === "" ? "" : identifier(from.contrast),
    turns: turns(from.turns, weeks),
  };
}

/** A session read from anything, with nothing in it but what it should hold; null if it is none. */
export function readSession(value: unknown): Session | null {
  try {
    const from = record(value);
    const a = spec(from.a);
    const b = from.b === null || from.b === undefined ? null : spec(from.b);
    if (b !== null && b.scenario !== a.scenario) throw new Unfit("two scenarios");
    const session: Session = { a, b, week: whole(from.week ?? 0, 0, a.weeks) };
    if (from.run !== undefined) session.run = identifier(from.run);
    if (from.document !== undefined) session.document = text(from.document, LONGEST_DOCUMENT);
    return session;
  } catch (error) {
    if (error instanceof Unfit) return null;
    throw error;
  }
}

/** The part of a link behind the `#`. */
export function toHash(session: Session): string {
  const bytes = new TextEncoder().encode(JSON.stringify(session));
  let raw = "";
  for (const byte of bytes) raw += String.fromCharCode(byte);
  return `#s=${btoa(raw).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

/** The session in the part of a link behind the `#`; null if there is none that can be read. */
export function fromHash(hash: string): Session | null {
  if (!hash.startsWith("#s=") || hash.length > LONGEST) return null;
  try {
    const raw = atob(hash.slice(3).replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(raw, (sign) => sign.charCodeAt(0));
    return readSession(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch {
    return null;
  }
}
