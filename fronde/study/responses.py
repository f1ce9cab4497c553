r"""What could the regime do? Every response against doing nothing, on each of its goals.

At every point the scenario is run with nothing done (the response that sets nothing and sends no
signal; without one, no response at all). From weeks of that run each response is taken up in a
branch that shares all luck, and held on to. Over the weeks from then to the end:

    stay        1 if the regime is in power at the end                  [share of runs]
    consensus   mean, 0 after a fall                                    [share]
    war         mean share of the army that is abroad, 0 after a fall   [share]
    strength    mean number of fighters                                 [persons]
    deaths      losses of both sides in operations                      [persons]

    change = with the response - with nothing done                      of shares
    change = (with - without) / ((with + without) / 2)                  of persons

    worth = stay (g_s + g_c consensus + g_w war) / (g_s + g_c + g_w)    (mechanism response)

with the weights of the point. A response *helps* at a point if it raises worth by more than the
margin; it helps *without cost* if it moves one goal the regime's way by more than the margin and
none against it by more. The share of points at which no response helps answers the question.

Deviations  a response is held on to; who changes between responses may do better
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fronde.errors import ScenarioError
from fronde.mechanisms import response as mechanism
from fronde.scenario.types import Contrast, Response, Scenario
from fronde.study.deciding import Decision, decide
from fronde.study.design import Points
from fronde.study.effects import around_mean
from fronde.study.ensemble import Study, observing
from fronde.study.jobs import Variant
from fronde.study.readings import Reading
from fronde.study.values import Values, over_replicates, read_values
from fronde.study.verdicts import LEVEL, interval

Floats = NDArray[np.float64]
NOTHING_DONE = "nothing done"
MARGIN = 0.01  # of a change, as above
TIMINGS = 3
APART = 26  # weeks between two moments at which a response is tried


class Goal(NamedTuple):
    """Something that the regime wants more or less of."""

    name: str
    wanted: float  # 1: more, -1: less
    says: str
    relative: bool  # whether effects are shares of what nothing done comes to


GOALS = (
    Goal("stay", 1.0, "stays in power", False),
    Goal("consensus", 1.0, "consensus", False),
    Goal("war", 1.0, "war effort", False),
    Goal("strength", -1.0, "armed strength against it", True),
    Goal("deaths", -1.0, "deaths in operations", True),
)
WORTH = Goal("worth", 1.0, "worth to the regime", False)


def plan(scenario: Scenario, points: Points, seed: int, replicates: int = 2, replicated: int = 0,
         weeks: tuple[int, ...] = ()) -> Study:
    """The runs that compare responses.

    Parameters
    ----------
    weeks : when responses are taken up; by default when the scenario's own schedule first
        changes, and two half years on.

    Raises
    ------
    ScenarioError : the scenario has no responses, or a week leaves nothing to compare.
    """
    tried = candidates(scenario)
    when = weeks or timings(scenario)
    for week in when:
        if not 0 <= week < scenario.weeks:
            raise ScenarioError(f"week {week}: the run has weeks 0 to {scenario.weeks}, and a "
                                "response needs some of them to work.")
    readings = tuple(reading for week in when for reading in goals_read(scenario, week))
    variants = (Variant(NOTHING_DONE, idle(scenario)), *(
        Variant(name_of(one.id, week), branch=one.id, week=week)
        for week in when for one in tried))
    return Study("responses", observing(scenario, readings), points, variants, readings,
                 replicates, seed, replicated=replicated, settings={"weeks": list(when)})


def name_of(response: str, week: int) -> str:
    """The variant in which a response is taken up in a week."""
    return f"{response} from week {week}"


def doing_nothing(scenario: Scenario) -> Response | None:
    """The response that changes nothing."""
    return next((one for one in scenario.responses if not one.sets and not one.signals), None)


def candidates(scenario: Scenario) -> list[Response]:
    """The responses that change something.

    Raises
    ------
    ScenarioError : there are none.
    """
    found = [one for one in scenario.responses if one.sets or one.signals]
    if not found:
        raise ScenarioError(f"{scenario.name}: defines no response that changes anything. Add "
                            "some under `responses.options`.")
    return found


def idle(scenario: Scenario) -> Contrast:
    """Doing nothing from the start."""
    nothing = doing_nothing(scenario)
    if nothing is None:
        raise ScenarioError(f"{scenario.name}: no response stands for doing nothing. Add one that "
                            "sets nothing: {id: silent, says: Do nothing}")
    return Contrast({}, (), (), nothing.id)


def timings(scenario: Scenario) -> tuple[int, ...]:
    """Weeks at which responses are tried."""
    policy = scenario.policy
    later = [scenario.week_of(day)
             for day, _ in (policy.schedule if policy is not None else ())]
    first = next((week for week in later if 0 < week < scenario.weeks), 0)
    apart = min(APART, max(1, (scenario.weeks - first) // (TIMINGS + 1)))
    return tuple(dict.fromkeys(first + apart * number for number in range(TIMINGS)
                               if first + apart * number < scenario.weeks))


def goals_read(scenario: Scenario, week: int) -> tuple[Reading, ...]:
    """What goals are made of, over the weeks from ``week`` to the end."""
    end, over = scenario.weeks, scenario.weeks - week
    return (
        Reading("fallen", end, 1, rule="last"),
        Reading("consensus", end, over, in_power=True),
        Reading("abroad", end, over, in_power=True),
        Reading("fighters", end, over),
        Reading("soldiers_lost", end, over, rule="total"),
        Reading("fighters_lost", end, over, rule="total"),
    )


@dataclass(frozen=True)
class Cell:
    """A response from a week on, against doing nothing, on one goal.

    Attributes
    ----------
    effect, low, high : mean over points of the difference, with its interval (all cells at
        once), as the equation has it.
    better, worse : share of points at which it moves the goal the regime's way, or against it,
        by more than the margin.
    value, idle : mean over points with the response, and with nothing done.
    """

    response: str
    week: int
    goal: str
    effect: float
    low: float
    high: float
    better: float
    worse: float
    value: float
    idle: float


@dataclass(frozen=True)
class Matrix:
    """The responses of a regime compared.

    Attributes
    ----------
    cells : every response, week, goal and worth.
    standing : week -> 1 helps, -1 harms, 0 neither [points, responses]; NaN where unknown.
    best : week -> number of the response of most worth at each point; -1 nothing done.
    none : week -> (share, low, high) of the points at which no response helps.
    costless : week -> the same of points at which none helps without cost.
    decided : week -> which assumptions decide whether some response helps; none without open
        parameters.
    dominated : week -> response -> one that is at least as good on every goal.
    responses, weeks : in order.
    points : how many were used.
    """

    cells: list[Cell]
    standing: dict[int, Floats]
    best: dict[int, NDArray[np.int64]]
    none: dict[int, tuple[float, float, float]]
    costless: dict[int, tuple[float, float, float]]
    decided: dict[int, Decision]
    dominated: dict[int, dict[str, str]]
    responses: list[str]
    weeks: list[int]
    points: int


def matrix(folder: Path, scenario: Scenario, margin: float = MARGIN) -> Matrix:
    """The response matrix of a study that was run.

    Raises
    ------
    StoreError : no study there, or a damaged one.
    """
    return compared(read_values(folder), scenario, margin)


def compared(values: Values, scenario: Scenario, margin: float = MARGIN) -> Matrix:
    """The response matrix, from what was read off runs."""
    tried = [one.id for one in candidates(scenario)]
    weeks = list(values.manifest["study"]["settings"]["weeks"])
    level = 1.0 - (1.0 - LEVEL) / (len(tried) * len(weeks) * (len(GOALS) + 1))
    made = Matrix([], {}, {}, {}, {}, {}, {}, tried, weeks, values.shape[0])
    for week in weeks:
        read = goals_read(scenario, week)
        idle_goals = goals(values, NOTHING_DONE, read, scenario)
        taken = {name: goals(values, name_of(name, week), read, scenario) for name in tried}
        compare(made, week, idle_goals, taken, level, margin)
        if values.names:
            made.decided[week] = decide(values.placed, values.drawn, values.names,
                                        helped(made.standing[week]))
    return made


def helped(standing: Floats) -> Floats:
    """1 where some response helps, 0 where none does, NaN where that is unknown [points]."""
    return np.where(np.isnan(standing).any(axis=1), np.nan, (standing == 1.0).any(axis=1))


def compare(made: Matrix, week: int, idle_goals: dict[str, Floats],
            taken: dict[str, dict[str, Floats]], level: float, margin: float) -> None:
    """Fill a matrix with what responses of one week come to."""
    free = np.zeros(made.points, bool)
    gains = []
    for name, found in taken.items():
        moved = {}
        for goal in (*GOALS, WORTH):
            shift = goal.wanted * difference(goal, found[goal.name], idle_goals[goal.name])
            moved[goal.name] = shift
            made.cells.append(cell(name, week, goal, shift, found[goal.name],
                                   idle_goals[goal.name], level, margin))
        shifts = np.stack([moved[goal.name] for goal in GOALS])
        free |= (shifts > margin).any(axis=0) & ~(shifts < -margin).any(axis=0)
        gains.append(moved["worth"])
    worth = np.stack(gains, axis=1)
    known = ~np.isnan(worth).any(axis=1)
    made.standing[week] = np.where(np.isnan(worth), np.nan,
                                   np.where(worth > margin, 1.0, np.where(worth < -margin, -1.0,
                                                                          0.0)))
    best = np.where(known, np.nan_to_num(worth, nan=-np.inf).argmax(axis=1), -1)
    helps = (worth > margin).any(axis=1)
    made.best[week] = np.where(helps, best, -1)
    many = int(known.sum())
    if many:
        made.none[week] = interval(int((~helps & known).sum()), many, LEVEL)
        made.costless[week] = interval(int((~free & known).sum()), many, LEVEL)
    made.dominated[week] = dominated(made, week)


def goals(values: Values, variant: str, read: tuple[Reading, ...],
          scenario: Scenario) -> dict[str, Floats]:
    """Goals of a variant, means over replicates [points]; NaN where no run ended well."""
    fallen, consensus, war, fighters, soldiers, others = (
        values.of(variant, reading) for reading in read)
    stay = 1.0 - fallen
    weights = [weight(values, scenario, name) for name in ("stay", "consensus", "war")]
    total = np.maximum(sum(weights), 1e-300)  # worth is 0 where nothing is wanted
    worth = stay * (weights[0] + weights[1] * consensus + weights[2] * war) / total
    found = {"stay": stay, "consensus": consensus, "war": war, "strength": fighters,
             "deaths": soldiers + others, "worth": worth}
    return {name: over_replicates(each) for name, each in found.items()}


def weight(values: Values, scenario: Scenario, name: str) -> Floats:
    """How much the regime wants a goal [points, 1]."""
    path = f"response.{name}"
    if path in values.names:
        return values.drawn[:, [values.names.index(path)]]
    params = scenario.mechanisms.get("response", mechanism.Params())
    return np.full((values.shape[0], 1), float(getattr(params, name)))


def difference(goal: Goal, value: Floats, idle_value: Floats) -> Floats:
    """What a response changes; where persons are counted, as a share of the mean of both.

    The mean as the base keeps the share within -2 and 2 where nothing done comes to nobody.
    """
    if not goal.relative:
        return value - idle_value
    base = (value + idle_value) / 2.0
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(value == idle_value, 0.0 * base, (value - idle_value) / base)


def cell(name: str, week: int, goal: Goal, shift: Floats, value: Floats, idle_value: Floats,
         level: float, margin: float) -> Cell:
    """One cell; effects keep their own sign, better and worse are the regime's."""
    known = shift[np.isfinite(shift)]
    if not len(known):
        return Cell(name, week, goal.name, *(math.nan,) * 7)
    effect, low, high = around_mean(goal.wanted * known, level)
    return Cell(name, week, goal.name, effect, low, high,
                float((known > margin).mean()), float((known < -margin).mean()),
                float(np.nanmean(value)), float(np.nanmean(idle_value)))


def dominated(made: Matrix, week: int) -> dict[str, str]:
    """Responses that another beats or equals on every goal, and beats on one (in the mean)."""
    wanted = {goal.name: goal.wanted for goal in GOALS}
    means = {name: np.array([wanted[one.goal] * one.value for one in made.cells
                             if one.response == name and one.week == week
                             and one.goal in wanted]) for name in made.responses}
    first = [one for one in made.cells if one.week == week and one.response == made.responses[0]]
    means[NOTHING_DONE] = np.array([wanted[one.goal] * one.idle for one in first
                                    if one.goal in wanted])
    found = {}
    for name in made.responses:
        for other, better in means.items():
            if other != name and (better >= means[name]).all() and (better > means[name]).any():
                found[name] = other
    return found


def table(made: Matrix) -> pl.DataFrame:
    """A row a cell."""
    return pl.DataFrame([as_row(one) for one in made.cells])


def as_row(one: Cell) -> dict[str, Any]:
    """A cell as a row."""
    return dict(vars(one))
