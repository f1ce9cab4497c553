/** The page: what is where. */

import { useEffect, useRef } from "preact/hooks";
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
  const dock = useRef<HTMLDivElement>(null);
  useEffect(listenToKeys, []);
  useEffect(() => {
    // What scrolls beside or below the dock must know how high it is.
    const watch = new ResizeObserver(([entry]) => {
      const height = `${Math.ceil(entry?.borderBoxSize[0]?.blockSize ?? 0)}px`;
      document.documentElement.style.setProperty("--dock", height);
    });
    if (dock.current) watch.observe(dock.current);
    return () => watch.disconnect();
  }, []);
  return (
    <div class={`page view-${view}`}>
      <Header />
      <div class="dock" ref={dock}>
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

/** Another view begins at its top, not where the last one was scrolled to. */
function show(view: View): void {
  set({ view });
  const room = document.querySelector(".room");
  requestAnimationFrame(() => {
    const { scrollMarginTop } = getComputedStyle(room ?? document.body);
    const top = (room?.getBoundingClientRect().top ?? 0) - parseFloat(scrollMarginTop);
    if (top < 0) room?.scrollIntoView();
  });
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
          onClick={() => show(id)}
        >
          {label}
        </button>
      ))}
    </nav>
  );
}
