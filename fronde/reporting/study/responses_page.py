"""The page of a study of responses: which help, at what cost, and when."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from fronde.reporting import wording
from fronde.reporting.study import (
    compared,
    decided,
    goals,
    layout,
    numbers,
    response_matrix,
    timing,
)
from fronde.reporting.study.layout import KeyNumber, Table
from fronde.reporting.study.picture import Picture
from fronde.reporting.study.studied import Studied
from fronde.scenario.types import Scenario
from fronde.study.goals import Goal
from fronde.study.responses import NOTHING_DONE, Cell, Matrix, doing_nothing, matrix

TEMPLATE = "responses.html.j2"
READ = {"mean": "mean of {}", "in-power": "mean of {}, 0 after a fall", "total": "total of {}",
        "last": "{} in the last week"}
NOT_MOVED = "no response moved this in any run"
CHANCE = "chance decides"
NO_VALUE = ("No parameter set has a value in all of its runs, so the study says nothing about the "
            "responses.")


def made(study: Studied) -> tuple[str, list[Picture]]:
    """The page, and the pictures that are also files."""
    scenario, found = study.scenario, matrix(study.folder, study.scenario)
    week = found.weeks[0]
    says = {one.id: one.says or one.id for one in scenario.responses}
    pictures = [response_matrix.heatmap(found, week, compared.dated(scenario, week), says)]
    timed = timing.panels(found, says)
    pictures += [timed] if timed is not None else []
    text = layout.page(
        TEMPLATE, study, pictures, answer=answer(scenario, found), idle=idle(scenario),
        key_numbers=key_numbers(found), best=best(found, says), numbers=table(found, week, says),
        dominated=dominated(found, week, says), timing=by_week(found, says),
        sets=changes(scenario, found), counts=counts(found),
        goals=wanted(scenario, found), weighs=weighs(found), left_out=goals.left_out(found),
        weighed=goals.weighed(found), timed=timed is not None)
    return text, pictures


def answer(scenario: Scenario, found: Matrix) -> list[str]:
    """At how many parameter sets no response helps, and at how many none helps without a cost."""
    week = found.weeks[0]
    if week not in found.costless:
        return [NO_VALUE, *goals.left_out(found)]
    notes = [*goals.unmoved(found, week), *goals.left_out(found)]
    if goals.nothing_moved(found, week):
        when = compared.dated(scenario, week)
        return [f"{goals.unweighed(found, week)} They began in {when} and were kept to the end.",
                *notes]
    return [worth_answer(scenario, found, week), cost_answer(found, week),
            *conditions(scenario, found), *notes]


def worth_answer(scenario: Scenario, found: Matrix, week: int) -> str:
    """At how many parameter sets no response is worth more than doing nothing."""
    if not goals.weighed(found, week):
        return goals.unweighed(found, week)
    if said := goals.by_chance(found, week, "none"):
        return f"{said[0].upper()}{said[1:]}."
    share, low, high = found.none[week]
    return (f"At {wording.percent(share)} of the parameter sets (95% interval "
            f"{numbers.between(low, high)}), none of the {len(found.responses)} responses tried "
            f"beats doing nothing by more than {goals.least(found.goals.worth)} in worth, if it "
            f"begins in {compared.dated(scenario, week)} and is kept to the end.")


def cost_answer(found: Matrix, week: int) -> str:
    """At how many parameter sets no response helps without a cost."""
    if said := goals.by_chance(found, week, "costless"):
        return f"{said[0].upper()}{said[1:]}."
    share, low, high = found.costless[week]
    which = "none" if goals.weighed(found, week) else "of the parameter sets no response"
    return (f"At {wording.percent(share)} ({numbers.between(low, high)}) {which} moves a goal the "
            "regime’s way without moving another against it.")


def conditions(scenario: Scenario, found: Matrix) -> list[str]:
    """Where a response does help: which one, and what decides."""
    week = found.weeks[0]
    if not goals.weighed(found, week) or goals.by_chance(found, week, "none"):
        return []
    known = ~np.isnan(found.standing[week]).any(axis=1)
    best = found.best[week][known]
    if not (best >= 0).any():
        return []
    says = {one.id: one.says or one.id for one in scenario.responses}
    shares = sorted(((float((best == number).mean()), name)
                     for number, name in enumerate(found.responses)), reverse=True)
    listed = [f"“{says[name]}” (best at {wording.percent(share)})"
              for share, name in shares if share > 0.0]
    said = [f"Where one helps, it is {wording.listed(listed)}."]
    if week in found.decided:
        first, *more = decided.told(found.decided[week], "the more often some response helps")
        said += [f"What decides where one helps: {wording.lowered(first)}", *more]
    return said


def idle(scenario: Scenario) -> str:
    """What doing nothing is."""
    nothing = doing_nothing(scenario)
    return nothing.says or nothing.id if nothing is not None else NOTHING_DONE


def key_numbers(found: Matrix) -> list[KeyNumber]:
    """The two shares that answer the question, and who does best where one helps."""
    week = found.weeks[0]
    if week not in found.costless or goals.nothing_moved(found, week):
        return []
    shown = []
    if goals.weighed(found, week) and not goals.by_chance(found, week, "none"):
        shown.append(shared(found.none[week], "no response helps"))
    if not goals.by_chance(found, week, "costless"):
        shown.append(shared(found.costless[week], "none helps without a cost"))
    return [*shown, KeyNumber(f"{len(found.dominated[week])} of {len(found.responses)}",
                      "responses are dominated",
                      "in the mean, another response or doing nothing does as well on every goal")]


def shared(found: tuple[float, float, float], says: str) -> KeyNumber:
    """A share of the parameter sets, with its interval."""
    share, low, high = found
    return KeyNumber(wording.percent(share), f"of the parameter sets: {says}",
                     f"interval {numbers.between(low, high)}")


def best(found: Matrix, says: Mapping[str, str]) -> Table:
    """How often each response is the best, at each week."""
    rows = []
    for number, name in enumerate([NOTHING_DONE, *found.responses], start=-1):
        shares = [best_at(found, week, number) for week in found.weeks]
        rows.append([says.get(name, "Doing nothing: no response helps"), *shares])
    return Table("Share of the parameter sets at which each course is worth most to the regime",
                 ("course", *(f"from week {week}" for week in found.weeks)), rows)


def best_at(found: Matrix, week: int, number: int) -> str:
    """Share of the parameter sets with all values at which a course is worth most."""
    if not goals.weighed(found, week):
        return NOT_MOVED
    if goals.by_chance(found, week, "none"):
        return CHANCE
    known = ~np.isnan(found.standing[week]).any(axis=1)
    return (wording.percent(float((found.best[week][known] == number).mean())) if known.any()
            else "no value")


def table(found: Matrix, week: int, says: Mapping[str, str]) -> Table:
    """Every number of the matrix of one week."""
    rows = []
    for name in found.responses:
        cells = [goals.cell(found, name, week, goal.name) for goal in found.columns]
        rows.append([label(name, says), *(in_numbers(found, one) for one in cells)])
    return Table(f"The same in numbers, from week {week}: mean effect, its interval, and the "
                 "shares of the parameter sets at which the regime is better and worse off by more "
                 "than the margin",
                 ("response", *(goal.says for goal in found.columns)), rows)


def in_numbers(found: Matrix, one: Cell) -> str:
    """A cell in numbers; a note instead of zeros where no response moved the goal."""
    if found.still(one.goal, one.week):
        return NOT_MOVED
    return (f"{goals.change(found, one)}\n{goals.span(found, one)}\n"
            f"better at {numbers.share(one.better)}, worse at {numbers.share(one.worse)}")


def label(name: str, says: Mapping[str, str]) -> str:
    """A response's id and text."""
    return goals.label(name, says)


def dominated(found: Matrix, week: int, says: Mapping[str, str]) -> list[str]:
    """Responses that are no better than another course on any goal, a sentence each."""
    said = []
    for name, other in found.dominated[week].items():
        if other == NOTHING_DONE:
            said.append(f"“{says[name]}” ({name}) is no better than doing nothing on any goal, in "
                        "the mean over the parameter sets.")
        else:
            said.append(f"“{says[name]}” ({name}) is no better than “{says[other]}” ({other}) on "
                        "any goal, in the mean over the parameter sets.")
    return said


def by_week(found: Matrix, says: Mapping[str, str]) -> Table:
    """Worth of each response by the week in which it begins."""
    rows: list[list[str]] = []
    if not goals.weighed(found):
        return Table("", (), rows)
    for name in found.responses:
        cells = [goals.cell(found, name, week, "worth") for week in found.weeks]
        rows.append([label(name, says),
                     *(f"{goals.change(found, one)}\n{goals.span(found, one)}" for one in cells)])
    never = ["no response helps at", *(helpless(found, week) for week in found.weeks)]
    return Table("The same in numbers: effect on worth, in "
                 f"{goals.unit(found.goals.worth)}, and its interval",
                 ("response", *(f"from week {week}" for week in found.weeks)), [*rows, never])


def helpless(found: Matrix, week: int) -> str:
    """Share of the parameter sets at which no response helps from a week on."""
    if week not in found.none:
        return "no value"
    if not goals.weighed(found, week):
        return NOT_MOVED
    if goals.by_chance(found, week, "none"):
        return CHANCE
    share, low, high = found.none[week]
    return f"{wording.percent(share)} of sets\n{numbers.between(low, high)}"


def wanted(scenario: Scenario, found: Matrix) -> list[str]:
    """The goals that count, and how each is measured, a line each."""
    return [f"{goal.says}: {reading(scenario, goal)}; {'more' if goal.wanted > 0 else 'less'} is "
            "better for the regime" for goal in found.goals.kept]


def reading(scenario: Scenario, goal: Goal) -> str:
    """How a goal is measured."""
    if goal.turned:
        return "share of runs in which the regime is in power at the end"
    said = []
    for part in goal.parts:
        whose = compared.name_of(scenario, part.level, part.entity)
        metric = part.metric if part.level == "nation" else f"{part.metric} of {whose}"
        said.append(READ[part.rule].format(metric))
    return " and ".join(said)


def weighs(found: Matrix) -> str:
    """What worth is, in a sentence."""
    if not found.goals.weighed:
        return "No goal here has a weight, so there is no worth."
    names = wording.listed([goal.says for goal in found.goals.weighed])
    if found.goals.own:
        weights = wording.listed([f"{goal.worth:g}" for goal in found.goals.weighed])
        return (f"Worth is the mean change of {names}, each in the direction that the regime "
                f"wants, with the weights {weights} that the scenario gives.")
    return (f"Worth weighs {names} by what the regime wants, with the weights of each "
            "parameter set. A fallen regime has no worth.")


def counts(found: Matrix) -> str:
    """The difference from which a response helps, for worth and for a goal, in a sentence."""
    units = list(dict.fromkeys(goals.least(goal) for goal in sorted(
        found.goals.kept, key=lambda goal: goal.relative)))
    least = units[0] + f" ({units[-1]} for a goal that is not a share)" * (len(units) > 1)
    cost = ("A response helps without a cost at a parameter set if it moves one goal the regime’s "
            f"way by more than {least}, and none against it by more.")
    if not found.goals.weighed:
        return cost
    return ("A response helps at a parameter set if it raises worth by more than "
            f"{goals.least(found.goals.worth)}. {cost}")


def changes(scenario: Scenario, found: Matrix) -> Table:
    """What each response sets."""
    rows = [[label(one.id, {one.id: one.says}), ", ".join(
        f"{path} = {value:g}" for path, value in (*one.sets.items(), *one.signals.items()))]
        for one in scenario.responses if one.id in found.responses]
    return Table("", ("response", "sets"), rows)
