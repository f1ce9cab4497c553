"""The page of a study of claims: a verdict on each, what was compared, what decides."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from fronde.reporting import wording
from fronde.reporting.study import compared, decided, layout, numbers, verdict_strip
from fronde.reporting.study.layout import KeyNumber, Table
from fronde.reporting.study.marks import MARKS, Mark
from fronde.reporting.study.picture import Picture
from fronde.reporting.study.studied import Studied
from fronde.scenario.types import Scenario
from fronde.study.claims import Tested, tested, typical_gain
from fronde.study.effects import Effect

TEMPLATE = "claims.html.j2"
Page = tuple[str, list[Picture]]


def made(study: Studied) -> Page:
    """The page, and the pictures that are also files."""
    results = tested(study.folder, study.scenario)
    sections = [section(study, one) for one in results]
    pictures = [verdict_strip.strip(results),
                *(each["picture"] for each in sections if each["picture"] is not None)]
    text = layout.page(
        TEMPLATE, study, pictures, counted=verdict_strip.counted(results),
        key_numbers=key_numbers(results), sections=sections, overview=overview(results),
        shared=shared(results), level=f"{100 * (1 - 0.05 / max(len(results), 1)):.4g}%")
    return text, pictures


def shared(results: list[Tested]) -> str:
    """The gain from common random numbers in the median claim."""
    return numbers.typical(typical_gain(results))


def key_numbers(results: list[Tested]) -> list[KeyNumber]:
    """How many claims got each verdict."""
    named = {name: [one.claim.id for one in results if one.found.verdict == name]
             for name in MARKS}
    plural = {"follows": "follow", "does not": "do not follow",
              "depends": "depend on the assumptions", "cannot tell": "cannot be told"}
    return [KeyNumber(f"{MARKS[name].sign} {len(ids)}", plural[name], ", ".join(ids))
            for name, ids in named.items()]


def overview(results: list[Tested]) -> Table:
    """All claims in a table: the numbers that the figure shows."""
    rows = [[one.claim.id, MARKS[one.found.verdict].says, numbers.share(one.found.share),
             interval(one), numbers.share(one.found.reversed_share),
             size(one, one.effects[0], one.effects[0].median), one.claim.says]
            for one in results]
    return Table("The same in numbers", ("claim", "verdict", "holds at", "interval",
                                         "reverse at", "median effect", "text"), rows,
                 [anchor(one) for one in results])


def anchor(one: Tested) -> str:
    """Where a claim's section is on the page."""
    return f"#claim-{one.claim.id}"


def section(study: Studied, one: Tested) -> dict[str, Any]:
    """Everything that the page says of one claim."""
    return {
        "id": one.claim.id, "says": one.claim.says, "source": one.claim.source,
        "mark": MARKS[one.found.verdict], "why": why(one), "lead": lead(one),
        "luck": luck(one), "changes": compared.changes(study.scenario, one.claim.contrast),
        "expected": expectations(study.scenario, one), "gain": gained(one),
        "used": used(one), "decides": decides(one),
        "picture": scatter(study, one)}


def why(one: Tested) -> str:
    """The reason for the verdict, as a sentence."""
    return f"{wording.opened(one.found.why)}."


def lead(one: Tested) -> str:
    """The share of the parameter sets at which the claim holds."""
    if math.isnan(one.found.share):
        return "No parameter set has a value to compare."
    return (f"Holds at {numbers.share(one.found.share)} of the parameter sets (interval "
            f"{interval(one)}); the reverse holds at {numbers.share(one.found.reversed_share)}.")


def interval(one: Tested) -> str:
    """The interval of the share."""
    known = not math.isnan(one.found.share)
    return numbers.between(one.found.low, one.found.high) if known else "no value"


def luck(one: Tested) -> str:
    """How far assumptions decide, and not stochastic variance."""
    agreement = one.found.agreement
    if math.isnan(agreement):
        return ("It is not known whether stochastic variance or assumptions decide: there are no "
                "replicates, or no parameter sets that come out differently.")
    said = numbers.signed(f"{abs(agreement):.2f}", agreement).removeprefix("+")
    return (f"Replicates agree to {said}, from {wording.counted(replicated(one), 'parameter set')} "
            "(0: stochastic variance alone decides; 1: the assumptions do).")


def replicated(one: Tested) -> int:
    """Parameter sets at which every replicate has a value to compare."""
    there = [~(np.isnan(each.values) | np.isnan(each.bars)) for each in one.compared]
    return int(np.logical_and.reduce(there).all(axis=1).sum())


def used(one: Tested) -> str:
    """Parameter sets that were used, and those without a value."""
    missing = one.found.missing
    told = f"{wording.counted(one.found.points, 'parameter set')} used"
    return told + (f"; {missing:,} had no value (nobody to count, or a failed run)"
                   if missing else "; none is missing")


def expectations(scenario: Scenario, one: Tested) -> Table:
    """What the claim expects of each metric, and the result."""
    rows = [[compared.expected(scenario, one.claim, each), size(one, effect, effect.median, unit),
             spread(one, effect, effect.low, effect.high, unit),
             spread(one, effect, effect.least, effect.most, unit),
             numbers.gain(gain) if each.against == "contrast" else "–"]
            for each, effect, gain, unit in zip(
                one.claim.expect, one.effects, one.gains,
                [part.relative for part in one.compared], strict=True)]
    return Table("", ("expected", "median effect", "its interval", "90 of 100 sets",
                      "gain from common random numbers"), rows)


def size(one: Tested, effect: Effect, value: float, relative: bool | None = None) -> str:
    """An effect as a share of its bar, or in the metric's unit if it is compared with a value.

    A bar is a contrast or a moment before. Where the median is infinite, the bar is 0 at half of
    the parameter sets or more.
    """
    related = one.compared[0].relative if relative is None else relative
    if not math.isfinite(effect.median):
        return "from nothing" if math.isinf(effect.median) else "no value"
    return numbers.percent(value) if related else numbers.plain(value)


def spread(one: Tested, effect: Effect, low: float, high: float, relative: bool) -> str:
    """Two ends of an effect."""
    if not math.isfinite(effect.median):
        return "–"
    if (low, high) == (-math.inf, math.inf):
        return "none: too few parameter sets"
    return numbers.ranged(size(one, effect, low, relative), size(one, effect, high, relative))


def gained(one: Tested) -> str:
    """The gain from common random numbers for this claim."""
    if all(each.against != "contrast" for each in one.claim.expect):
        return ""
    if math.isnan(one.gain):
        return ("The gain from common random numbers is not known: nothing differs between "
                "replicates, or there is only one.")
    if math.isinf(one.gain):
        return "Common random numbers remove all noise from the differences."
    if abs(one.gain - 1.0) < 0.05:
        return "Common random numbers make no difference to the variance here."
    if one.gain < 1.0:
        return (f"Common random numbers do not help here: the variance of differences is "
                f"{1 / one.gain:.1f} times that of runs with separate random draws.")
    return (f"Common random numbers make the variance of differences {wording.times(one.gain)} "
            "smaller than separate random draws would.")


def decides(one: Tested) -> list[str]:
    """What decides, in sentences; empty for a claim that does not depend."""
    if one.found.verdict != "depends" or one.decision is None:
        return []
    return decided.told(one.decision, "the further the difference goes in the claimed direction")


def scatter(study: Studied, one: Tested) -> Picture | None:
    """The parameter sets over the two parameters that decide most."""
    if one.found.verdict != "depends" or one.decision is None:
        return None
    number = list(study.values.manifest["study"]["settings"]["claims"]).index(one.claim.id)
    return decided.over(study, f"deciding-{number + 1:02d}", f"Where claim {one.claim.id} holds",
                        one.found.standing, one.decision)


def mark(one: Tested) -> Mark:
    """The mark of a claim's verdict."""
    return MARKS[one.found.verdict]
