"""How a study is conducted for who typed a command: foretold, watched, and told."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from fronde.cli.manners import NOTE, aloud, console, echo, patient, silent

if TYPE_CHECKING:
    from fronde.scenario.types import Scenario
    from fronde.study.engines import Engine
    from fronde.study.ensemble import Enough, Share, Study

STUDIES = Path("fronde-studies")
SOME_FAILED = 3
EVERY = 30.0  # seconds between two lines of progress where nobody watches


@dataclass(frozen=True)
class How:
    """Where and how a study is run."""

    workers: int | None
    engine: str
    address: str | None
    shard: tuple[int, int]
    out: Path | None
    fresh: bool
    retry_failed: bool
    precision: float | None
    as_json: bool

    @property
    def say(self) -> Callable[[str], None]:
        """How things are said that are no result."""
        return silent if self.as_json else aloud


class Done(NamedTuple):
    """A study that is complete."""

    folder: Path
    manifest: dict[str, Any]
    how: How


def conduct(planned: Study, how: How, enough: Enough | None) -> Done | None:
    """Make a study's runs: say what will happen, run, store; None for a part of a study."""
    from fronde.study import ensemble as runs

    share = runs.Share(*how.shard)
    folder = how.out or default_folder(planned, share)
    if how.address and how.engine != "dask":
        raise click.UsageError("--address can only be used with --engine dask.")
    with engine_of(how) as engine, patient(how.say):
        missing = runs.missing(planned, folder, share, fresh=how.fresh,
                               retry_failed=how.retry_failed)
        foretell(planned, engine, folder, missing, how.say)
        with progress(how.as_json) as watch:
            manifest = runs.carry_out(
                planned, folder, engine, command=shlex.join(command_line()), share=share,
                fresh=how.fresh, retry_failed=how.retry_failed, watch=watch,
                enough=enough if how.precision and share == runs.WHOLE else None)
    if share != runs.WHOLE:
        echo(f"Share    {how.shard[0]}/{how.shard[1]} is complete in {folder}. When all shares "
             "are complete, run: fronde merge FOLDERS --out DIR")
        return None
    return Done(folder, manifest, how)


def default_folder(planned: Study, share: Share) -> Path:
    """Where a study goes if nothing is said."""
    folder = studies_of(planned.scenario) / planned.kind
    if share.of == 1:
        return folder
    return folder.with_name(f"{folder.name}-{share.number}-of-{share.of}")


def studies_of(scenario: Scenario) -> Path:
    """The folder of all studies of a scenario."""
    from fronde.record.files import folder_name

    return STUDIES / folder_name(scenario.name)


def command_line() -> list[str]:
    """The command that was typed; without what only concerned that time."""
    import sys

    once = {"--fresh", "--retry-failed", "--json"}
    return ["fronde", *(word for word in sys.argv[1:] if word not in once)]


def engine_of(how: How) -> Any:
    """Where runs are made."""
    from fronde.study.engines import Dask, Local

    return Dask(how.address, how.workers) if how.engine == "dask" else Local(how.workers)


def foretell(planned: Study, engine: Engine, folder: Path, missing: int,
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


def finish(done: Done, said: Any) -> None:
    """Print what came out, write the page, and end with the exit code of failures."""
    from fronde.reporting.study import pages

    failed = sum(many for status, many in done.manifest["runs"].items() if status != "ok")
    page = pages.write(done.folder)
    if done.how.as_json:
        echo(json.dumps({"folder": str(done.folder), "report": str(page),
                         "runs": done.manifest["runs"], **said.data}, indent=1))
    else:
        echo(said.text)
        echo(f"\n{NOTE}\nTables   {done.folder}\nReport   {page}")
    if done.how.out is None and not done.how.as_json:
        echo(f"Index    {pages.index(done.folder.parent)}")
    if failed:
        aloud(f"{failed:,} of {sum(done.manifest['runs'].values()):,} runs failed; their "
              f"tracebacks are in {done.folder / 'runs.parquet'}. To run them again, add "
              "--retry-failed to the command.")
        click.get_current_context().exit(SOME_FAILED)



