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
    """The page, and the pictures that also stand alone."""
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
    """What common luck is worth, in the median claim."""
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
    """All claims in a table: what the strip shows, with its numbers."""
    rows = [[one.claim.id, MARKS[one.found.verdict].says, numbers.share(one.found.share),
             interval(one), numbers.share(one.found.reversed_share),
             size(one, one.effects[0], one.effects[0].median), one.claim.says]
            for one in results]
    return Table("The same in numbers", ("claim", "verdict", "holds at", "interval",
                                         "reverse at", "median effect", "says"), rows,
                 [anchor(one) for one in results])


def anchor(one: Tested) -> str:
    """Where a claim's section is on the page."""
    return f"#claim-{one.claim.id}"


def section(study: Studied, one: Tested) -> dict[str, Any]:
    """All that is said of one claim."""
    return {
        "id": one.claim.id, "says": one.claim.says, "source": one.claim.source,
        "mark": MARKS[one.found.verdict], "why": why(one), "lead": lead(one),
        "luck": luck(one), "changes": compared.changes(study.scenario, one.claim.contrast),
        "expected": expectations(study.scenario, one), "gain": gained(one),
        "used": used(one), "decides": decides(one),
        "picture": scatter(study, one)}


def why(one: Tested) -> str:
    """Why the verdict is what it is, as a sentence."""
    return f"{wording.opened(one.found.why)}."


def lead(one: Tested) -> str:
    """At which share of the points the claim holds."""
    if math.isnan(one.found.share):
        return "At no point was there a value to compare."
    return (f"Holds at {numbers.share(one.found.share)} of the points (interval {interval(one)}); "
            f"the reverse holds at {numbers.share(one.found.reversed_share)}.")


def interval(one: Tested) -> str:
    """The interval of the share."""
    known = not math.isnan(one.found.share)
    return numbers.between(one.found.low, one.found.high) if known else "no value"


def luck(one: Tested) -> str:
    """How far assumptions, and not luck, decide."""
    agreement = one.found.agreement
    if math.isnan(agreement):
        return ("Whether luck or assumptions decide cannot be seen: replicates, or points that "
                "come out differently, are missing.")
    said = numbers.signed(f"{abs(agreement):.2f}", agreement).removeprefix("+")
    return (f"Replicates of a point agree to {said}, seen from "
            f"{wording.counted(replicated(one), 'point')} (0: luck alone decides at a point, 1: "
            "the assumptions do).")


def replicated(one: Tested) -> int:
    """Points at which every replicate has a value to compare."""
    there = [~(np.isnan(each.values) | np.isnan(each.bars)) for each in one.compared]
    return int(np.logical_and.reduce(there).all(axis=1).sum())


def used(one: Tested) -> str:
    """Points that were used, and those without a value."""
    missing = one.found.missing
    told = f"{wording.counted(one.found.points, 'point')} used"
    return told + (f"; {missing:,} had no value (nobody to count, or a failed run)"
                   if missing else "; none is missing")


def expectations(scenario: Scenario, one: Tested) -> Table:
    """What is expected of each metric, beside what came out."""
    rows = [[compared.expected(scenario, one.claim, each), size(one, effect, effect.median, unit),
             spread(one, effect, effect.low, effect.high, unit),
             spread(one, effect, effect.least, effect.most, unit),
             numbers.gain(gain) if each.against == "contrast" else "–"]
            for each, effect, gain, unit in zip(
                one.claim.expect, one.effects, one.gains,
                [part.relative for part in one.compared], strict=True)]
    return Table("", ("expected", "median effect", "its interval", "90 of 100 points",
                      "gain by shared luck"), rows)


def size(one: Tested, effect: Effect, value: float, relative: bool | None = None) -> str:
    """An effect relative to its bar, or in the metric's own unit against a given value.

    A bar is a contrast or a moment before; at half of the points or more it is 0 where the median
    is infinite.
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
        return "none: too few points"
    return numbers.ranged(size(one, effect, low, relative), size(one, effect, high, relative))


def gained(one: Tested) -> str:
    """What common draws are worth to this claim."""
    if all(each.against != "contrast" for each in one.claim.expect):
        return ""
    if math.isnan(one.gain):
        return ("What the shared luck of a pair is worth cannot be seen: nothing differs between "
                "replicates, or there is one only.")
    if math.isinf(one.gain):
        return "The shared luck of a pair takes all luck out of the differences."
    if abs(one.gain - 1.0) < 0.05:
        return "The shared luck of a pair makes no difference to the variance here."
    if one.gain < 1.0:
        return (f"The shared luck of a pair does not help here: the variance of differences is "
                f"{1 / one.gain:.1f} times that of runs with luck of their own.")
    return (f"The shared luck of a pair makes the variance of differences "
            f"{wording.times(one.gain)} smaller than luck of their own would.")


def decides(one: Tested) -> list[str]:
    """What decides, in sentences; nothing of a claim that does not depend."""
    if one.found.verdict != "depends" or one.decision is None:
        return []
    return decided.told(one.decision, "the further the difference goes the claimed way")


def scatter(study: Studied, one: Tested) -> Picture | None:
    """The points over the two parameters that decide most."""
    if one.found.verdict != "depends" or one.decision is None:
        return None
    number = list(study.values.manifest["study"]["settings"]["claims"]).index(one.claim.id)
    return decided.over(study, f"deciding-{number + 1:02d}", f"Where claim {one.claim.id} holds",
                        one.found.standing, one.decision)


def mark(one: Tested) -> Mark:
    """The mark of a claim's verdict."""
    return MARKS[one.found.verdict]
