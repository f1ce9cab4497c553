"""One page that is connected: two trajectories, what is asked of them, what is sent of them.

A thread plays, so that the server stays free. Between any two weeks it looks for new requests; of
several for one trajectory only the last counts. What was seen is sent in batches, and
only as fast as the page says that it has drawn them: to a slow page go few, large batches, never a
queue of old ones.
"""

from __future__ import annotations

import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from fronde.errors import FrondeError, ScenarioError
from fronde.explorer import spec as specs
from fronde.explorer.describe import describe
from fronde.explorer.ending import courses_of, ending
from fronde.explorer.frames import Frame, Stored
from fronde.explorer.library import Library, reading, same_code
from fronde.explorer.pictures import MAPS
from fronde.explorer.scan import Scan
from fronde.explorer.trajectory import Trajectory
from fronde.record.store import read_manifest
from fronde.reporting.run_tables import read as read_tables
from fronde.scenario.types import Scenario
from fronde.vocabulary import COMMUNITY_METRICS

NAMES = ("a", "b")
UNANSWERED = 3  # batches that may be on their way
MOST_REQUESTS = 200  # that may wait: more is no page but a flood
FAULT = "Something went wrong on the server. The terminal that it runs in says what."

ONCE = ("play", "map", "scan")  # requests that a later one of the kind replaces

Message = dict[str, Any]


def kind(request: Message) -> tuple[str, str]:
    """What a request is about: of several about the same thing, only the last may count."""
    return str(request.get("do")), str(request.get("run"))


class SentTrajectory:
    """A trajectory as the page has it: which generation, how far it is asked for, and was sent."""

    def __init__(self, trajectory: Trajectory, generation: int, to: int, sent: int) -> None:
        self.trajectory, self.generation = trajectory, generation
        self.to, self.sent, self.ended = to, sent, False

    @property
    def unfinished(self) -> bool:
        """Whether weeks that are asked for were not played yet."""
        return self.trajectory.week < min(self.to, self.trajectory.spec.weeks)


class Session:
    """Plays for one page.

    Parameters
    ----------
    send : takes a message for the page; may be called from any thread.
    """

    def __init__(self, library: Library, send: Callable[[Message], None], ready: threading.Event,
                 pool: ThreadPoolExecutor) -> None:
        self.library, self.send, self.ready, self.pool = library, send, ready, pool
        self.shown: dict[str, SentTrajectory] = {}
        self.metric = COMMUNITY_METRICS.index(MAPS[0].metric)
        self.generation = self.batch = self.answered = 0
        self.requests: deque[Message] = deque()
        self.changed = threading.Condition()
        self.closed = False
        self.scan: Scan | None = None
        self.thread = threading.Thread(target=self.work, daemon=True, name="explorer session")
        self.thread.start()

    def ask(self, request: Message) -> None:
        """Take in what the page asks for.

        Raises
        ------
        ScenarioError : too much at once, or of no run that there is.
        """
        if request.get("run", "a") not in NAMES:
            raise ScenarioError("A run is a or b.")
        with self.changed:
            if request.get("do") == "ack":
                number = request.get("n")
                if isinstance(number, int):
                    self.answered = max(self.answered, min(number, self.batch))
            elif len(self.requests) >= MOST_REQUESTS:
                raise ScenarioError("Too many requests at once.")
            else:
                self.requests.append(request)
            self.changed.notify()

    def close(self) -> None:
        """The page has left."""
        with self.changed:
            self.closed = True
            self.changed.notify()

    def work(self) -> None:
        """Play what is asked for until the page leaves."""
        if not self.ready.is_set():
            self.send({"is": "said", "text": "Getting ready: the first time after an installation "
                                             "the model is compiled, about a minute."})
            self.ready.wait()
            self.send({"is": "said", "text": ""})
        try:
            while not self.closed:
                self.take_requests()
                name = self.next_name()
                if name is not None:
                    with self.report_faults(name):
                        self.shown[name].trajectory.advance()
                self.send_batches()
                self.wait()
        finally:
            self.end_scan()

    def wait(self) -> None:
        """Sleep while there is nothing to do."""
        with self.changed:
            if not (self.closed or self.requests or self.next_name() or self.has_news()):
                self.changed.wait()

    @contextmanager
    def report_faults(self, name: str | None) -> Iterator[None]:
        """Tell the page what goes wrong; what is no fault of the page is also printed."""
        try:
            yield
        except FrondeError as error:
            self.fail(name, str(error))
        except MemoryError:
            self.fail(name, "Out of memory. Simulate the street in groups.")
        except Exception:
            traceback.print_exc()
            self.fail(name, FAULT)

    def fail(self, name: str | None, text: str) -> None:
        """Say so, and stop what failed."""
        if name in self.shown:
            self.shown[name].to = -1
        self.send({"is": "error", "run": name, "text": text})

    def take_requests(self) -> None:
        """Do what was asked; of several requests of one kind (for one run), the last."""
        with self.changed:
            taken = list(self.requests)
            self.requests.clear()
        last = {kind(request): n for n, request in enumerate(taken)}
        for n, request in enumerate(taken):
            if request.get("do") in ONCE and last[kind(request)] != n:
                continue
            name = request.get("run")
            with self.report_faults(name if name in NAMES else None):
                self.handle(request)

    def handle(self, request: Message) -> None:
        """Do one thing that was asked for."""
        match request:
            case {"do": "play", "run": "a" | "b" as name, "spec": raw, "to": int(to)}:
                self.begin(name, specs.read(raw), to)
            case {"do": "to", "run": "a" | "b" as name, "to": int(to)} if name in self.shown:
                self.shown[name].to = to
            case {"do": "to"}:
                pass  # of a run that was dropped meanwhile
            case {"do": "drop", "run": "a" | "b" as name}:
                self.shown.pop(name, None)
            case {"do": "replay", "run": "a" | "b" as name, "stored": str(stored_run)}:
                self.replay(name, stored_run)
            case {"do": "map", "metric": str(metric)} if metric in COMMUNITY_METRICS:
                self.show_on_map(metric)
            case {"do": "scan", "spec": raw, "n": int(number)}:
                self.begin_scan(specs.read(raw), number)
            case {"do": "stop"}:
                self.end_scan()
            case _:
                raise ScenarioError("The page asked for something that this server does not know. "
                                    "Load the page again.")

    def begin(self, name: str, spec: specs.Spec, to: int) -> None:
        """Show what a spec says, with as much of its past as is there."""
        trajectory = self.trajectory(spec, self.library.scenario(spec))
        donor, shared = None, 0
        for other in dict.fromkeys((name, *NAMES)):  # itself first: nothing is sent twice
            if other in self.shown:
                trial = self.trajectory(spec, trajectory.scenario)
                past = trial.take_past(self.shown[other].trajectory)
                if past > shared:
                    donor, shared, trajectory = other, past, trial
        if donor == name and spec == self.shown[name].trajectory.spec:
            trajectory = self.shown[name].trajectory
        sent = min(shared, self.shown[donor].sent) if donor is not None else 0
        self.show(name, trajectory, to, sent, donor)

    def show(self, name: str, trajectory: Trajectory, to: int, sent: int = 0,
             donor: str | None = None) -> None:
        """Put a trajectory in its place; ``sent``: weeks that the page has, of the donor."""
        self.generation += 1
        self.shown[name] = SentTrajectory(trajectory, self.generation, to, sent)
        self.send({"is": "past", "run": name, "gen": self.generation, "from": sent,
                   "of": donor if sent else None})

    def trajectory(self, spec: specs.Spec, scenario: Scenario) -> Trajectory:
        """One that was not played yet."""
        return Trajectory(spec, scenario, self.library.calendar(spec), self.pool)

    def replay(self, name: str, stored_run: str) -> None:
        """Show a stored run; where it can be played again, it can be branched, too."""
        folder = self.library.run(stored_run)
        with reading(folder):
            tables = read_tables(folder)
            spec = spec_of(stored_run, tables.manifest)
            trajectory = self.trajectory(spec, self.library.base(spec.scenario))
            trajectory.frames = Stored(tables, trajectory.scenario).frames()
        again = same_code(tables.manifest)
        if count_in_row(trajectory.frames) < len(trajectory.frames):
            if not again:
                raise ScenarioError("This run recorded only some of its weeks, and was made by "
                                    "another version: it cannot be shown week by week. Its report "
                                    "can be read.")
            trajectory.frames = []  # then it is played again
        # What a stopped run, or one whose regime fell, did not record is played, if it can be.
        self.show(name, trajectory, spec.weeks if again else trajectory.week)

    def show_on_map(self, metric: str) -> None:
        """Another metric on the map: all weeks that the page has."""
        self.metric = COMMUNITY_METRICS.index(metric)
        for name, shown in self.shown.items():
            frames = shown.trajectory.frames[: shown.sent]
            self.send({"is": "map", "run": name, "gen": shown.generation, "metric": metric,
                       "values": [frame.plain(self.metric)["m"] for frame in frames]})

    def begin_scan(self, spec: specs.Spec, number: int) -> None:
        """Try both ends of every open assumption, beside the trajectories."""
        self.end_scan()
        self.scan = Scan(self.library, spec, lambda message: self.send({**message, "n": number}))
        self.scan.start()

    def end_scan(self) -> None:
        """Leave off trying."""
        if self.scan is not None:
            self.scan.stop()
            self.scan = None

    def next_name(self) -> str | None:
        """The run that is furthest behind of those that are to be played on."""
        waiting = [name for name, shown in self.shown.items() if shown.unfinished]
        return min(waiting, key=lambda name: self.shown[name].trajectory.week, default=None)

    def has_news(self) -> bool:
        """Whether there is something to send, and the page is ready for it."""
        return self.batch - self.answered < UNANSWERED and any(
            shown.sent < len(shown.trajectory.frames) for shown in self.shown.values())

    def send_batches(self) -> None:
        """Send what the page does not have yet, as far as it keeps up."""
        for send in (self.send_batch, self.send_end):
            for name, shown in self.shown.items():
                with self.report_faults(name):
                    send(name, shown)

    def send_batch(self, name: str, shown: SentTrajectory) -> None:
        """The weeks of a run that the page lacks; what cannot be sent is not tried twice."""
        frames = shown.trajectory.frames[shown.sent:]
        if not frames or self.batch - self.answered >= UNANSWERED:
            return
        shown.sent += len(frames)
        weeks = [frame.plain(self.metric) for frame in frames]
        self.batch += 1
        self.send({"is": "weeks", "run": name, "gen": shown.generation, "n": self.batch,
                   "frames": weeks})

    def send_end(self, name: str, shown: SentTrajectory) -> None:
        """How a run ends, once the page has all of it."""
        played = shown.trajectory
        if played.complete and shown.sent == len(played.frames) and not shown.ended:
            shown.ended = True
            found = ending(played.scenario, courses_of(played.scenario, played.frames))
            self.send({"is": "end", "run": name, "gen": shown.generation,
                       "outcome": found.outcome, "said": found.said})


def count_in_row(frames: list[Frame]) -> int:
    """How many frames follow week upon week from the start."""
    return next((n for n, frame in enumerate(frames) if frame.week != n), len(frames))


def spec_of(run: str, manifest: Any) -> specs.Spec:
    """The spec that plays a stored run again."""
    whole = manifest["citizens"] == manifest["population"]
    return specs.read({"scenario": f"run-{run}", "people": "all" if whole else
                       int(manifest["citizens"]), "weeks": manifest["weeks"],
                       "seed": manifest["seed"], "replicate": manifest["replicate"]})


def open_run(library: Library, run: str) -> Message:
    """A stored run as the page opens it."""
    manifest = read_manifest(library.run(run))
    spec, same = spec_of(run, manifest), same_code(manifest)
    return {"described": describe(spec.scenario, library.base(spec.scenario)),
            "spec": spec.plain(), "same_code": same, "branchable": same}
