"""What there is to explore: bundled scenarios, one that was named, stored runs and studies.

Everything has an id that the server gives out; a browser names ids and never a file. Ids of
runs and studies are looked up in a list of what lies in the chosen folder, so that no id can lead
out of it.
"""

from __future__ import annotations

import os
import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar

from polars.exceptions import PanicException

from fronde.arguments import short
from fronde.errors import FrondeError, ScenarioError, StoreError
from fronde.explorer.spec import MOST_WEEKS, Calendar, Spec
from fronde.kernel import source_digest
from fronde.record import limits
from fronde.record.rerun import scenario_of
from fronde.record.store import read_manifest
from fronde.record.whole import MANIFEST, SCENARIO
from fronde.reporting.study.pages import has_page
from fronde.scenario import bundled, load, load_text
from fronde.scenario.altered import apply_contrast, move_events, set_values
from fronde.scenario.types import Scenario
from fronde.study import study_store as studies
from fronde.study.kinds.sensitivity import INDICES

DEEPEST = 3  # folders below the chosen one in which runs and studies are looked for
MOST_FOUND = 500
MOST_SENT = 50  # scenarios from browsers that are remembered
MOST_BUILT = 24  # scenarios with their size and contrast
MOST_AHEAD = 20_000  # weeks that a regime may play to choose its responses: some minutes
USUAL = 1_000_000  # citizens to begin with
LARGEST_TEXT = 100_000_000  # bytes of a manifest or a scenario that is stored
READ = (".json", ".parquet")  # endings of what is read of a run or a study
Read = TypeVar("Read")
NOT_AN_ID = re.compile(r"[^A-Za-z0-9._-]+")


class Missing(FrondeError):
    """An id that the library does not have."""


@dataclass
class Library:
    """What can be explored.

    Attributes
    ----------
    places : folders whose runs and studies are shown, with those below them.
    files : scenarios that were named on the command line: id -> file.
    most_people : largest country that a spec may play one to one, or None: as memory holds.
    """

    places: tuple[Path, ...] = ()
    files: dict[str, Path] = field(default_factory=dict)
    most_people: int | None = None
    sent: OrderedDict[str, Scenario] = field(default_factory=OrderedDict)
    built: OrderedDict[tuple[Any, ...], Scenario] = field(default_factory=OrderedDict)
    lock: RLock = field(default_factory=RLock)

    def scenarios(self) -> Iterator[tuple[str, str, str]]:
        """Id, title and kind of each scenario that is there to start from."""
        kinds = (("file", self.files), ("case", bundled().cases), ("gallery", bundled().gallery))
        for kind, named in kinds:
            for name in named:
                with suppress(FrondeError):
                    yield name, self.base(name).title, kind

    def put(self, text: str) -> str:
        """Take in a scenario from a browser, and give it an id.

        Raises
        ------
        ScenarioError : with all that is wrong with it; it can name no file and no code.
        """
        scenario = load_text(text)
        with self.lock:
            name = f"sent-{scenario.digest}"
            self.sent[name] = scenario
            while len(self.sent) > MOST_SENT:
                self.sent.popitem(last=False)
        return name

    def base(self, name: str) -> Scenario:
        """A scenario by its id, as it stands.

        Raises
        ------
        Missing : there is none.
        """
        known = bundled()
        if name in self.sent:
            return self.sent[name]
        if name in self.files:
            return self.remember(("file", name), lambda: load(self.files[name]))
        if name in known.cases or name in known.gallery:
            return self.remember(("bundled", name), lambda: load(name))
        kind, _, rest = name.partition("-")
        if kind == "run":
            return self.remember(("run", rest), lambda: read_back(self.trunk(rest), scenario_of))
        if kind == "study":
            return self.remember(
                ("study", rest), lambda: read_back(self.study(rest), scenario_of_study))
        raise Missing(f"There is no scenario {short(name)} here. If it came with a link, open its "
                      "file.")

    def remember(self, key: tuple[Any, ...], make: Callable[[], Scenario]) -> Scenario:
        """Something made once, as long as there is room."""
        with self.lock:
            if key in self.built:
                self.built.move_to_end(key)
                return self.built[key]
        made = make()
        with self.lock:
            self.built[key] = made
            while len(self.built) > MOST_BUILT:
                self.built.popitem(last=False)
        return made

    def scenario(self, spec: Spec) -> Scenario:
        """The scenario of a spec, with all that is changed from the start.

        Raises
        ------
        FrondeError : it cannot be so; the message says what.
        """
        base = self.resize(spec.scenario, spec.people, spec.weeks)
        left_out: tuple[str, ...] = ()
        values = dict(spec.sets)
        if spec.events:
            base = move_events(base, {int(place): day for place, day in spec.events.items()})
        if spec.contrast:
            claim = next((one for one in base.claims if one.id == spec.contrast), None)
            if claim is None:
                raise ScenarioError(f"The scenario makes no claim {spec.contrast!r}.")
            contrast, left_out = claim.contrast, claim.contrast.without_mechanisms
            base = self.remember(("contrast", base.digest, spec.contrast),
                                   lambda: apply_contrast(base, contrast))
            values = {path: value for path, value in values.items()
                      if path not in contrast.sets and path.partition(".")[0] not in left_out}
        return set_values(base, values)

    def calendar(self, spec: Spec) -> Calendar:
        """The dated events of a spec's scenario before it moves any."""
        return Calendar.of(self.resize(spec.scenario, spec.people, spec.weeks))

    def resize(self, name: str, people: int | str, weeks: int) -> Scenario:
        """A scenario with another number of citizens and weeks.

        Raises
        ------
        TooLargeError : more than this machine, or the server, allows.
        """
        base = self.base(name)
        scenario = self.remember(
            ("sized", base.digest, people, weeks),
            lambda: load(dict(base.document), people=people, weeks=weeks))
        self.check_size(scenario)
        return scenario

    def check_size(self, scenario: Scenario) -> None:
        """Refuse a country that is too large, or a run that is too long."""
        most = self.most_people
        if most is not None and not scenario.grouped and scenario.citizens > most:
            raise ScenarioError(f"{scenario.citizens:,} persons one to one: this server plays at "
                                f"most {most:,}, and larger countries with the street in groups.")
        if scenario.weeks > MOST_WEEKS:
            raise ScenarioError(f"{scenario.weeks:,} weeks: at most {MOST_WEEKS:,} can be "
                                "explored. Run longer ones with fronde run.")
        ahead = limits.check(scenario, None).ahead
        if ahead > MOST_AHEAD:
            raise ScenarioError(f"To choose its responses the regime would play {ahead:,} weeks "
                                f"ahead: at most {MOST_AHEAD:,} can be explored. Shorten "
                                "responses.horizon, or review less often.")

    def usual(self, name: str) -> Spec:
        """How a scenario is first played: small enough to be quick."""
        base = self.base(name)
        enough = base.population if base.people is None else base.people
        people: int | str = USUAL if enough > USUAL and base.groupable else base.people or "all"
        return Spec.model_validate({"scenario": name, "people": people,
                                    "weeks": min(base.weeks, MOST_WEEKS), "seed": 1})

    def runs(self) -> dict[str, Path]:
        """Stored runs in the folder: id -> where."""
        return self.find(is_run)

    def studies(self) -> dict[str, Path]:
        """Studies in the folder: id -> where."""
        return self.find(has_page)

    def find(self, wanted: Callable[[Path], bool]) -> dict[str, Path]:
        """Folders of a kind, by an id made of their place."""
        named: dict[str, Path] = {}
        for place in self.places:
            for path in folders(place, DEEPEST):
                if len(named) >= MOST_FOUND:
                    return named
                with suppress(OSError):
                    if wanted(path):
                        named[id_of(path, place, named)] = path
        return named

    def run(self, name: str) -> Path:
        """The folder of a stored run."""
        return self.one(self.runs(), name, "run")

    def trunk(self, name: str) -> Path:
        """The folder of a stored run that began at its start.

        Raises
        ------
        ScenarioError : it is a branch: its scenario alone would play another run.
        """
        folder = self.run(name)
        if "branch" in read_back(folder, read_manifest):
            raise ScenarioError("This run is a branch: its tables begin in the week in which it "
                                "sets out. Open the run that it is a branch of.")
        return folder

    def study(self, name: str) -> Path:
        """The folder of a study."""
        return self.one(self.studies(), name, "study")

    def one(self, named: dict[str, Path], name: str, kind: str) -> Path:
        """One of what was found."""
        if name not in named:
            raise Missing(f"There is no {kind} {short(name)} here.")
        return named[name]


def id_of(path: Path, place: Path, taken: Mapping[str, Path]) -> str:
    """An id for a folder, from where it lies in its place."""
    inside = "--".join(path.relative_to(place).parts) or place.resolve().name
    first = NOT_AN_ID.sub("-", inside)[:80] or "here"
    name, number = first, 2
    while name in taken:
        name, number = f"{first}-{number}", number + 1
    return name


def folders(top: Path, deep: int) -> Iterator[Path]:
    """A folder and those below it, a few levels down; links are not followed."""
    yield top
    if deep == 0:
        return
    with suppress(OSError):
        for path in sorted(top.iterdir()):
            if path.is_dir() and not path.is_symlink() and not path.name.startswith("."):
                yield from folders(path, deep - 1)


def is_run(folder: Path) -> bool:
    """Whether a folder holds a run that can be read, or what has the names of one, damaged."""
    if has_page(folder) or not os.path.lexists(folder / MANIFEST):
        return False
    if os.path.lexists(folder / SCENARIO):
        return True
    with suppress(StoreError), reading(folder):
        read_manifest(folder)
        return True
    return False


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Read a run or a study that is stored: whatever it holds, it ends well or is called damaged.

    Raises
    ------
    StoreError : it is damaged.
    """
    try:
        check_files(folder)
        yield
    except FrondeError:
        raise
    except (Exception, PanicException) as error:  # a panic of polars is no Exception
        raise StoreError(f"{folder.name}: damaged ({type(error).__name__}: {str(error)[:200]}). "
                         "Restore it, or make it again.") from error


def read_back(folder: Path, read: Callable[[Path], Read]) -> Read:
    """What is read of a folder, unless it is damaged."""
    with reading(folder):
        return read(folder)


def check_files(folder: Path) -> None:
    """Complain of what cannot be read to its end: a pipe, a device, a text beyond all measure."""
    steps = (folder, folder / INDICES)
    for place in (*steps, *(step / studies.SHARDS for step in steps)):
        for file in os.scandir(place) if place.is_dir() else ():
            if not file.name.endswith(READ):
                continue
            if not file.is_file():
                raise StoreError(f"{folder.name}: damaged: {file.name} is not a file. Restore it, "
                                 "or make it again.")
            if file.name.endswith(".json") and file.stat().st_size > LARGEST_TEXT:
                raise StoreError(f"{folder.name}: damaged: {file.name} is larger than "
                                 f"{LARGEST_TEXT // 10**6} MB. Restore it, or make it again.")


def scenario_of_study(folder: Path) -> Scenario:
    """The scenario of a study."""
    place = folder / INDICES if (folder / INDICES).is_dir() else folder
    return load(studies.read_scenario(place, studies.read_manifest(place)))


def same_code(manifest: Mapping[str, Any]) -> bool:
    """Whether a run was made by this very code, so that it can be played again."""
    return bool(manifest.get("source") == source_digest())
