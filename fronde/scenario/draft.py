"""A scenario under check: its tree, what is wrong so far, and how records are checked."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from fronde.scenario.complaints import Complaints, quoted, suggestion
from fronde.scenario.places import Node, Step
from fronde.scenario.quantities import Quantities
from fronde.scenario.values import Given, given, is_number, mend, plain_number

Record = TypeVar("Record", bound=BaseModel)
Made = TypeVar("Made")
Path = tuple[Step, ...]


class Draft:
    """What was read of a scenario, on its way to a ``Scenario``."""

    def __init__(self, root: Node, complaints: Complaints) -> None:
        self.root = root
        self.complaints = complaints
        self.plain: dict[str, Any] = root.plain
        self._made: dict[Hashable, Any] = {}

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What is made of the draft as a whole: the first time it is asked for, and then kept."""
        if key not in self._made:
            self._made[key] = make()
        made: Made = self._made[key]
        return made

    def get(self, *path: Step) -> Any:
        """The plain value at a path, or None."""
        node = self.root.at(path)
        return node.plain if node is not None else None

    def keys(self, *path: Step) -> tuple[str, ...]:
        """Keys of the mapping at a path (none if it is anything else)."""
        node = self.root.at(path)
        return tuple(node.mapping) if node is not None else ()

    def length(self, *path: Step) -> int:
        """Items of the list at a path (0 if it is anything else)."""
        node = self.root.at(path)
        return len(node.value) if node is not None and isinstance(node.value, list) else 0

    def items(self, *path: Step) -> list[Path]:
        """Paths of the items of a list; complains of anything else."""
        node = self.root.at(path)
        if node is None or node.value is None:
            return []
        if not isinstance(node.value, list):
            self.complain(path, f"`{path[-1]}` must be a list, not {quoted(node.plain)}")
        return [(*path, index) for index in range(self.length(*path))]

    def complain(self, path: Sequence[Step], message: str) -> None:
        """Say what is wrong with the value at a path."""
        self.complaints.add(self.root.nearest(path), message)

    def complain_of_key(self, path: Sequence[Step], message: str) -> None:
        """Say what is wrong with the last key of a path."""
        self.complaints.add(self.root.key_place(path), message)

    def record(self, shape: type[Record], *path: Step) -> Record | None:
        """The mapping at a path as a record, or None (and complaints)."""
        raw = self.get(*path)
        return self.validated(shape, {} if raw is None else raw, path)

    def validated(self, shape: type[Record], raw: Any, path: Path) -> Record | None:
        """A value as a record, or None (and complaints)."""
        try:
            return shape.model_validate(raw)
        except ValidationError as error:
            for problem in error.errors(include_url=False):
                self._problem(problem, path, tuple(shape.model_fields))
        return None

    def adapted(self, kind: Any, path: Path) -> Any:
        """The value at a path as any type, or None (and complaints)."""
        try:
            return TypeAdapter(kind).validate_python(self.get(*path))
        except ValidationError as error:
            for problem in error.errors(include_url=False):
                self._problem(problem, path, ())
        return None

    def _problem(self, problem: Any, path: Path, known: tuple[str, ...]) -> None:
        where = (*path, *problem["loc"])
        if problem["type"] == "extra_forbidden":
            self.unknown(where, known)
        elif problem["type"] == "missing":
            inside = f" in `{path[-1]}`" if path and isinstance(path[-1], str) else ""
            self.complain(path, f"`{where[-1]}` is missing{inside}")
        else:
            name = f"`{where[-1]}` " if where and isinstance(where[-1], str) else ""
            self.complain(where, name + wording(problem))

    def unknown(self, path: Sequence[Step], known: Sequence[str]) -> None:
        """Say that a key is not known, and which one may be meant."""
        self.complain_of_key(path, f"unknown key {quoted(path[-1])}{suggestion(path[-1], known)}")

    def quantities(self, known: Quantities, *path: Step, priors: bool) -> dict[str, Given]:
        """The mapping at a path as quantities; wrong ones are left out (and complained of).

        An empty value leaves a quantity open, so that a scenario can take back what the one
        that it extends has set.
        """
        node = self.root.at(path)
        if node is None or node.value is None:
            return {}
        if not isinstance(node.value, dict):
            self.complain(path, f"`{path[-1]}` must be a mapping, not {quoted(node.value)}")
            return {}
        found = {}
        for key, raw in node.plain.items():
            if key not in known:
                self.unknown((*path, key), tuple(known))
            elif raw is not None:
                try:
                    found[key] = (given if priors else plain_number)(known[key], raw)
                except ValueError as error:
                    self.complain((*path, key), f"`{key}` {error}")
        return {key: found[key] for key in known if key in found}


KINDS = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "finite_number": "a finite number",
    "model_type": "a mapping",
    "dict_type": "a mapping",
    "list_type": "a list",
}


def quotes(kind: str, raw: Any) -> str:
    """How to mend a text that was read as a number, or the other way round."""
    if kind == "string_type" and (is_number(raw) or isinstance(raw, bool)):
        return ": put it in quotes"
    return mend(raw) if "number" in KINDS[kind] else ""


def wording(problem: Any) -> str:
    """What a validator found, in the words of this package."""
    kind, raw, context = problem["type"], problem["input"], problem.get("ctx", {})
    if kind in KINDS:
        return f"must be {KINDS[kind]}, not {quoted(raw)}{quotes(kind, raw)}"
    if kind == "literal_error":
        options = str(context["expected"]).replace("'", "")
        words = options.replace(" or ", ", ").split(", ")
        hint = suggestion(raw, words)
        meant = hint if "did you mean" in hint else ""
        return f"must be {options}, not {quoted(raw)}{meant}"
    if kind == "greater_than_equal":
        return f"must be at least {context['ge']:g}, not {quoted(raw)}"
    if kind == "less_than_equal":
        return f"must be at most {context['le']:g}, not {quoted(raw)}"
    if kind in ("string_too_short", "too_short"):
        return "must not be empty"
    if kind == "value_error":
        return str(context["error"])
    return str(problem["msg"])
