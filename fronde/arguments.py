"""Checks of the arguments of public functions, before anything is computed.

Whole numbers may be numpy's, one text may replace a list of one, settings may be a mapping.
The checks return plain Python values, so that manifests can hold them.
"""

from __future__ import annotations

import json
import math
import operator
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from fronde.errors import ScenarioError

MOST_SEED = 2**62
MOST_AT_ONCE = 4096  # threads, or processes: more than any machine has cores


def whole(name: str, given: Any, low: int, high: int | None = None) -> int:
    """A whole number from ``low`` to ``high``.

    Raises
    ------
    ScenarioError : it is not; ``3.0`` and ``True`` are no whole numbers.
    """
    try:
        number = operator.index(given)
    except TypeError:
        number = None
    if number is None or isinstance(given, bool):
        raise ScenarioError(f"{name} must be a whole number, not {short(given)}.")
    if number < low or (high is not None and number > high):
        span = f"at least {low}" if high is None else f"from {low} to {high}"
        raise ScenarioError(f"{name} must be {span}, not {number}.")
    return number


def optional(name: str, given: Any, low: int, high: int | None = None) -> int | None:
    """A whole number, at least ``low``, or None if none is given; see ``whole``."""
    return None if given is None else whole(name, given, low, high)


def wholes(name: str, given: Any, low: int, high: int) -> tuple[int, ...]:
    """Whole numbers, or one of them; see ``whole``."""
    if isinstance(given, (str, bytes)) or not several(given):
        given = (given,)
    return tuple(whole(name, one, low, high) for one in given)


def several(given: Any) -> bool:
    """Whether something can be gone through; an array without a dimension only says that it can."""
    return isinstance(given, Iterable) and getattr(given, "ndim", 1) != 0


def text(name: str, given: Any) -> str:
    """A text.

    Raises
    ------
    ScenarioError : anything else.
    """
    if not isinstance(given, str):
        raise ScenarioError(f"{name} must be a text, not {short(given)}.")
    return given


def texts(name: str, given: Any) -> tuple[str, ...]:
    """Texts, or one of them.

    Raises
    ------
    ScenarioError : anything else.
    """
    if isinstance(given, str):
        return (given,)
    if isinstance(given, Mapping) or not several(given):
        raise ScenarioError(f"{name} must be a list of texts, not {short(given)}.")
    return tuple(text(name, one) for one in given)


def callback(name: str, given: Any) -> Any:
    """A function, or None.

    Raises
    ------
    ScenarioError : anything else.
    """
    if given is not None and not callable(given):
        raise ScenarioError(f"{name} must be a function, not {short(given)}.")
    return given


def settings(given: Any) -> tuple[str, ...]:
    """Texts ``path=value``, also from a mapping path -> value.

    Raises
    ------
    ScenarioError : anything else, or a value that no scenario can hold.
    """
    if not isinstance(given, Mapping):
        return texts("sets", given)
    return tuple(f"{text('sets', path)}={write_value(path, value)}"
                 for path, value in given.items())


def write_value(path: str, value: Any) -> str:
    """A value as a scenario writes it."""
    value = value.tolist() if hasattr(value, "tolist") else value  # numpy's
    if isinstance(value, float) and math.isinf(value):
        return ".inf" if value > 0.0 else "-.inf"
    try:
        return value if isinstance(value, str) else json.dumps(value)
    except (TypeError, ValueError):
        raise ScenarioError(f"sets: {path} cannot be {short(value)}. Give a number, a text, a list "
                            "or a mapping.") from None


def place(name: str, given: Any) -> Path:
    """A file or folder; ``~`` is the home of its user, also where no shell has replaced it.

    Raises
    ------
    ScenarioError : it is no path, or one that tables cannot be written to.
    """
    try:
        path = Path(os.path.expanduser(given))  # pathlib's would drop ./ first
        str(path).encode()
    except UnicodeEncodeError:
        shown = str(given).encode(errors="replace").decode()
        raise ScenarioError(f"{name}: the name {shown!r} is not UTF-8, so tables cannot be "
                            "written there. Choose another name.") from None
    except TypeError:
        raise ScenarioError(f"{name} must be a path, not {short(given)}.") from None
    if "\0" in str(path):
        raise ScenarioError(f"{name}: {short(given)} has a NUL byte, which no file name can have. "
                            "Choose another name.")
    # Polars would take a folder that is really called ~ for the home.
    return path.absolute() if path.parts[:1] == ("~",) else path


def folder_of(given: Any) -> Path:
    """The folder of a result, or the one that is named.

    Raises
    ------
    ScenarioError : neither, or a result that was not stored.
    """
    kept = getattr(given, "folder", given)
    if kept is None:
        raise ScenarioError("this result was not stored: give simulate a folder, out=.")
    return place("folder", kept)


def short(given: Any) -> str:
    """Something as it is written in Python, cut to what a message can show."""
    shown = repr(given)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
