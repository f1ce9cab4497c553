"""What a mechanism is: a frozen record of plain functions.

A mechanism *drives* flows (gives hazards, 1/week), *owns* stocks (is their only writer)
or *derives* columns (functions of the same moment). Its functions are scalar kernels of
a person, the community's row ``here`` and its own parameters ``p``; they write nothing.
"""

from __future__ import annotations

import inspect
import re
import sys
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from fronde import columns
from fronde.columns import Column
from fronde.kernel import Kernel
from fronde.mechanisms.reading import read_by, takes
from fronde.states import Flow


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
    """A flow that a sequential process carries out itself, and the causes that it names.

    ``needs``: without any of these (as in ``vocabulary.MADE_OF``) nobody takes it.
    """

    flow: str
    causes: tuple[str, ...]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Process:
    """What a sequential process looks at and moves beside what kernels declare.

    All three name things as ``vocabulary.MADE_OF`` does. Without any of what it ``needs`` the
    process does nothing.
    """

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
    performs : flows that its own sequential process carries out, where turns matter.
    process : what that process looks at and moves.
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
    performs: tuple[Act, ...] = ()
    process: Process | None = None
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
