/** Take it along: a link, a file, the scenario, the tables. */

import { useState } from "preact/hooks";
import type { RunName, Scenario, Spec } from "./contract";
import { download } from "./download";
import { sessionNow } from "./address";
import { toHash } from "./link";
import { post, trying } from "./opening";
import { current, RUN_NAMES, runsOf, useApp } from "./state";

/** Whether others have the scenario too. */
function isBundled(id: string): boolean {
  const known = current().start?.scenarios.find((scenario) => scenario.id === id);
  return known !== undefined && known.kind !== "file";
}

const HINT =
  "This scenario does not come with fronde, so a link opens it on this server only. Send the " +
  "file: it holds the scenario, too.";

async function saveSession(): Promise<void> {
  const session = sessionNow();
  if (!session) return;
  await trying("Writing the file ...", async () => {
    const { start, scenario } = current();
    const about = { title: scenario?.title, version: start?.version, note: start?.note };
    const more = isBundled(session.a.scenario) ? {} : { document: await written(session.a) };
    const text = JSON.stringify({ ...session, ...about, ...more }, null, 2);
    const file = new Blob([text], { type: "application/json" });
    download(`${session.a.scenario}.session.json`, file);
  });
}

/** The scenario of a spec as it stands, as text. */
async function written(spec: Spec): Promise<string> {
  const bare = { ...spec, sets: {}, events: {}, contrast: "", turns: [] };
  return (await post("/api/yaml", JSON.stringify(bare), "application/json")).text();
}

async function fetchFile(what: "yaml" | "tables", run: RunName): Promise<void> {
  const spec = current()[run];
  if (!spec) return;
  const busy = what === "yaml" ? "Writing the scenario ..." : "Computing the tables ...";
  await trying(busy, async () => {
    const response = await post(`/api/${what}`, JSON.stringify(spec), "application/json");
    const ending = what === "yaml" ? "yaml" : "zip";
    const name = `${spec.scenario}-${RUN_NAMES[run].replace(" ", "-")}.${ending}`;
    download(name, await response.blob());
  });
}

export function Share({ scenario }: { scenario: Scenario }) {
  const note = useApp((state) => state.start?.note ?? "");
  const runs = useApp((state) => (state.b ? "both" : "one")) && runsOf();
  return (
    <section class="share" aria-labelledby="share-title">
      <h2 id="share-title">Share</h2>
      <p class="lead">{note}</p>
      <Link />
      {!isBundled(scenario.id) && <p class="notice">{HINT}</p>}
      <h3>As a file</h3>
      <p>
        Both runs and the week shown, to be opened again here with “Start from …”.
      </p>
      <p class="row">
        <button onClick={() => void saveSession()}>Save file</button>
      </p>
      {runs.map((run) => (
        <div key={run}>
          <h3>{RUN_NAMES[run].replace("r", "R")}</h3>
          <p>The scenario with its changes, to be run and studied, and all numbers as tables.</p>
          <p class="row">
            <button onClick={() => void fetchFile("yaml", run)}>Scenario as YAML</button>
            <button onClick={() => void fetchFile("tables", run)}>Tables as CSV (zip)</button>
          </p>
        </div>
      ))}
    </section>
  );
}

function Link() {
  const [copied, setCopied] = useState("");
  useApp((state) => state.a);
  useApp((state) => state.b);
  useApp((state) => state.week);
  const session = sessionNow();
  if (!session) return null;
  const link = `${location.origin}${location.pathname}${toHash(session)}`;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      setCopied("Copied.");
    } catch {
      setCopied("This browser does not let the page copy: select the link and copy it.");
    }
  };
  return (
    <>
      <h3>As a link</h3>
      <p>It holds both runs and the week shown; who opens it computes the same numbers.</p>
      <p class="row">
        <input
          class="address"
          readOnly
          aria-label="Link to this comparison"
          value={link}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button class="main" onClick={() => void copy()}>
          Copy link
        </button>
        <span role="status">{copied}</span>
      </p>
    </>
  );
}
