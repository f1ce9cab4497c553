"""Which assumption decides? Both ends of each open one, one at a time, under common random numbers.

The ends are the 2.5 and 97.5 percentiles of its prior. Where none alone ends the run another way,
the ends that moved it most, towards less fighting or towards more pressure on the regime, are set
together, one after another, until it does; then each that is not needed is taken back. One run
each: a first look, no study, for which everything would have to be varied at once.
"""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any, NamedTuple

from fronde.errors import FrondeError, ScenarioError
from fronde.explorer.ending import OPERATIONS, Ending, changes, courses, ending, watch
from fronde.explorer.library import Library
from fronde.explorer.spec import Spec
from fronde.explorer.trajectory import Trajectory
from fronde.kernel import cores
from fronde.scenario.types import Scenario

MOST_TOGETHER = 6  # more at once are another country
MOST_PEOPLE = 1_000_000  # a run of more takes too long, hundreds of times over


Row = dict[str, Any]


class Trial(NamedTuple):
    """One assumption at one end of its prior."""

    path: str
    end: str
    value: float


class Scan:
    """Tries, in threads of its own, and reports as it goes."""

    def __init__(self, library: Library, spec: Spec,
                 send: Callable[[dict[str, Any]], None]) -> None:
        scenario = library.scenario(spec)
        if scenario.citizens > MOST_PEOPLE and scenario.groupable:
            spec = spec.model_copy(update={"people": MOST_PEOPLE})
            scenario = library.scenario(spec)
        self.library, self.spec, self.send = library, spec, send
        Trajectory(spec, scenario, library.calendar(spec))  # says what cannot be played
        self.trials = list(trials(scenario, spec))
        if not self.trials:
            raise ScenarioError("The scenario leaves no assumption open: there is nothing to try.")
        self.manner = scenario.manner
        self.stopped = threading.Event()
        self.rows: list[Row] = []
        self.jointly: list[Row] = []
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
            base = self.end_of(self.spec)
            if base is not None:
                self.report(base, begun, finished=False)
                self.compare(base, begun)
        except FrondeError as error:
            self.send({"is": "error", "run": None, "text": str(error)})
        except Exception:
            traceback.print_exc()
            self.send({"is": "error", "run": None, "text": "The search broke off."})

    def compare(self, base: Ending, begun: float) -> None:
        """Every trial against the run as it stands."""
        with ThreadPoolExecutor(cores()) as pool:
            waiting = {pool.submit(self.row, trial, base): trial for trial in self.trials}
            for done in as_completed(waiting):
                found = done.result()
                if self.stopped.is_set():
                    return
                self.rows.append(found)
                self.report(base, begun, finished=False)
        both = [self.together(base, towards) for towards in (calmer, harder)]
        self.jointly = [row for row in both if row is not None]
        if not self.stopped.is_set():
            self.report(base, begun, finished=True)

    def together(self, base: Ending, towards: Callable[[Row], float]) -> Row | None:
        """The fewest of the strongest ends that together end the run another way, if a few do."""
        if any(row["outcome"] not in ("", base.outcome) and towards(row) > 0.0
               for row in self.rows):
            return None  # one alone does
        sets: dict[str, float] = {}
        for row in strongest(self.rows, towards):
            sets[row["path"]] = row["value"]
            found = self.joint(sets, base)
            if found is None:
                return None
            if found["outcome"] != base.outcome and towards(found) > 0.0:
                return self.fewest(found, base)
        return None

    def fewest(self, found: Row, base: Ending) -> Row | None:
        """The same without what it does as well without."""
        for path in list(found["sets"])[:-1]:
            fewer = {other: value for other, value in found["sets"].items() if other != path}
            tried = self.joint(fewer, base)
            if tried is None:
                return None
            if tried["outcome"] == found["outcome"]:
                found = tried
        return found

    def joint(self, sets: dict[str, float], base: Ending) -> Row | None:
        """Several ends at once, beside the run as it stands; None if it was called off."""
        found = self.end_of(self.spec.model_copy(update={"sets": {**self.spec.sets, **sets}}))
        if found is None:
            return None
        return {"sets": dict(sets), "outcome": found.outcome, "said": found.said,
                "changes": changes(found, base)}

    def report(self, base: Ending, begun: float, finished: bool) -> None:
        """How far it is, and what came out last; all of it at the end."""
        rows = self.rows if finished else self.rows[-1:]
        self.send({"is": "scan", "done": len(self.rows), "of": len(self.trials),
                   "manner": self.manner, "seconds": round(time.perf_counter() - begun, 1),
                   "base": {"outcome": base.outcome, "said": base.said, "values": base.values},
                   "rows": rows, "together": self.jointly, "finished": finished})

    def row(self, trial: Trial, base: Ending) -> dict[str, Any]:
        """One trial, beside the run as it stands."""
        tried = {"path": trial.path, "end": trial.end, "value": trial.value}
        sets = {**self.spec.sets, trial.path: trial.value}
        try:
            found = self.end_of(self.spec.model_copy(update={"sets": sets}))
        except FrondeError as error:
            return {**tried, "outcome": "", "said": str(error), "changes": None}
        if found is None:
            return {**tried, "outcome": "", "said": "", "changes": None}
        return {**tried, "outcome": found.outcome, "said": found.said,
                "changes": changes(found, base)}

    def end_of(self, spec: Spec) -> Ending | None:
        """How a spec ends; None if it was called off."""
        if self.stopped.is_set():
            return None
        trajectory = Trajectory(spec, self.library.scenario(spec), self.library.calendar(spec))
        trajectory.moments.most = 0.0
        runner = trajectory.begin()
        rows = [watch(runner.world)]
        while runner.world.week < spec.weeks:
            if self.stopped.is_set():
                return None
            rows.append(watch(runner.step()))
        return ending(trajectory.scenario, courses(rows))


def trials(scenario: Scenario, spec: Spec) -> Iterator[Trial]:
    """Both ends of each assumption that is open."""
    for path, prior in scenario.priors.items():
        if path not in spec.sets:
            yield Trial(path, "low", prior.quantile(0.025))
            yield Trial(path, "high", prior.quantile(0.975))


def strongest(rows: list[Row], towards: Callable[[Row], float]) -> list[Row]:
    """The end of each assumption that moves a run furthest in a direction, the strongest first."""
    ranked = sorted((row for row in rows if towards(row) > 0.0),
                    key=lambda row: (-towards(row), row["path"]))
    best: dict[str, Row] = {}
    for row in ranked:
        best.setdefault(row["path"], row)
    return list(best.values())[:MOST_TOGETHER]


def calmer(row: Row) -> float:
    """How far a run has fewer operations: the share of them that is gone."""
    ratio = row["changes"]["times"][OPERATIONS] if row["changes"] else None
    return 0.0 if ratio is None else 1.0 - float(ratio)


def harder(row: Row) -> float:
    """How far more weighs on the regime."""
    return float(row["changes"]["difference"]["stress"]) if row["changes"] else 0.0
