"""What a study runs: parameter sets, replicates and variants, and what is read off each run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from fronde.evidence.targets import ObserverSpec
from fronde.evidence.weekly import RecordReading
from fronde.kernel import source_digest
from fronde.scenario.altered import recording
from fronde.scenario.types import Scenario
from fronde.study.jobs import RunSpec, Variant
from fronde.study.methods.design import Points
from fronde.study.readings import Reading, levels


@dataclass(frozen=True)
class Study:
    """A plan of runs.

    Attributes
    ----------
    kind : claims, responses, sensitivity, discovery, ensemble or calibrate.
    scenario : as it stands, recording what the readings need.
    points : the assumptions tried.
    variants : what is run at each point; the first is the scenario as it stands.
    readings : what is read off each run.
    replicates, replicated : runs of the same assumptions with other draws, at so many of the
        points (the first; 0: at all). One run at each of more points says more about the space;
        a few points with several say how much is chance.
    seed : of the random draws, and of the design.
    draws : ``own``: each point has random draws of its own; ``common``: replicate r of every point
        shares it, so that points differ by their assumptions only.
    series, every : metrics of the nation whose weeks are kept, every so many.
    observers : by whom a record is drawn of each run, whose weeks are kept too.
    settings : what else the analysis depends on (kept in the manifest).
    """

    kind: str
    scenario: Scenario
    points: Points
    variants: tuple[Variant, ...]
    readings: tuple[Reading | RecordReading, ...]
    replicates: int
    seed: int
    draws: str = "own"
    series: tuple[str, ...] = ()
    every: int = 4
    replicated: int = 0
    observers: Mapping[str, ObserverSpec] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def runs(self) -> int:
        """How many there are."""
        return len(self.variants) * sum(self.replicates_at(p) for p in range(len(self.points)))

    def replicates_at(self, point: int) -> int:
        """Replicates of a point."""
        return self.replicates if point < (self.replicated or len(self.points)) else 1

    def spec(self) -> RunSpec:
        """What a worker must know."""
        return RunSpec(json.dumps(self.scenario.document), self.variants, self.readings, self.seed,
                       self.series, self.every, self.observers)

    def design(self, many: int) -> str:
        """A digest of the first points."""
        return hashlib.sha256(self.points.values[:many].tobytes()).hexdigest()[:16]

    def identity(self) -> dict[str, Any]:
        """What must be the same for a study to go on; a larger one goes on from a smaller."""
        return {
            "kind": self.kind, "scenario": self.scenario.digest, "points": len(self.points),
            "design": self.design(len(self.points)), "replicates": self.replicates,
            "replicated": self.replicated, "seed": self.seed,
            "draws": self.draws, "citizens": self.scenario.citizens, "weeks": self.scenario.weeks,
            "variants": [asdict(variant) for variant in self.variants],
            "readings": [reading.name for reading in self.readings],
            "series": list(self.series), "every": self.every, "settings": self.settings,
            "model": source_digest(),
        }


def observe_readings(scenario: Scenario, readings: Sequence[Reading | RecordReading]) -> Scenario:
    """A scenario that records what readings need, and no more; a record is drawn of regions."""
    plain = [one for one in readings if isinstance(one, Reading)]
    wanted = levels(plain)
    if len(plain) < len(readings) and "region" not in wanted:
        wanted = (wanted[0], "region", *wanted[1:])
    return recording(scenario, wanted)
