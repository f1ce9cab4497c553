"""What is to be played: a scenario by its id, and all that is changed in it.

It comes from a browser, so nothing in it is trusted: the shape is checked here, the meaning
where it is used. It names scenarios by ids that the server gave out, never files.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AllowInfNan, BaseModel, ConfigDict, Field, Strict, ValidationError

from fronde.errors import ScenarioError
from fronde.scenario.types import Scenario

MOST_WEEKS = 1040  # twenty years: more than a page can draw
MOST_PEOPLE = 2_000_000_000
MOST_CHANGES, MOST_TURNS = 400, 60
MOST_SHOWN = 60  # letters of a name that is not known
NEVER = 10**9

Name = Annotated[str, Strict(), Field(min_length=1, max_length=120)]
Number = Annotated[float, AllowInfNan(False)]
Sets = Annotated[dict[Name, Number], Field(max_length=MOST_CHANGES)]
Week = Annotated[int, Strict(), Field(ge=0, le=MOST_WEEKS)]
Place = Annotated[str, Field(pattern=r"^[0-9]{1,4}$")]


class Shape(BaseModel):
    """Known keys and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SpecTurn(Shape):
    """What is done in a week, and holds from then on."""

    week: Week
    sets: Sets = {}
    response: Name | None = None


class Spec(Shape):
    """One trajectory: a scenario and what is changed in it.

    Attributes
    ----------
    scenario : an id that the server gave out.
    people : all: one to one; a number below the population: the street in groups.
    sets : path -> value, assumptions changed from the start.
    events : place in the scenario's list -> another day, or None: left out.
    contrast : the claim whose contrast is made, or empty.
    turns : changes in the course of the run, in order of week.
    """

    scenario: Name
    people: Annotated[int, Strict(), Field(ge=1, le=MOST_PEOPLE)] | Literal["all"]
    weeks: Annotated[int, Strict(), Field(ge=1, le=MOST_WEEKS)]
    seed: Annotated[int, Strict(), Field(ge=0, le=2**53)] = 1
    replicate: Annotated[int, Strict(), Field(ge=0, le=2**31)] = 0
    sets: Sets = {}
    events: Annotated[dict[Place, date | None], Field(max_length=MOST_CHANGES)] = {}
    contrast: Annotated[str, Strict(), Field(max_length=120)] = ""
    turns: Annotated[tuple[SpecTurn, ...], Field(max_length=MOST_TURNS)] = ()

    def turn(self, week: int) -> SpecTurn | None:
        """What is done in a week."""
        return next((turn for turn in self.turns if turn.week == week), None)

    def plain(self) -> dict[str, Any]:
        """As it travels."""
        return self.model_dump(mode="json")


def read(raw: Any) -> Spec:
    """A spec from what a browser sent.

    Raises
    ------
    ScenarioError : it has another shape; the message says where.
    """
    try:
        spec = Spec.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part)[:MOST_SHOWN] for part in first["loc"]) or "spec"
        raise ScenarioError(f"{where}: {first['msg']}.") from None
    weeks = [turn.week for turn in spec.turns]
    if sorted(set(weeks)) != weeks:
        raise ScenarioError("turns: their weeks must rise.")
    if weeks and weeks[-1] >= spec.weeks:
        raise ScenarioError(f"turns: week {weeks[-1]} leaves no weeks; the run has {spec.weeks}.")
    return spec


class Calendar(NamedTuple):
    """When a scenario starts, and its dated events as they stand before any moves.

    ``foresight``: weeks that its state looks ahead, and so acts on events that are to come.
    """

    start: date
    days: tuple[date, ...]
    foresight: int

    @classmethod
    def of(cls, scenario: Scenario) -> Calendar:
        """That of a scenario."""
        return cls(scenario.start, tuple(e.date for e in scenario.events),
                   foresight(scenario))

    def week(self, day: date) -> int:
        """The week that a day falls into."""
        return max(0, (day - self.start).days // 7)


def foresight(scenario: Scenario) -> int:
    """How many weeks the state plays its responses ahead, dated events included; 0: it does not."""
    policy = scenario.policy
    return policy.horizon if policy is not None and policy.kind == "look-ahead" else 0


def common_past(one: Spec, other: Spec, calendar: Calendar) -> int:
    """The week up to which two trajectories are the same: from it on they may differ."""
    if one == other:
        return NEVER
    changing = ("events", "turns", "weeks")
    if any(getattr(one, name) != getattr(other, name)
           for name in Spec.model_fields if name not in changing):
        return 0
    return min(first_other_event(one.events, other.events, calendar),
               first_other_turn(one, other))


def first_other_event(one: Mapping[str, date | None], other: Mapping[str, date | None],
                      calendar: Calendar) -> int:
    """The first week in which dated events differ."""
    found = NEVER
    for place in {*one, *other}:
        if int(place) >= len(calendar.days):
            return 0
        usual = calendar.days[int(place)]
        days = {one.get(place, usual), other.get(place, usual)}
        if len(days) > 1:
            found = min(found, *(calendar.week(day) for day in days if day is not None))
    return found if found == NEVER else max(0, found - calendar.foresight)


def first_other_turn(one: Spec, other: Spec) -> int:
    """The first week in which turns differ."""
    weeks = sorted({turn.week for turn in (*one.turns, *other.turns)})
    return next((week for week in weeks if one.turn(week) != other.turn(week)), NEVER)
