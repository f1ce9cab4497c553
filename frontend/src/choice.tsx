/** Which of the two runs something is told of. */

import { useState } from "preact/hooks";
import type { RunName } from "./contract";
import { useApp } from "./state";

/** The run that was chosen, the first while there is no other; and how to choose. */
export function useRun(): [RunName, (run: RunName) => void] {
  const both = useApp((state) => state.b !== null);
  const [chosen, choose] = useState<RunName>("a");
  return [both ? chosen : "a", choose];
}

interface RunChoiceProps {
  words: string;
  run: RunName;
  choose: (run: RunName) => void;
}

/** Nothing, while there is one run only. */
export function RunChoice({ words, run, choose }: RunChoiceProps) {
  const both = useApp((state) => state.b !== null);
  if (!both) return null;
  return (
    <label>
      {words}{" "}
      <select
        value={run}
        onChange={(event) => choose(event.currentTarget.value === "b" ? "b" : "a")}
      >
        <option value="a">run A</option>
        <option value="b">run B</option>
      </select>
    </label>
  );
}
