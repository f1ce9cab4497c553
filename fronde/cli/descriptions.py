"""Verbs that describe, check and show what there is, and those that need no scenario."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fronde.cli.group import main
from fronde.cli.manners import (
    DEFAULT,
    CitizenCount,
    Citizens,
    FilePath,
    Whole,
    add_scenario_options,
    aloud,
    echo,
    patient,
)
from fronde.errors import FrondeError, StoreError

if TYPE_CHECKING:
    from fronde.gallery.entry import Entry, Played

RESULTS = ("manifest.json", "scenario.json", "screening", "indices")  # of runs and studies


@main.command()
@click.argument("scenario", metavar="[SCENARIO|FOLDER]", default=DEFAULT)
@add_scenario_options
def check(scenario: str, people: Citizens, weeks: int | None, sets: tuple[str, ...]) -> None:
    """Check a scenario and list its contents; writes nothing.

    For the folder of a run or a study: read every file, and name the damaged ones.
    """
    from fronde.mechanisms.catalogue import BROUGHT
    from fronde.scenario import load
    from fronde.scenario.wiring import from_where

    if holds_results(scenario):
        check_folder(Path(scenario))
        return
    s = load(scenario, sets=sets, people=people, weeks=weeks)
    echo(f"{s.title}: in order.")
    echo(f"  {s.population:,} persons ({s.manner}), {len(s.regions)} regions, "
         f"{len(s.groups)} groups, {len(s.communities)} communities")
    if s.grouped and s.people is not None:
        echo(f"  people: {s.people:,} citizens, fewer than the population: so the street is in "
             "groups")
    echo(f"  {s.weeks} weeks from {s.start}, {len(s.events)} dated events")
    echo(f"  mechanisms: {', '.join(map(from_where, s.mechanisms))}")
    echo(f"  {len(s.priors)} values are open (priors); digest {s.digest}")
    for said in BROUGHT.refused.values():
        aloud(f"fronde: not used: {said}")


def holds_results(name: str) -> bool:
    """Whether a name is that of a folder with a run or a study, even if it is damaged."""
    def there(file: str) -> bool:
        return os.path.exists(os.path.join(name, file))

    return any(map(there, RESULTS)) and not there("scenario.yaml")


def check_folder(folder: Path) -> None:
    """Say what a run's or a study's folder holds, and whether it is whole.

    Raises
    ------
    StoreError : with all that is damaged or missing.
    """
    from fronde.study.checked import inspect_folder

    found = inspect_folder(folder)
    if found.damages:
        raise StoreError("\n".join(found.damages))
    echo(f"{folder}: {found.says}")


@main.command(epilog="Example: fronde explore fronde-runs --port 8765 --no-browser")
@click.argument("what", metavar="[SCENARIO|FOLDER]", required=False)
@click.option("--port", type=Whole(0, 65535), metavar="P",
              help="Port; by default the first free one, starting at 8765.")
@click.option("--host", default="localhost", show_default=True, metavar="H",
              help="Address to listen on. With any address but this machine's own, the page asks "
                   "for a token.")
@click.option("--token", is_flag=True, help="Ask for a token on this machine, too: for machines "
                                            "with other users.")
@click.option("--browser/--no-browser", default=True, help="Open the page in a browser.")
@click.option("--most-people", type=CitizenCount(), metavar="N",
              help="Largest country that a page may simulate one to one; larger ones are "
                   "simulated in groups.")
@click.option("--most-pages", type=Whole(min=1), default=8, show_default=True,
              metavar="N", help="Number of pages that may simulate at the same time.")
def explore(what: str | None, port: int | None, host: str, token: bool, browser: bool,
            most_people: Citizens, most_pages: int) -> None:
    """Explore a scenario, a stored run or a study in the browser.

    Without a name: the bundled scenario, and the results in fronde-runs and fronde-studies here.
    """
    from fronde.explorer.server import Address, serve, state_for

    most = most_people if isinstance(most_people, int) else None
    serve(state_for(what, most, most_pages), Address(host, port, token), aloud, browser)


@main.command(epilog="Example: fronde odd fighting-coalition --out odd.md")
@click.argument("scenario", default=DEFAULT)
@add_scenario_options
@click.option("--out", type=FilePath(), metavar="FILE",
              help="Write it to this file; by default it is printed.")
def odd(scenario: str, people: Citizens, weeks: int | None, sets: tuple[str, ...],
        out: Path | None) -> None:
    """Describe the model of a scenario by the ODD protocol, in Markdown; simulates nothing."""
    from fronde.reporting.odd import document, write
    from fronde.scenario import load

    loaded = load(scenario, sets=sets, people=people, weeks=weeks)
    if out is None:
        echo(document(loaded), nl=False)
        return
    write(loaded, out)
    echo(f"Written  {out}")


@main.command()
def schema() -> None:
    """Print the JSON schema of scenarios, for editors."""
    from fronde.scenario import schema as made

    echo(json.dumps(made(), indent=1))


@main.command(epilog="Example: fronde catalogue mobilisation")
@click.argument("mechanism", required=False)
def catalogue(mechanism: str | None) -> None:
    """Print one mechanism or all, with equations, parameters and sources, in Markdown.

    This includes the mechanisms of installed packages.
    """
    from fronde.mechanisms.catalogue import BROUGHT
    from fronde.reporting.reference import of_mechanism, whole

    echo(whole() if mechanism is None else of_mechanism(mechanism), nl=False)
    for said in BROUGHT.refused.values():
        aloud(f"fronde: not used: {said}")


@main.command(epilog="Example: fronde gallery granovetter-1978 --out pages")
@click.argument("name", required=False)
@click.option("--all", "everything", is_flag=True, help="Run every published model, one by one.")
@click.option("--seed", type=Whole(min=0, max=2**53), default=1, show_default=True,
              help="The same seed gives the same result, bit for bit.")
@click.option("--out", type=FilePath(), metavar="DIR",
              help="Write a page with a figure of each model into this folder.")
def gallery(name: str | None, everything: bool, seed: int, out: Path | None) -> None:
    """List the published models, or run one and compare its results with expected numbers.

    An expected number is called published only if the paper prints it. Otherwise it is derived
    from the paper's rules, or found by us.
    """
    from fronde.gallery import entries

    if name is not None and everything:
        raise click.UsageError("Give a name or --all, not both.")
    if name is None and not everything:
        list_entries(out)
        return
    names = list(entries.gallery()) if name is None else [name]
    shown = {}
    with patient(aloud):
        for each in names:
            entry = entries.entry(each)
            shown[each] = entry, entry.play(seed)
            print_entry(*shown[each], brief=everything)
    if out is not None:
        from fronde.reporting.gallery_page import write

        echo(f"Page     {write(out, shown)}")
    if not all(row.agrees for _, played in shown.values() for row in played.rows):
        raise FrondeError("an expected number was not reproduced")


def list_entries(out: Path | None) -> None:
    """Say what there is."""
    from fronde.gallery import entries
    from fronde.scenario import bundled

    if out is not None:
        raise click.UsageError("--out needs the name of a published model, or --all.")
    echo("Cases (fronde run NAME):\n  " + "\n  ".join(bundled().cases))
    echo("Published models (fronde gallery NAME):")
    wide = max(len(name) for name in entries.gallery())
    for name, entry in entries.gallery().items():
        echo(f"  {name:{wide}}  {entry.title}")


def print_entry(entry: Entry, played: Played, brief: bool) -> None:
    """Say what a paper claims and what came out."""
    echo(f"{entry.title}\n" if brief else
         f"{entry.title}\n\n{click.wrap_text(entry.about, 80)}\n")
    for row in played.rows:
        verdict = "DIFFERS" if row.verdict == "differs" else row.verdict
        within = f" (tolerance {row.tolerance:.2g})" if row.tested else ""
        echo(f"  {row.what}: {row.brief} {row.expected:.6g}, here {row.found:.6g}{within}: "
             f"{verdict}")
    if not played.rows:
        echo("  there is no number to compare with; the page shows the shape (--out DIR)")
    if brief:
        echo()


@main.command()
def warmup() -> None:
    """Compile the model before the first run (once, about a minute)."""
    import time

    from fronde.kernel import cache_folder
    from fronde.record.warmup import warm_up

    begun = time.perf_counter()
    with patient(aloud):
        warm_up()
    echo(f"Ready: compiled in {time.perf_counter() - begun:.0f} s, kept in {cache_folder()}")
