/** Title, question, and what both runs share: where they start, size and random draws. */

import { useState } from "preact/hooks";
import type { Scenario, Spec } from "./contract";
import { setBoth } from "./runs";
import { set, useApp } from "./state";

export function Header() {
  const scenario = useApp((state) => state.scenario);
  const note = useApp((state) => state.start?.note ?? "");
  const a = useApp((state) => state.a);
  return (
    <header class="top">
      <div class="top-words">
        <h1>{scenario?.title ?? "fronde explore"}</h1>
        {scenario && <Question scenario={scenario} />}
        <p class="note">{note}</p>
      </div>
      <div class="top-tools">
        <button onClick={() => set({ dialog: "start" })}>Start from …</button>
        {scenario && a && <Size scenario={scenario} a={a} />}
        {a && <Seed a={a} />}
        <button class="to-share" onClick={() => set({ view: "share" })}>
          Share
        </button>
        <button class="round" aria-label="Help and keys" onClick={() => set({ dialog: "help" })}>
          ?
        </button>
      </div>
    </header>
  );
}

function Question({ scenario }: { scenario: Scenario }) {
  if (!scenario.about) return <p class="question">{scenario.question}</p>;
  return (
    <details class="question">
      <summary>{scenario.question || "About this scenario"}</summary>
      <p>{scenario.about}</p>
    </details>
  );
}

function Size({ scenario, a }: { scenario: Scenario; a: Spec }) {
  const known = scenario.sizes.some((size) => size.people === a.people);
  const choose = (chosen: string) => {
    const people = chosen === "all" ? "all" : Number(chosen);
    setBoth("", (spec) => ({ ...spec, people }));
  };
  return (
    <label class="size">
      <span>People</span>
      <select
        value={String(a.people)}
        disabled={scenario.sizes.length < 2}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {!known && (
          <option value={String(a.people)}>
            {a.people === "all" ? "one to one" : "street in groups"}
          </option>
        )}
        {scenario.sizes.map(({ people, says }) => (
          <option key={people} value={String(people)}>
            {says}
          </option>
        ))}
      </select>
    </label>
  );
}

function Seed({ a }: { a: Spec }) {
  const [draft, setDraft] = useState<string | null>(null);
  const choose = (text: string) => {
    setDraft(null);
    const seed = Number(text);
    if (Number.isSafeInteger(seed) && seed >= 0) setBoth("", (spec) => ({ ...spec, seed }));
  };
  return (
    <label title="The same seed gives the same random draws; both runs share it.">
      <span>Seed</span>
      <input
        class="seed"
        type="number"
        min="0"
        step="1"
        value={draft ?? a.seed}
        onInput={(event) => setDraft(event.currentTarget.value)}
        onChange={(event) => choose(event.currentTarget.value)}
      />
    </label>
  );
}
