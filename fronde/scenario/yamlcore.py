"""YAML 1.2 core schema with places: texts stay texts, and nothing is executed.

The parser's events are read one by one, so that tags, aliases and depth are refused
before anything is built from them. ``NO``, ``on`` and ``2021-01-04`` are texts; only
null, true, false and numbers are more (YAML 1.2.2, section 10.3).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

import yaml

from fronde.scenario.complaints import Complaints, name_character, printable, quote
from fronde.scenario.places import Node, Place, Scalar

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 32
LONGEST_NUMBER = 30  # digits; more are read as a float
MOST_SHORTHANDS = 20  # %TAG lines; the parser compares each with all before it
BREAKS = re.compile("\r\n|[\r\n\x85\u2028\u2029]")  # where the parser counts a new line
# White space other than blanks before a first word, or where a value begins.
ODD_SPACE = re.compile("(?:^ *|[:-] *)([^\\S \n]|[\u200b-\u200d\u2060\ufeff])")
UNPAIRED = re.compile("[\ud800-\udfff]")
# Control characters, and what turns the direction of writing beyond its own text.
CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069"
                     "\ud800-\udfff\ufffe\uffff]")

WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
WHOLE = re.compile(r"[-+]?[0-9]+")
BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
INFINITE = re.compile(r"([-+]?)\.(inf|Inf|INF)")
POINTED = re.compile(r"[-+]?[1-9][0-9]{0,2}\.000")


class Pointed(float):
    """A number such as ``20.000``: twenty here, and twenty thousand in half of Europe.

    A float like any other; whole numbers may not be written like this.
    """

    def __new__(cls, text: str) -> Pointed:
        made = super().__new__(cls, text)
        made.text = text
        return made

    text: str

    def __str__(self) -> str:
        return self.text


def resolve(text: str) -> Scalar:
    """What a plain (unquoted) scalar means; a number beyond the largest stays a text."""
    if text in WORDS:
        return WORDS[text]
    if WHOLE.fullmatch(text) and len(text) <= LONGEST_NUMBER:
        return int(text)
    if BASED.fullmatch(text) and len(text) <= LONGEST_NUMBER:
        return int(text, 0)
    if FLOAT.fullmatch(text) and math.isfinite(float(text)):
        return Pointed(text) if POINTED.fullmatch(text) else float(text)
    if infinite := INFINITE.fullmatch(text):
        return float(infinite[1] + "inf")
    return text


def unfit(text: str) -> str:
    """What a text may not hold, if it holds it: it would reach terminals and file names."""
    found = CONTROL.search(text)
    if found is None:
        return ""
    return "a text has half of a surrogate pair" if UNPAIRED.match(found[0]) else (
        f"a text has a control character ({name_character(found[0])})")


def parse(text: str, file: str, complaints: Complaints, fixed: Place | None = None,
          most: float = math.inf) -> Node:
    """Read one YAML document.

    Parameters
    ----------
    file : its name in errors.
    fixed : the place of every value, for a text that is not in a file.
    most : values that it may have.
    """
    reader = _Reader(text, file, complaints, fixed, most)
    if control := CONTROL.search(text):
        complaints.stop(reader.place_of_offset(control.start()),
                        f"a control character ({name_character(control[0])})")
    if sum(line.startswith("%TAG") for line in reader.lines) > MOST_SHORTHANDS:
        complaints.stop(reader.place(None), f"more than {MOST_SHORTHANDS} lines begin with %TAG, "
                        "and tags are not allowed: leave these lines out")
    try:
        return reader.document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = printable(str(error.problem))
        complaints.stop(reader.place(mark), f"not YAML: {problem}{reader.odd_space(mark)}")
    except (yaml.YAMLError, ValueError) as error:
        complaints.stop(reader.place(None), f"not YAML: {printable(str(error))}")


class _Reader:
    """Builds nodes from the parser's events."""

    def __init__(self, text: str, file: str, complaints: Complaints, fixed: Place | None,
                 most: float) -> None:
        self.text = text
        self.file = file
        self.complaints = complaints
        self.fixed = fixed
        self.most, self.count = most, 0
        self.lines = BREAKS.split(text)
        self.events: Iterator[Any] = iter(())

    def place(self, mark: Any) -> Place:
        """The place that a mark of the parser stands for."""
        if self.fixed is not None:
            return self.fixed
        if mark is None:
            return Place(self.file)
        # At the end of the file the parser is on a line of its own.
        line = self.lines[mark.line] if mark.line < len(self.lines) else ""
        return Place(self.file, mark.line + 1, mark.column + 1, line, mark.column)

    def place_of_offset(self, offset: int) -> Place:
        if self.fixed is not None:
            return self.fixed
        before = BREAKS.split(self.text[:offset])
        line, column = len(before) - 1, len(before[-1])
        return Place(self.file, line + 1, column + 1, self.lines[line], column)

    def odd_space(self, mark: Any) -> str:
        """Says so where other space than blanks stands in the line of a mark, or above it."""
        for number in (mark.line, mark.line - 1) if mark else ():
            line = self.lines[number] if 0 <= number < len(self.lines) else ""
            if odd := ODD_SPACE.search(line):
                return f"; line {number + 1} has {name_character(odd[1])} where blanks belong"
        return ""

    def document(self) -> Node:
        """The only document of the stream."""
        self.events = _events(self.text)
        first = self.skip(yaml.StreamStartEvent, yaml.DocumentStartEvent)
        if isinstance(first, yaml.StreamEndEvent):
            return Node(None, self.place(None))
        node = self.node(first, 0)
        after = self.skip(yaml.DocumentEndEvent)
        if not isinstance(after, yaml.StreamEndEvent):
            self.complaints.stop(self.place(after.start_mark),
                                 "this is a second document: only one is allowed")
        return node

    def skip(self, *kinds: type) -> Any:
        """The first event that is of none of these kinds."""
        return next(event for event in self.events if not isinstance(event, kinds))

    def node(self, event: Any, depth: int) -> Node:
        place = self.place(event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            self.complaints.stop(place, "aliases (*name) are not allowed: write the value out")
        if event.tag is not None:
            self.complaints.stop(place, f"tags are not allowed: {quote(event.tag)}")
        if depth > DEEPEST:
            self.complaints.stop(place, f"nested more than {DEEPEST} deep")
        self.count += 1
        if self.count > self.most:
            self.complaints.stop(place, f"more than {self.most:,} values, which are too many to "
                                 "check here: give its file to fronde instead")
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(place, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            items = [self.node(item, depth + 1) for item in self.until(yaml.SequenceEndEvent)]
            return Node(items, place)
        text = self.scalar(event)
        return Node(resolve(text) if event.implicit[0] else text, place)

    def scalar(self, event: Any) -> str:
        text: str = event.value
        if wrong := unfit(text):
            self.complaints.stop(self.place(event.start_mark), wrong)
        return text

    def until(self, end: type) -> Iterator[Any]:
        """Events up to the end of a collection; a caller consumes what lies inside each."""
        for event in self.events:
            if isinstance(event, end):
                return
            yield event

    def mapping(self, place: Place, depth: int) -> Node:
        node = Node({}, place)
        for event in self.until(yaml.MappingEndEvent):
            at = self.place(event.start_mark)
            if not isinstance(event, yaml.ScalarEvent) or event.tag is not None:
                self.complaints.stop(at, "a key must be a plain text")
            key = self.scalar(event)
            value = self.node(next(self.events), depth + 1)
            if key in node.keys:
                first = node.keys[key]
                where = f" at {first.line}:{first.column}" if first.line else ""
                self.complaints.add(at, f"duplicate key {quote(key)}, first{where}")
            else:
                node.put(key, value, at)
        return node


def _events(text: str) -> Iterator[Any]:
    loader = LOADER(text)
    try:
        yield from iter(loader.get_event, None)
    finally:
        loader.dispose()
