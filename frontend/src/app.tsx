/** The page: what is where. */

import { useEffect } from "preact/hooks";
import { Assumptions } from "./assumptions/panel";
import { Decides } from "./decides";
import { Dialogs } from "./dialogs";
import { EventList } from "./events";
import { Header } from "./header";
import { listenToKeys } from "./keys";
import { Notices } from "./notices";
import { Headline, Outcomes } from "./outcomes";
import { Pictures } from "./pictures/pictures";
import { Share } from "./share";
import { set, useApp, type View } from "./state";
import { Studies } from "./studies/studies";
import { Transport } from "./transport/transport";

const TABS: [View, string][] = [
  ["pictures", "Pictures"],
  ["assumptions", "Assumptions"],
  ["decides", "Decides"],
  ["events", "Events"],
  ["studies", "Studies"],
  ["share", "Share"],
];

export function App() {
  const view = useApp((state) => state.view);
  const scenario = useApp((state) => state.scenario);
  useEffect(listenToKeys, []);
  return (
    <div class={`page view-${view}`}>
      <Header />
      <div class="dock">
        <Transport />
        <Tabs view={view} />
      </div>
      <Notices />
      <div class="room">
        <aside class="side" aria-label="Assumptions and responses">
          {scenario && <Assumptions scenario={scenario} />}
        </aside>
        <main>
          {!scenario && <p class="skeleton">Loading the scenario ...</p>}
          {scenario && view !== "studies" && (
            <section class="summary" aria-label="What came out">
              <Outcomes />
              <Headline scenario={scenario} />
            </section>
          )}
          {scenario && (view === "pictures" || view === "assumptions") && (
            <Pictures key={scenario.id} scenario={scenario} />
          )}
          {scenario && view === "decides" && <Decides scenario={scenario} />}
          {scenario && view === "events" && <EventList scenario={scenario} />}
          {view === "studies" && <Studies />}
          {scenario && view === "share" && <Share scenario={scenario} />}
        </main>
      </div>
      <Dialogs />
    </div>
  );
}

function Tabs({ view }: { view: View }) {
  const studies = useApp((state) => (state.start?.studies.length ?? 0) > 0);
  return (
    <nav class="tabs" aria-label="Views">
      {TABS.filter(([id]) => id !== "studies" || studies).map(([id, label]) => (
        <button
          key={id}
          class={`tab tab-${id}`}
          aria-current={view === id ? "page" : undefined}
          onClick={() => set({ view: id })}
        >
          {label}
        </button>
      ))}
    </nav>
  );
}
