/** All pictures of a scenario, in a grid. */

import type { Scenario } from "../contract";
import { CoalitionsCard } from "./coalitions";
import { FlowsCard } from "./flows";
import { MapCard } from "./map";
import { SeriesCard } from "./series";

export function Pictures({ scenario }: { scenario: Scenario }) {
  const [first, ...others] = scenario.pictures;
  return (
    <section class="grid" aria-label="Pictures">
      {first && <SeriesCard key={first.id} picture={first} scenario={scenario} />}
      <MapCard scenario={scenario} />
      {others.map((picture) => (
        <SeriesCard key={picture.id} picture={picture} scenario={scenario} />
      ))}
      <FlowsCard scenario={scenario} />
      <CoalitionsCard scenario={scenario} />
    </section>
  );
}
