"""What the command line says of a study: what it needs, how far it is, and what came out."""

from __future__ import annotations

import json
import math
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fronde.cli.manners import NOTE, aloud, console, echo, silent

if TYPE_CHECKING:
    from fronde.scenario.types import Scenario
    from fronde.study.conduct import Conducted
    from fronde.study.engines import Backend
    from fronde.study.execution import Share
    from fronde.study.kind import Kind
    from fronde.study.protocol import Study

STUDIES = Path("fronde-studies")
SOME_FAILED, REFUTED, UNREACHED = 3, 4, 5
EVERY = 30.0  # seconds between two lines of progress where nobody watches


def default_folder(scenario: Scenario, kind: str, share: Share) -> Path:
    """Where a study goes if nothing is said."""
    from fronde.record.files import folder_name

    folder = STUDIES / folder_name(scenario.name) / kind
    if share.of == 1:
        return folder
    return folder.with_name(f"{folder.name}-{share.number}-of-{share.of}")


def command_line() -> str:
    """The command that was typed; without what only concerned that time."""
    once = {"--fresh", "--retry-failed", "--json"}
    return shlex.join(["fronde", *(word for word in sys.argv[1:] if word not in once)])


def engine_of(name: str, address: str | None, workers: int | None) -> Any:
    """Where runs are made."""
    from fronde.study.engines import Dask, Local

    return Dask(address, workers) if name == "dask" else Local(workers)


def foretell(planned: Study, engine: Backend, folder: Path, missing: int,
             say: Callable[[str], None]) -> None:
    """Say what a study will do and need, and refuse what cannot end well."""
    from fronde.study import prediction

    s = planned.scenario
    say(f"{s.title}, {planned.kind}: {len(planned.points):,} parameter sets, "
        f"{len(planned.variants)} variants, {planned.runs:,} runs of {s.population:,} persons "
        f"({s.manner}) and {s.weeks} weeks.")
    if not missing:
        say(f"All runs are already in {folder}.")
        return
    prediction.check(planned, engine, folder, missing)
    need = prediction.predict(planned, engine, missing)
    more = (f" ({need.most / 1e6:,.0f} MB if protest escalates in all runs at once)"
            if need.most > need.memory else "")
    say(f"{missing:,} runs remain, on {engine.workers} workers. They need about "
        f"{minutes(need.seconds)} if all take as long as the first, about "
        f"{need.memory / 1e6:,.0f} MB of memory{more}, and {need.disk / 1e6:,.1f} MB of disk.")


def minutes(seconds: float) -> str:
    """A time in words."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{seconds / 60:,.0f} min" if seconds < 5400 else f"{seconds / 3600:,.1f} h"


@contextmanager
def progress(quiet: bool) -> Iterator[Any]:
    """A function that shows how far a study is: a bar, or a line now and then."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    screen = console(stderr=True)
    if quiet or not screen.is_terminal:
        yield None if quiet else Lines().watch
        return
    with Progress(TextColumn("running"), BarColumn(), MofNCompleteColumn(), TextColumn("runs"),
                  TextColumn("{task.fields[more]}"), console=screen) as shown:
        task = shown.add_task("", total=None, more="")
        yield lambda now: shown.update(task, completed=now.done, total=now.total, more=pace(now))


class Lines:
    """Progress as lines, for logs."""

    def __init__(self) -> None:
        self.last = 0.0

    def watch(self, now: Any) -> None:
        """Say how far it is, now and then."""
        if now.seconds - self.last >= EVERY:
            self.last = now.seconds
            aloud(f"{now.done:,} of {now.total:,} runs, {pace(now)}")


def pace(now: Any) -> str:
    """Runs a second, time left and failures."""
    rate = now.here / max(now.seconds, 1e-9)
    left = minutes((now.total - now.done) / rate) if rate > 0.0 else "unknown"
    failed = f", {now.failed:,} failed" if now.failed else ""
    return f"{rate:.2g} runs/s, {left} left{failed}"


def speaker(as_json: bool) -> Callable[[str], None]:
    """How things are said that are no result."""
    return silent if as_json else aloud


def finish(kind: Kind, scenario: Scenario, done: Conducted, as_json: bool, indexed: bool) -> None:
    """Print what came out, write the page, and end with the exit code that it has.

    ``indexed``: whether the folder is one of the scenario's studies, which have an index.
    """
    from fronde.reporting.study import pages

    page, last_first = pages.write(done.folder), done.found[::-1]
    table = kind.table(*last_first)
    if as_json:
        echo(json.dumps({"folder": str(done.folder), "report": str(page), "runs": done.runs,
                         **plain(table)}, indent=1))
    else:
        echo(pages.terminal(kind.name, scenario, *last_first))
        echo(f"\n{NOTE}\nTables   {done.folder}\nReport   {page}")
        if indexed:
            echo(f"Index    {pages.write_index(done.folder.parent)}")
    failed = sum(many for status, many in done.runs.items() if status != "ok")
    if failed:
        aloud(f"{failed:,} of {sum(done.runs.values()):,} runs failed; their "
              f"tracebacks are in {done.folder / 'runs.parquet'}. To run them again, add "
              "--retry-failed to the command.")
        click.get_current_context().exit(SOME_FAILED)
    if table.get("verdicts", {}).get("not supported"):
        click.get_current_context().exit(REFUTED)
    if table.get("never") or table.get("left") == []:
        click.get_current_context().exit(UNREACHED)


def plain(value: Any) -> Any:
    """Values that JSON knows: what is not finite is missing."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, (list, tuple)) else value
