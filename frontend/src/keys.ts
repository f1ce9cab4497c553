/** Keys that work anywhere on the page but in fields. */

import { redo, undo } from "./runs";
import { goTo, halt, lastWeek, stepBy, toggle } from "./playing";
import { current, set } from "./state";

export const KEYS: [string, string][] = [
  ["Space", "play or pause"],
  ["← →", "a week back or forward"],
  ["Shift + ← →", "four weeks back or forward"],
  ["Home, End", "to the start, to the last week computed"],
  ["B", "branch here: choose what changes from this week on"],
  ["Ctrl + Z, Ctrl + Shift + Z", "undo, redo"],
  ["?", "this help"],
  ["On an event's mark: ← →", "move the event by a week"],
  ["On an event's mark: Delete", "leave the event out, or put it back"],
];

const FIELDS = "input, select, textarea, [role=slider], [contenteditable]";

/** What a key does; whether it did something. */
function act(event: KeyboardEvent): boolean {
  const far = event.shiftKey ? 4 : 1;
  switch (event.key) {
    case " ":
      if ((event.target as Element).closest("button, summary, a")) return false;
      toggle();
      return true;
    case "ArrowLeft":
      stepBy(-far);
      return true;
    case "ArrowRight":
      stepBy(far);
      return true;
    case "Home":
      stepBy(-current().week);
      return true;
    case "End":
      halt();
      goTo(lastWeek());
      return true;
    case "b":
      halt();
      set({ dialog: "branch" });
      return true;
    case "?":
      set({ dialog: "help" });
      return true;
  }
  return false;
}

function onKey(event: KeyboardEvent): void {
  const target = event.target as Element;
  if (document.querySelector("dialog[open]") || event.altKey) return;
  const typing = target.matches("input:not([type=range]), textarea");
  if (event.ctrlKey || event.metaKey) {
    if (event.key.toLowerCase() !== "z" || typing) return;
    event.preventDefault();
    (event.shiftKey ? redo : undo)();
    return;
  }
  if (target.closest(FIELDS)) return;
  if (act(event)) event.preventDefault();
}

export function listenToKeys(): () => void {
  addEventListener("keydown", onKey);
  return () => removeEventListener("keydown", onKey);
}
