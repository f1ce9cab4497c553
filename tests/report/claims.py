"""What each sentence of a run's report claims, computed once more from the tables themselves.

Nothing here calls the report: a sentence is taken apart by its printed words, and numbers,
comparisons, dates and "at the lowest" are counted anew with numpy and polars. A sentence that no
claim knows fails, so that none can be printed unchecked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import numpy as np
import polars as pl

from fronde.reporting.run_tables import Tables

SHORT = {
    "N": r"((?:nobody|-?[\d,.]*\d)(?: million| billion)?)(?: people| person)?",
    "P": r"(under 0\.1%|over 99%|-?[\d.]+%)", "L": r"(-?\d+\.\d\d)", "X": r"([\d,.]+) times",
    "D": r"(\d{1,2} \w+ \d{4})", "W": r"(?:in the week of|on) (\d{1,2} \w+ \d{4})",
    "S": r"(\d+ (?:weeks?|days?))", "A": r"(.+)",
    "O": r"([\d.,]+% of all people|[\d.,e-]+ per 100,000 people)",
    "H": r"([\d.,]+%|[\d.,e-]+ per 100,000)",
}
BEYOND = r"( \([^()]*at the (?:lowest|highest)\))?"
SHORT["GP"] = SHORT["P"].join([r"from ", " to "]) + SHORT["P"] + BEYOND
SHORT["GL"] = SHORT["L"].join([r"from ", " to "]) + SHORT["L"] + BEYOND
SHORT["GN"] = SHORT["N"].join([r"from ", " to "]) + SHORT["N"] + BEYOND
Values = np.ndarray[Any, np.dtype[np.float64]]


def amount(text: str) -> float:
    """A printed number."""
    if text == "nobody":
        return 0.0
    unit = {"million": 1e6, "billion": 1e9}.get(text.rpartition(" ")[2], 1.0)
    return float(text.partition(" ")[0].replace(",", "")) * unit


def near(text: str, value: float) -> bool:
    """A number with three figures that matter."""
    slack = 0.5 if abs(value) < 9999.5 else 0.006 * abs(value)
    if abs(value) >= 1e6:
        slack = max(slack, 0.051 * (1e9 if "billion" in text else 1e6))
    return abs(amount(text) - value) <= slack + 1e-6


def part(text: str, value: float) -> bool:
    """A share in per cent."""
    if text == "under 0.1%":
        return 0 < value < 0.0005
    if text == "over 99%":
        return 0.995 <= value < 1
    said = text.rstrip("%")
    return abs(float(said) - 100 * value) <= (0.051 if "." in said else 0.501)


def level(text: str, value: float) -> bool:
    """A level with two figures."""
    return abs(float(text) - value) <= 0.00501


def ratio(text: str, value: float) -> bool:
    """How many times."""
    return abs(amount(text) - value) <= (0.0501 if value < 9.95 else 0.501)


def share(text: str, value: float) -> bool:
    """A share of people: per cent, or per 100,000."""
    said = re.sub(r"( of all)? people$", "", text)
    if said.endswith("%"):
        return part(said, value)
    shown = float(said.partition(" ")[0].replace(",", ""))
    return abs(shown - 1e5 * value) <= 0.051 * 1e5 * value + 1e-9


def on(text: str) -> date:
    """A printed date."""
    return datetime.strptime(text, "%d %B %Y").date()


def lasting(text: str, days: int) -> bool:
    """A printed time."""
    count, unit = text.split(" ")
    return int(count) * (7 if unit.startswith("week") else 1) == days


NEAR: dict[str, Callable[[str, float], bool]] = {"P": part, "L": level, "N": near}


class Run:
    """The tables, read without the report's own readers."""

    def __init__(self, made: Tables) -> None:
        self.made, self.manifest = made, made.manifest
        rows = made.series.filter(pl.col("level") == "nation").sort("week")
        one = rows.unique("week", keep="first").sort("week")
        self.weeks, self.dates = one["week"].to_list(), one["date"].to_list()
        self.metrics = {key[0]: np.array(group["value"].to_list(), float) for key, group in
                        rows.partition_by("metric", as_dict=True, maintain_order=True).items()}
        self.people, self.few = float(self.manifest["population"]), 20
        self.flows = made.flows.filter(pl.col("level") == "nation")
        self.operations, self.changes = made.operations, made.changes
        self.names = {mechanism["name"] for mechanism in self.manifest["mechanisms"]}

    def v(self, metric: str) -> Values:
        """A metric of the nation; not a number where it was not recorded."""
        return self.metrics.get(metric, np.full(len(self.dates), np.nan))

    def top(self, metric: str) -> float:
        """The highest value, 0 where there is none."""
        known = self.v(metric)[~np.isnan(self.v(metric))]
        return float(known.max()) if len(known) else 0.0

    def has_any(self, metric: str) -> bool:
        """Whether a metric has a value in any record."""
        return bool((~np.isnan(self.v(metric))).any())

    def took(self, *flows: str, cause: str | None = None) -> float:
        """Persons who took flows."""
        rows = self.flows.filter(pl.col("flow").is_in(flows))
        if cause is not None:
            rows = rows.filter(pl.col("cause") == cause)
        return float(rows["persons"].sum())

    def row(self, text: str) -> int:
        """The row of a printed date."""
        return self.dates.index(on(text))

    def days(self, first: int, last: int) -> int:
        """Days between rows."""
        return (self.dates[last] - self.dates[first]).days

    @property
    def hidden(self) -> Values:
        """Underground, in arms or not."""
        known = [self.metrics[name] for name in ("underground", "armed") if name in self.metrics]
        return np.sum(known, axis=0) if known else np.zeros(len(self.dates))

    @property
    def street(self) -> Values:
        """On the street."""
        return self.v("protest")

    @property
    def war(self) -> int | None:
        """The row in which the war begins."""
        if "war" in self.metrics:
            flags = self.v("war") > 0
            rows = np.flatnonzero(flags[1:] & ~flags[:-1]) + 1
            return int(rows[0]) if len(rows) else None
        for event in self.made.events.to_dicts():
            if re.search(r"regime\.war = [1-9]", event["sets"]):
                rows = np.flatnonzero([when <= event["date"] for when in self.dates])
                return int(rows[-1]) or None
        return None

    @property
    def base(self) -> int:
        """The row that changes count from."""
        return self.war - 1 if self.war else 0

    def went(self, metric: str, form: str, first: str, last: str, beyond: str | None,
             start: int = 0) -> bool:
        """Both ends of a metric from a row on, and that nothing lies beyond but what is said."""
        values, is_ = self.v(metric)[start:], NEAR[form]
        values = values[~np.isnan(values)]
        if not (is_(first, values[0]) and is_(last, values[-1])):
            return False
        for word, value in (("lowest", values.min()), ("highest", values.max())):
            said = re.search(rf"(\S+(?: \d\S*| million)*) at the {word}", beyond or "")
            shown = said.group(1).lstrip("(") if said else ""
            if said and not is_(re.sub(r"^and ", "", shown), value):
                return False
            if not said and not (is_(first, value) or is_(last, value)):
                return False
        return True

    def first_used(self, metric: str, least: float = 0.0) -> int:
        """The row before a lever was first above a level."""
        return max(0, int(np.flatnonzero(self.v(metric) > least)[0]) - 1)

    def half(self, row: int) -> int | None:
        """The first row from one on with at most half of it."""
        later = np.flatnonzero(self.street[row:] <= self.street[row] / 2)
        return row + int(later[0]) if len(later) else None

    def swell(self) -> int:
        """The row of the wave that is told first."""
        if self.war:
            inside = [r for r in range(self.war, len(self.dates)) if self.days(self.war, r) <= 70]
            row = inside[int(np.argmax(self.street[inside]))]
            if self.street[row] >= max(2 * self.street[self.war], 1.0):
                return row
        return int(np.argmax(self.street))

    def shut(self) -> Values:
        """Rows in which a chance of arrest of half or more is seen."""
        return self.v("risk_protest") >= 0.5

    def low(self) -> Values:
        """Rows in which at most half of the most until then are left on the street."""
        most = np.maximum.accumulate(self.street)
        return (most > 0) & (self.street <= most / 2)

    def when(self, text: str, holds: Values) -> bool:
        """When something held: the words before a sentence's subject."""
        rows = np.flatnonzero(holds)
        dates = [self.row(found) for found in re.findall(SHORT["D"], text)]
        if text == "In the whole run":
            return len(rows) == len(holds)
        if text.endswith("on"):
            return bool(holds[dates[0]:].all() and not holds[:dates[0]].any())
        if text.startswith("From"):
            inside = holds[dates[0]: dates[1] + 1]
            return [rows[0], rows[-1]] == dates and bool(inside.all()) != ("breaks" in text)
        return dates == list(rows)


CLAIMS: list[tuple[re.Pattern[str], Callable[..., bool]]] = []


def claim(pattern: str) -> Callable[[Callable[..., bool]], Callable[..., bool]]:
    """Registers what a sentence of this form says; ``<P>`` is a share, and so on."""
    def register(check: Callable[..., bool]) -> Callable[..., bool]:
        text = re.sub(r"<(\w+)>", lambda found: SHORT[found.group(1)], pattern)
        CLAIMS.append((re.compile(text), check))
        return check
    return register


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text."""
    yield from re.split(r"(?<=\.) (?=[A-Z0-9“])", text)


def false(run: Run, text: str) -> str:
    """Why a sentence is false of a run; nothing where it holds."""
    known = [(check, found.groups()) for pattern, check in CLAIMS
             if (found := pattern.fullmatch(text))]
    if not known:
        return f"no claim knows: {text}"
    return "" if all(check(run, *groups) for check, groups in known) else f"false: {text}"
