"""Numbers that several findings and pictures share."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from statistics import median
from typing import Any

from fronde.reporting.run_tables import Tables

DISTINCT = 2.0  # a wave peaks at this many times the usual level, or more
RISE = 56  # days before a height that are its rise, and no part of the usual level
LULL = 4  # records in a row at half of a height or less, from which it counts as broken
FEW = 20  # a rate from fewer persons says nothing about a place
SOON = 70  # days after a turn in which the street is taken to answer it
YEAR = 364  # days: 52 weeks
ABOUT = 28  # days by which a record may miss a year
HALF_YEAR = 182  # days: 26 weeks
PARTS = ("procedural", "security", "consensus")


@dataclass(frozen=True)
class Wave:
    """How protest rose and fell.

    Attributes
    ----------
    peak, when, row : persons on the street at the height, its date and its row.
    usual : median until eight weeks before the height, or None where the run is too short.
    distinct : the height stands out from the usual level or from the rest of the run.
    reached : first row with half of the height.
    low : fewest on the street from then on.
    last : on the street at the end.
    """

    peak: float
    when: date
    row: int
    usual: float | None
    distinct: bool
    reached: int
    low: float
    last: float


def wave(tables: Tables) -> Wave | None:
    """The largest wave of protest, or None where nobody was ever on the street."""
    street = tables.nation("protest")
    row = max(range(len(street)), key=street.__getitem__)
    peak = street[row]
    if not peak > 0:
        return None
    before = [street[r] for r in range(1, row) if days(tables, r, row) > RISE]
    usual = median(before) if len(before) >= 4 else None
    reference = min(median(street), math.inf if usual is None else usual)
    lull = longest(value <= peak / DISTINCT for value in street[row:]) >= LULL
    reached = next(r for r, value in enumerate(street) if value >= peak / 2)
    return Wave(
        peak=peak,
        when=tables.dates[row],
        row=row,
        usual=usual,
        distinct=peak >= DISTINCT * reference or lull,
        reached=reached,
        low=min(street[reached:]),
        last=street[-1],
    )


def longest(truths: Iterable[bool]) -> int:
    """Length of the longest stretch of what is true."""
    return max((len(list(same)) for true, same in groupby(truths) if true), default=0)


def protests(tables: Tables) -> bool:
    """Whether anything in this run could bring people to the street."""
    return not tables.mechanisms or "mobilisation" in tables.mechanisms or (
        tables.ever("protest") > 0)


def days(tables: Tables, start: int, end: int) -> int:
    """Days between two rows."""
    return (tables.dates[end] - tables.dates[start]).days


def total(tables: Tables, rates: Sequence[float]) -> float:
    """A rate a week, summed over the run."""
    return sum(rates[row] * days(tables, row - 1, row) / 7 for row in range(1, len(rates)))


def row_at(tables: Tables, when: date) -> int | None:
    """Last row on or before a date."""
    rows = [row for row, day in enumerate(tables.dates) if day <= when]
    return rows[-1] if rows else None


def number_events(tables: Tables) -> list[dict[str, Any]]:
    """The dated events in order, each with its number on the page."""
    return [{**event, "number": n} for n, event in enumerate(tables.events.to_dicts(), 1)]


def event_before(tables: Tables, when: date, within: int = 63) -> dict[str, Any] | None:
    """The last dated event in the days before (or on) a date."""
    near = [e for e in number_events(tables) if 0 <= (when - e["date"]).days <= within]
    return near[-1] if near else None


def count_hidden(tables: Tables) -> list[float]:
    """Citizens underground week by week, armed or not."""
    states = [tables.nation(state) for state in tables.of(("underground", "armed"))]
    return [sum(values) for values in zip(*states, strict=True)]


def war_starts(tables: Tables) -> int | None:
    """First row of the war abroad, or None where the run has no such turn."""
    if tables.has("war"):
        war = tables.nation("war")
        turns = [row for row in range(1, len(war)) if war[row] > 0 and not war[row - 1] > 0]
        return turns[0] if turns else None
    for event in number_events(tables):
        if begins_war(event["sets"] or ""):
            row = row_at(tables, event["date"])
            return row if row else None
    return None


def begins_war(sets: str) -> bool:
    """Whether what an event sets begins a war: ``regime.war = 1``, and not its end."""
    for change in sets.replace(";", ",").split(","):
        name, _, value = change.partition("=")
        if name.strip() == "regime.war":
            return value.strip() not in ("0", "0.0", "")
    return False


@dataclass(frozen=True)
class Reaction:
    """The street when the war began, its height in the ten weeks after, and its row."""

    before: float
    peak: float
    row: int


def reaction(tables: Tables) -> Reaction | None:
    """How the street took the start of the war, or None where the run has no such turn."""
    begun = war_starts(tables)
    if begun is None:
        return None
    street = tables.nation("protest")
    soon = [r for r in range(begun, len(street)) if days(tables, begun, r) <= SOON]
    row = max(soon, key=street.__getitem__)
    return Reaction(street[begun], street[row], row)


@dataclass(frozen=True)
class Swell:
    """The wave that is told first: the one at the start of the war, if it doubled, or the highest.

    Attributes
    ----------
    before : on the street when the war began, or 0 where that is not what it answers.
    peak, row : persons at its height, and its row.
    half : row of half of it, or None if that never came.
    later : row of a later height, at least as high as half of this one; None without one.
    earlier : row of an earlier and higher height; None without one.
    """

    before: float
    peak: float
    row: int
    half: int | None
    later: int | None
    earlier: int | None = None

    def after(self, tables: Tables) -> int | None:
        """Days from the height until half of it or less; None where that never came."""
        return None if self.half is None else days(tables, self.row, self.half)


def swell(tables: Tables) -> Swell | None:
    """The first wave of protest that is worth telling, or None where nobody protested."""
    found, highest = reaction(tables), wave(tables)
    if highest is None:
        return None
    at_war = found is not None and found.peak >= max(DISTINCT * found.before, 1.0)
    row, before = (found.row, found.before) if found is not None and at_war else (highest.row, 0.0)
    street = tables.nation("protest")
    half = next((r for r in range(row, len(street)) if street[r] <= street[row] / 2), None)
    earlier = highest.row if highest.row < row and highest.peak > street[row] else None
    return Swell(before, street[row], row, half, later_height(street, row, half), earlier)


def later_height(street: list[float], row: int, half: int | None) -> int | None:
    """Row of a rise after a wave: after its half or, where it never halved, above its height."""
    start = row + 1 if half is None else half
    if start >= len(street):
        return None
    top = max(range(start, len(street)), key=street.__getitem__)
    if half is None:
        return top if street[top] > street[row] else None
    rose = street[top] >= 1.5 * min(street[half : top + 1])
    return top if rose and street[top] >= street[row] / 2 else None


@dataclass(frozen=True)
class Standout:
    """A region or group and how its rate compares with the nation's."""

    name: str
    persons: float
    rate: float
    ratio: float


def standouts(tables: Tables, level: str, metric: str) -> list[Standout]:
    """Places by their rate against the nation's, highest first.

    Left out are places with fewer than ``FEW`` persons concerned: their rates are
    chance. Empty where fewer than two places remain, or fewer than half of the persons.
    """
    places, values = tables.places(level), tables.by_place(level, metric)
    total = sum(value for name, value in values.items() if name in places)
    inhabitants = sum(float(place["population"]) for place in places.values())
    if not total > 0 or len(places) < 2:
        return []
    found = []
    for name, place in places.items():
        persons, size = values.get(name, 0.0), float(place["population"])
        if persons >= FEW and size > 0:
            rate = persons / size
            found.append(Standout(place["name"], persons, rate, rate / (total / inhabitants)))
    if len(found) < 2 or sum(place.persons for place in found) < total / 2:
        return []
    return sorted(found, key=lambda place: -place.ratio)


def is_passed_over(tables: Tables, level: str, metric: str, rate: float) -> bool:
    """Whether a place has a higher rate than this, but too few persons to be told of."""
    values = tables.by_place(level, metric)
    return any(float(place["population"]) > 0 and values.get(name, 0.0) < FEW
               and values.get(name, 0.0) / float(place["population"]) > rate
               for name, place in tables.places(level).items())


def dominant_share(tables: Tables, metric: str) -> tuple[float, float, list[str]] | None:
    """Share of the dominant groups among some people, their share of all, and their names."""
    groups, values = tables.places("group"), tables.by_place("group", metric)
    ruling = [name for name, group in groups.items() if group.get("dominant")]
    total = sum(values.get(name, 0.0) for name in groups)
    if not ruling or len(ruling) == len(groups) or total < FEW:
        return None
    among = sum(values.get(name, 0.0) for name in ruling) / total
    everybody = sum(float(group["population"]) for group in groups.values())
    share = sum(float(groups[name]["population"]) for name in ruling) / everybody
    return among, share, [groups[name]["name"] for name in ruling]


@dataclass(frozen=True)
class LegitimacyChange:
    """Legitimacy, or one of its parts, before, after and in between.

    ``later`` is a year after ``base``, or None where the run ends before that or has no record
    of that time; ``lowest`` and ``highest`` are of all records from ``base`` on.
    """

    metric: str
    base: float
    later: float | None
    last: float
    lowest: float
    highest: float

    @property
    def strayed(self) -> float:
        """The value that was furthest from the base."""
        return max(self.lowest, self.highest, key=lambda value: abs(value - self.base))

    @property
    def moved(self) -> float:
        """From before to the end."""
        return self.last - self.base


def baseline(tables: Tables) -> tuple[int, bool]:
    """Row that changes are counted from, and whether it is the week before the war."""
    war = war_starts(tables)
    return (war - 1, True) if war else (0, False)


def has_protest(tables: Tables) -> bool:
    """Whether anybody was ever on the street, by any record: also between two recorded weeks."""
    return max(tables.ever("protest"), tables.ever("ever_protested"),
               tables.took("protest")) > 0


def length(tables: Tables) -> int:
    """How long the run is [days]."""
    return days(tables, 0, len(tables.dates) - 1)


def change(tables: Tables, metric: str) -> LegitimacyChange:
    """How a metric of the nation changed from the baseline on."""
    values, (base, _) = tables.nation(metric), baseline(tables)
    year = [r for r in range(base, len(values) - 1)
            if YEAR <= days(tables, base, r) <= YEAR + ABOUT]
    later, since = values[year[0]] if year else None, values[base:]
    return LegitimacyChange(metric, values[base], later, values[-1], min(since), max(since))


def changes(tables: Tables) -> list[LegitimacyChange]:
    """The parts of legitimacy, the one that moved most first."""
    found = [change(tables, part) for part in tables.of(PARTS)]
    moved = [part for part in found if not math.isnan(part.moved)]
    return sorted(moved, key=lambda part: -abs(part.moved))
