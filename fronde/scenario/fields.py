"""What may stand in a field of a record: texts, numbers within a range, dates, names."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AllowInfNan,
    BeforeValidator,
    Field,
    PlainSerializer,
    Strict,
    WithJsonSchema,
    WrapValidator,
)
from pydantic_core import PydanticKnownError

from fronde.scenario.complaints import quote
from fronde.scenario.records import OrNothing
from fronde.scenario.values import mend, whole_of

MOST_WEEKS = 5200
MOST_PERSONS = 10**15
ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Text = Annotated[str, Strict()]
Filled = Annotated[str, Strict(), Field(min_length=1)]


def one_line(text: str) -> str:
    """A text without the line break at its end; it is printed within lines, and has no other."""
    line = text.rstrip("\r\n")
    if len(line.splitlines()) != 1:
        raise ValueError(f"must stand on one line, not {quote(line)}")
    return line


Line = Annotated[str, Strict(), Field(min_length=1), AfterValidator(one_line)]
YesNo = Annotated[bool, Strict()]
WHOLE = BeforeValidator(whole_of)
Persons = Annotated[int, Strict(), Field(ge=0, le=MOST_PERSONS), WHOLE]
SomePersons = Annotated[int, Strict(), Field(ge=1, le=MOST_PERSONS), WHOLE]
Tile = Annotated[int, Strict(), Field(ge=-(10**6), le=10**6), WHOLE]
UpToMillion = Annotated[int, Strict(), Field(ge=0, le=10**6), WHOLE]
Length = Annotated[int, Strict(), Field(ge=1, le=MOST_WEEKS), WHOLE]
PLUS_ZERO = AfterValidator(lambda number: number + 0.0)  # no minus zero
Number = Annotated[float, Strict(), AllowInfNan(False), PLUS_ZERO]
Share = Annotated[float, Strict(), AllowInfNan(False), Field(ge=0.0, le=1.0), PLUS_ZERO]
Stand = Annotated[float, Strict(), AllowInfNan(False), Field(ge=-1.0, le=1.0), PLUS_ZERO]
Amount = Annotated[float, Strict(), AllowInfNan(False), Field(ge=0.0), PLUS_ZERO]
Flow = Annotated[float, Strict(), AllowInfNan(False), Field(ge=0.0, le=MOST_PERSONS), PLUS_ZERO]
StepDays = Annotated[float, Strict(), AllowInfNan(False), Field(ge=0.125, le=7.0)]
Level = Literal["nation", "region", "group", "community", "state"]
Direction = Literal["higher", "lower"]


def day_of(raw: Any) -> date:
    """A date, from a date or a text such as 2021-01-04."""
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if not isinstance(raw, str) or not ISO.fullmatch(raw):
        raise ValueError(f"must be a date such as 2021-01-04, not {quote(raw)}")
    try:
        return date.fromisoformat(raw)
    except ValueError as error:
        raise ValueError(f"{quote(raw)} is no date: {error}") from None


def people_of(raw: Any) -> int | None:
    """None: one to one; a number: the street in groups if it is below the population."""
    if raw == "all":
        return None
    number = whole_of(raw)
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= MOST_PERSONS:
        raise ValueError("must be `all` or a whole number from 1 to 1e15, not "
                         f"{quote(raw)}{mend(raw)}")
    return number


def split_names(raw: Any) -> Any:
    """Names with blanks between them, one by one."""
    if not isinstance(raw, str):
        raise PydanticKnownError("string_type")
    return raw.split()


def list_of(raw: Any) -> Any:
    """An empty value as an empty list."""
    return [] if raw is None else raw


def if_given(raw: Any, check: Any) -> Any:
    """A value, unless it is left empty."""
    return None if raw is None else check(raw)


IfGiven = WrapValidator(if_given)
Day = Annotated[date, BeforeValidator(day_of)]
People = Annotated[
    int | None,
    BeforeValidator(people_of),
    WithJsonSchema({"anyOf": [{"const": "all"}, {"type": "integer", "minimum": 1}]}),
]
Names = Annotated[
    tuple[str, ...], BeforeValidator(split_names), PlainSerializer(" ".join),
    WithJsonSchema({"type": "string"}),
]


def whose(raw: Any, check: Any, info: Any) -> Any:
    """Whose outcome it is: there is only one nation, which need not be named."""
    of_nation = (info.data or {}).get("level") == "nation"
    return check(raw) if raw is not None else "nation" if of_nation else None


Entity = Annotated[Filled, WrapValidator(whose), OrNothing(), Field(
    description="whose outcome: an id; for a community: region/group; not for the nation")]
