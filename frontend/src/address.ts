/** The address of the page follows what is shown, so that a reload does not lose it. */

import { toHash } from "./link";
import { current, onChange } from "./state";

const REST = 500;

function write(): void {
  const { a, b, week, playing } = current();
  if (!a || playing) return;
  const hash = toHash({ a, b, week });
  if (hash !== location.hash) history.replaceState(null, "", hash);
}

export function keepAddress(): void {
  let waiting: ReturnType<typeof setTimeout>;
  let seen = current();
  onChange(() => {
    const now = current();
    const same = (["a", "b", "week", "playing"] as const).every((name) => now[name] === seen[name]);
    seen = now;
    if (same) return;
    clearTimeout(waiting);
    waiting = setTimeout(write, REST);
  });
}
