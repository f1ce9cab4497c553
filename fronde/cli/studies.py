"""Verbs of studies: many runs over the priors, and what they say."""

from __future__ import annotations

import math
import shlex
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from fronde.cli.conducting import STUDIES, Done, How, conduct, finish, studies_of
from fronde.cli.group import main
from fronde.cli.manners import DEFAULT, Citizens, Folder, echo, shared
from fronde.study import POINTS, REPLICATED, REPLICATES

if TYPE_CHECKING:
    from fronde.scenario.types import Scenario
    from fronde.study.ensemble import Study

CITIZENS = 1_000_000  # of a study, unless it is said; or everybody, where they are fewer
REFUTED = 4


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


@dataclass(frozen=True)
class Size:
    """How many runs, of what.

    ``most``: runs at most, from which the number of points follows; None: as ``points`` says.
    """

    points: int
    most: int | None
    replicates: int
    replicated: int
    design: str
    seed: int


def sized(replicates: int) -> tuple[Any, ...]:
    """Options that say how many runs, with so many replicates unless it is said."""
    return (
        click.option("--points", type=click.IntRange(min=1), default=POINTS, show_default=True,
                     metavar="N", help="Parameter sets (points) to draw from the priors."),
        click.option("--runs", type=click.IntRange(min=1), metavar="N",
                     help="Instead of --points: as many parameter sets as fit into N runs."),
        click.option("--replicates", type=click.IntRange(min=1), default=replicates,
                     show_default=True, metavar="R",
                     help="Runs of one parameter set, each with other random draws. See "
                          "--replicated."),
        click.option("--replicated", type=click.IntRange(min=0), default=REPLICATED,
                     show_default=True, metavar="M",
                     help="Only the first M parameter sets have replicates; the others have one "
                          "run (0: all have replicates)."),
        click.option("--design", type=click.Choice(["sobol", "lhs"]), default="sobol",
                     show_default=True, help="How parameter sets are spread over the priors: "
                                             "scrambled Sobol' sequence or Latin hypercube."),
    )


SIZE = sized(REPLICATES)
ONCE = sized(1)  # where every point counts once, whatever its random draws
HOW = (
    click.option("--seed", type=click.IntRange(min=0, max=2**62), default=1, show_default=True,
                 help="The same seed gives the same study, bit for bit."),
    click.option("-j", "--workers", type=click.IntRange(min=1), metavar="J",
                 help="Number of processes; by default one per core. Results do not depend on "
                      "it."),
    click.option("--engine", type=click.Choice(["local", "dask"]), default="local",
                 show_default=True, help="This machine, or a Dask cluster."),
    click.option("--address", metavar="A", help="Address of the scheduler of the Dask cluster."),
    click.option("--shard", type=Shard(), default="1/1", metavar="i/n",
                 help="Run only the i-th of n parts (for job arrays). Then join all parts with: "
                      "fronde merge."),
    click.option("--out", type=Folder(), metavar="DIR",
                 help=f"Folder of the study; by default {STUDIES}/<scenario>/<kind>."),
    click.option("--fresh", is_flag=True,
                 help="Delete the study that is in the folder, and start anew."),
    click.option("--retry-failed", is_flag=True, help="Repeat the runs that failed."),
    click.option("--json", "as_json", is_flag=True, help="Print only the results, as JSON."),
)
PRECISION = click.option(
    "--precision", type=Precision(min=0.0, min_open=True, max=1.0), metavar="P",
    help="Stop early when the interval of every share reaches at most P to either side.")


Verb = TypeVar("Verb", bound=Callable[..., Any])


def options(*listed: Any) -> Callable[[Verb], Verb]:
    """A decorator that adds options in order."""
    def add(function: Verb) -> Verb:
        for option in reversed(listed):
            function = option(function)
        return function
    return add


def fitting(plan: Callable[[Size], Study], size: Size) -> Study:
    """The study of so many points, or of as many as fit into so many runs."""
    if size.most is None:
        return plan(all_replicated(size))
    one = len(plan(replace(size, points=1, replicated=0)).variants)
    each, more = size.most // one, size.replicates - 1
    points = max(each - more * size.replicated if size.replicated else 0, each // (1 + more))
    if points < 1:
        raise click.UsageError(f"--runs {size.most}: one parameter set with its replicates takes "
                               f"{one * size.replicates} runs. Give more, or --replicates 1.")
    return plan(all_replicated(replace(size, points=points)))


def all_replicated(size: Size) -> Size:
    """Replicates at more points than there are: at all."""
    return replace(size, replicated=0) if size.replicated >= size.points else size


@main.group()
def study() -> None:
    """Run a scenario at many parameter sets drawn from its priors, and test what holds.

    To continue a study that was stopped, run the same command again.
    """


@study.command(epilog="Example: fronde study claims fighting-coalition --points 128 -j 2")
@click.argument("scenario", default=DEFAULT)
@click.option("--claim", "only", multiple=True, metavar="ID",
              help="Test only this claim. May be repeated.")
@shared
@options(*SIZE, *HOW, PRECISION)
def claims(scenario: str, only: tuple[str, ...], people: Citizens, weeks: int | None,
           sets: tuple[str, ...], points: int, runs: int | None, replicates: int,
           replicated: int, design: str, seed: int, precision: float | None, **how: Any) -> None:
    """Give a verdict on each claim: where it holds, how strongly, which assumptions decide.

    Exit code 4 means that some claim does not follow.
    """
    from fronde.study import claims as tests
    from fronde.study import stopping

    loaded = opened(scenario, people, weeks, sets)
    planned = fitting(
        lambda size: tests.plan(loaded, drawn(loaded, size), seed, size.replicates,
                                size.replicated, only),
        Size(points, runs, replicates, replicated, design, seed))
    done = conduct(planned, asked(precision, how), stopping.claims(loaded, precision))
    if done is None:
        return
    from fronde.reporting.study import told

    said = told.claims(done.folder, loaded)
    finish(done, said)
    if said.data["verdicts"]["does not"]:
        click.get_current_context().exit(REFUTED)


@study.command(epilog="Example: fronde study responses fighting-coalition --from 59 --from 85")
@click.argument("scenario", default=DEFAULT)
@click.option("--from", "taken_up", multiple=True, type=click.IntRange(min=0), metavar="WEEK",
              help="Week in which responses begin; by default the week in which the schedule "
              "first changes, and later weeks. May be repeated.")
@shared
@options(*SIZE, *HOW, PRECISION)
def responses(scenario: str, taken_up: tuple[int, ...], people: Citizens, weeks: int | None,
              sets: tuple[str, ...], points: int, runs: int | None, replicates: int,
              replicated: int, design: str, seed: int, precision: float | None,
              **how: Any) -> None:
    """Compare each response with doing nothing, on every goal of the regime."""
    from fronde.study import responses as compared
    from fronde.study import stopping

    loaded = opened(scenario, people, weeks, sets)
    planned = fitting(
        lambda size: compared.plan(loaded, drawn(loaded, size), seed, size.replicates,
                                   size.replicated, taken_up),
        Size(points, runs, replicates, replicated, design, seed))
    done = conduct(planned, asked(precision, how), stopping.responses(loaded, precision))
    if done is not None:
        from fronde.reporting.study import told

        finish(done, told.responses(done.folder, loaded))


@study.command(epilog="Example: fronde study sensitivity --outcome fighters --trajectories 20")
@click.argument("scenario", default=DEFAULT)
@click.option("--outcome", default="stress", show_default=True, metavar="O",
              help="The outcome: a metric of the nation (mean of the last half year), a condition "
              "such as 'operations > 1', or contained, insurgent, collapsed.")
@click.option("--trajectories", type=click.IntRange(min=2), default=8, show_default=True,
              metavar="T", help="Trajectories of the screening (Morris). Each takes one run per "
              "open parameter, plus one, times the replicates.")
@click.option("--parameters", type=click.IntRange(min=1), default=6, show_default=True,
              metavar="K", help="How many of the strongest parameters get indices (Sobol').")
@click.option("--only", multiple=True, metavar="PATH",
              help="Skip the screening, and give indices of this parameter. May be repeated.")
@click.option("--base", type=click.IntRange(min=2), default=64, show_default=True, metavar="N",
              help="Base rows of the design for the indices, a power of two. Each takes K + 2 "
              "parameter sets.")
@click.option("--replicates", type=click.IntRange(min=1), default=2, show_default=True,
              metavar="R", help="Runs of one parameter set, each with other random draws. They "
              "separate stochastic variance from the effect of assumptions.")
@shared
@options(*HOW)
def sensitivity(scenario: str, outcome: str, trajectories: int, parameters: int,
                only: tuple[str, ...], base: int, replicates: int, people: Citizens,
                weeks: int | None, sets: tuple[str, ...], seed: int, **how: Any) -> None:
    """Find the assumptions that an outcome depends on: screen all, measure the strongest."""
    from fronde.study import sensitivity as tests

    loaded, chosen = opened(scenario, people, weeks, sets), asked(None, how)
    folder = chosen.out or studies_of(loaded) / "sensitivity"
    names, screened, base = list(only), {}, tests.rows(base)
    if not names:
        plan = tests.screening(loaded, outcome, trajectories, replicates, seed)
        done = conduct(plan, at(chosen, folder / tests.SCREENING), None)
        if done is None:
            return
        screened = done.manifest["runs"]
        names = tests.screened(done.folder, loaded).strongest(parameters)
    plan = tests.indices(loaded, outcome, names, base, replicates, seed)
    done = conduct(plan, at(chosen, folder / tests.INDICES), None)
    if done is not None:
        from fronde.reporting.study import told

        both = Counter(screened) + Counter(done.manifest["runs"])
        finish(Done(folder, {**done.manifest, "runs": both}, chosen),
               told.sensitivity(folder, loaded))


@study.command(epilog="Example: fronde study discovery --outcome 'operations > 2' --points 512")
@click.argument("scenario", default=DEFAULT)
@click.option("--outcome", multiple=True, default=("contained", "collapsed"), show_default=True,
              metavar="O", help="A condition such as 'operations > 1', or contained, insurgent, "
              "collapsed. May be repeated.")
@shared
@options(*ONCE, *HOW, PRECISION)
def discovery(scenario: str, outcome: tuple[str, ...], people: Citizens, weeks: int | None,
              sets: tuple[str, ...], points: int, runs: int | None, replicates: int,
              replicated: int, design: str, seed: int, precision: float | None,
              **how: Any) -> None:
    """Find the conditions under which an outcome comes about: a box (PRIM) and a small tree."""
    sampled("discovery", scenario, outcome, (people, weeks, sets),
            Size(points, runs, replicates, replicated, design, seed), asked(precision, how))


@study.command(epilog="Example: fronde study ensemble fighting-coalition --points 500 --people 1e5")
@click.argument("scenario", default=DEFAULT)
@click.option("--outcome", multiple=True, metavar="O",
              help="An outcome to record in addition to the usual ones. May be repeated.")
@click.option("--every", type=click.IntRange(min=1), default=4, show_default=True, metavar="W",
              help="Record every W-th week of each run.")
@shared
@options(*ONCE, *HOW, PRECISION)
def ensemble(scenario: str, outcome: tuple[str, ...], every: int, people: Citizens,
             weeks: int | None, sets: tuple[str, ...], points: int, runs: int | None,
             replicates: int, replicated: int, design: str, seed: int, precision: float | None,
             **how: Any) -> None:
    """Run the scenario over its priors: percentiles of outcomes, and tables of every run."""
    sampled("ensemble", scenario, outcome, (people, weeks, sets),
            Size(points, runs, replicates, replicated, design, seed), asked(precision, how), every)


def sampled(kind: str, scenario: str, outcome: tuple[str, ...],
            given: tuple[Citizens, int | None, tuple[str, ...]], size: Size, how: How,
            every: int = 4) -> None:
    """An ensemble, or the conditions of an outcome."""
    from fronde.study import sampling, stopping

    loaded = opened(scenario, *given)
    planned = fitting(
        lambda size: sampling.plan(kind, loaded, drawn(loaded, size), size.seed, size.replicates,
                                   size.replicated, outcome, every), size)
    done = conduct(planned, how, stopping.sampled(loaded, how.precision))
    if done is not None:
        from fronde.reporting.study import told

        finish(done, getattr(told, kind)(done.folder, loaded))


@main.command(epilog="Example: fronde merge part-1 part-2 part-3 --out whole")
@click.argument("folders", nargs=-1, required=True, type=Folder())
@click.option("--out", type=Folder(), metavar="DIR", required=True,
              help="Folder to create.")
def merge(folders: tuple[Path, ...], out: Path) -> None:
    """Join the parts of a study (made with --shard i/n)."""
    from fronde.study import ensemble as runs

    command = shlex.join(["fronde", "merge", *map(str, folders), "--out", str(out)])
    manifest = runs.merge(folders, out, command)
    counts = ", ".join(f"{many:,} {status}" for status, many in manifest["runs"].items())
    echo(f"Merged   {out} ({counts})")
    from fronde.reporting.study import pages

    if manifest["kind"] in pages.KINDS:  # a screening alone has no page
        echo(f"Report   {pages.write(out)}")


def opened(scenario: str, people: Citizens, weeks: int | None,
           sets: tuple[str, ...]) -> Scenario:
    """The scenario of a study; so many citizens, if nothing else is said."""
    from fronde.scenario import load

    loaded = load(scenario, sets=sets, people=people, weeks=weeks)
    if people is None and loaded.people is None and loaded.population > CITIZENS:
        loaded = load(scenario, sets=sets, people=CITIZENS, weeks=weeks)
    return loaded


def drawn(scenario: Scenario, size: Size) -> Any:
    """Points over the priors."""
    from fronde.study.design import points

    return points(scenario.priors, size.points, size.seed, size.design)  # type: ignore[arg-type]


def asked(precision: float | None, how: dict[str, Any]) -> How:
    """Where and how, as the options say."""
    return How(precision=precision, **how)


def at(how: How, folder: Path) -> How:
    """The same in another folder."""
    return How(**{**vars(how), "out": folder})
