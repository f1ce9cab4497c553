"""A record of a scenario: one declaration checks it, writes it and describes it.

What is read becomes a record whatever is wrong with it: what is not sound is None there, and the
record remembers why. So each part is checked, whatever is wrong with the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Annotated, Any, ClassVar, NamedTuple

from pydantic import (
    BaseModel,
    ConfigDict,
    GetJsonSchemaHandler,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from fronde.scenario.complaints import quote, suggestion, unknown_key
from fronde.scenario.places import Path
from fronde.scenario.values import is_number, mend

NOTHING = {"type": "null"}  # an empty value leaves things as they are


class Problem(NamedTuple):
    """What is wrong with a scenario, and where.

    Attributes
    ----------
    text : what is wrong, or a function that says it of the path as it was written.
    of_key : whether the last key of the path is wrong, and not its value.
    first : an earlier place that the text goes on to name.
    of_end : whether it is wrong only if the same file says when the run ends: whoever shortens a
        run from outside leaves what is dated later as it is.
    """

    path: Path
    text: str | Callable[[Path], str]
    of_key: bool = False
    first: Path = ()
    of_end: bool = False


@dataclass(frozen=True)
class Ref:
    """Marks a field whose texts are names of something of this kind; ``once``: each only once."""

    kind: str
    once: bool = False


class OrNothing:
    """Marks a field that an empty value leaves as it is."""

    def __get_pydantic_json_schema__(
        self, core: Any, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return or_nothing(handler(core))


def or_nothing(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema, or an empty value."""
    return schema if NOTHING in schema.get("anyOf", ()) else {"anyOf": [schema, NOTHING]}


class Record(BaseModel):
    """A mapping with known keys and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    wrong: ClassVar[tuple[Any, ...]] = ()  # what pydantic says of it, if it is not sound

    @model_validator(mode="wrap")
    @classmethod
    def _read(cls, raw: Any, handler: Any, info: Any) -> Any:
        """A record; where a scenario is read (there is a context), also of what is not sound."""
        try:
            return handler({} if raw is None else raw)
        except ValidationError as error:
            if info.context is None:
                raise
            deepest = {each["loc"][:-1] for each in error.errors()}
            return cls._rough(raw, [each for each in error.errors(include_url=False)
                                    if each["type"] != "too_short" or each["loc"] not in deepest],
                              info.context)

    @classmethod
    def _rough(cls, raw: Any, errors: list[Any], context: Any) -> Any:
        made = cls.model_construct()
        given = raw if isinstance(raw, dict) else {}
        for key, name, _ in fields_of(cls):
            wrong = [error["loc"][1:] for error in errors if error["loc"][:1] == (key,)]
            field = cls.model_fields[name]
            if key in given:
                made.__dict__[name] = _remaining(cls, name, given[key], wrong, context)
            elif field.validate_default:
                made.__dict__[name] = _remaining(cls, name, field.default, wrong, context)
            elif field.is_required():
                made.__dict__[name] = None
        made.__dict__["wrong"] = tuple(errors)
        return made

    @classmethod
    def unknown(cls, key: str) -> str:
        """Why a key is wrong, and which one may be meant."""
        return unknown_key(key, [name for name, _, _ in fields_of(cls)])

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong with the record itself."""
        return not self.wrong

    @property
    def unsound(self) -> set[tuple[str | int, ...]]:
        """Where in the record something is wrong."""
        return {error["loc"] for error in self.wrong}


def _remaining(cls: type[Record], name: str, raw: Any, wrong: list[Any], context: Any) -> Any:
    """What is sound of the value of a field; None in place of items that are not."""
    if () in wrong:
        return None
    if wrong and isinstance(raw, list):
        unsound = {place[0] for place in wrong}
        return tuple(None if index in unsound else item for index, item in enumerate(raw))
    if wrong:
        raw = {key: item for key, item in raw.items() if (key,) not in wrong}
    return _adapter(cls, name).validate_python(raw, context=context)


@cache
def _adapter(cls: type[Record], name: str) -> TypeAdapter[Any]:
    field = cls.model_fields[name]
    kind: Any = Annotated[(field.annotation, *field.metadata, ...)]
    return TypeAdapter(kind)


@cache
def fields_of(cls: type[Record]) -> tuple[tuple[str, str, Ref | None], ...]:
    """Fields of a record: key in files, name in Python, what its texts refer to."""
    return tuple(
        (field.alias or name, name, next((m for m in field.metadata if isinstance(m, Ref)), None))
        for name, field in cls.model_fields.items())


def walk(record: Record, path: Path = ()) -> Iterator[tuple[Path, Record]]:
    """A record and all records in it, each with its path."""
    yield path, record
    for key, name, _ in fields_of(type(record)):
        value = getattr(record, name)
        if isinstance(value, Record):
            yield from walk(value, (*path, key))
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if isinstance(item, Record):
                    yield from walk(item, (*path, key, index))
        elif isinstance(value, Mapping):
            for inner, item in value.items():
                if isinstance(item, Record):
                    yield from walk(item, (*path, key, inner))


def misshapen(root: Record) -> Iterator[Problem]:
    """What is wrong with the form of a record and of those in it."""
    for path, record in walk(root):
        for error in sorted(record.wrong, key=lambda error: error["type"] != "extra_forbidden"):
            where = (*path, *error["loc"])
            if error["type"] == "extra_forbidden":
                yield Problem(where, type(record).unknown(error["loc"][-1]), of_key=True)
            elif error["type"] == "missing":
                yield Problem(path, partial(missing, error["loc"][-1]))
            else:
                yield Problem(where, partial(wording, error), of_key=error["type"] == "key")


def references(root: Record) -> Iterator[tuple[Path, Ref, str]]:
    """Every name in a record that refers to something, also of those that are wrong elsewhere."""
    for path, record in walk(root):
        for key, name, ref in fields_of(type(record)):
            value = getattr(record, name) if ref else None
            if isinstance(value, str) and value and ref:
                yield (*path, key), ref, value
            elif isinstance(value, tuple) and ref:
                yield from (((*path, key, i), ref, item) for i, item in enumerate(value) if item)


KINDS = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "finite_number": "a finite number",
    "model_type": "a mapping",
    "dict_type": "a mapping",
    "tuple_type": "a list",
}


def missing(key: str, path: Path) -> str:
    """Which key a mapping at a path lacks."""
    inside = f" in `{path[-1]}`" if path and isinstance(path[-1], str) else ""
    return f"`{key}` is missing{inside}"


def wording(error: Any, path: Path) -> str:
    """What a validator found at a path, in the words of this package."""
    if error["type"] == "key":
        return str(error["ctx"]["text"])
    name = f"`{path[-1]}` " if path and isinstance(path[-1], str) else ""
    return name + describe_error(error)


def describe_error(error: Any) -> str:
    """What a value must be, and what it is."""
    kind, raw, context = error["type"], error["input"], error.get("ctx", {})
    if kind in KINDS:
        return f"must be {KINDS[kind]}, not {quote(raw)}{quotes(kind, raw)}"
    if kind == "literal_error":
        options = str(context["expected"]).replace("'", "")
        hint = suggestion(raw, options.replace(" or ", ", ").split(", "))
        return f"must be {options}, not {quote(raw)}" + (hint if "did you mean" in hint else "")
    if kind == "greater_than_equal":
        return f"must be at least {context['ge']:g}, not {quote(raw)}"
    if kind == "less_than_equal":
        return f"must be at most {context['le']:g}, not {quote(raw)}"
    if kind in ("string_too_short", "too_short"):
        return "must not be empty"
    return str(context["error"]) if kind == "value_error" else str(error["msg"])


def quotes(kind: str, raw: Any) -> str:
    """How to mend a text that was read as a number, or the other way round."""
    if kind == "string_type" and (is_number(raw) or isinstance(raw, bool)):
        return ": put it in quotes"
    return mend(raw) if "number" in KINDS[kind] else ""
