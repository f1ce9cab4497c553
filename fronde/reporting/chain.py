"""What led to what: from a closed street to a coalition, link by link, in numbers of the run.

A link is there only where the run has numbers for it. It holds where they bear it out; where they
do not, the page says so with the number. A link without which nothing can follow ends the chain.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from itertools import accumulate
from typing import NamedTuple

from fronde.reporting import (
    balance,
    coalitions,
    facts,
    operations,
    paths,
    sides,
    sponsors,
    wording,
)
from fronde.reporting.tables import Tables

CLOSED = 0.5  # chance of arrest from which a street counts as closed
HARDLY = 0.1  # mergers for each organisation at the end, below which there were hardly any
SMALL_CELL = 5  # members, below which a group is a small cell
MOST_OF_A_FEW = 5  # organisations that count as a few
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
    if len(tables.weeks) < 2 or not (facts.protested(tables) or max(facts.hidden(tables)) > 0
                                     or tables.took(*balance.INTO) > 0):
        return []
    found = []
    for step in STEPS.values():
        link = step.tell(tables)
        if link is not None:
            found.append(link)
            if link.ends:
                break
    return found


def verdict(tables: Tables) -> str:
    """How far the chain came, in a sentence or two."""
    found = chain(tables)
    if not found:
        return ""
    broken = [wording.lowered(link.heading) for link in found if not link.holds]
    if found[-1].ends:
        return f"The chain broke off: {broken[-1]}."
    left = [step.of for name, step in STEPS.items() if name not in {link.name for link in found}]
    if not left:
        return ("The chain came to its end, but not every link of it came about: "
                f"{'; '.join(broken)}." if broken else
                "Every link of the chain came about in this run, down to the last.")
    text = (f"Not every link that the run has numbers for came about: {'; '.join(broken)}."
            if broken else "Every link that the run has numbers for came about.")
    return f"{text} It has no numbers for {wording.listed(left)}."


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
        after = tuple(range(self.begun + 1, self.emptied.all))
        return self.shut.whole and self.emptied.rows == after


def closing(tables: Tables) -> Street | None:
    """Whether and when the street was closed, by every recorded week; None without a risk."""
    if "repression" not in tables.mechanisms:
        return None
    risk = paths.of(tables, "risk_protest")
    if risk is None:
        return None
    persons = tables.nation("protest")
    begun = next((row for row, value in enumerate(persons) if value > 0), len(persons))
    low = {row for row, most in enumerate(accumulate(persons, max))
           if row >= begun and persons[row] <= most / 2}
    shut = paths.where(tables.nation("risk_protest"), lambda value: value >= CLOSED)
    return Street(risk, paths.of(tables, "risk_protest", begun), shut,
                  paths.Stretches(tuple(row for row in shut.rows if row in low), len(persons)),
                  begun, bool(low))


def street(tables: Tables) -> Link | None:
    """Whether the street was closed, and what that cost."""
    found = closing(tables)
    if found is None:
        return None
    number, unit = wording.percent(found.risk.high), "highest chance of arrest, as people see it"
    if found.used is None:
        return Link("street", *unused(tables, found), False, number, unit, price(tables, found))
    said = [*rise(tables), *price(tables, found)]
    arrests, left = tables.took("arrest"), tables.took("arrest", "tire", "hide")
    if left > 0:
        said.append(f"Of all who left the street in the run, {wording.percent(arrests / left)} "
                    "were arrested.")
    return Link("street", heading(found), bool(found.emptied.rows), False, number, unit, said)


def unused(tables: Tables, found: Street) -> tuple[str, bool]:
    """The heading where no record has anybody on the street, and whether it was closed."""
    if facts.protested(tables):
        return "Nobody was on the street in any recorded week", bool(found.shut.rows)
    return "Nobody was on the street", bool(found.shut.rows)


def heading(found: Street) -> str:
    """Whether the street was closed, and for how long; where it was not, why not."""
    if found.emptied.rows:
        if found.stayed:
            return "The street stayed closed"
        return "The street was closed" + ("" if found.emptied.lasts else " for a time")
    used = found.used or found.risk
    if used.high >= CLOSED:
        return "The street was not closed: " + (
            "more than half stayed while arrest was likely" if found.broke else
            "the wave did not break")
    most = f"a chance of arrest of at most {wording.percent(used.high)}"
    if used.high < found.risk.high:
        most += " from the first protest on"
    return "The street was not closed: " + (
        f"the wave broke, though people saw {most}" if found.broke else
        f"the wave did not break, and people saw {most}")


def rise(tables: Tables) -> list[str]:
    """How high the wave was (the war's, if there is one) and how fast it broke."""
    first = facts.swell(tables)
    assert first is not None
    text = f"{wording.people(first.peak)} were on the street " \
           f"{wording.on(tables.dates[first.row])}"
    return [text + (f", half of them or fewer {first.after(tables)} later."
                    if first.half is not None else
                    ", and the number did not fall to half of that before the end.")]


def price(tables: Tables, found: Street) -> list[str]:
    """What people saw a protest to cost over the whole run, and their belief in it."""
    risk, said = found.risk, []
    low, high = (wording.on(tables.dates[row])
                 for row in (risk.low_row, risk.high_row))
    text = (f"The chance of arrest, as people see it, was {wording.percent(risk.first)} at the "
            f"start, {wording.percent(risk.low)} at the lowest ({low}), "
            f"{wording.percent(risk.high)} at the highest ({high}) and "
            f"{wording.percent(risk.last)} at the end")
    cost = paths.of(tables, "severity")
    if cost is not None and cost.high > cost.first > 0:
        text += (f"; an arrest cost up to {wording.times(cost.high / cost.first)} as much as at "
                 "the start")
    said.append(text + ".")
    if found.shut.rows:
        part = "all" if found.shut.whole else f"{len(found.shut.rows)}"
        said.append(f"{paths.spelled(tables, found.shut)} that chance was "
                    f"{wording.percent(CLOSED)} or more: in {part} of {len(tables.weeks)} records.")
    hope = paths.of(tables, "peaceful")
    if hope is not None and tables.moves("peaceful"):
        said.append(f"Belief in peaceful change went {paths.went(hope, wording.level)}.")
    return said


def hiding(tables: Tables) -> Link | None:
    """Whether the closed street sent people underground, and what did instead."""
    by_cause = tables.causes(*balance.INTO)
    total = sum(by_cause.values())
    if not total > 0:
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
    said = [f"{text}. The most common cause of all was {main} "
            f"({wording.percent(most / total)} of entries)."]
    said += before(tables)
    if share >= WEIGHTY:
        part = "Most" if share >= 0.5 else "Much" if share >= 0.25 else "A small part"
        return Link("hiding", f"{part} of the underground came from the street, or because it "
                    "was closed", True, False,
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
    if tables.last("hidden") < facts.FEW or math.isnan(share):
        return []
    usual = tables.last("ever_protested") / tables.population
    return [f"{wording.percent(share)} of those there at the end had protested before (of all "
            f"people: {wording.share(usual)})."]


def nobody(tables: Tables) -> Link:
    """Nobody went underground: what hope and fear were."""
    said = []
    hope, risk = paths.of(tables, "armed_hope"), paths.of(tables, "risk_underground")
    if hope is not None and risk is not None:
        said.append(f"Belief that armed resistance works was at most {wording.level(hope.high)}, "
                    "and the chance of being found in hiding, as people see it, at most "
                    f"{wording.percent(risk.high)}.")
    most = max(facts.hidden(tables))
    if most > 0:  # an organisation that the scenario has from the start
        said.insert(0, f"Those who were there from the start were {wording.number(most)} at most.")
        return Link("hiding", "Nobody went underground in the run", False, False, "0", "entries",
                    said)
    return Link("hiding", "Nobody went underground", False, True, "0", "entries", said)


class Lasting(NamedTuple):
    """Those underground: now, most and fewest since they were first more than a few [persons].

    ``few`` is the number below which they are a few.
    """

    now: float
    most: float
    fewest: float
    few: float


def persisting(tables: Tables) -> Lasting:
    """How many were underground over the whole run."""
    hidden = tables.nation("hidden") if tables.has("hidden") else facts.hidden(tables)
    few = facts.FEW
    since = next((row for row, value in enumerate(hidden) if value >= few), 0)
    return Lasting(hidden[-1], max(hidden), min(hidden[since:]), few)


def lasting(tables: Tables) -> Link | None:
    """Whether the underground lasted: what fed and what drained it."""
    found, how = balance.entries(tables), persisting(tables)
    if not found or not how.most > 0:
        return None
    lost = [one for one in found if one.persons < 0]
    said = [fed_and_drained(tables, found), balance.force_sentence(tables)]
    said += [text for text in (balance.fear(tables), hope(tables)) if text]
    gone = how.now < how.few and not (how.most < how.few and how.now >= 0.5 * how.most)
    unit = f"{'left' if gone else 'underground'} at the end, " \
           f"{'of ' if gone else ''}{wording.number(how.most)} at most"
    if gone and lost:
        said.append(f"What drained it most was {balance.NOUNS.get(lost[0].cause, lost[0].cause)}.")
    name, holds = lasted(how)
    return Link("lasting", name, holds, how.now <= 0 and not followed(tables),
                wording.number(how.now), unit, said)


def lasted(how: Lasting) -> tuple[str, bool]:
    """The heading, and whether the underground lasted."""
    half = how.now >= 0.5 * how.most
    if how.most < how.few and half:
        return "Only a few were ever underground", False
    if how.now < how.few:
        return ("The underground shrank to a few" if half else "The underground did not last"), \
            False
    if how.fewest < how.few:
        return "The underground shrank to a few and grew again", False
    return ("The underground lasted" if half else "The underground lasted, but shrank"), half


def followed(tables: Tables) -> bool:
    """Whether there were organisations, arms or operations all the same."""
    return (tables.ever("organisations") >= 1 or tables.ever("fighters") > 0
            or tables.took("arm") > 0 or not tables.operations.is_empty())


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
    return f"{wording.opened(joined)}."


def hope(tables: Tables) -> str:
    """How hope moved until the first operation and after it."""
    found = paths.of(tables, "armed_hope")
    if found is None or not tables.moves("armed_hope"):
        return ""
    text = "Belief that armed resistance works went"
    if tables.operations.is_empty():
        return f"{text} {paths.went(found, wording.level)}, without any operation to see."
    row = before_operations(tables)
    if row is None:
        return f"{text} {paths.went(found, wording.level)}."
    extremes = paths.between(found, wording.level)
    return (f"{text} from {wording.level(found.first)} to "
            f"{wording.level(tables.nation('armed_hope')[row])} before the first operation, and "
            f"to {wording.level(found.last)} by the end{extremes}.")


def before_operations(tables: Tables) -> int | None:
    """Last row before the first operation; None where that is the run's first, or none."""
    first = tables.operations["date"].min()
    rows = [row for row, when in enumerate(tables.dates) if when < first]  # type: ignore[operator]
    return rows[-1] if len(rows) > 1 else None


def forming(tables: Tables) -> Link | None:
    """Whether those who hide formed organisations of any size."""
    if "organisations" not in tables.mechanisms or not tables.has("organisations", "largest"):
        return None
    most, largest = tables.ever("organisations"), tables.ever("largest")
    if most < 1:
        return Link("forming", "No organisation formed" if tables.operations.is_empty() else
                    "No organisation was there in any recorded week", False,
                    tables.operations.is_empty(), "0", "organisations", [])
    count, now = tables.last("organisations"), tables.last("largest")
    said = [f"At the end there were {wording.counted(count, 'organisation')}; the largest ever "
            f"had {wording.people(largest)}"
            + (f", the largest now has {wording.number(now)}." if count >= 1 else ".")]
    holds = largest >= SMALL_CELL
    return Link("forming", "Organisations formed" if holds else "Only small cells formed",
                holds, False, wording.number(count), "organisations at the end", said)


def arming(tables: Tables) -> Link | None:
    """Whether they were armed, and by whom."""
    if "organisations" not in tables.mechanisms or not tables.has("fighters"):
        return None
    by_cause = tables.causes("arm")
    whole, fought = sum(by_cause.values()), not tables.operations.is_empty()
    if whole <= 0 and not tables.ever("fighters") > 0:
        return Link("arming", "Nobody was armed in any recorded week" if fought else
                    "Nobody was armed", False, not fought, "0", "armed", [
                        "No arms came from states, money at home or capture to those "
                        "underground."])
    words = [f"{sponsors.ARMED_BY.get(cause, cause)} ({wording.percent(n / whole)})"
             for cause, n in by_cause.items()]
    said = [f"The arms came from {wording.listed(words)}."] if words else []
    count = tables.last("fighters")
    if tables.ever("volunteers") > 0 and count > 0:
        said.append(f"{wording.number(tables.last('volunteers'))} of the fighters at the end are "
                    "volunteers from abroad.")
    if not tables.ever("armed") > 0 and not words:
        return Link("arming", "Only volunteers from abroad were armed", False, False,
                    wording.number(count), "fighters at the end", said)
    return Link("arming", "They were armed", True, False, wording.number(count),
                "fighters at the end", said)


def merging(tables: Tables) -> Link | None:
    """Whether organisations merged into few, or stayed many."""
    if "organisations" not in tables.mechanisms or not tables.ever("organisations") > 1:
        return None
    kinds = coalitions.counted(tables)
    unit = f"{'merger' if kinds['merged'] == 1 else 'mergers'}, and " \
           f"{wording.counted(kinds['split'], 'split')}"
    said = [*coalitions.merging(tables), *coalitions.pooling(tables)]
    name, holds = merged(tables, kinds)
    return Link("merging", name, holds, False, wording.number(kinds["merged"]), unit, said)


def merged(tables: Tables, kinds: Mapping[str, int]) -> tuple[str, bool]:
    """The heading, and whether they merged into few."""
    many = tables.last("organisations")
    left = wording.counted(many, "organisation")
    if not kinds["merged"]:
        return "They did not merge" + (f": {left} stayed apart" if many >= 1.5 else ""), False
    if kinds["merged"] < HARDLY * many:
        return f"They hardly merged: {left} at the end", False
    if kinds["merged"] <= kinds["split"]:
        return "They merged no more often than they split", False
    if many < 0.5:
        return "They merged, but none was left at the end", False
    share = coalitions.concentration(tables)
    if share is not None:
        how = "and" if share >= 0.5 else "but not into a few:"
        return (f"They merged, {how} the five largest hold {wording.percent(share)} of all members",
                share >= 0.5)
    if many > MOST_OF_A_FEW:
        return "They merged more often than they split", True
    return "They merged into few organisations", True


def allying(tables: Tables) -> Link | None:
    """Whether a coalition came about."""
    if "alignment" not in tables.mechanisms or not tables.has("allied", "coalitions"):
        return None
    if not tables.ever("fighters") > 0:
        return None
    together, said = coalitions.together(tables), coalitions.coalition(tables)
    number, unit = wording.percent(together), "of fighters are in a coalition at the end"
    if together < 0.01:
        more = [f"At most {wording.percent(tables.ever('allied'))} of those who fight were in a "
                "coalition."]
        return Link("allying", "There was no coalition at the end" if together <= 0 else
                    "Hardly anybody was in a coalition at the end", False, False, number, unit,
                    [*said, *more])
    if tables.last("fighters") < facts.FEW:
        return Link("allying", "Too few fight at the end to speak of a coalition", False, False,
                    number, unit, said)
    largest = sides.coalitions(tables)[:1]
    where = f" {largest[0].side}" if largest and largest[0].side != sides.OWN else ""
    several = tables.last("coalitions") > 1
    subject = "Coalitions unite" if several else f"A coalition{where} unites"
    if together < 0.5:
        return Link("allying", f"{subject} a minority", False, False, number, unit, said)
    return Link("allying", "Coalitions came about" if several else
                f"A coalition{where} came about", True, False, number, unit, said)


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


class Step(NamedTuple):
    """What tells a link, if the run has numbers for it, and what the link is about."""

    tell: Callable[[Tables], Link | None]
    of: str


STEPS = {  # by the names of the links
    "street": Step(street, "the street"),
    "hiding": Step(hiding, "who went underground"),
    "lasting": Step(lasting, "whether the underground lasted"),
    "forming": Step(forming, "organisations"),
    "arming": Step(arming, "arms"),
    "merging": Step(merging, "mergers"),
    "allying": Step(allying, "coalitions"),
    "fighting": Step(fighting, "operations"),
}
