/** The report's colours, and which of them are lightened on a dark ground. */

import { useEffect, useState } from "preact/hooks";

const dark = matchMedia("(prefers-color-scheme: dark)");

/** Inks of the light page that would be lost on a dark one. */
const ON_DARK: Record<string, string> = {
  "#1b2229": "#e9edf0",
  "#5d6975": "#a2adb7",
  "#0072b2": "#2f8fd3",
  "#56b4e9": "#a5dcfa",
};

export const RAMP = ["#f3ecd9", "#f2c98a", "#e6935a", "#bf5252", "#86306a", "#55206b"];
/** Less, the same, more: blue against vermilion is told apart by the colour-blind. */
const APART = ["#0072b2", "#6aaed6", "#eef0f2", "#efa36a", "#d55e00"];
const CYCLE = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442"];
export const GREY = "#8a949e";

export function onGround(colour: string): string {
  return (dark.matches && ON_DARK[colour.toLowerCase()]) || colour;
}

/** A colour of the style sheet, as it is now. */
export function ink(name: "ink" | "faint" | "line" | "paper" | "accent"): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Counts changes between light and dark: what is drawn by hand is drawn again. */
export function useScheme(): number {
  const [count, bump] = useState(0);
  useEffect(() => {
    const change = () => bump((before) => before + 1);
    dark.addEventListener("change", change);
    return () => dark.removeEventListener("change", change);
  }, []);
  return count;
}

export function cycled(index: number): string {
  return onGround(CYCLE[index % CYCLE.length] ?? GREY);
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

function between(stops: readonly string[], depth: number): string {
  const at = Math.max(0, Math.min(1, depth)) * (stops.length - 1);
  const low = Math.min(stops.length - 2, Math.floor(at));
  const from = channels(stops[low] ?? "#000000");
  const to = channels(stops[low + 1] ?? "#000000");
  const mixed = from.map((channel, n) => {
    return Math.round(channel + (at - low) * ((to[n] ?? 0) - channel));
  });
  return `rgb(${mixed.join(",")})`;
}

/** From little (0) to much (1). */
export function ramp(depth: number): string {
  return between(RAMP, depth);
}

/** From much less (-1) over the same (0) to much more (1). */
export function apart(depth: number): string {
  return between(APART, (depth + 1) / 2);
}
