/** Which of the two lines something is told of. */

import { useState } from "preact/hooks";
import type { LineName } from "./contract";
import { useApp } from "./state";

/** The line that was chosen, the first while there is no other; and how to choose. */
export function useLine(): [LineName, (line: LineName) => void] {
  const both = useApp((state) => state.b !== null);
  const [chosen, choose] = useState<LineName>("a");
  return [both ? chosen : "a", choose];
}

interface LineChoiceProps {
  words: string;
  line: LineName;
  choose: (line: LineName) => void;
}

/** Nothing, while there is one line only. */
export function LineChoice({ words, line, choose }: LineChoiceProps) {
  const both = useApp((state) => state.b !== null);
  if (!both) return null;
  return (
    <label>
      {words}{" "}
      <select
        value={line}
        onChange={(event) => choose(event.currentTarget.value === "b" ? "b" : "a")}
      >
        <option value="a">the first line</option>
        <option value="b">the second line</option>
      </select>
    </label>
  );
}
