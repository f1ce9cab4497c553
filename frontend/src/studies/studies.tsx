/** Stored studies: which there are, and the one that is open. */

import { useEffect, useState } from "preact/hooks";
import type { Study } from "../contract";
import { withKind } from "../dialogs";
import { fetchStudy, trying } from "../opening";
import { set, useApp } from "../state";
import { ClaimsView } from "./claims";
import { ResponsesView } from "./responses";

export function Studies() {
  const studies = useApp((state) => state.start?.studies);
  const id = useApp((state) => state.study);
  const [study, setStudy] = useState<Study | null>(null);
  useEffect(() => {
    setStudy(null);
    if (!id) return;
    let wanted = true;
    void trying("Opening the study ...", async () => {
      const fetched = await fetchStudy(id);
      if (wanted) setStudy(fetched);
    });
    return () => void (wanted = false);
  }, [id]);
  if (!id) {
    return (
      <section aria-labelledby="studies-title">
        <h2 id="studies-title">Studies</h2>
        <p>A study runs the scenario over all that is plausible and says what follows.</p>
        <ul class="choices">
          {studies?.map(withKind).map((item) => (
            <li key={item.id}>
              <button onClick={() => set({ study: item.id })}>
                {item.title}
                <small>{item.said}</small>
              </button>
            </li>
          ))}
        </ul>
      </section>
    );
  }
  return (
    <section class="study">
      <p class="row">
        <button onClick={() => set({ study: null })}>← All studies</button>
      </p>
      {study && <Opened id={id} study={study} />}
    </section>
  );
}

function Opened({ id, study }: { id: string; study: Study }) {
  switch (study.kind) {
    case "claims":
      return <ClaimsView id={id} study={study} />;
    case "responses":
      return <ResponsesView study={study} />;
    default:
      return (
        <>
          <h2>{study.title}</h2>
          <p>{study.said}</p>
        </>
      );
  }
}

export function Conditions({ texts }: { texts: string[] }) {
  if (texts.length === 0) return null;
  return (
    <details class="conditions">
      <summary>Under which conditions</summary>
      <ul>
        {texts.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </details>
  );
}
