"""The claims of a scenario, each tested over the whole space of plausible assumptions.

At every point the scenario is run as it stands and with the contrast of each claim, with the
same random draws; claims with the same contrast share its runs. A claim says what is compared, and
by which margin (``scenario.types.Expectation``).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from fronde.errors import ScenarioError
from fronde.scenario.types import Claim, Contrast, Expectation, Scenario
from fronde.study.given import GIVEN, BothSides, both_sides, note_given, side_of
from fronde.study.jobs import AS_IT_STANDS, NOTHING, Variant
from fronde.study.kind import Asked, Interval, Kind, Stage, parameter_sets
from fronde.study.methods.arrays import Floats, among
from fronde.study.methods.deciding import CALLED, Decision, decide, find_ordering
from fronde.study.methods.design import Points
from fronde.study.methods.effects import NONE, Effect, effect, gains
from fronde.study.methods.verdicts import (
    DECIDED,
    LEVEL,
    TURNED,
    Compared,
    Found,
    Verdict,
    may_be_skewed,
    points_standing,
    sign_differences,
    signs,
)
from fronde.study.methods.verdicts import judge as ruled
from fronde.study.options import SIZE, Option
from fronde.study.protocol import Study, observe_readings
from fronde.study.readings import Reading
from fronde.study.study_values import Values

VERDICTS: tuple[Verdict, ...] = ("supported", "depends", "not supported", "undecided")


@dataclass(frozen=True)
class GivenRecord:
    """A claim on the parameter sets that a record leaves.

    Attributes
    ----------
    found : verdict, share of what is left, interval.
    effects : of each expectation.
    """

    found: Found
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class Tested:
    """A claim with its verdict.

    Attributes
    ----------
    claim : as the scenario states it.
    found : verdict, share of the space, interval.
    effects : of each expectation.
    gains, gain : how many times common draws lower the variance of a difference with the
        contrast, in the median point, of each expectation and of all; NaN without a contrast, or
        without noise in both runs.
    replicated : parameter sets at which every replicate has a value to compare.
    decision : which parameters decide the difference of the expectation that is met at fewest
        parameter sets, and where the claim holds; None without open parameters.
    given : the same on the parameter sets that a calibration left; None if none was named.
    """

    claim: Claim
    found: Found
    effects: tuple[Effect, ...]
    gains: tuple[float, ...]
    gain: float
    replicated: int
    decision: Decision | None = None
    given: GivenRecord | None = None

    @property
    def deciding(self) -> list[str]:
        """Paths of the parameters that decide where it holds."""
        return [] if self.decision is None else [rank.name for rank in self.decision.deciding]

    @property
    def speaks(self) -> bool:
        """Whether the record speaks to the claim: both intervals of its share lie apart."""
        if self.given is None:
            return False
        prior, left = self.found, self.given.found
        return left.low > prior.high or left.high < prior.low


class Space(NamedTuple):
    """Where the parameter sets lie.

    Attributes
    ----------
    unit : shares of the priors [points, parameters].
    values : in the parameters' own units [points, parameters].
    names : of the parameters.
    """

    unit: Floats
    values: Floats
    names: tuple[str, ...]


def plan(scenario: Scenario, points: Points | BothSides, seed: int, replicates: int = 2,
         replicated: int = 0, only: tuple[str, ...] = ()) -> Study:
    """The runs that test the claims of a scenario (or only some of them).

    Parameters
    ----------
    points : parameter sets, or those of the prior and those that a calibration left.

    Raises
    ------
    ScenarioError : it makes no claims, or none of a given name.
    """
    tested = choose_claims(scenario, only)
    readings = tuple(dict.fromkeys(
        reading for claim in tested for one in claim.expect
        for reading in (value_of(scenario, one), bar_of(scenario, one)) if reading is not None))
    settings: dict[str, Any] = {"claims": [claim.id for claim in tested]}
    if isinstance(points, BothSides):
        settings["given"] = {"prior": points.prior, "left": points.left}
        points = points.points
    return Study("claims", observe_readings(scenario, readings), points, variants(tested), readings,
                 replicates, seed, replicated=replicated, settings=settings)


def choose_claims(scenario: Scenario, only: tuple[str, ...]) -> tuple[Claim, ...]:
    """The claims to be tested."""
    known = {claim.id: claim for claim in scenario.claims}
    if not known:
        raise ScenarioError(f"{scenario.name}: the scenario makes no claims. Add some under "
                            "`claims`, or study its responses, sensitivity or conditions.")
    for name in only:
        if name not in known:
            raise ScenarioError(f"no claim {name!r}; the scenario makes {', '.join(known)}.")
    return tuple(known[name] for name in only or known)


def variants(claims: tuple[Claim, ...]) -> tuple[Variant, ...]:
    """As it stands, and each contrast once."""
    named: list[tuple[Contrast, list[str]]] = []
    for claim in claims:
        same = next((names for contrast, names in named if contrast == claim.contrast), None)
        if claim.contrast == NOTHING:
            continue
        if same is None:
            named.append((claim.contrast, [claim.id]))
        else:
            same.append(claim.id)
    return (Variant(AS_IT_STANDS), *(
        Variant(f"contrast of {', '.join(names)}", contrast) for contrast, names in named))


def value_of(scenario: Scenario, one: Expectation) -> Reading:
    """What an expectation speaks of: the window before its date, or at the end of the run."""
    end = scenario.weeks if one.against == "before" else last_week(scenario, one)
    return Reading(one.metric, end, one.over, one.level, one.entity, one.read)


def bar_of(scenario: Scenario, one: Expectation) -> Reading | None:
    """What it is compared with, if that is a reading."""
    if one.against == "value":
        return None
    return Reading(one.metric, last_week(scenario, one), one.over, one.level, one.entity, one.read)


def last_week(scenario: Scenario, one: Expectation) -> int:
    """The last week of a window that ends by a date, or with the run."""
    if one.date is None:
        return scenario.weeks
    return scenario.week_of(one.date)


def judge(values: Values, scenario: Scenario) -> list[Tested]:
    """The verdict on each claim, from what was read off runs."""
    asked = values.manifest["study"]["settings"]["claims"]
    claims = [claim for claim in scenario.claims if claim.id in asked]
    found = [test(scenario, side_of(values, "prior"), claim, len(claims)) for claim in claims]
    if "given" not in values.manifest["study"]["settings"]:
        return found
    left = side_of(values, "left")
    return [replace(one, given=GivenRecord(same.found, same.effects)) for one, same in zip(
        found, (test(scenario, left, claim, len(claims)) for claim in claims), strict=True)]


def test(scenario: Scenario, values: Values, claim: Claim, claims: int) -> Tested:
    """One claim, judged as one of so many."""
    compared = compare(scenario, values, claim)
    level = 1.0 - (1.0 - LEVEL) / claims
    effects = tuple(effect(each, level) if np.isfinite(each.values).any() else NONE
                    for each in compared)
    gained = [gains(each) if one.against == "contrast" else np.empty(0)
              for each, one in zip(compared, claim.expect, strict=True)]
    space = Space(values.placed, values.drawn, tuple(values.names))
    found, decision = judge_claim(compared, space, claims)
    return Tested(claim, found, effects, tuple(middle(each) for each in gained),
                  middle(np.concatenate(gained)), count_replicated(compared), decision)


def count_replicated(compared: Sequence[Compared]) -> int:
    """Parameter sets at which every replicate has a value to compare."""
    there = [~(np.isnan(each.values) | np.isnan(each.bars)) for each in compared]
    return int(np.logical_and.reduce(there).all(axis=1).sum())


def judge_claim(compared: Sequence[Compared], space: Space,
                claims: int) -> tuple[Found, Decision | None]:
    """The verdict on one of so many claims, and what decides where it holds.

    Each expectation is asked by itself which parameters order its signed difference. Whether
    it holds would not do: where noise is larger than the margin, more of it makes a claim hold,
    and be reversed, more often. The decision is that of the expectation met at fewest sets.
    """
    turning = [order_of_sign(each, space) for each in compared]
    decisions = find_deciding(compared, space, [each.may for each in turning])
    decided = [any(rank.corrected < DECIDED / claims for rank in each.deciding)
               for each in decisions]
    found = ruled(compared, claims, decided, [each.some for each in turning])
    if not decisions:
        return found, None
    met = [int((points_standing([each]) == 1.0).sum()) for each in compared]
    return found, decisions[met.index(min(met))]


class Turned(NamedTuple):
    """What orders the sign of an expectation.

    Attributes
    ----------
    may : the parameters that may decide. All of them; where noise may be skewed, of those that
        order the signed difference the ones that order its sign, run by run.
    some : whether any parameter orders the sign.
    """

    may: Collection[str]
    some: bool


def order_of_sign(compared: Compared, space: Space) -> Turned:
    """What orders the sign, where that must be asked."""
    if not space.names or not may_be_skewed(compared):
        return Turned(space.names, False)
    difference, way = sign_differences(compared), signs(compared)
    known, runs = ~np.isnan(difference), np.nonzero(np.abs(way) == 1.0)
    called = find_ordering(space.unit[known], space.names, difference[known], CALLED)
    above = (way[runs] > 0.0).astype(np.float64)
    asked = [i for i, name in enumerate(space.names) if name in called]
    may = find_ordering(space.unit[runs[0]][:, asked], [space.names[i] for i in asked], above,
                        TURNED)
    return Turned(may, bool(find_ordering(space.unit[runs[0]], space.names, above, TURNED)))


def find_deciding(compared: Sequence[Compared], space: Space,
                  among: Sequence[Collection[str]]) -> list[Decision]:
    """What decides the signed difference of each expectation; none without parameters.

    ``among``: the parameters that may, of each expectation.
    """
    if not space.names:
        return []
    holds = points_standing(compared) == 1.0
    return [decide(space.unit, space.values, space.names, sign_differences(each), holds=holds,
                   among=may)
            for each, may in zip(compared, among, strict=True)]


def middle(gained: Floats) -> float:
    """The median; NaN of nothing."""
    return float(np.median(gained)) if len(gained) else math.nan


def compare(scenario: Scenario, values: Values, claim: Claim) -> tuple[Compared, ...]:
    """What each expectation of a claim compares, run by run."""
    asked = values.manifest["study"]["settings"]["claims"]
    named = variants(tuple(one for one in scenario.claims if one.id in asked))
    against = next(one.id for one in named if one.contrast == claim.contrast)
    return tuple(compare_one(scenario, values, claim, one, against) for one in claim.expect)


def compare_one(scenario: Scenario, values: Values, claim: Claim, one: Expectation,
                against: str) -> Compared:
    """What an expectation compares, run by run."""
    value = values.of(AS_IT_STANDS, value_of(scenario, one))
    bar = bar_of(scenario, one)
    if bar is None:
        bars = np.full_like(value, one.value)
    else:
        bars = values.of(against if one.against == "contrast" else AS_IT_STANDS, bar)
    sign = 1.0 if one.direction == "higher" else -1.0
    return Compared(value, bars, sign, claim.margin, relative=one.against != "value",
                    before=one.against == "before")


def typical_gain(results: Sequence[Tested]) -> float:
    """What common draws are worth in the median claim with noise in both runs; NaN of none.

    A contrast that changes nothing leaves no variance to compare with: such a claim does not count.
    """
    known = [one.gain for one in results if math.isfinite(one.gain)]
    return float(np.median(known)) if known else math.nan


def table(results: Sequence[Tested]) -> dict[str, Any]:
    """Rows of a table, one a claim; how many claims got each verdict; what common draws gain."""
    counts = Counter(one.found.verdict for one in results)
    return {"verdicts": {name: counts[name] for name in VERDICTS},
            "claims": [{**as_row(one), "decides": one.deciding} for one in results],
            "gain": typical_gain(results)}


def as_row(one: Tested) -> dict[str, Any]:
    """A claim as a row."""
    found, first = one.found, one.effects[0]
    return {
        "claim": one.claim.id, "says": one.claim.says, "verdict": found.verdict,
        "why": found.why, "share": found.share, "low": found.low, "high": found.high,
        "reversed": found.reversed_share, "agreement": found.agreement,
        "sets": found.sets, "missing": found.missing, "effect": first.median,
        "effect_low": first.low, "effect_high": first.high, "effect_p05": first.least,
        "effect_p95": first.most, "gain": one.gain, "margin": one.claim.margin,
        **({} if one.given is None else given_row(one, one.given.found)),
    }


def given_row(one: Tested, left: Found) -> dict[str, Any]:
    """What a row adds where a calibration is given."""
    return {"left_verdict": left.verdict, "left_share": left.share, "left_low": left.low,
            "left_high": left.high, "left_sets": left.sets, "speaks": one.speaks}


def fits(results: Sequence[Tested], study: Mapping[str, Any], names: list[str]) -> bool:
    """Whether findings can be those of a study with parameters of these names."""
    asked = study["settings"]["claims"]
    named = {name for one in results if one.decision is not None for name in one.decision.named}
    return (sorted(one.claim.id for one in results) == sorted(asked) and named <= set(names)
            and all(fits_sets(one, study) for one in results)
            and all(among(one.found.standing, (-1.0, 0.0, 1.0)) for one in results)
            and all(len(one.effects) == len(one.gains) == len(one.claim.expect) > 0
                    for one in results))


def fits_sets(one: Tested, study: Mapping[str, Any]) -> bool:
    """Whether a verdict is of as many parameter sets as the study has, on each side."""
    sides = study["settings"].get("given")
    if sides is None:
        return one.given is None and one.found.standing.shape == (study["points"],)
    many = [sum(point < study["points"] for point in sides[side]) for side in ("prior", "left")]
    return (one.given is not None
            and [each.standing.shape for each in (one.found, one.given.found)] == [
                (number,) for number in many])


def plan_asked(scenario: Scenario, asked: Asked, _: Any) -> Study:
    """The runs of a study of claims."""
    sets = both_sides if asked["given"] else parameter_sets
    planned = plan(scenario, sets(scenario, asked), asked["seed"], asked["replicates"],
                   asked["replicated"], asked["claims"])
    return note_given(planned, asked)


def shares(values: Values, scenario: Scenario) -> Iterator[Interval]:
    """Of the parameter sets, those at which each claim holds."""
    return ((one.found.share, one.found.low, one.found.high) for one in judge(values, scenario))


KIND = Kind(
    "claims",
    """Give a verdict on each claim: where it holds, how strongly, which assumptions decide.

    Exit code 4 means that some claim is not supported.""",
    "fronde study claims fighting-coalition --points 128 -j 2",
    (Option("claims", "Test only this claim. May be repeated.", (), "ID", "claim", several=True),
     replace(GIVEN, says="Folder of a calibration: judge each claim on the parameter sets that it "
             "left, too.")),
    SIZE, (Stage("claims", plan_asked, judge, list[Tested], fits),), table, shares)
