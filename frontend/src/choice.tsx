/** Which of the two lines something is told of. */

import type { LineName } from "./contract";
import { useApp } from "./state";

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
