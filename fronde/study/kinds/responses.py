r"""What could the regime do? Every response against doing nothing, on each of its goals.

At every point the scenario is run with nothing done (the response that sets nothing and sends no
signal; without one, no response at all). From weeks of that run each response is taken up in a
branch that shares all random draws, and held on to. What is compared is in ``goals``. A response
*helps* at a point if it is worth more than the margin; it helps *without cost* if it moves one
goal the regime's way by more than the margin and none against it by more. The share of points at
which no response helps answers the question, where some response moved anything at all.

A point counts by one run, or by the mean of its replicates. Where noise is larger than the margin
a response helps, or costs, by chance, and of seven the best helps at nearly every point. So both
shares are counted again, with nothing in the place of every change of which chance decides where
it is larger than the margin (``chance``). A share that this moves by more than .05 is made by
chance, and is not told. What decides where a response helps is asked of the signed changes of
worth (``deciding.decide_any``), not of whether one helps: a parameter that only moves the noise
would seem to decide.

Deviations  a response is held on to; who changes between responses may do better
Limits      a response that does help at some points helps by chance at others, where noise is
            larger than the margin: the share at which none helps is then too low
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

import numpy as np
from pydantic import PlainSerializer

from fronde.errors import ScenarioError
from fronde.scenario.types import Contrast, Response, Scenario
from fronde.study.given import GIVEN, note_given, sets_asked
from fronde.study.goals import (
    WORTH,
    Goal,
    Goals,
    average_replicates,
    difference,
    goals_for,
    values_of,
    worth_of,
)
from fronde.study.jobs import Variant
from fronde.study.kind import Asked, Interval, Kind, Stage
from fronde.study.methods.arrays import Floats, Kept
from fronde.study.methods.chance import by_chance
from fronde.study.methods.deciding import Decision, decide_any
from fronde.study.methods.design import Points
from fronde.study.methods.effects import around_mean
from fronde.study.methods.verdicts import LEVEL, interval
from fronde.study.options import SIZE, Option
from fronde.study.protocol import Study, observe_readings
from fronde.study.study_values import Values

Changes = dict[str, Floats]  # of each goal, and of worth
Sorted = Annotated[frozenset[str], PlainSerializer(sorted)]  # written in one order
NOTHING_DONE = "nothing done"
MARGIN = 0.01  # of a change, as above
MADE = 0.05  # of the space: what chance may move a share by that is told
TIMINGS = 3
APART = 26  # weeks between two moments at which a response is tried


def plan(scenario: Scenario, points: Points, seed: int, replicates: int = 2, replicated: int = 0,
         weeks: tuple[int, ...] = ()) -> Study:
    """The runs that compare responses.

    Parameters
    ----------
    weeks : when responses are taken up; by default when the scenario's own schedule first
        changes, and two half years on.

    Raises
    ------
    ScenarioError : the scenario has no responses, they cannot move any goal, or a week leaves
        nothing to compare.
    """
    tried = candidates(scenario)
    wanted = goals_for(scenario, tried)
    when = weeks or timings(scenario)
    for week in when:
        if not 0 <= week < scenario.weeks:
            raise ScenarioError(f"week {week}: a response must begin before the end of the run, so "
                                f"in a week from 0 to {scenario.weeks - 1}.")
    readings = tuple(reading for week in when for reading in wanted.readings(scenario, week))
    variants = (Variant(NOTHING_DONE, idle(scenario)), *(
        Variant(name_of(one.id, week), branch=one.id, week=week)
        for week in when for one in tried))
    return Study("responses", observe_readings(scenario, readings), points, variants, readings,
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
        raise ScenarioError(f"{scenario.name}: the scenario has no response that changes anything. "
                            "Add some under `responses.options`.")
    return found


def idle(scenario: Scenario) -> Contrast:
    """Doing nothing from the start."""
    nothing = doing_nothing(scenario)
    if nothing is None:
        raise ScenarioError(f"{scenario.name}: the scenario has no response for doing nothing. Add "
                            "one that sets nothing: {id: silent, says: Do nothing}")
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


@dataclass(frozen=True)
class Cell:
    """A response from a week on, against doing nothing, on one goal.

    Attributes
    ----------
    effect, low, high : mean over points of the difference, with its interval (all cells at
        once), as the equation has it.
    better, worse : share of points at which it moves the goal the regime's way, or against it,
        by more than the margin.
    value, idle : mean with the response, and with nothing done, over points at which both have a
        value; NaN of worth by goals that the scenario declares, which is a mean of changes.
    moved : whether it differs from nothing done at any point at all.
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
    moved: bool


@dataclass(frozen=True)
class Matrix:
    """The responses of a regime compared.

    Attributes
    ----------
    goals : by which they are compared, and those that were left out.
    cells : every response, week, goal and worth (worth only if some goal has a weight).
    standing : week -> 1 helps, -1 harms, 0 neither [points, responses]; NaN where unknown.
    best : week -> number of the response of most worth at each point; -1 nothing done.
    none : week -> (share, low, high) of the points at which no response helps.
    costless : week -> the same of points at which none helps without cost.
    decided : week -> which assumptions decide whether some response helps; none without open
        parameters.
    dominated : week -> response -> one that is at least as good on every goal.
    responses, weeks : in order.
    sets : parameter sets that were used.
    chance : week -> which of ``none`` and ``costless`` chance makes, and not the responses.
    """

    goals: Goals
    cells: list[Cell]
    standing: dict[int, Kept]
    best: dict[int, Kept]
    none: dict[int, Interval]
    costless: dict[int, Interval]
    decided: dict[int, Decision]
    dominated: dict[int, dict[str, str]]
    responses: list[str]
    weeks: list[int]
    sets: int
    chance: dict[int, Sorted] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[Goal, ...]:
        """Goals, and worth if some goal has a weight."""
        worth = self.goals.worth
        return (*self.goals.kept, worth) if self.goals.weighed else self.goals.kept

    def still(self, goal: str, week: int | None = None) -> bool:
        """Whether no response moved a goal in any run, taken up in a week or in any."""
        cells = [one for one in self.cells
                 if one.goal == goal and week in (None, one.week) and not math.isnan(one.effect)]
        return bool(cells) and not any(one.moved for one in cells)

    def cell(self, response: str, week: int, goal: str) -> Cell:
        """One cell."""
        return next(one for one in self.cells
                    if (one.response, one.week, one.goal) == (response, week, goal))

    def has_worth(self, week: int | None = None) -> bool:
        """Whether worth is known: some goal has a weight, and some response moved worth."""
        return bool(self.goals.weighed) and not self.still(WORTH.name, week)

    def goals_unmoved(self, week: int | None = None) -> list[Goal]:
        """Goals that no response moved in any run."""
        return [goal for goal in self.goals.kept if self.still(goal.name, week)]

    def answer(self, week: int, which: str) -> Interval | None:
        """The share ``none`` or ``costless``; None if no run has it or chance makes it, and of
        ``none`` if worth is not known."""
        if which in self.chance.get(week, frozenset()) or (
                which == "none" and not self.has_worth(week)):
            return None
        return (self.none if which == "none" else self.costless).get(week)

    def goal(self, name: str) -> Goal:
        """A goal, or worth, by its name."""
        return next(goal for goal in self.columns if goal.name == name)

    def rank_best(self, week: int) -> list[tuple[str, float]]:
        """Responses that are of most worth somewhere, with their share of the parameter sets."""
        shares = {name: share for name, share in self.best_shares(week).items()
                  if name != NOTHING_DONE and share > 0.0}
        return sorted(shares.items(), key=lambda one: (one[1], one[0]), reverse=True)

    def best_shares(self, week: int) -> dict[str, float]:
        """Of the parameter sets with all values, those at which each course is worth most."""
        known = ~np.isnan(self.standing[week]).any(axis=1)
        best = self.best[week][known]
        return {name: float((best == number).mean()) for number, name in
                enumerate([NOTHING_DONE, *self.responses], start=-1)} if len(best) else {}


def judge(values: Values, scenario: Scenario, margin: float = MARGIN) -> Matrix:
    """The response matrix, from what was read off runs.

    Raises
    ------
    ScenarioError : the responses cannot move any goal.
    """
    wanted = goals_for(scenario, candidates(scenario))
    tried = [one.id for one in candidates(scenario)]
    weeks = list(values.manifest["study"]["settings"]["weeks"])
    made = Matrix(wanted, [], {}, {}, {}, {}, {}, {}, tried, weeks, values.shape[0])
    level = 1.0 - (1.0 - LEVEL) / (len(tried) * len(weeks) * (len(wanted.kept) + 1))
    for week in weeks:
        idle_runs = values_of(values, NOTHING_DONE, wanted, scenario, week)
        runs = {name: values_of(values, name_of(name, week), wanted, scenario, week)
                for name in tried}
        idle_goals = average_replicates(idle_runs)
        taken = {name: average_replicates(each) for name, each in runs.items()}
        changed = [changes(wanted, found, idle_goals) for found in taken.values()]
        compare(made, week, changed, idle_goals, taken, level, margin)
        noisy = [{goal: by_chance(each, margin, values.placed, values.names)
                  for goal, each in changes(wanted, found, idle_runs).items()}
                 for found in runs.values()]
        made.chance[week] = find_chance_answers(wanted, changed, noisy, margin)
        if values.names and week in made.standing:
            some = 1.0 - none_helps(wanted, changed, margin)
            made.decided[week] = decisive(values, some, changed, noisy, margin)
    return made


def changes(wanted: Goals, found: dict[str, Floats], idle_goals: dict[str, Floats]) -> Changes:
    """What a response changes of each goal, as the regime wants it, and of worth if some goal has
    a weight; of every run, or of means."""
    gains = {goal.name: goal.wanted * difference(goal, found[goal.name], idle_goals[goal.name])
             for goal in wanted.kept}
    if wanted.weighed:
        gains[WORTH.name] = compute_gain(wanted, gains, found, idle_goals)
    return gains


def find_chance_answers(wanted: Goals, changed: Sequence[Changes], noisy: Sequence[dict[str, bool]],
            margin: float) -> frozenset[str]:
    """Which answers chance makes: those that are others without what chance decides.

    Parameters
    ----------
    changed : changes of each response [points].
    noisy : of which of them chance decides where they are larger than the margin.
    """
    rest = [{goal: each * (0.0 if chance[goal] else 1.0) for goal, each in one.items()}
            for one, chance in zip(changed, noisy, strict=True)]
    counts = {"costless": none_free, **({"none": none_helps} if wanted.weighed else {})}
    return frozenset(name for name, count in counts.items() if abs(
        average(count(wanted, changed, margin)) - average(count(wanted, rest, margin))) > MADE)


def average(each: Floats) -> float:
    """The mean of what is known; 0 of nothing."""
    known = each[~np.isnan(each)]
    return float(known.mean()) if len(known) else 0.0


def decisive(values: Values, some: Floats, changed: Sequence[Changes],
             noisy: Sequence[dict[str, bool]], margin: float) -> Decision:
    """What decides where ``some`` response helps [points].

    Asked are the responses that help somewhere, and by more than chance.
    """
    helpful = [one[WORTH.name] for one, chance in zip(changed, noisy, strict=True)
               if not chance[WORTH.name] and (one[WORTH.name] > margin).any()]
    outcomes = np.stack(helpful, axis=1) if helpful else np.empty((values.shape[0], 0))
    return decide_any(values.placed, values.drawn, values.names, outcomes, some, len(changed))


def compare(made: Matrix, week: int, changed: Sequence[Changes], idle_goals: dict[str, Floats],
            taken: dict[str, dict[str, Floats]], level: float, margin: float) -> None:
    """Fill a matrix with what responses of one week come to."""
    for (name, found), gains in zip(taken.items(), changed, strict=True):
        made.cells.extend(
            cell(name, week, goal, gains[goal.name], (found, idle_goals), level, margin)
            for goal in made.columns)
    if made.goals.weighed:
        rank(made, week, np.stack([gains[WORTH.name] for gains in changed], axis=1), margin)
        tell(made.none, week, none_helps(made.goals, changed, margin))
    tell(made.costless, week, none_free(made.goals, changed, margin))
    made.dominated[week] = find_dominated(made.goals, {**taken, NOTHING_DONE: idle_goals})


def none_helps(wanted: Goals, changed: Sequence[Changes], margin: float) -> Floats:
    """1 where no response is worth more than the margin, 0 where one is, NaN where that is
    unknown [points]."""
    worth = np.stack([gains[wanted.worth.name] for gains in changed])
    return np.where(np.isnan(worth).any(axis=0), np.nan, ~(worth > margin).any(axis=0))


def none_free(wanted: Goals, changed: Sequence[Changes], margin: float) -> Floats:
    """The same of help without cost, where every goal of every response is known, and worth."""
    every = np.stack([list(gains.values()) for gains in changed])  # [responses, goals, points]
    goals = every[:, :len(wanted.kept)]
    free = (goals > margin).any(axis=1) & ~(goals < -margin).any(axis=1)
    return np.where(np.isnan(every).any(axis=(0, 1)), np.nan, ~free.any(axis=0))


def tell(shares: dict[int, Interval], week: int, each: Floats) -> None:
    """The share of the points that are known, with its interval; nothing where none is."""
    known = each[~np.isnan(each)]
    if len(known):
        shares[week] = interval(int(known.sum()), len(known), LEVEL)


def compute_gain(wanted: Goals, gains: dict[str, Floats], found: dict[str, Floats],
                 idle_goals: dict[str, Floats]) -> Floats:
    """What a response is worth more than doing nothing [points]."""
    if wanted.own:
        return worth_of(wanted, gains)
    return found[WORTH.name] - idle_goals[WORTH.name]


def rank(made: Matrix, week: int, worth: Floats, margin: float) -> None:
    """Say how each response stands at each point, and which is of most worth."""
    known = ~np.isnan(worth).any(axis=1)
    made.standing[week] = np.where(np.isnan(worth), np.nan,
                                   np.where(worth > margin, 1.0, np.where(worth < -margin, -1.0,
                                                                          0.0)))
    best = np.where(known, np.nan_to_num(worth, nan=-np.inf).argmax(axis=1), -1)
    made.best[week] = np.where((worth > margin).any(axis=1), best, -1.0)


def cell(name: str, week: int, goal: Goal, shift: Floats,
         both: tuple[dict[str, Floats], dict[str, Floats]], level: float, margin: float) -> Cell:
    """One cell; effects keep their own sign, better and worse are the regime's."""
    known = shift[np.isfinite(shift)]
    if not len(known):
        return Cell(name, week, goal.name, *(math.nan,) * 7, False)
    effect, low, high = around_mean(goal.wanted * known, level)
    value, idle_value = (float(each[goal.name][np.isfinite(shift)].mean())
                         if goal.name in each else math.nan for each in both)
    return Cell(name, week, goal.name, effect, low, high, float((known > margin).mean()),
                float((known < -margin).mean()), value, idle_value, bool((known != 0.0).any()))


def find_dominated(wanted: Goals, courses: dict[str, dict[str, Floats]]) -> dict[str, str]:
    """Responses that another course beats or equals on every goal, and beats on one, in the mean.

    Parameters
    ----------
    courses : goals of each response and of nothing done [points]; a mean of a goal is over the
        points at which all courses have a value.
    """
    means = dict(zip(courses, np.stack([middles(goal, courses) for goal in wanted.kept], axis=1),
                     strict=True))
    found = {}
    for name in courses:
        for other, better in means.items():
            if other != name and (better >= means[name]).all() and (better > means[name]).any():
                found[name] = other
    found.pop(NOTHING_DONE, None)
    return found


def middles(goal: Goal, courses: dict[str, dict[str, Floats]]) -> Floats:
    """The mean of a goal, as the regime wants it, of each course [courses]; NaN without points."""
    each = np.stack([found[goal.name] for found in courses.values()])
    known = ~np.isnan(each).any(axis=0)
    if not known.any():
        return np.full(len(each), np.nan)
    return np.asarray(goal.wanted * each[:, known].mean(axis=1))


def table(made: Matrix) -> dict[str, Any]:
    """Rows of a table, one a cell; goals; the shares that answer the question."""
    return {
        "matrix": [dict(vars(one)) for one in made.cells],
        "goals": [{"goal": goal.name, "says": goal.says,
                   "wanted": "higher" if goal.wanted > 0 else "lower", "worth": goal.worth}
                  for goal in made.goals.kept],
        "left_out": [{"goal": one.goal.name, "why": one.why} for one in made.goals.left_out],
        "not_moved": {week: [goal.name for goal in made.columns if made.still(goal.name, week)]
                      for week in made.weeks},
        "no_response_helps": {week: made.answer(week, "none") for week in made.none},
        "none_without_cost": {week: made.answer(week, "costless") for week in made.costless},
        "dominated": made.dominated}


def fits(made: Matrix, study: Mapping[str, Any], names: list[str]) -> bool:
    """Whether findings can be those of a study with parameters of these names."""
    weeks, sets = list(study["settings"]["weeks"]), study["points"]
    there = {(one.response, one.week, one.goal) for one in made.cells}
    arrays = [(made.standing, (sets, len(made.responses))), (made.best, (sets,))]
    named = {name for one in made.decided.values() for name in one.named}
    return (made.weeks == weeks and len(weeks) > 0 and len(made.responses) > 0
            and there == {(name, week, goal.name) for name in made.responses for week in weeks
                          for goal in made.columns}
            and all(each.shape == shape for found, shape in arrays for each in found.values())
            and (set(made.standing) == set(made.best) == set(weeks) or not made.goals.weighed)
            and set(made.none) <= set(made.costless) <= set(weeks) == set(made.dominated)
            and named <= set(names))


def plan_asked(scenario: Scenario, asked: Asked, _: Any) -> Study:
    """The runs of a study of responses."""
    planned = plan(scenario, sets_asked(scenario, asked), asked["seed"], asked["replicates"],
                   asked["replicated"], asked["weeks"])
    return note_given(planned, asked)


def shares(values: Values, scenario: Scenario) -> Iterable[Interval]:
    """Of the parameter sets, those at which no response helps (where no goal has a weight: helps
    without cost), week by week."""
    made = judge(values, scenario)
    return (made.none if made.goals.weighed else made.costless).values()


KIND = Kind(
    "responses", "Compare each response with doing nothing, on every goal of the regime.",
    "fronde study responses fighting-coalition --from 59 --from 85",
    (Option("weeks", "Week in which responses begin; by default the week in which the schedule "
            "first changes, and later weeks. May be repeated.", (), "WEEK", "from", 0,
            several=True), GIVEN),
    SIZE, (Stage("responses", plan_asked, judge, Matrix, fits),), table, shares)
