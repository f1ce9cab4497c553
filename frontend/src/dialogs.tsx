/** What opens above the page: what to start from, help, and the choice of a branch. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Responses } from "./assumptions/responses";
import { KEYS } from "./keys";
import type { Start } from "./contract";
import { openFile, openRun, openScenario } from "./opening";
import { current, set, useApp } from "./state";

export function Dialogs() {
  const dialog = useApp((state) => state.dialog);
  if (dialog === "start") return <StartFrom />;
  if (dialog === "help") return <Help />;
  if (dialog === "branch") return <Branch />;
  return null;
}

function Above({ title, children }: { title: string; children: ComponentChildren }) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    element.current?.showModal();
    element.current?.querySelector<HTMLElement>(".dialog-body > :not(header) button")?.focus();
  }, []);
  return (
    <dialog
      ref={element}
      aria-label={title}
      onClose={() => set({ dialog: "" })}
      onClick={(event) => event.target === element.current && element.current?.close()}
    >
      <div class="dialog-body">
        <header>
          <h2>{title}</h2>
          <button aria-label="Close" onClick={() => element.current?.close()}>
            ✕
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

interface Item {
  id: string;
  title: string;
  said?: string;
}

interface GroupProps {
  title: string;
  items: Item[];
  open: (id: string) => void;
}

function Group({ title, items, open }: GroupProps) {
  if (items.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul class="choices">
        {items.map(({ id, title: name, said }) => (
          <li key={id}>
            <button onClick={() => open(id)}>
              {name}
              {said && <small>{said}</small>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Studies of one scenario have one title: what they ask tells them apart. */
export function withKind({ id, title, kind, said }: Start["studies"][number]): Item {
  return { id, title: `${title}: ${kind}`, said };
}

function StartFrom() {
  const start = useApp((state) => state.start);
  const of = (kind: string) => start?.scenarios.filter((item) => item.kind === kind) ?? [];
  const open = (id: string) => void openScenario(id);
  const study = (id: string) => set({ study: id, view: "studies", dialog: "" });
  return (
    <Above title="Start from">
      <Group title="Cases" items={of("case")} open={open} />
      <Group title="Published models" items={of("gallery")} open={open} />
      <Group title="Files" items={of("file")} open={open} />
      <Group title="Stored runs" items={start?.runs ?? []} open={(id) => void openRun(id)} />
      <Group title="Studies" items={start?.studies.map(withKind) ?? []} open={study} />
      <section>
        <h3>A file of your own</h3>
        <label class="file">
          A scenario (YAML), or a file that was saved here (JSON)
          <input
            type="file"
            accept=".yaml,.yml,.json"
            onChange={(event) => {
              const file = event.currentTarget.files?.[0];
              set({ dialog: "" });
              if (file) void openFile(file);
            }}
          />
        </label>
      </section>
    </Above>
  );
}

function Help() {
  const note = useApp((state) => state.start?.note ?? "");
  const version = useApp((state) => state.start?.version ?? "");
  return (
    <Above title="How this works">
      <p>
        Run A is the scenario as it stands. Move an assumption, move an event, or let the
        state respond: run B shows what would have happened instead, with the same random draws.
        Go back to any week and branch there with “from the week shown”. {note}
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">key</th>
            <th scope="col">does</th>
          </tr>
        </thead>
        <tbody>
          {KEYS.map(([key, does]) => (
            <tr key={key}>
              <th scope="row">
                <kbd>{key}</kbd>
              </th>
              <td>{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="faint">fronde {version}</p>
    </Above>
  );
}

function Branch() {
  const scenario = useApp((state) => state.scenario);
  const week = useApp((state) => state.week);
  const turnAssumption = () => {
    set({ dialog: "", hold: "week", view: narrow() ? "assumptions" : current().view });
    document.querySelector<HTMLElement>(".finding input")?.focus();
  };
  return (
    <Above title={`Branch in week ${week}`}>
      {scenario && <Responses scenario={scenario} />}
      <p>
        <button onClick={turnAssumption}>Change an assumption from this week on …</button>
      </p>
    </Above>
  );
}

function narrow(): boolean {
  return matchMedia("(max-width: 60rem)").matches;
}
