/** The address of the page follows what is shown, so that a reload does not lose it. */

import { type Session, toHash } from "./link";
import { current, onChange } from "./state";

const REST = 500;

/** What is shown, as it travels; null before there is anything. */
export function sessionNow(): Session | null {
  const { a, b, week, replay } = current();
  return a && { a, b, week, ...(replay ? { run: replay } : {}) };
}

function write(): void {
  const session = sessionNow();
  if (!session || current().playing) return;
  const hash = toHash(session);
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
