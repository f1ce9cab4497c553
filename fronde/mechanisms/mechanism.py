"""What a mechanism is: a frozen record of plain functions.

A mechanism *drives* flows (gives hazards, 1/week), *owns* stocks (is their only writer)
or *derives* columns (functions of the same moment). Its functions are scalar kernels of
a person, the community's row ``here`` and its own parameters ``p``; they write nothing.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pkgutil import resolve_name
from typing import Any

from fronde import columns
from fronde.columns import Column
from fronde.kernel import Kernel
from fronde.mechanisms.reads import columns_of_file, in_order, read_by, takes
from fronde.states import Flow

TABLES = {"here": columns.COMMUNITY, "nation": columns.NATION, "around": columns.AROUND}


@dataclass(frozen=True)
class Drive:
    """Hazard of one flow, ``hazard(person, here, p) -> 1/week``.

    With several ``causes``, ``parts(person, here, p)`` splits the hazard among them, in
    their order; the parts add up to the hazard where none of them is negative. ``bound`` is
    nowhere less than the hazard and never falls as a citizen gets more willing (of more hardship
    and ties, less risk aversion and threshold); needed where the hazard itself may fall.
    ``tied``, of flows out of rest, is nowhere less than what the ties of anybody no more willing
    add to the hazard; without it, all of the hazard may come of ties. At no ties to the street it
    must also bound what ties to the underground add where there are some
    (``tests/laws/test_kernels.py`` holds both).
    """

    flow: str
    hazard: Kernel
    causes: tuple[str, ...]
    parts: Kernel | None = None
    bound: Kernel | None = None
    tied: Kernel | None = None


@dataclass(frozen=True)
class Act:
    """A flow that a mechanism carries out in its turns, and the causes that it names.

    ``needs``: without any of these (as in ``vocabulary.MADE_OF``) nobody takes it.
    """

    flow: str
    causes: tuple[str, ...]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class MechanismTurn:
    """What a mechanism does in its turn of a step, where it matters who comes first.

    Things are named as ``columns.MADE_OF`` says where they are. Columns that the code looks at
    are found in it, and need not be named.

    Attributes
    ----------
    name : of the turn, unlike all others.
    code : ``module:function`` of a function ``(tables.step.Step) -> None``. It is named, not
        given, since it needs what is slow to import.
    after : turns that come before it, if they are taken at all.
    before : turns that come after it, if they are taken at all; so a turn takes the place of
        another that is left out.
    beside : a mechanism without which it is not taken.
    sees, moves : what it looks at beside columns, and what it moves.
    needs : without any of these the turn does nothing.
    """

    name: str
    code: str
    after: tuple[str, ...] = ()
    beside: str = ""
    sees: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    before: tuple[str, ...] = ()

    @cached_property
    def take(self) -> Callable[[Any], None]:
        """The function itself; imports its module."""
        found: Callable[[Any], None] = resolve_name(self.code)
        return found

    def columns(self, table: str) -> frozenset[str]:
        """Columns of ``here``, ``nation`` or ``around`` that its code looks at."""
        return columns_of_file(self.code.partition(":")[0], table)


@dataclass(frozen=True)
class Process:
    """All turns of a mechanism together; see ``MechanismTurn``. ``reads`` has the columns, too."""

    reads: tuple[str, ...]
    moves: tuple[str, ...]
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Stocks:
    """What a mechanism owns and derives beyond the communities: of the nation or of states.

    ``start`` and ``update`` return the owned columns, ``derive`` the derived ones, in order.
    Those of the nation are functions ``(nation, p)`` of the nation's row; those of states are
    functions ``(state, nation, p)``. ``columns`` are those that a mechanism from outside brings.
    """

    owns: tuple[str, ...] = ()
    start: Kernel | None = None
    update: Kernel | None = None
    derives: tuple[str, ...] = ()
    derive: Kernel | None = None
    columns: tuple[Column, ...] = ()

    @cached_property
    def kernels(self) -> tuple[Kernel, ...]:
        """Its functions."""
        return tuple(one for one in (self.start, self.update, self.derive) if one is not None)

    @cached_property
    def of_states(self) -> bool:
        """Whether it is about neighbouring states, not about the nation."""
        return any(takes(kernel, "state") for kernel in self.kernels)

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """Columns of its own table that its functions look at."""
        return (read_by(self.kernels, "state", (*columns.AROUND, *self.columns)) if self.of_states
                else read_by(self.kernels, "nation", (*columns.NATION, *self.columns)))

    @cached_property
    def of_nation(self) -> tuple[str, ...]:
        """Columns of the nation that functions of neighbouring states look at."""
        return read_by(self.kernels, "nation", columns.NATION) if self.of_states else ()


@dataclass(frozen=True)
class Mechanism:
    """One process: a published model at some settings, or a construction of our own.

    Its text says which: ``Limits`` names the settings, or begins with "own construction".

    Attributes
    ----------
    name, params : its name in scenarios and its parameter dataclass.
    drives : flows it gives hazards to.
    owns : stocks it writes; ``start(here, p)`` and ``update(here, p)`` return their values
        in this order (one number, or a tuple).
    derives : columns that ``derive(here, p)`` returns, in this order.
    term : flow -> kernel ``(u, here, p) -> weeks`` that draws how long a stay lasts.
    nation, states : the same for the row of the nation and for the neighbouring states.
    turns : what it does one after the other, where it matters who comes first.
    performs : flows that it carries out in its turns.
    cite : keys of references.bib that a run with this mechanism must cite.
    flows, columns : those that come with a mechanism from outside the package, which names its
        own words; the package's own stand in ``states`` and ``columns``.
    """

    name: str
    params: type
    cite: tuple[str, ...] = ()
    gallery: tuple[str, ...] = ()
    drives: tuple[Drive, ...] = ()
    owns: tuple[str, ...] = ()
    start: Kernel | None = None
    update: Kernel | None = None
    derives: tuple[str, ...] = ()
    derive: Kernel | None = None
    term: tuple[tuple[str, Kernel], ...] = ()
    nation: Stocks | None = None
    states: Stocks | None = None
    turns: tuple[MechanismTurn, ...] = ()
    performs: tuple[Act, ...] = ()
    flows: tuple[Flow, ...] = ()
    columns: tuple[Column, ...] = ()

    @cached_property
    def kernels(self) -> tuple[Kernel, ...]:
        """Its functions of persons and communities."""
        driven = [kernel for one in self.drives
                  for kernel in (one.hazard, one.parts, one.bound, one.tied)]
        made = (*driven, self.start, self.update, self.derive, *(last for _, last in self.term))
        return tuple(dict.fromkeys(one for one in made if one is not None))

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """Columns of ``here`` that its functions look at, in the order of the table."""
        return read_by(self.kernels, "here", (*columns.COMMUNITY, *self.columns))

    @cached_property
    def process(self) -> Process | None:
        """What its turns look at, move and need, all together."""
        if not self.turns:
            return None
        reads = [f"{table}.{name}" for table in TABLES for turn in self.turns
                 for name in sorted(turn.columns(table))]
        return Process(*(tuple(dict.fromkeys(names)) for names in (
            [*(name for turn in self.turns for name in turn.sees), *reads],
            [name for turn in self.turns for name in turn.moves],
            [name for turn in self.turns for name in turn.needs])))

    def looks_at(self, table: str) -> tuple[str, ...]:
        """Columns of ``here``, ``nation`` or ``around`` that it looks at, its turns included."""
        of_states, of_nation = self.states or Stocks(), self.nation or Stocks()
        own = {"here": self.reads, "nation": (*of_nation.reads, *of_states.of_nation),
               "around": of_states.reads}
        found = {*own[table], *(name for turn in self.turns for name in turn.columns(table))}
        return in_order(found, TABLES[table])

    @cached_property
    def module(self) -> Any:
        """The file that defines it and its parameters."""
        return sys.modules[self.params.__module__]

    @cached_property
    def text(self) -> dict[str, str]:
        """The file's docstring in its parts: summary, equation, Sources, Limits, Deviations."""
        doc = inspect.cleandoc(self.module.__doc__ or "")
        pieces = re.split(r"^(Sources|Limits|Deviations)\b[ ]*", doc, flags=re.MULTILINE)
        summary, _, body = pieces[0].partition("\n\n")
        text = {"summary": " ".join(summary.split()), "equation": body.strip("\n")}
        for title, content in zip(pieces[1::2], pieces[2::2], strict=True):
            text[title] = " ".join(content.split())
        return text


def turns_in_order(mechanisms: Iterable[Mechanism]) -> list[tuple[str, MechanismTurn]]:
    """All turns with the names of their mechanisms, each after those that come before it.

    Raises
    ------
    ValueError : they wait for each other; names them.
    """
    waiting = [(mechanism.name, turn) for mechanism in mechanisms for turn in mechanism.turns]
    ready: list[tuple[str, MechanismTurn]] = []
    while waiting:
        left = {turn.name for _, turn in waiting}
        free = next((one for one in waiting if not waits(one[1], waiting)), None)
        if free is None:
            raise ValueError(f"turns wait for each other: {', '.join(sorted(left))}")
        ready.append(free)
        waiting.remove(free)
    return ready


def waits(turn: MechanismTurn, waiting: Iterable[tuple[str, MechanismTurn]]) -> bool:
    """Whether a turn must wait for one of those that are left."""
    return any(other.name in turn.after or turn.name in other.before for _, other in waiting)
