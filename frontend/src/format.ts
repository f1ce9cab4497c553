/** Numbers and dates as a reader writes them. */

const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const three = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });
const dated = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});
const monthly = new Intl.DateTimeFormat("en-GB", {
  month: "short",
  year: "2-digit",
  timeZone: "UTC",
});

export function number(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const minus = value < 0 ? "−" : "";
  if (size >= 1000) return minus + grouped.format(size);
  if (size > 0 && size < 1e-6) return minus + size.toExponential(1);
  return minus + three.format(size);
}

/** To be read at a glance: what is next to nothing says so. */
export function reading(value: number | null | undefined): string {
  return value && Math.abs(value) < 0.0005 ? "≈ 0" : number(value);
}

/** Short, for axes and legends. */
export function brief(value: number): string {
  return Math.abs(value) >= 1000 ? compact.format(value) : number(value);
}

export function signed(value: number | null): string {
  if (value === null) return "–";
  return value > 0 ? `+${number(value)}` : number(value);
}

export function day(date: string): string {
  return dated.format(new Date(`${date}T00:00:00Z`));
}

export function month(date: string): string {
  return monthly.format(new Date(`${date}T00:00:00Z`));
}

/** A unit in words: `1/week` is `per week`; `1` and `share` say nothing that a number does not. */
export function unitWords(unit: string): string {
  return unit.replace(/^1\//, "per ").replace(/^1( |$)/, "").replace(/^share$/, "");
}

export function withUnit(value: number | null | undefined, unit: string): string {
  return unit === "0 or 1" ? number(value) : `${number(value)} ${unitWords(unit)}`.trim();
}

/** A phrase as a sentence of its own. */
export function sentence(text: string): string {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(whole) || !whole ? whole : `${whole}.`;
}

/** How many times as much, in words. */
export function times(ratio: number | null | undefined): string {
  if (ratio === null || ratio === undefined) return "–";
  if (Math.abs(ratio - 1) < 0.005) return "the same";
  return `× ${three.format(ratio)}`;
}

export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return `${Math.round(seconds / 60)} min`;
}
