"""What an entry of the gallery is: a paper's claim, numbers beside it, and how they are found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from fronde.theory.kinds import BRIEF, KINDS, Kind

if TYPE_CHECKING:
    from fronde.record.simulation import Result

_PUBLISHED, DERIVED, HERE = BRIEF["printed"], BRIEF["derived"], "here"  # lines of a picture


@dataclass(frozen=True)
class Row:
    """A number to compare with, what was found, and whether they agree.

    ``kind`` says whether the paper prints ``expected``, or it follows from the paper's rules, or
    it is ours; where it is not printed, ``note`` says how it is known. ``tolerance`` is how far
    the two may be apart; infinite for a number that is known not to reproduce, whose ``note``
    then says so.
    """

    what: str
    expected: float
    found: float
    tolerance: float
    kind: Kind
    source: str
    note: str = ""

    @property
    def agrees(self) -> bool:
        """Whether the two are within the tolerance of each other."""
        return abs(self.found - self.expected) <= self.tolerance

    @property
    def origin(self) -> str:
        """Where the expected number comes from, in words."""
        return KINDS[self.kind]

    @property
    def brief(self) -> str:
        """The same, before the number; only what a paper prints is called published."""
        return BRIEF[self.kind]

    @property
    def tested(self) -> bool:
        """Whether it is expected to agree."""
        return self.tolerance < float("inf")

    @property
    def verdict(self) -> str:
        """Whether it agrees, in words."""
        if not self.tested:
            return "does not reproduce"
        return "agrees" if self.agrees else "differs"


class EntryPicture(NamedTuple):
    """Points of some curves, each ``{"x", "y", "line"}``, and what the axes say.

    ``dots`` are the lines that are shown as dots; ``log`` the axes that are logarithmic.
    """

    points: list[dict[str, Any]]
    x: str
    y: str
    dots: tuple[str, ...] = ()
    log: str = ""


@dataclass(frozen=True)
class Played:
    """What came out: rows, a picture, and the run if there was one."""

    rows: tuple[Row, ...]
    picture: EntryPicture
    result: Result | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Entry:
    """One published model.

    Attributes
    ----------
    name : author and year, as it is called on the command line.
    title, about : the model and what its paper claims.
    cite : keys of references.bib, beside those of its numbers.
    command : how else to run it, or empty.
    play : ``play(seed)`` finds the numbers.
    """

    name: str
    title: str
    about: str
    cite: tuple[str, ...]
    command: str
    play: Callable[[int], Played]


def curve(line: str, xs: Any, ys: Any) -> list[dict[str, Any]]:
    """Points of one curve."""
    return [{"x": float(x), "y": float(y), "line": line} for x, y in zip(xs, ys, strict=True)]


def later(module: str, function: str, *given: Any) -> Callable[[int], Played]:
    """A function of a file of the gallery, imported when it is called: listing stays quick."""
    return partial(_call, module, function, *given)


def _call(module: str, function: str, *given: Any) -> Played:
    """What it gives."""
    found: Played = getattr(import_module(f"fronde.gallery.{module}"), function)(*given)
    return found
