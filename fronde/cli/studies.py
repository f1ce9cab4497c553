"""Verbs of studies: many runs over the priors, and what they say."""

from __future__ import annotations

import math
import shlex
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fronde.cli import conducting
from fronde.cli.group import main
from fronde.cli.manners import (
    DEFAULT,
    Citizens,
    FilePath,
    Whole,
    add_scenario_options,
    echo,
    patient,
)
from fronde.study.options import SEED, Option, check_all

if TYPE_CHECKING:
    from fronde.scenario.types import Scenario
    from fronde.study.kind import Kind

CITIZENS = 1_000_000  # of a study, unless it is said; or everybody, where they are fewer


class Shard(click.ParamType):  # type: ignore[type-arg]
    """``i/n``: the i-th of n parts."""

    name = "i/n"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[int, int]:
        if isinstance(value, tuple):
            return value
        number, _, of = value.partition("/")
        if not (number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
            self.fail(f"{value!r}: write it as i/n, such as 1/4 (i from 1 to n)", param, ctx)
        return int(number), int(of)


class Precision(click.FloatRange):
    """A number in a range; NaN, which no comparison finds outside it, is in none."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        number = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"{value!r} is not a number", param, ctx)
        return number


def option(one: Option) -> Any:
    """An option of a study, for the command line."""
    kind: Any = None
    if one.choices:
        kind = click.Choice(one.choices)
    elif one.low is not None:
        kind = Whole(min=one.low, max=one.high)
    return click.option(f"--{one.flag or one.name}", f"ask_{one.name}", type=kind,
                        default=None if one.default == () else one.default,
                        show_default=one.default not in (None, ()), multiple=one.several,
                        metavar=one.metavar, help=one.says)


HOW = (
    option(SEED),
    click.option("-j", "--workers", type=Whole(min=1), metavar="J",
                 help="Number of processes; by default one per core. Results do not depend on "
                      "it."),
    click.option("--engine", type=click.Choice(["local", "dask"]), default="local",
                 show_default=True, help="This machine, or a Dask cluster."),
    click.option("--address", metavar="A", help="Address of the scheduler of the Dask cluster."),
    click.option("--shard", type=Shard(), default="1/1", metavar="i/n",
                 help="Run only the i-th of n parts (for job arrays). Then join all parts with: "
                      "fronde merge."),
    click.option("--out", type=FilePath(), metavar="DIR",
                 help=f"Folder of the study; by default {conducting.STUDIES}/<scenario>/<kind>."),
    click.option("--fresh", is_flag=True,
                 help="Delete the study that is in the folder, and start anew."),
    click.option("--retry-failed", is_flag=True, help="Repeat the runs that failed."),
    click.option("--json", "as_json", is_flag=True, help="Print only the results, as JSON."),
)
PRECISION = click.option(
    "--precision", type=Precision(min=0.0, min_open=True, max=1.0), metavar="P",
    help="Stop early when the interval of every share reaches at most P to either side.")


class Kinds(click.Group):
    """A verb for each kind of study; made when one is asked for, since kinds take time to load."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        del self.commands  # else click's, which are none, would be found first

    @cached_property
    def commands(self) -> dict[str, click.Command]:  # type: ignore[override]
        from fronde.study.kinds import KINDS

        return {name: verb(kind) for name, kind in KINDS.items()}


def verb(kind: Kind) -> click.Command:
    """The command of a kind of study."""
    function: Any = partial(run_study, kind)
    precision = (PRECISION,) if kind.shares is not None else ()
    for add in reversed([click.argument("scenario", default=DEFAULT), *map(option, kind.options),
                         add_scenario_options, *map(option, kind.size), *HOW, *precision]):
        function = add(function)
    made: click.Command = click.command(kind.name, help=kind.says,
                                        epilog=f"Example: {kind.example}")(function)
    return made


@main.group(cls=Kinds)
def study() -> None:
    """Run a scenario at many parameter sets drawn from its priors, and test what holds.

    To continue a study that was stopped, run the same command again.
    """


def run_study(kind: Kind, scenario: str, people: Citizens, weeks: int | None,
              sets: tuple[str, ...], **given: Any) -> None:
    """Conduct a study and print what came out."""
    from fronde.study.conduct import How, conduct
    from fronde.study.execution import Share, count_missing

    if given["address"] and given["engine"] != "dask":
        raise click.UsageError("--address can only be used with --engine dask.")
    loaded, share = load_scenario(scenario, people, weeks, sets), Share(*given["shard"])
    say = conducting.speaker(given["as_json"])
    again = {"fresh": given["fresh"], "retry_failed": given["retry_failed"]}

    def begin(planned: Any, engine: Any, folder: Path) -> None:
        left = count_missing(planned, folder, share, **again)
        conducting.foretell(planned, engine, folder, left, say)

    how = How(
        lambda: conducting.engine_of(given["engine"], given["address"], given["workers"]),
        conducting.command_line(), share, **again, precision=given.get("precision"),
        begin=begin, watch=lambda: conducting.progress(given["as_json"]))
    chosen = check_all((*kind.options, *kind.size, SEED), {
        name.removeprefix("ask_"): value for name, value in given.items()})
    if chosen.get("evidence", "") is None:
        from fronde.evidence.targets import evidence_beside

        chosen["evidence"] = evidence_beside(scenario)
    folder = given["out"] or conducting.default_folder(loaded, kind.name, share)
    with patient(say):
        done = conduct(kind, loaded, chosen, folder, how)
    if done is None:
        echo(f"Share    {share.number}/{share.of} is complete in {folder}. When all shares "
             "are complete, run: fronde merge FOLDERS --out DIR")
    else:
        conducting.finish(kind, loaded, done, given["as_json"], given["out"] is None)


def load_scenario(scenario: str, people: Citizens, weeks: int | None,
                  sets: tuple[str, ...]) -> Scenario:
    """The scenario of a study; so many citizens, if nothing else is said."""
    from fronde.scenario import load

    loaded = load(scenario, sets=sets, people=people, weeks=weeks)
    if people is None and loaded.people is None and loaded.population > CITIZENS:
        loaded = load(scenario, sets=sets, people=CITIZENS, weeks=weeks)
    return loaded


@main.command(epilog="Example: fronde merge part-1 part-2 part-3 --out whole")
@click.argument("folders", nargs=-1, required=True, type=FilePath())
@click.option("--out", type=FilePath(), metavar="DIR", required=True,
              help="Folder to create.")
def merge(folders: tuple[Path, ...], out: Path) -> None:
    """Join the parts of a study (made with --shard i/n)."""
    from fronde.study import execution
    from fronde.study.findings import findings
    from fronde.study.kinds import KINDS

    command = shlex.join(["fronde", "merge", *map(str, folders), "--out", str(out)])
    manifest = execution.merge(folders, out, command)
    counts = ", ".join(f"{many:,} {status}" for status, many in manifest["runs"].items())
    echo(f"Merged   {out} ({counts})")
    if manifest["kind"] not in KINDS:  # a step alone has no page
        findings(out)
        return
    from fronde.reporting.study import pages

    echo(f"Report   {pages.write(out)}")
