"""What led to what: from a closed street to a coalition, link by link, in numbers of the run.

A link is there only where the run has numbers for it. It holds where they bear it out; where they
do not, the page says so with the number. A link without which nothing can follow ends the chain.
Its heading, its number and its unit are the macros ``<link>_heading``, ``<link>_number`` and
``<link>_unit`` of ``text/chain.j2``.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate
from typing import NamedTuple

from fronde.reporting import clandestine, facts, paths, resistance, run_findings, sides
from fronde.reporting.environment import text
from fronde.reporting.run_findings import Finding, Numbers
from fronde.reporting.run_tables import Tables

CLOSED = 0.5  # chance of arrest from which a street counts as closed
HARDLY = 0.1  # mergers for each organisation at the end, below which there were hardly any
SMALL_CELL = 5  # members, below which a group is a small cell
MOST_OF_A_FEW = 5  # organisations that count as a few
WEIGHTY = 0.05  # share from which a cause is worth being called a link


class Link(NamedTuple):
    """A step of the chain.

    Attributes
    ----------
    name : of the step.
    case : what came about, by which the heading is chosen.
    holds : the numbers bear it out.
    numbers : what heading, number and unit are made of.
    findings : more about it.
    ends : nothing can follow from here on.
    """

    name: str
    case: str
    holds: bool
    numbers: Numbers
    findings: list[Finding]
    ends: bool = False

    @property
    def heading(self) -> str:
        """What did or did not come about."""
        return text("chain", f"{self.name}_heading", {"case": self.case, "n": self.numbers})

    @property
    def number(self) -> str:
        """The number that decides."""
        return text("chain", f"{self.name}_number", {"n": self.numbers})

    @property
    def unit(self) -> str:
        """What the number counts."""
        return text("chain", f"{self.name}_unit", {"n": self.numbers})

    @property
    def sentences(self) -> list[str]:
        """The findings in words."""
        return [str(finding) for finding in self.findings]


def chain(tables: Tables) -> list[Link]:
    """The links up to where it broke off; none where the run has no underground."""
    if not tables.has("protest", "underground") or not tables.mechanisms & {"organisations",
                                                                           "repression"}:
        return []
    if "mobilisation" not in tables.mechanisms:
        return []  # nobody decides anything
    if len(tables.weeks) < 2 or not (
            facts.has_protest(tables) or max(facts.count_hidden(tables)) > 0
            or tables.took(*clandestine.INTO) > 0):
        return []
    links = []
    for find in LINKS.values():
        link = find(tables)
        if link is not None:
            links.append(link)
            if link.ends:
                break
    return links


def verdict(tables: Tables) -> str:
    """How far the chain came, in a sentence or two."""
    links = chain(tables)
    names = {link.name for link in links}
    return text("chain", "verdict", {
        "broken": [link.heading for link in links if not link.holds], "ends": links[-1].ends,
        "left": [name for name in LINKS if name not in names]}) if links else ""


class Street(NamedTuple):
    """The street over the whole run, as far as its closing goes.

    Attributes
    ----------
    risk : the chance of arrest, as people see it.
    used : the same from the first record on that has somebody on the street, or None.
    shut : rows in which it is ``CLOSED`` or more.
    emptied : those of them in which at most half of the most until then are on the street: it is
        closed there.
    begun : the first row that has somebody on the street.
    broke : in some row at most half of the most until then are on the street.
    """

    risk: paths.Path
    used: paths.Path | None
    shut: paths.Stretches
    emptied: paths.Stretches
    begun: int
    broke: bool

    @property
    def stayed(self) -> bool:
        """It was closed in every row after the first that had somebody on it."""
        after = tuple(range(self.begun + 1, len(self.shut.dates)))
        return self.shut.whole and self.emptied.rows == after


def closing(tables: Tables) -> Street | None:
    """Whether and when the street was closed, by every recorded week; None without a risk."""
    risk = paths.of(tables, "risk_protest")
    if "repression" not in tables.mechanisms or risk is None:
        return None
    persons = tables.nation("protest")
    begun = next((row for row, value in enumerate(persons) if value > 0), len(persons))
    low = {row for row, most in enumerate(accumulate(persons, max))
           if row >= begun and persons[row] <= most / 2}
    shut = paths.where(tables, "risk_protest", lambda value: value >= CLOSED)
    emptied = shut._replace(rows=tuple(row for row in shut.rows if row in low))
    return Street(risk, paths.of(tables, "risk_protest", begun), shut, emptied, begun, bool(low))


def street(tables: Tables) -> Link | None:
    """Whether the street was closed, and what that cost."""
    found = closing(tables)
    if found is None:
        return None
    costs = {"price": price(tables, found), "shut": {
        "when": found.shut, "closed": CLOSED} if found.shut.rows else None, "hope": hope(tables)}
    numbers = {"risk": found.risk, "used": found.used}
    if found.used is None:
        case = "unrecorded" if facts.has_protest(tables) else "nobody"
        return Link("street", case, bool(found.shut.rows), numbers,
                    run_findings.of("chain", **costs))
    left = tables.took("arrest", "tire", "hide")
    return Link("street", opening(found, found.used), bool(found.emptied.rows), numbers,
                run_findings.of("chain", rise=rise(tables), **costs, arrests={
                    "share": tables.took("arrest") / left} if left > 0 else None))


def opening(found: Street, used: paths.Path) -> str:
    """Whether the street was closed, and for how long; where it was not, why not."""
    if found.emptied.rows:
        return "stayed" if found.stayed else "closed" if found.emptied.lasts else "for a time"
    broke = "broke" if found.broke else "did not break"
    return f"{broke}, arrest likely" if used.high >= CLOSED else broke


def rise(tables: Tables) -> Numbers | None:
    """How high the wave was (the war's, if there is one) and how fast it broke."""
    first = facts.swell(tables)
    return None if first is None else {"peak": first.peak, "when": tables.dates[first.row],
                                       "halved": first.after(tables)}


def price(tables: Tables, found: Street) -> Numbers:
    """What people saw a protest to cost over the whole run."""
    cost = paths.of(tables, "severity")
    dearer = cost.high / cost.first if cost is not None and cost.high > cost.first > 0 else None
    return {"risk": found.risk, "low_on": tables.dates[found.risk.low_row],
            "high_on": tables.dates[found.risk.high_row], "dearer": dearer}


def hope(tables: Tables) -> Numbers | None:
    """Belief in peaceful change, where it moved."""
    path = paths.of(tables, "peaceful")
    return {"path": path} if path is not None and tables.moves("peaceful") else None


def hiding(tables: Tables) -> Link | None:
    """Whether the closed street sent people underground, and what did instead."""
    by_cause = tables.causes(*clandestine.INTO)
    total = sum(by_cause.values())
    if not total > 0:
        return nobody(tables)
    straight = tables.took("hide")
    tipped = straight + tables.causes("join").get("closed street", 0.0)
    first, most = next(iter(by_cause.items()))
    share = tipped / total
    case = "few" if share < WEIGHTY else "most" if share >= 0.5 else "much" if share >= 0.25 \
        else "part"
    return Link("hiding", case, share >= WEIGHTY, {"share": share}, run_findings.of(
        "chain", entries={"total": total, "straight": straight, "more": tipped - straight,
                          "cause": first, "share": most / total},
        before=clandestine.before(tables)))


def nobody(tables: Tables) -> Link:
    """Nobody went underground: what hope and fear were."""
    belief, risk = paths.of(tables, "armed_hope"), paths.of(tables, "risk_underground")
    most = max(facts.count_hidden(tables))  # an organisation that the scenario has from the start
    return Link("hiding", "nobody more" if most > 0 else "nobody", False, {"share": None},
                run_findings.of("chain", start={"most": most} if most > 0 else None, quiet={
                    "hope": belief.high, "risk": risk.high} if belief and risk else None),
                ends=not most > 0)


class Lasting(NamedTuple):
    """Those underground: now, most and fewest since they were first more than a few [persons]."""

    now: float
    most: float
    fewest: float

    @property
    def gone(self) -> bool:
        """A few are left, of more or of twice as many."""
        return self.now < facts.FEW and not (self.most < facts.FEW
                                             and self.now >= 0.5 * self.most)

    @property
    def case(self) -> str:
        """What became of them."""
        half = self.now >= 0.5 * self.most
        if self.now < facts.FEW:
            return "only a few" if self.most < facts.FEW and half else \
                "to a few" if half else "did not last"
        if self.fewest < facts.FEW:
            return "grew again"
        return "lasted" if half else "shrank"


def persisting(tables: Tables) -> Lasting:
    """How many were underground over the whole run."""
    hidden = tables.nation("hidden") if tables.has("hidden") else facts.count_hidden(tables)
    since = next((row for row, value in enumerate(hidden) if value >= facts.FEW), 0)
    return Lasting(hidden[-1], max(hidden), min(hidden[since:]))


def lasting(tables: Tables) -> Link | None:
    """Whether the underground lasted: what fed and what drained it."""
    found = persisting(tables)
    if not clandestine.entries(tables) or not found.most > 0:
        return None
    fed, drained = clandestine.largest(tables, 1), clandestine.largest(tables, -1)
    numbers = {"now": found.now, "most": found.most, "gone": found.gone}
    return Link("lasting", found.case, found.case == "lasted", numbers, [
        *run_findings.of("chain", fed={"fed": fed, "drained": drained}),
        *run_findings.of("underground", force=clandestine.force(tables),
                         fear=clandestine.fear(tables)),
        *run_findings.of("chain", armed_hope=hope_of_the_armed(tables), drained={
            "cause": drained[0]["cause"]} if found.gone and drained else None),
    ], ends=found.now <= 0 and not has_armed_groups(tables))


def has_armed_groups(tables: Tables) -> bool:
    """Whether there were organisations, arms or operations all the same."""
    return (tables.ever("organisations") >= 1 or tables.ever("fighters") > 0
            or tables.took("arm") > 0 or not tables.operations.is_empty())


def hope_of_the_armed(tables: Tables) -> Numbers | None:
    """How hope moved until the first operation and after it."""
    path = paths.of(tables, "armed_hope")
    if path is None or not tables.moves("armed_hope"):
        return None
    first = tables.operations["date"].min()
    rows = [] if first is None else [row for row, when in enumerate(tables.dates)
                                     if when < first]  # type: ignore[operator]
    return {"path": path, "fought": first is not None,
            "before": tables.nation("armed_hope")[rows[-1]] if len(rows) > 1 else None}


def forming(tables: Tables) -> Link | None:
    """Whether those who hide formed organisations of any size."""
    if "organisations" not in tables.mechanisms or not tables.has("organisations", "largest"):
        return None
    largest, count = tables.ever("largest"), tables.last("organisations")
    if tables.ever("organisations") < 1:
        peace = tables.operations.is_empty()
        return Link("forming", "none" if peace else "unrecorded", False, {"count": None}, [],
                    ends=peace)
    holds = largest >= SMALL_CELL
    return Link("forming", "formed" if holds else "cells", holds, {"count": count}, run_findings.of(
        "chain", sizes={"count": count, "largest": largest, "now": tables.last("largest")}))


def arming(tables: Tables) -> Link | None:
    """Whether they were armed, and by whom."""
    if "organisations" not in tables.mechanisms or not tables.has("fighters"):
        return None
    by_cause, fought = tables.causes("arm"), not tables.operations.is_empty()
    if not by_cause and not tables.ever("fighters") > 0:
        return Link("arming", "unrecorded" if fought else "nobody", False, {"count": None},
                    run_findings.of("chain", unarmed={}), ends=not fought)
    count, whole = tables.last("fighters"), sum(by_cause.values())
    holds = tables.ever("armed") > 0 or bool(by_cause)
    abroad = tables.ever("volunteers") > 0 and count > 0
    case = "armed" if holds else "volunteers"
    return Link("arming", case, holds, {"count": count}, run_findings.of(
        "chain", arms={"sources": [{"cause": cause, "share": persons / whole}
                                   for cause, persons in by_cause.items()]} if by_cause else None,
        abroad={"volunteers": tables.last("volunteers")} if abroad else None))


def merging(tables: Tables) -> Link | None:
    """Whether organisations merged into few, or stayed many."""
    if "organisations" not in tables.mechanisms or not tables.ever("organisations") > 1:
        return None
    counts = resistance.merging(tables)
    many, share = tables.last("organisations"), resistance.concentration(tables)
    case = union(counts, many, share)
    return Link("merging", case, case in ("into the largest", "often", "into few"), {
        "merged": counts["merged"], "split": counts["split"], "many": many, "share": share},
        resistance.mergers(tables))


def union(counts: Numbers, many: float, share: float | None) -> str:
    """Whether they merged into few: ``many`` are left, the five largest hold ``share``."""
    merged = counts["merged"]
    if not merged:
        return "not"
    if merged < HARDLY * many:
        return "hardly"
    if merged <= counts["split"]:
        return "no more than split"
    if many < 0.5:
        return "none left"
    if share is not None:
        return "into the largest" if share >= 0.5 else "not into a few"
    return "often" if many > MOST_OF_A_FEW else "into few"


def allying(tables: Tables) -> Link | None:
    """Whether a coalition came about."""
    if "alignment" not in tables.mechanisms or not tables.has("allied", "coalitions"):
        return None
    if not tables.ever("fighters") > 0:
        return None
    share, largest = resistance.together(tables), sides.coalitions(tables)[:1]
    numbers = {"share": share, "several": tables.last("coalitions") > 1,
               "side": largest[0].side if largest and largest[0].side != sides.OWN else ""}
    more = run_findings.of("chain", most={"share": tables.ever("allied")} if share < 0.01 else None)
    case = ("none" if share <= 0 else "hardly" if share < 0.01 else
            "too few" if tables.last("fighters") < facts.FEW else
            "minority" if share < 0.5 else "majority")
    return Link("allying", case, case == "majority", numbers, [*resistance.alliance(tables), *more])


def fighting(tables: Tables) -> Link | None:
    """Whether they fought, and together."""
    if "combat" not in tables.mechanisms or not tables.has("operations"):
        return None
    done = tables.operations.height
    if not done:
        return Link("fighting", "not", False, {"done": 0}, resistance.operations(tables), ends=True)
    several = resistance.joint(tables)[0].height
    return Link("fighting", "together" if several else "alone", bool(several),
                {"done": done, "share": several / done}, resistance.course(tables))


LINKS: dict[str, Callable[[Tables], Link | None]] = {
    "street": street, "hiding": hiding, "lasting": lasting, "forming": forming,
    "arming": arming, "merging": merging, "allying": allying, "fighting": fighting}
