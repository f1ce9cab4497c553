"""What verbs share: exit codes, options that change a scenario, how things are said."""

from __future__ import annotations

import errno
import io
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fronde.arguments import place
from fronde.errors import FrondeError
from fronde.scenario.complaints import harmless

if TYPE_CHECKING:
    from rich.console import Console

DEFAULT = "fighting-coalition"
ORDER = ("run", "report", "check", "explore", "study", "merge", "branch", "rerun", "evidence",
         "catalogue", "odd", "gallery", "schema", "warmup")
MOST_PEOPLE = 10**15
NARROWEST, USUAL_WIDTH = 20, 80  # of a terminal, in letters
NUMBER = re.compile(r"[0-9]+(_[0-9]+)*(\.[0-9]*)?([eE]\+?[0-9]{1,3})?")
COMMAS = re.compile(r"[1-9][0-9]{0,2}(,[0-9]{3})+")
EXPONENT = re.compile(r"[0-9]+(\.[0-9]*)?[eE]\+?[0-9]{1,3}")
POINTS = re.compile(r"[1-9][0-9]{0,2}(\.[0-9]{3})+")
FIRST = "First run of this version: compiling, about a minute, once."
UNKEPT = ("Compiling, about a minute. The next run will compile again, because {folder} cannot be "
          "written. To compile only once, set FRONDE_CACHE to a folder that can be written.")
# Where the kernels of a run are; those of the published models with a clock of their own are quick.
OF_A_RUN = ("fronde.engine", "fronde.tables", "fronde.mechanisms", "fronde.world")
NOTE = "A result conditional on assumptions, not a forecast."
Citizens = int | str | None  # a number, "all", or as the scenario says


class Verbs(click.Group):
    """Verbs in the order in which one needs them; each error ends with its exit code.

    ``alone``: the process is the command's, so that signals may be taken for it.
    """

    alone = False

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return sorted(self.commands, key=ORDER.index)

    def main(self, *given: Any, **named: Any) -> Any:
        self.alone = not given and not named
        if isinstance(sys.stdout, io.TextIOWrapper):  # not all terminals can show all letters
            sys.stdout.reconfigure(errors="replace")
        return super().main(*given, **named)

    def make_context(self, *given: Any, **named: Any) -> click.Context:
        with harmless_errors():
            return super().make_context(*given, **named)

    def invoke(self, ctx: click.Context) -> Any:
        with harmless_errors():
            return self.invoke_verb(ctx)

    def invoke_verb(self, ctx: click.Context) -> Any:
        """Run a verb; what goes wrong in it ends with its exit code."""
        try:
            if self.alone:
                from fronde.record.interrupt import end_as_by_ctrl_c

                end_as_by_ctrl_c()
            from fronde.record.forks import check_counts

            check_counts()
            return super().invoke(ctx)
        except FrondeError as error:
            leave(ctx, str(error), error.exit_code)
        except KeyboardInterrupt:
            leave(ctx, "stopped.", 130)
        except MemoryError:
            leave(ctx, "out of memory. Simulate in groups (--people 1e6), or use fewer "
                  "workers (-j 1).", 1)
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # nobody reads any longer: click ends quietly
            if error.errno is None:  # no file: a library that does not load
                leave(ctx, f"{error} Memory may be limited here (ulimit -v).", 1)
            leave(ctx, f"{error.filename or 'output'}: {error.strerror or error}", 1)


@contextmanager
def harmless_errors() -> Iterator[None]:
    """What click says of a wrong usage may quote what was typed; a terminal would obey it."""
    try:
        yield
    except click.ClickException as error:
        error.message = harmless(error.message)  # type: ignore[misc]  # final for click, not for whoever prints it
        raise


def leave(ctx: click.Context, message: str, code: int) -> None:
    """Say why, on stderr, and end."""
    aloud(f"fronde: {message}")
    ctx.exit(code)


class CitizenCount(click.ParamType):  # type: ignore[type-arg]
    """``all``, or a whole number of citizens; 1e6, 1_000_000 and 1,000,000 are numbers too."""

    name = "N|all"

    def convert(self, value: Any, param: Any, ctx: Any) -> int | str:
        if value == "all" or isinstance(value, int):
            return value  # type: ignore[no-any-return]
        value = value.strip()
        if POINTS.fullmatch(value):  # twenty, and in half of Europe twenty thousand
            short, long = value.partition(".")[0], value.replace(".", "")
            self.fail(f"{value!r} may be read as {short} or as {long} citizens: write the number "
                      "without points", param, ctx)
        written = value.replace(",", "") if COMMAS.fullmatch(value) else value
        number = Decimal(written) if NUMBER.fullmatch(written) else Decimal(0)
        if not (1 <= number <= MOST_PEOPLE and number == int(number)):
            self.fail(f"{value!r} is neither 'all' nor a whole number of citizens "
                      f"(1 to {MOST_PEOPLE:.0e}), such as 20000 or 2e4", param, ctx)
        return int(number)


class Whole(click.IntRange):
    """A whole number; 1e3 is one too."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        if isinstance(value, str) and EXPONENT.fullmatch(value.strip()):
            number = Decimal(value.strip())
            value = int(number) if number == int(number) else value
        return super().convert(value, param, ctx)


class FilePath(click.ParamType):  # type: ignore[type-arg]
    """A file or folder; ``~`` is the home also where the shell leaves it, as in ``--out=~/a``."""

    name = "path"

    def convert(self, value: Any, param: Any, ctx: Any) -> Path:  # noqa: ARG002  click's signature
        return place(param.opts[0], value)


def add_scenario_options(function: Any) -> Any:
    """Options that change a scenario from the command line."""
    for option in reversed([
        click.option("--people", type=CitizenCount(), metavar="N|all",
                     help="all: simulate everybody one to one. Any number below the population: "
                          "keep citizens at rest and on the street in groups; which number you "
                          "give makes no difference."),
        click.option("--weeks", type=Whole(min=1), metavar="W",
                     help="Number of weeks to simulate."),
        click.option("--set", "sets", multiple=True, metavar="K=V",
                     help="Change a value, e.g. --set regime.effort=0.5. May be repeated."),
    ]):
        function = option(function)
    return function


def echo(text: object = "", nl: bool = True) -> None:
    """Print a result. Names, titles and errors may hold anything; a terminal would obey it."""
    click.echo(harmless(str(text)), nl=nl)


def aloud(text: str) -> None:
    """Say something that is not a result: on stderr."""
    click.echo(harmless(text), err=True)


def console(stderr: bool = False) -> Console:
    """The terminal, for what is more than lines of text."""
    from rich.console import Console

    made = Console(stderr=stderr)
    if made.width < NARROWEST:  # COLUMNS=0, as some schedulers set it
        made.width = USUAL_WIDTH
    return made


def silent(_: str) -> None:
    """Say nothing."""


@contextmanager
def patient(say: Callable[[str], None]) -> Iterator[None]:
    """Say so, once, if kernels of the engine have to be compiled (the others are quick)."""
    from numba.core import event

    class First(event.Listener):
        told = False

        def on_start(self, found: Any) -> None:
            module = found.data["dispatcher"].py_func.__module__
            if not self.told and module.startswith(OF_A_RUN):
                self.told = True
                say(compiling())

        def on_end(self, _: Any) -> None:
            pass

    with event.install_listener("numba:compile", First()):
        yield


def compiling() -> str:
    """What is said when kernels are compiled: whether once, or in every run."""
    from fronde.kernel import cache_folder

    folder = cache_folder()
    return FIRST if os.access(folder, os.W_OK) else UNKEPT.format(folder=folder)
