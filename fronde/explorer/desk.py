"""One visitor: two lines, what is asked of them, and what is sent of them.

A thread of its own plays, so that the server stays free. Between any two weeks it looks for
new wishes; of several for one line only the last counts. What was seen is sent in batches, and
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
from fronde.explorer.described import described
from fronde.explorer.ending import courses_of, ending
from fronde.explorer.frames import Frame, Stored
from fronde.explorer.lines import Line
from fronde.explorer.pictures import MAPS
from fronde.explorer.scan import Scan
from fronde.explorer.shelf import Shelf, same_code, stored
from fronde.record.store import read_manifest
from fronde.reporting.tables import read as read_tables
from fronde.scenario.types import Scenario
from fronde.vocabulary import COMMUNITY_METRICS

NAMES = ("a", "b")
UNANSWERED = 3  # batches that may be on their way
MOST_WISHES = 200  # that may wait: more is no visitor but a flood
FAULT = "Something went wrong on the server. The terminal that it runs in says what."

ONCE = ("line", "map", "scan")  # wishes that a later one of the kind replaces

Message = dict[str, Any]


def kind(wish: Message) -> tuple[str, str]:
    """What a wish is about: of several about the same thing, only the last may count."""
    return str(wish.get("do")), str(wish.get("line"))


class Shown:
    """A line as the page has it: which generation, how far it is wanted, how far it was sent."""

    def __init__(self, line: Line, generation: int, wanted: int, sent: int) -> None:
        self.line, self.generation = line, generation
        self.wanted, self.sent, self.ended = wanted, sent, False

    @property
    def unfinished(self) -> bool:
        """Whether weeks that are wanted were not played yet."""
        return self.line.week < min(self.wanted, self.line.spec.weeks)


class Desk:
    """Plays for one visitor.

    Parameters
    ----------
    send : takes a message for the page; may be called from any thread.
    """

    def __init__(self, shelf: Shelf, send: Callable[[Message], None], ready: threading.Event,
                 pool: ThreadPoolExecutor) -> None:
        self.shelf, self.send, self.ready, self.pool = shelf, send, ready, pool
        self.shown: dict[str, Shown] = {}
        self.metric = COMMUNITY_METRICS.index(MAPS[0].metric)
        self.generation = self.batch = self.answered = 0
        self.wishes: deque[Message] = deque()
        self.changed = threading.Condition()
        self.closed = False
        self.scan: Scan | None = None
        self.thread = threading.Thread(target=self.work, daemon=True, name="explorer desk")
        self.thread.start()

    def wish(self, message: Message) -> None:
        """Take in what the page asks for.

        Raises
        ------
        ScenarioError : too many at once, or of no line that there is.
        """
        if message.get("line", "a") not in NAMES:
            raise ScenarioError("A line is a or b.")
        with self.changed:
            if message.get("do") == "ack":
                number = message.get("n")
                if isinstance(number, int):
                    self.answered = max(self.answered, min(number, self.batch))
            elif len(self.wishes) >= MOST_WISHES:
                raise ScenarioError("Too many wishes at once.")
            else:
                self.wishes.append(message)
            self.changed.notify()

    def close(self) -> None:
        """The visitor has left."""
        with self.changed:
            self.closed = True
            self.changed.notify()

    def work(self) -> None:
        """Play what is wanted until the visitor leaves."""
        if not self.ready.is_set():
            self.send({"is": "said", "text": "Getting ready: the first time after an installation "
                                             "the model is compiled, about a minute."})
            self.ready.wait()
            self.send({"is": "said", "text": ""})
        try:
            while not self.closed:
                self.take_wishes()
                name = self.next_line()
                if name is not None:
                    with self.said_of(name):
                        self.play(name)
                self.send_batches()
                self.wait()
        finally:
            self.end_scan()

    def wait(self) -> None:
        """Sleep while there is nothing to do."""
        with self.changed:
            if not (self.closed or self.wishes or self.next_line() or self.to_send()):
                self.changed.wait()

    @contextmanager
    def said_of(self, name: str | None) -> Iterator[None]:
        """Tell the page what goes wrong; what is no fault of the visitor's is also printed."""
        try:
            yield
        except FrondeError as error:
            self.fail(name, str(error))
        except MemoryError:
            self.fail(name, "Out of memory. Play with the street in groups.")
        except Exception:
            traceback.print_exc()
            self.fail(name, FAULT)

    def fail(self, name: str | None, text: str) -> None:
        """Say so, and stop what failed."""
        if name in self.shown:
            self.shown[name].wanted = -1
        self.send({"is": "error", "line": name, "text": text})

    def take_wishes(self) -> None:
        """Do what was asked; of several wishes of one kind (for one line), the last."""
        with self.changed:
            taken = list(self.wishes)
            self.wishes.clear()
        last = {kind(wish): n for n, wish in enumerate(taken)}
        for n, wish in enumerate(taken):
            if wish.get("do") in ONCE and last[kind(wish)] != n:
                continue
            name = wish.get("line")
            with self.said_of(name if name in NAMES else None):
                self.grant(wish)

    def grant(self, wish: Message) -> None:
        """Do one thing that was asked for."""
        match wish:
            case {"do": "line", "line": "a" | "b" as name, "spec": raw, "to": int(to)}:
                self.begin(name, specs.read(raw), to)
            case {"do": "to", "line": "a" | "b" as name, "to": int(to)} if name in self.shown:
                self.shown[name].wanted = to
            case {"do": "to"}:
                pass  # of a line that was dropped meanwhile
            case {"do": "drop", "line": "a" | "b" as name}:
                self.shown.pop(name, None)
            case {"do": "replay", "line": "a" | "b" as name, "run": str(run)}:
                self.replay(name, run)
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
        """Make a line what a spec says, with as much of its past as is there."""
        line = self.line(spec, self.shelf.scenario(spec))
        donor, shared = None, 0
        for other in dict.fromkeys((name, *NAMES)):  # itself first: nothing is sent twice
            if other in self.shown:
                trial = self.line(spec, line.scenario)
                past = trial.take_past(self.shown[other].line)
                if past > shared:
                    donor, shared, line = other, past, trial
        self.generation += 1
        if donor is not None and spec == self.shown[donor].line.spec:
            line = self.shown[donor].line if donor == name else line
        sent = min(shared, self.shown[donor].sent) if donor is not None else 0
        self.shown[name] = Shown(line, self.generation, to, sent)
        self.send({"is": "past", "line": name, "gen": self.generation, "from": sent,
                   "of": donor if sent else None})

    def line(self, spec: specs.Spec, scenario: Scenario) -> Line:
        """A line that was not played yet."""
        return Line(spec, scenario, self.shelf.calendar(spec), self.pool)

    def replay(self, name: str, run: str) -> None:
        """Show a stored run; where it can be played again, it can be branched, too."""
        folder = self.shelf.run(run)
        with stored(folder):
            tables = read_tables(folder)
            spec = spec_of(run, tables.manifest)
            line = self.line(spec, self.shelf.base(spec.scenario))
            line.frames = Stored(tables, line.scenario).frames()
        again = same_code(tables.manifest)
        if unbroken(line.frames) < len(line.frames):
            if not again:
                raise ScenarioError("This run recorded only some of its weeks, and was made by "
                                    "another version: it cannot be shown week by week. Its report "
                                    "can be read.")
            line.frames = []  # then it is played again
        self.generation += 1
        # What a stopped run, or one whose regime fell, did not record is played, if it can be.
        self.shown[name] = Shown(line, self.generation, spec.weeks if again else line.week, 0)
        self.send({"is": "past", "line": name, "gen": self.generation, "from": 0, "of": None})

    def show_on_map(self, metric: str) -> None:
        """Another metric on the map: all weeks that the page has."""
        self.metric = COMMUNITY_METRICS.index(metric)
        for name, shown in self.shown.items():
            frames = shown.line.frames[: shown.sent]
            self.send({"is": "map", "line": name, "gen": shown.generation, "metric": metric,
                       "values": [frame.plain(self.metric)["m"] for frame in frames]})

    def begin_scan(self, spec: specs.Spec, number: int) -> None:
        """Try both ends of every open assumption, beside the lines."""
        self.end_scan()
        self.scan = Scan(self.shelf, spec, lambda message: self.send({**message, "n": number}))
        self.scan.start()

    def end_scan(self) -> None:
        """Leave off trying."""
        if self.scan is not None:
            self.scan.stop()
            self.scan = None

    def next_line(self) -> str | None:
        """The line that is furthest behind of those that are to be played on."""
        waiting = [name for name, shown in self.shown.items() if shown.unfinished]
        return min(waiting, key=lambda name: self.shown[name].line.week, default=None)

    def play(self, name: str) -> None:
        """One week more of a line."""
        self.shown[name].line.advance()

    def to_send(self) -> bool:
        """Whether there is something to send, and the page is ready for it."""
        return (self.batch - self.answered < UNANSWERED
                and any(shown.sent < len(shown.line.frames) for shown in self.shown.values()))

    def send_batches(self) -> None:
        """Send what the page does not have yet, as far as it keeps up."""
        for name, shown in self.shown.items():
            with self.said_of(name):
                self.send_batch(name, shown)
        for name, shown in self.shown.items():
            with self.said_of(name):
                self.send_end(name, shown)

    def send_batch(self, name: str, shown: Shown) -> None:
        """The weeks of a line that the page lacks; what cannot be sent is not tried twice."""
        frames = shown.line.frames[shown.sent:]
        if not frames or self.batch - self.answered >= UNANSWERED:
            return
        shown.sent += len(frames)
        weeks = [frame.plain(self.metric) for frame in frames]
        self.batch += 1
        self.send({"is": "weeks", "line": name, "gen": shown.generation, "n": self.batch,
                   "frames": weeks})

    def send_end(self, name: str, shown: Shown) -> None:
        """How a line ends, once the page has all of it."""
        if shown.line.complete and shown.sent == len(shown.line.frames) and not shown.ended:
            shown.ended = True
            scenario = shown.line.scenario
            found = ending(scenario, courses_of(scenario, shown.line.frames))
            self.send({"is": "end", "line": name, "gen": shown.generation,
                       "outcome": found.outcome, "said": found.said})


def unbroken(frames: list[Frame]) -> int:
    """How many frames follow week upon week from the start."""
    return next((n for n, frame in enumerate(frames) if frame.week != n), len(frames))


def spec_of(run: str, manifest: Any) -> specs.Spec:
    """The spec that plays a stored run again."""
    whole = manifest["citizens"] == manifest["population"]
    return specs.read({"scenario": f"run-{run}", "people": "all" if whole else
                       int(manifest["citizens"]), "weeks": manifest["weeks"],
                       "seed": manifest["seed"], "replicate": manifest["replicate"]})


def replayed(shelf: Shelf, run: str) -> Message:
    """A stored run as the page opens it."""
    manifest = read_manifest(shelf.run(run))
    spec, same = spec_of(run, manifest), same_code(manifest)
    return {"described": described(spec.scenario, shelf.base(spec.scenario)),
            "spec": spec.plain(), "same_code": same, "branchable": same}
