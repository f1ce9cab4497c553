"""Tables whose columns are declared once, lists that grow, and the one way to sort by a key.

A table is a dataclass with a line for each column, made by ``column``. Python reads the columns
as attributes. Kernels get them as one tuple of arrays (``view``). A structured array would not
do: how wide a column is (one number for each group or state) differs between scenarios, and
numba would compile all kernels anew for each of them.
"""

from __future__ import annotations

from collections import namedtuple
from dataclasses import Field, dataclass, field
from operator import attrgetter
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from fronde.kernel import kernel

make_tuple: Any = namedtuple


def column(kind: type, fill: int = 0, wide: str = "") -> Any:
    """Declare a column: the type of its numbers, and what a row holds before it is filled.

    ``wide``: what a row holds one number for (as ``groups``), if it holds several.
    """
    return field(init=False, repr=False, metadata={"kind": kind, "fill": fill, "wide": wide})


@dataclass(init=False, eq=False)
class Table:
    """Rows that are only added; columns are longer than ``rows``, so that there is room.

    ``columns`` are the declarations by name; ``Row`` is the type of what kernels get.
    """

    columns: ClassVar[dict[str, Any]]
    Rows: ClassVar[Any]
    take: ClassVar[Any]
    rows: int

    def __init_subclass__(cls) -> None:
        declared = {name: one for name, one in vars(cls).items() if isinstance(one, Field)}
        cls.columns = {name: one.metadata for name, one in declared.items() if one.metadata}
        cls.Rows = make_tuple("Rows", ("rows", *cls.columns), module=cls.__module__)
        cls.Rows.__qualname__ = f"{cls.__qualname__}.Rows"  # numba's cache finds it again by this
        cls.take = attrgetter(*cls.Rows._fields)  # a loop in Python takes ten times as long

    def __init__(self, capacity: int, **widths: int) -> None:
        self.rows = 0
        for name, one in self.columns.items():
            shape = (capacity, widths[one["wide"]]) if one["wide"] else (capacity,)
            setattr(self, name, blank(one, shape))

    def reserve(self, more: int) -> bool:
        """Make room for ``more`` rows, so that kernels never have to; whether there was none."""
        need, name = self.rows + more, next(iter(self.columns))
        if need <= len(getattr(self, name)):
            return False
        capacity = 1 << (need - 1).bit_length()
        for name, one in self.columns.items():
            old = getattr(self, name)
            new = blank(one, (capacity, *old.shape[1:]))
            new[: self.rows] = old[: self.rows]
            setattr(self, name, new)
        return True

    def view(self) -> Any:
        """The columns as kernels take them, and how many rows there are now."""
        return self.Rows._make(self.take(self))


def blank(one: Any, shape: tuple[int, ...]) -> NDArray[Any]:
    """A column with nothing in it yet; pages of zeros cost nothing until they are written."""
    if one["fill"] == 0:
        return np.zeros(shape, one["kind"])
    return np.full(shape, one["fill"], one["kind"])


@kernel
def add(found, count, values):
    """Add a row of whole numbers to a list with room for it, or to a longer copy of the list."""
    if count == len(found):
        longer = np.empty((2 * count, found.shape[1]), np.int64)
        for k in range(count):  # plain loops: slices of arrays take seconds to compile
            for place in range(found.shape[1]):
                longer[k, place] = found[k, place]
        found = longer
    for place in range(len(values)):
        found[count, place] = values[place]
    return found, count + 1


@kernel
def sort_by(keys, order, starts):
    """Sort places by their keys, those of equal key in order: a counting sort.

    Parameters
    ----------
    keys : of each place, below 0 for those that are left out.
    order : gets the places; it must be long enough.
    starts : gets where in ``order`` each key begins, and the end of the last [keys + 1].
    """
    starts[:] = 0
    for key in keys:
        if key >= 0:
            starts[key + 1] += 1
    for key in range(len(starts) - 1):
        starts[key + 1] += starts[key]
    cursor = starts[:-1].copy()
    for place in range(len(keys)):
        key = keys[place]
        if key >= 0:
            order[cursor[key]] = place
            cursor[key] += 1
