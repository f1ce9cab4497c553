/** All pictures of a scenario: numbers over time in one stack, who and where in the other. */

import type { Scenario } from "../contract";
import { CoalitionsCard } from "./coalitions";
import { FlowsCard } from "./flows";
import { MapCard } from "./map";
import { SeriesCard } from "./series";

/** As many time series as are about as high as map, flows and coalitions together. */
const BESIDE = 4;

export function Pictures({ scenario }: { scenario: Scenario }) {
  const { pictures } = scenario;
  const left = Math.max(BESIDE, Math.ceil((pictures.length + BESIDE) / 2));
  const cards = pictures.map((picture) => (
    <SeriesCard key={picture.id} picture={picture} scenario={scenario} />
  ));
  return (
    <section class="pictures" aria-label="Pictures">
      <div class="stack">{cards.slice(0, left)}</div>
      <div class="stack">
        <MapCard scenario={scenario} />
        <FlowsCard scenario={scenario} />
        <CoalitionsCard scenario={scenario} />
        {cards.slice(left)}
      </div>
    </section>
  );
}
