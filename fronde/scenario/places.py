"""Where each value of a scenario was written: a tree of values with their places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

Step = str | int
Path = tuple[Step, ...]
Scalar = str | int | float | bool | date | None


class Place(NamedTuple):
    """A place that an error can point at.

    ``column`` is a number in YAML and a column's name in CSV, counted or named as an
    editor shows it; ``text`` is the source line and ``caret`` the offset to mark in it.
    """

    file: str
    line: int | None = None
    column: int | str | None = None
    text: str = ""
    caret: int | None = None

    def __str__(self) -> str:
        parts = (self.file, self.line, self.column)
        return ":".join(str(part) for part in parts if part is not None)


@dataclass
class Node:
    """A scalar, a mapping of nodes or a list of nodes, and where it stands."""

    value: Scalar | dict[str, Node] | list[Node]
    place: Place
    keys: dict[str, Place] = field(default_factory=dict)

    @property
    def mapping(self) -> dict[str, Node]:
        """The entries of a mapping (none for anything else)."""
        return self.value if isinstance(self.value, dict) else {}

    def put(self, key: str, node: Node, place: Place) -> None:
        """Set an entry of a mapping, or turn an empty value into a mapping of one."""
        if not isinstance(self.value, dict):
            self.value = {}
        self.value[key] = node
        self.keys[key] = place

    def at(self, path: Iterable[Step]) -> Node | None:
        """The node at a path, or None."""
        node: Node | None = self
        for step in path:
            node = node.child(step) if node is not None else None
        return node

    def child(self, step: Step) -> Node | None:
        """The entry under a key or index, or None."""
        if isinstance(self.value, dict):
            return self.value.get(str(step))
        if isinstance(self.value, list) and isinstance(step, int) and step < len(self.value):
            return self.value[step]
        return None

    def written_path(self, path: Path) -> Path:
        """A path as it was written: the only item of a list may stand there without the list, and
        a mechanism's parameter may be set under ``mechanisms.``.
        """
        node: Node | None = self
        steps: list[Step] = []
        for step in path:
            mapping = node.mapping if node is not None else {}
            if step == 0 and node is not None and not isinstance(node.value, list):
                continue
            if str(step) not in mapping and f"mechanisms.{step}" in mapping:
                step = f"mechanisms.{step}"
            steps.append(step)
            node = node.child(step) if node is not None else None
        return tuple(steps)

    def nearest(self, path: Iterable[Step]) -> Place:
        """The place at a path, or of its closest parent that was written."""
        node = self
        for step in path:
            found = node.child(step)
            if found is None:
                break
            node = found
        return node.place

    def key_place(self, path: Sequence[Step]) -> Place:
        """The place of the last key of a path."""
        parent = self.at(path[:-1])
        place = parent.keys.get(str(path[-1])) if parent is not None else None
        return place if place is not None else self.nearest(path)

    @property
    def plain(self) -> Any:
        """The value without places."""
        if isinstance(self.value, dict):
            return {key: node.plain for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain for node in self.value]
        return self.value
