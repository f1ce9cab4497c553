"""Which assumption decides? Both ends of each open one, one at a time, with the same luck.

The ends are the 2.5 and 97.5 percentiles of its prior. One run each: a first look, no study.
What interacts is not seen here: studies vary everything at once.
"""

from __future__ import annotations

import os
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any, NamedTuple

from fronde.errors import FrondeError, ScenarioError
from fronde.explorer.ending import Ending, changes, courses, ending, watched
from fronde.explorer.lines import Line
from fronde.explorer.shelf import Shelf
from fronde.explorer.spec import Spec
from fronde.scenario.types import Scenario

MOST_PEOPLE = 1_000_000  # a run of more takes too long, hundreds of times over


class Trial(NamedTuple):
    """One assumption at one end of its prior."""

    path: str
    end: str
    value: float


class Scan:
    """Tries, in threads of its own, and tells as it goes."""

    def __init__(self, shelf: Shelf, spec: Spec, send: Callable[[dict[str, Any]], None]) -> None:
        scenario = shelf.scenario(spec)
        if scenario.citizens > MOST_PEOPLE:
            spec = spec.model_copy(update={"people": MOST_PEOPLE})
            scenario = shelf.scenario(spec)
        self.shelf, self.spec, self.send = shelf, spec, send
        self.trials = list(trials(scenario, spec))
        if not self.trials:
            raise ScenarioError("The scenario leaves no assumption open: there is nothing to try.")
        self.people = scenario.citizens
        self.stopped = threading.Event()
        self.rows: list[dict[str, Any]] = []
        self.thread = threading.Thread(target=self.work, daemon=True, name="explorer scan")

    def start(self) -> None:
        """Begin."""
        self.thread.start()

    def stop(self) -> None:
        """Leave off, at the next week."""
        self.stopped.set()

    def work(self) -> None:
        """The run as it stands, then all others."""
        try:
            begun = time.perf_counter()
            base = self.ended(self.spec)
            if base is not None:
                self.tell(base, begun, finished=False)
                self.compare(base, begun)
        except Exception:
            traceback.print_exc()
            self.send({"is": "error", "line": None, "text": "The search broke off."})

    def compare(self, base: Ending, begun: float) -> None:
        """Every trial against the run as it stands."""
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            waiting = {pool.submit(self.row, trial, base): trial for trial in self.trials}
            for done in as_completed(waiting):
                found = done.result()
                if self.stopped.is_set():
                    return
                self.rows.append(found)
                self.tell(base, begun, finished=len(self.rows) == len(self.trials))

    def tell(self, base: Ending, begun: float, finished: bool) -> None:
        """How far it is, and what came out last; all of it at the end."""
        rows = self.rows if finished else self.rows[-1:]
        self.send({"is": "scan", "done": len(self.rows), "of": len(self.trials),
                   "people": self.people, "seconds": round(time.perf_counter() - begun, 1),
                   "base": {"outcome": base.outcome, "said": base.said, "values": base.values},
                   "rows": rows, "finished": finished})

    def row(self, trial: Trial, base: Ending) -> dict[str, Any]:
        """One trial, beside the run as it stands."""
        told = {"path": trial.path, "end": trial.end, "value": trial.value}
        sets = {**self.spec.sets, trial.path: trial.value}
        try:
            found = self.ended(self.spec.model_copy(update={"sets": sets}))
        except FrondeError as error:
            return {**told, "outcome": "", "said": str(error), "changes": None}
        if found is None:
            return {**told, "outcome": "", "said": "", "changes": None}
        return {**told, "outcome": found.outcome, "said": found.said,
                "changes": changes(found, base)}

    def ended(self, spec: Spec) -> Ending | None:
        """How a spec ends; None if it was called off."""
        if self.stopped.is_set():
            return None
        line = Line(spec, self.shelf.scenario(spec), self.shelf.calendar(spec))
        line.moments.most = 0.0
        engine = line.begin()
        rows = [watched(engine.world)]
        while engine.world.week < spec.weeks:
            if self.stopped.is_set():
                return None
            engine = line.onward(engine)
            rows.append(watched(engine.world))
        return ending(line.scenario, courses(rows))


def trials(scenario: Scenario, spec: Spec) -> Iterator[Trial]:
    """Both ends of each assumption that is open."""
    for path, prior in scenario.priors.items():
        if path not in spec.sets:
            yield Trial(path, "low", prior.quantile(0.025))
            yield Trial(path, "high", prior.quantile(0.975))

