/** The assumptions of a scenario, built from what the scenario says of itself. */

import { useMemo, useState } from "preact/hooks";
import type { Control, Scenario, Section } from "../contract";
import { changesBetween } from "../spec";
import { set, type State, useApp } from "../state";
import { Comparison } from "./comparison";
import { ControlRow } from "./control";
import { FoldedResponses } from "./responses";

type Which = "open" | "all" | "changed";

/** Paths that run B changes, in one text: a new text only when they change. */
function changedPaths(state: State): string {
  if (!state.a || !state.b) return "";
  const paths = changesBetween(state.a, state.b).map((change) =>
    change.kind === "set" || change.kind === "turn" ? change.path : "",
  );
  return [...new Set(paths)].filter(Boolean).join(" ");
}

function found(control: Control, section: Section, words: string[]): boolean {
  const text = [control.label, control.sentence, control.path, section.title, section.says]
    .join(" ")
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

export function Assumptions({ scenario }: { scenario: Scenario }) {
  return (
    <>
      <Comparison scenario={scenario} />
      <FoldedResponses scenario={scenario} />
      <Sections key={scenario.id} scenario={scenario} />
    </>
  );
}

function Sections({ scenario }: { scenario: Scenario }) {
  const [search, setSearch] = useState("");
  const anyOpen = scenario.sections.some((section) => section.controls.some((item) => item.open));
  const [which, setWhich] = useState<Which>(anyOpen ? "open" : "all");
  const changed = useApp(changedPaths);
  const sections = useMemo(() => {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    const paths = new Set(changed.split(" "));
    return scenario.sections
      .map((section) => ({
        ...section,
        controls: section.controls.filter(
          (control) =>
            found(control, section, words) &&
            (which === "all" || (which === "open" ? control.open : paths.has(control.path))),
        ),
      }))
      .filter((section) => section.controls.length > 0);
  }, [scenario, search, which, which === "changed" ? changed : ""]);
  const searching = search.trim() !== "" || which === "changed";
  return (
    <section class="sections" aria-labelledby="assumptions-title">
      <h2 id="assumptions-title">Assumptions</h2>
      <Hold />
      <div class="finding">
        <input
          type="search"
          placeholder="Search, for example: police"
          aria-label="Search assumptions"
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
        <select
          aria-label="Which assumptions"
          value={which}
          onChange={(event) => setWhich(event.currentTarget.value as Which)}
        >
          <option value="open">left open</option>
          <option value="all">all</option>
          <option value="changed">changed</option>
        </select>
      </div>
      <p class="faint">
        Which one decides?{" "}
        <button class="link" onClick={() => set({ view: "decides" })}>
          Try them all
        </button>
      </p>
      {sections.length === 0 && <p>None is like this.</p>}
      {sections.map((section, n) => (
        <SectionPart
          key={section.id}
          section={section}
          changed={changed}
          open={searching || n === 0}
          fixed={searching}
        />
      ))}
    </section>
  );
}

function Hold() {
  const hold = useApp((state) => state.hold);
  const week = useApp((state) => state.week);
  return (
    <fieldset class="hold">
      <legend>Changes take hold</legend>
      <label>
        <input
          type="radio"
          name="hold"
          checked={hold === "start"}
          onChange={() => set({ hold: "start" })}
        />
        from the start
      </label>
      <label>
        <input
          type="radio"
          name="hold"
          checked={hold === "week"}
          onChange={() => set({ hold: "week" })}
        />
        from week {week}, the one shown
      </label>
    </fieldset>
  );
}

interface PartProps {
  section: Section;
  changed: string;
  open: boolean;
  fixed: boolean;
}

/** Rows are made when a section is opened first: there may be hundreds. */
function SectionPart({ section, changed, open, fixed }: PartProps) {
  const [opened, setOpened] = useState(open);
  const shown = fixed || opened;
  const paths = changed.split(" ");
  const count = section.controls.filter(({ path }) => paths.includes(path)).length;
  return (
    <details
      class="section"
      open={shown}
      onToggle={(event) => !fixed && setOpened(event.currentTarget.open)}
    >
      <summary>
        {section.title} <small>{section.controls.length}</small>
        {count > 0 && <span class="count">{count} changed</span>}
      </summary>
      {shown && (
        <>
          <p class="says">{section.says}</p>
          {section.controls.map((control) => (
            <ControlRow key={control.path} control={control} />
          ))}
        </>
      )}
    </details>
  );
}
