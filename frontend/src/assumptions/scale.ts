/** Where a value stands on a slider, and the value at a place on it. */

import type { Control } from "../contract";

export const STEPS = 400;

function isLog(control: Control): boolean {
  return control.scale === "log" && control.low > 0 && control.high > control.low;
}

/** A share of the slider, 0 to 1. */
export function shareOf(control: Control, value: number | null): number {
  const { low, high } = control;
  if (value === null) return 1; // No limit is beyond the upper end.
  if (high <= low) return 0;
  const share = isLog(control)
    ? Math.log(Math.max(value, low) / low) / Math.log(high / low)
    : (value - low) / (high - low);
  return Math.max(0, Math.min(1, share));
}

/** The value at a share of the slider, with no more digits than a hand can set. */
export function valueAtShare(control: Control, share: number): number {
  const { low, high } = control;
  if (share <= 0) return low;
  if (share >= 1) return high;
  const value = isLog(control) ? low * (high / low) ** share : low + share * (high - low);
  return control.whole ? Math.round(value) : Number(value.toPrecision(3));
}
