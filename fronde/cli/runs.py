"""Verbs of single runs: run, branch, report, rerun. Nothing heavy is imported before it is used."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fronde.cli.group import main
from fronde.cli.manners import (
    DEFAULT,
    NOTE,
    Citizens,
    FilePath,
    Whole,
    add_scenario_options,
    aloud,
    console,
    echo,
    patient,
    silent,
)
from fronde.errors import FrondeError, Interrupted, StoreError
from fronde.scenario.complaints import harmless

if TYPE_CHECKING:
    from fronde.record.simulation import Result
    from fronde.scenario.types import Scenario

RUNS = Path("fronde-runs")


@main.command(epilog="Example: fronde run fighting-coalition --people 1000000 --weeks 52 --seed 3")
@click.argument("scenario", default=DEFAULT)
@add_scenario_options
@click.option("--seed", type=Whole(min=0, max=2**62), default=1, show_default=True,
              help="The same seed gives the same result, bit for bit.")
@click.option("--threads", type=Whole(min=1), metavar="T",
              help="Number of threads; by default one per core. The result does not depend on "
                   "it.")
@click.option("--out", type=FilePath(), metavar="DIR",
              help=f"Folder to create; by default {RUNS}/<scenario>-<run>.")
@click.option("--keep", multiple=True, type=Whole(min=0), metavar="WEEK",
              help="Keep this week, so that fronde branch can start from it. May be repeated.")
@click.option("--report/--no-report", "page", default=True,
              help="Whether to write report.html and figures.")
@click.option("--json", "as_json", is_flag=True, help="Print only the summary, as JSON.")
def run(scenario: str, people: Citizens, weeks: int | None, sets: tuple[str, ...], seed: int,
        threads: int | None, out: Path | None, keep: tuple[int, ...], page: bool,
        as_json: bool) -> None:
    """Simulate a scenario and write a report (default scenario: fighting-coalition)."""
    from fronde.scenario import load

    loaded = load(scenario, sets=sets, people=people, weeks=weeks)
    command = " ".join(["fronde run", shlex.quote(scenario), *options(people, weeks, sets, seed)])
    result = simulate_with_progress(loaded, seed=seed, threads=threads, out=out,
                                    command=command, keep=keep, quiet=as_json)
    summary = summary_of(result, page, quiet=as_json)
    if as_json:
        from fronde.reporting import answer_of

        echo(json.dumps({**summary, "answer": answer_of(folder_of(result))}, indent=1))
        return
    tell(result, summary)


def summary_of(result: Result, page: bool = True, quiet: bool = False) -> dict[str, Any]:
    """A result in a few entries; writes its report if there is to be a ``page``."""
    folder, manifest = folder_of(result), result.manifest
    return {"run": manifest["run"], "folder": str(folder),
            "report": str(write_report_after_run(folder, quiet)) if page else None,
            "seconds": manifest["seconds"], "peak_memory_mb": manifest["peak_memory_mb"]}


def options(people: Citizens, weeks: int | None, sets: tuple[str, ...], seed: int) -> list[str]:
    """The options that make a run what it is, as one would type them."""
    given = [f"--set {shlex.quote(text)}" for text in sets]
    if people is not None:
        given.append(f"--people {people}")
    if weeks is not None:
        given.append(f"--weeks {weeks}")
    return [*given, f"--seed {seed}"]


def simulate_with_progress(scenario: Scenario, *, seed: int, threads: int | None,
                           out: Path | None, command: str, keep: tuple[int, ...],
                           quiet: bool) -> Result:
    """Run with a progress bar; says first what will happen and how large it is."""
    from fronde.record import limits
    from fronde.record.files import folder_name
    from fronde.record.simulation import simulate

    need = limits.check(scenario, None)
    say = silent if quiet else aloud
    say(f"{scenario.title}: {scenario.population:,} persons, {scenario.manner}, "
        f"{scenario.weeks} weeks from {scenario.start}. It needs at most about "
        f"{need.memory / 1e6:,.0f} MB of memory and "
        f"{need.disk / 1e6:,.1f} MB of disk.")
    if need.ahead:
        say(f"In addition, {need.ahead:,} weeks are simulated ahead, so that the regime can choose "
            "its responses.")
    run = same_run(scenario, seed)
    folder = out or free_folder(RUNS / f"{folder_name(scenario.name)}-{run['run']}", run, say)
    say_where(folder, run, say)
    with progress_bar(scenario.weeks, quiet) as advance, patient(say):
        return simulate(scenario, seed=seed, threads=threads, out=folder, command=command,
                        progress=advance, keep=keep)


def same_run(scenario: Scenario, seed: int) -> dict[str, Any]:
    """What two runs have in common if one can go on with the other."""
    from fronde.kernel import source_digest
    from fronde.record.provenance import run_id, versions

    return {"run": run_id(scenario, seed, 0), "source": source_digest(),
            "versions": versions(scenario)}


def free_folder(wanted: Path, run: dict[str, Any], say: Callable[[str], None]) -> Path:
    """Where a run goes by default; what is there and cannot go on is left alone."""
    from fronde.record.store import goes_on

    folder, number = wanted, 2
    while folder.exists() and not goes_on(folder, run):
        folder = wanted.with_name(f"{wanted.name}-{number}")
        number += 1
    if folder != wanted:
        say(f"{wanted} exists and is left as it is; this run is written to {folder}.")
    return folder


def say_where(folder: Path, run: dict[str, Any], say: Callable[[str], None]) -> None:
    """Say so where an interrupted run goes on."""
    from fronde.record.store import goes_on, read_manifest

    if (folder / "manifest.json").is_file() and goes_on(folder, run):
        manifest = read_manifest(folder)
        say(f"{folder} holds this run, which was interrupted. It continues after week "
            f"{manifest['weeks_done']} of {manifest['weeks']}.")


def progress_bar(weeks: int, quiet: bool) -> Any:
    """A context that gives a function to call with the week reached."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    @contextmanager
    def bar() -> Any:
        columns = (TextColumn("simulating"), BarColumn(), MofNCompleteColumn(),
                   TextColumn("weeks"), TimeRemainingColumn())
        screen = console(stderr=True)
        with Progress(*columns, console=screen, disable=quiet or not screen.is_terminal) as p:
            task = p.add_task("", total=weeks)
            yield lambda week: p.update(task, completed=week)

    return bar()


def folder_of(result: Result) -> Path:
    """The folder of a result that was stored."""
    if result.folder is None:
        raise FrondeError("this result was not stored")
    return result.folder


def page_of(folder: Path) -> Path:
    """Write the report of a run and return its place.

    Raises
    ------
    StoreError : the folder holds no run, a damaged one, or cannot be written.
    """
    from fronde.record.store import read_manifest
    from fronde.reporting import write

    read_manifest(folder)
    return write(folder)


def write_report_after_run(folder: Path, quiet: bool) -> Path:
    """The same after a run: what goes wrong leaves its tables whole, and that is said.

    Raises
    ------
    StoreError, Interrupted : with the command that makes the report alone.
    """
    if not quiet:
        aloud("Writing the report ...")
    again = f"fronde report {shlex.quote(str(folder))}"
    try:
        return page_of(folder)
    except (OSError, StoreError) as error:
        raise StoreError(f"{error} The tables are complete. To write only the report: {again}"
                         ) from error
    except KeyboardInterrupt:
        raise Interrupted(f"Stopped while writing the report. The tables in {folder} are "
                          f"complete. To write only the report: {again}") from None


def tell(result: Result, summary: dict[str, Any]) -> None:
    """The summary on the terminal: the answer in words, and where the rest is."""
    from rich.markup import escape

    from fronde.reporting import answer_of

    def line(text: str, **how: Any) -> None:
        screen.print(harmless(text), **how)

    screen = console()
    manifest = result.manifest
    line(f"\n[bold]{escape(manifest['scenario']['question'] or '')}[/bold]\n")
    for sentence in answer_of(folder_of(result)):
        line(f"  • {escape(sentence)}")
    seconds = summary["seconds"]
    line(f"\n[dim]{NOTE} Run {manifest['run']}, seed {manifest['seed']}: set-up "
         f"{seconds['setup']:.1f} s, {manifest['weeks']} weeks in "
         f"{seconds['simulate']:.1f} s, {summary['peak_memory_mb']:,.0f} MB.[/dim]")
    line(f"Tables   {escape(summary['folder'])}", soft_wrap=True)
    if summary["report"]:
        line(f"Report   {escape(summary['report'])}", soft_wrap=True)


@main.command(epilog="Example: fronde branch runs/a --week 58 --response recall --out recalled")
@click.argument("folder", type=FilePath())
@click.option("--week", type=Whole(min=0), required=True, metavar="WEEK",
              help="Week to start from; the run must have kept it (fronde run --keep WEEK).")
@click.option("--set", "sets", multiple=True, metavar="K=V",
              help="Change a value from then on. May be repeated.")
@click.option("--response", metavar="ID", help="A response that is in force from then on.")
@click.option("--weeks", type=Whole(min=1), metavar="W",
              help="Number of weeks; by default to the end of the run.")
@click.option("--threads", type=Whole(min=1), metavar="T", help="Number of threads.")
@click.option("--out", type=FilePath(), metavar="DIR", required=True,
              help="Folder to create.")
def branch(folder: Path, week: int, sets: tuple[str, ...], response: str | None,
           weeks: int | None, threads: int | None, out: Path) -> None:
    """Start from a week of a stored run, change something, and simulate the rest again."""
    from fronde.record.branch import branch as branched

    with patient(aloud):
        result = branched(folder, week, sets=sets, response=response, weeks=weeks,
                          threads=threads, out=out)
    tell(result, summary_of(result))


@main.command()
@click.argument("folder", type=FilePath())
def report(folder: Path) -> None:
    """Write the report of a run or a study again, or an index of studies."""
    from fronde.reporting.study import pages

    echo(pages.report(folder) or page_of(folder))


@main.command()
@click.argument("run_id", metavar="RUN")
@click.option("--verify", is_flag=True, help="Run again and compare with the stored tables.")
@click.option("--out", type=FilePath(), metavar="DIR", help="Folder to create.")
@click.option("--threads", type=Whole(min=1), metavar="T", help="Number of threads.")
@click.option("--study", type=FilePath(), metavar="DIR",
              help="Folder of the study that the run belongs to: repeat it with all tables and a "
                   "report.")
def rerun(run_id: str, verify: bool, out: Path | None, threads: int | None,
          study: Path | None) -> None:
    """Repeat a stored run from its own folder. RUN is its id, or its folder."""
    from fronde.record.files import folder_name
    from fronde.record.rerun import again, find, verify_run

    if study is not None:
        rerun_of(study, run_id, out or RUNS / folder_name(run_id), threads)
        return

    folder = find(run_id, RUNS)
    with patient(aloud):
        if verify:
            echo(verify_run(folder, threads))
            return
        wanted = out or folder.resolve().with_name(folder.resolve().name + "-again")
        result = again(folder, wanted, threads)
    echo(f"Tables   {result.folder}")


def rerun_of(study: Path, run_id: str, out: Path, threads: int | None) -> None:
    """Make a run of a study again, whole."""
    from fronde.study.again import again

    command = shlex.join(["fronde", "rerun", run_id, "--study", str(study)])
    with patient(aloud):
        result = again(study, run_id, out, threads, command)
    tell(result, summary_of(result))
