"""What led to what: from a closed street to a coalition, link by link, in numbers of the run.

A link is there only where the run has numbers for it. It holds where they bear it out; where they
do not, the page says so with the number. A link without which nothing can follow ends the chain.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import polars as pl

from fronde.reporting import balance, coalitions, facts, operations, sides, sponsors, wording
from fronde.reporting.tables import Tables

CLOSED = 0.5  # chance of arrest from which a street counts as closed
EARLIER = 8  # records before the height with which it is compared
HARDLY = 0.1  # mergers for each organisation at the end, below which there were hardly any
WEIGHTY = 0.05  # share from which a cause is worth being called a link


class Link(NamedTuple):
    """A step of the chain.

    Attributes
    ----------
    name, heading : of the step; the heading says what did or did not come about.
    holds : the numbers bear it out.
    ends : nothing can follow from here on.
    number, unit : the number that decides, and what it counts.
    sentences : the numbers in words.
    """

    name: str
    heading: str
    holds: bool
    ends: bool
    number: str
    unit: str
    sentences: list[str]


def chain(tables: Tables) -> list[Link]:
    """The links up to where it broke off; none where the run has no underground."""
    if not tables.has("protest", "underground") or not tables.mechanisms & {"organisations",
                                                                           "repression"}:
        return []
    if tables.mechanisms and "mobilisation" not in tables.mechanisms:
        return []  # nobody decides anything
    if len(tables.weeks) < 2 or not tables.ever("protest") + tables.ever("underground") > 0:
        return []
    found = []
    for step in STEPS:
        link = step(tables)
        if link is not None:
            found.append(link)
            if link.ends:
                break
    return found


def verdict(tables: Tables) -> str:
    """How far the chain came, in one sentence."""
    found = chain(tables)
    if not found:
        return ""
    broken = [link.heading[:1].lower() + link.heading[1:] for link in found if not link.holds]
    if found[-1].ends:
        return f"The chain broke off: {broken[-1]}."
    if broken:
        return ("The chain came to its end, but not every link of it came about: "
                f"{'; '.join(broken)}.")
    return "Every link of the chain came about in this run, down to the last."


def street(tables: Tables) -> Link | None:
    """Whether the street was closed, and what that cost."""
    if "repression" not in tables.mechanisms or not tables.has("risk_protest"):
        return None
    wave = facts.wave(tables)
    if wave is None:
        return Link("street", "Nobody was on the street", False, False, "0", "on the street",
                    ["Without protest there was no street to close."])
    top, half = height(tables)
    before = tables.nation("risk_protest")[max(0, top - EARLIER)]
    risk = tables.nation("risk_protest")[min(top + 26, len(tables.weeks) - 1)]
    broke = half is not None
    said = [*rise(tables, top, half), *price(tables, top)]
    arrests, left = tables.took("arrest"), tables.took("arrest", "tire", "hide")
    if left > 0:
        said.append(f"Of all who left the street in the run, {wording.percent(arrests / left)} "
                    "were arrested.")
    if broke and risk >= CLOSED:
        still = before >= CLOSED and tables.nation("risk_protest")[top] >= CLOSED
        heading = "The street stayed closed" if still else "The street was closed"
        return Link("street", heading, True, False, wording.percent(risk),
                    "chance of arrest afterwards, as people see it", said)
    why = "the wave did not break" if not broke else (
        f"the wave broke, though people saw a chance of arrest of only {wording.percent(risk)}")
    return Link("street", f"The street was not closed: {why}", False, False,
                wording.percent(risk), "chance of arrest, as people see it", said)


def height(tables: Tables) -> tuple[int, int | None]:
    """Row of the wave's height (the war's wave, if there is one), and weeks until its half."""
    first = facts.swell(tables)
    assert first is not None
    return first.row, first.after(tables) if first.half is not None else None


def rise(tables: Tables, top: int, half: int | None) -> list[str]:
    """How high the wave was and how fast it broke."""
    persons = tables.nation("protest")[top]
    text = f"{wording.people(persons)} were on the street in the week of " \
           f"{wording.day(tables.dates[top])}"
    return [text + (f", half of them {wording.weeks(half)} later." if half is not None else
                    ", and the number did not fall to half of that before the end.")]


def price(tables: Tables, top: int) -> list[str]:
    """What people saw a protest to cost, before and after, and their belief in it."""
    before, after = max(0, top - EARLIER), min(top + 26, len(tables.weeks) - 1)
    risk, gap = tables.nation("risk_protest"), round(facts.days(tables, top, after) / 7)
    parts = [f"{wording.percent(risk[before])} "
             f"{wording.weeks(round(facts.days(tables, before, top) / 7))} before"
             if before < top else "", f"{wording.percent(risk[top])} in that week",
             f"{wording.percent(risk[after])} {wording.weeks(gap)} later" if gap else ""]
    text = ("The chance of arrest, as people see it, was "
            f"{wording.listed([part for part in parts if part])}")
    if tables.moves("severity"):
        severity = tables.nation("severity")
        if severity[after] > severity[before]:
            text += (f", when an arrest cost {wording.times(severity[after] / severity[before])} "
                     "as much")
    said = [text + "."]
    if tables.moves("peaceful"):
        hope = tables.nation("peaceful")
        said.append(f"Belief in peaceful change went from {wording.level(hope[0])} to "
                    f"{wording.level(min(hope))} at the lowest.")
    return said


def hiding(tables: Tables) -> Link | None:
    """Whether the closed street sent people underground, and what did instead."""
    by_cause = tables.causes(*balance.INTO)
    total = sum(by_cause.values())
    if total <= 0:
        return nobody(tables)
    tipped = tables.took("hide") + entered(tables, "join", "closed street")
    share = tipped / total
    first, most = next(iter(by_cause.items()))
    main = balance.NOUNS.get(first, first)
    straight = tables.took("hide")
    text = f"Of {wording.number(total)} entries, {wording.number(straight)} were straight from " \
           "the street"
    if tipped - straight >= 0.5:
        text += (f", and {wording.number(tipped - straight)} more came from a quiet life because "
                 "the street had become too risky")
    said = [f"{text}. What tipped most of all entries was {main} "
            f"({wording.percent(most / total)})."]
    said += before(tables)
    if share >= WEIGHTY:
        part = "Most" if share >= 0.5 else "Much" if share >= 0.25 else "A small part"
        return Link("hiding", f"{part} of the underground came from the street", True, False,
                    wording.percent(share), "of entries from the street, or by its closing", said)
    return Link("hiding", "The street itself sent few underground", False, False,
                wording.percent(share), "of entries from the street, or by its closing", said)


def entered(tables: Tables, flow: str, cause: str) -> float:
    """Persons who took a flow for a cause, in the whole run."""
    return tables.causes(flow).get(cause, 0.0)


def before(tables: Tables) -> list[str]:
    """How many of those underground protested first, against all people."""
    if not tables.has("protested_before", "ever_protested") or not tables.ever("hidden") > 0:
        return []
    share = tables.last("protested_before")
    if tables.last("hidden") < facts.FEW * tables.weight:
        return []
    usual = tables.last("ever_protested") / tables.population
    return [f"{wording.percent(share)} of those there at the end had protested before (of all "
            f"people: {wording.share(usual)})."]


def nobody(tables: Tables) -> Link:
    """Nobody went underground: what hope and fear were."""
    said = []
    if tables.has("armed_hope", "risk_underground"):
        said.append(f"Belief that armed resistance works was at most "
                    f"{wording.level(tables.ever('armed_hope'))}, and the chance of being found in "
                    f"hiding, as people see it, at most "
                    f"{wording.percent(tables.ever('risk_underground'))}.")
    return Link("hiding", "Nobody went underground", False, True, "0", "entries", said)


def lasting(tables: Tables) -> Link | None:
    """Whether the underground lasted: what fed and what drained it."""
    hidden = tables.nation("hidden") if tables.has("hidden") else tables.nation("underground")
    found, now, top = balance.entries(tables), hidden[-1], max(hidden)
    if not found or not top > 0:
        return None
    few = now < facts.FEW * tables.weight
    lost = [one for one in found if one.persons < 0]
    said = [fed_and_drained(tables, found), balance.force_sentence(tables)]
    said += [text for text in (balance.fear(tables), hope(tables)) if text]
    if few and now >= 0.5 * top:
        return Link("lasting", "Only a few were ever underground", False, False,
                    wording.number(now), f"underground at the end, {wording.number(top)} at most",
                    said)
    if few:
        by = f" was {balance.NOUNS.get(lost[0].cause, lost[0].cause)}" if lost else ""
        return Link("lasting", "The underground did not last", False, now <= 0,
                    wording.number(now), f"left at the end, of {wording.number(top)} at most",
                    [*said, f"What drained it most{by}."] if lost else said)
    grew = now >= 0.5 * top
    heading = "The underground lasted" if grew else "The underground lasted, but shrank"
    return Link("lasting", heading, grew, False, wording.number(now),
                f"underground at the end, {wording.number(top)} at most", said)


def fed_and_drained(tables: Tables, found: list[balance.Entry]) -> str:
    """The largest causes on both sides, with what they go back to."""
    text = []
    for fed in (True, False):
        same = [one for one in found if (one.persons > 0) == fed][:2]
        if same:
            whole = sum(one.persons for one in found if (one.persons > 0) == fed)
            words = [f"{balance.NOUNS.get(one.cause, one.cause)} "
                     f"({wording.percent(one.persons / whole)}; mechanism: {one.origin})"
                     for one in same]
            text.append(f"what {'fed' if fed else 'drained'} it most was {wording.listed(words)}")
    joined = "; ".join(text)
    return f"{joined[:1].upper()}{joined[1:]}."


def hope(tables: Tables) -> str:
    """How hope moved until the first operation and after it."""
    if not tables.moves("armed_hope"):
        return ""
    values, first = tables.nation("armed_hope"), first_operation(tables)
    text = f"Belief that armed resistance works went from {wording.level(values[0])}"
    if first is None:
        return f"{text} to {wording.level(values[-1])}, without any operation to see."
    return (f"{text} to {wording.level(values[first])} before the first operation, and to "
            f"{wording.level(values[-1])} by the end.")


def first_operation(tables: Tables) -> int | None:
    """Row before the first operation."""
    if tables.operations.is_empty():
        return None
    return facts.row_at(tables, tables.operations["date"].min()) or 0  # type: ignore[arg-type]


def forming(tables: Tables) -> Link | None:
    """Whether those who hide formed organisations of any size."""
    if "organisations" not in tables.mechanisms or not tables.has("organisations", "largest"):
        return None
    most, largest = tables.ever("organisations"), tables.ever("largest")
    if most < 1:
        return Link("forming", "No organisation formed", False, True, "0", "organisations", [])
    count, now = tables.last("organisations"), tables.last("largest")
    said = [f"At the end there were {wording.counted(count, 'organisation')}; the largest ever "
            f"had {wording.people(largest)}, the largest now has {wording.number(now)}."]
    holds = largest >= 5 * max(1.0, tables.weight)
    return Link("forming", "Organisations formed" if holds else "Only small cells formed",
                holds, False, wording.number(count), "organisations at the end", said)


def arming(tables: Tables) -> Link | None:
    """Whether they were armed, and by whom."""
    if "organisations" not in tables.mechanisms or not tables.has("fighters"):
        return None
    by_cause = tables.causes("arm")
    whole = sum(by_cause.values())
    if whole <= 0 and not tables.ever("fighters") > 0:
        return Link("arming", "Nobody was armed", False, True, "0", "armed", [
            "No arms came from states, money at home or capture to those underground."])
    words = [f"{sponsors.ARMED_BY.get(cause, cause)} ({wording.percent(n / whole)})"
             for cause, n in by_cause.items()]
    said = [f"The arms came from {wording.listed(words)}."] if words else []
    if tables.ever("volunteers") > 0:
        said.append(f"{wording.number(tables.last('volunteers'))} of the fighters at the end are "
                    "volunteers from abroad.")
    count = tables.last("fighters")
    if not tables.ever("armed") > 0:
        return Link("arming", "Only volunteers from abroad were armed", False, False,
                    wording.number(count), "fighters at the end", said)
    return Link("arming", "They were armed", True, False, wording.number(count),
                "fighters at the end", said)


def merging(tables: Tables) -> Link | None:
    """Whether organisations merged into few, or stayed many."""
    if "organisations" not in tables.mechanisms or not tables.ever("organisations") > 1:
        return None
    kinds, share = coalitions.counted(tables), coalitions.concentration(tables)
    many = tables.last("organisations")
    said = [*coalitions.merging(tables), *coalitions.pooling(tables)]
    number = wording.number(kinds["merged"])
    unit = f"{'merger' if kinds['merged'] == 1 else 'mergers'}, and " \
           f"{wording.counted(kinds['split'], 'split')}"
    if not kinds["merged"]:
        return Link("merging", f"They did not merge: {wording.counted(many, 'organisation')} "
                    "stayed apart", False, False, number, unit, said)
    if kinds["merged"] < HARDLY * many:
        return Link("merging", f"They hardly merged: {wording.counted(many, 'organisation')} at "
                    "the end", False, False, number, unit, said)
    if kinds["merged"] <= kinds["split"]:
        return Link("merging", "They merged no more often than they split", False, False, number,
                    unit, said)
    if share is not None and share < 0.5:
        return Link("merging", "They merged, but not into a few: the five largest hold "
                    f"{wording.percent(share)} of all members", False, False, number, unit, said)
    return Link("merging", "They merged into few organisations", True, False, number, unit, said)


def allying(tables: Tables) -> Link | None:
    """Whether a coalition came about."""
    if "alignment" not in tables.mechanisms or not tables.has("allied", "coalitions"):
        return None
    if not tables.ever("fighters") > 0:
        return None
    together, said = tables.last("allied"), coalitions.coalition(tables)
    number, unit = wording.percent(together), "of fighters are in a coalition at the end"
    if together < 0.01:
        most = tables.ever("allied")
        more = [f"At most {wording.percent(most)} of those who fight stood together."]
        return Link("allying", "No coalition stood at the end", False, False, number, unit,
                    [*said, *more])
    top = sides.at_end(tables).filter(pl.col("side") != sides.ALONE).head(1).to_dicts()
    where = f" {top[0]['side']}" if top and top[0]["side"] != sides.OWN else ""
    if together < 0.5:
        return Link("allying", f"A coalition{where} unites a minority", False, False, number,
                    unit, said)
    return Link("allying", f"A coalition{where} came about", True, False, number, unit, said)


def fighting(tables: Tables) -> Link | None:
    """Whether they fought, and together."""
    if "combat" not in tables.mechanisms or not tables.has("operations"):
        return None
    whole = operations.tally(tables.operations)
    if not whole.done:
        return Link("fighting", "They did not fight", False, True, "0", "operations",
                    operations.told(tables))
    several, _ = operations.joint(tables)
    said = [*operations.number(tables), *operations.together(tables)]
    number, unit = wording.number(whole.done), "operations in the run"
    if not several.done:
        return Link("fighting", "They fought, but never together", False, False, number, unit,
                    said)
    joint = wording.percent(several.done / whole.done)
    return Link("fighting", f"They fought, together in {joint} of the operations", True, False,
                number, unit, said)


STEPS: tuple[Callable[[Tables], Link | None], ...] = (
    street, hiding, lasting, forming, arming, merging, allying, fighting)
