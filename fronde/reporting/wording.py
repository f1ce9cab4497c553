"""Numbers and dates in words."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fronde.reporting.paths import Path, Stretches


def number(value: float) -> str:
    """A count with three significant figures: ``940``, ``12,400``, ``1.2 million``."""
    size = abs(value)
    if size < 9_999.5:
        return f"{value:,.0f}"
    if size < 999_500:
        step = 10 ** (math.floor(math.log10(size)) - 2)
        return f"{round(value / step) * step:,.0f}"
    for unit, name in ((1e9, "billion"), (1e6, "million")):
        if size >= 0.9995 * unit:
            digits = 0 if size >= 100 * unit else 1
            return f"{value / unit:,.{digits}f} {name}"
    return f"{value:,.0f}"


def people(value: float) -> str:
    """A number of persons: ``nobody``, ``1 person``, ``12,400 people``."""
    if value < 0.5:
        return "nobody"
    said = number(value)
    return f"{said} person" if said == "1" else f"{said} people"


def share(value: float) -> str:
    """A share of people: per cent where it is one or more, else per 100,000."""
    if value >= 0.01:
        return percent(value)
    return f"{rate(value)} per 100,000"


def of_all(value: float) -> str:
    """A share of the whole people: ``14 per 100,000 people``, ``12% of all people``."""
    return f"{share(value)} {'of all people' if value >= 0.01 else 'people'}"


def rate(value: float) -> str:
    """A share as a number per 100,000, with two significant figures."""
    amount = 1e5 * value
    if amount >= 99.5:
        return f"{amount:,.0f}"
    if amount >= 9.95:
        return f"{amount:.0f}"
    if amount >= 0.995:
        return f"{amount:.1f}"
    return "0" if amount == 0 else f"{amount:.2g}"


def percent(value: float) -> str:
    """A share of one in per cent: ``62%``, ``0.4%``, ``under 0.1%``."""
    if 0 < value < 0.0005:
        return "under 0.1%"
    if 0 < value < 0.00995:
        return f"{100 * value:.1f}%"
    if 0.995 <= value < 1:
        return "over 99%"
    return f"{100 * value:.0f}%"


def times(ratio: float) -> str:
    """How many times as much: ``2.3 times``, ``14 times``."""
    return f"{ratio:.0f} times" if ratio >= 9.95 else f"{ratio:.1f} times"


def level(value: float) -> str:
    """A quantity between 0 and 1."""
    return f"{value:.2f}"


def weeks(count: int) -> str:
    """A number of weeks."""
    return "1 week" if count == 1 else f"{count} weeks"


def span(days: int) -> str:
    """A time: whole weeks as weeks, else days."""
    if days % 7 == 0:
        return weeks(days // 7)
    return "1 day" if days == 1 else f"{days} days"


def on(when: date) -> str:
    """When a record was made: ``in the week of 7 March 2022``."""
    return f"in the week of {day(when)}"


def since(when: date) -> str:
    """From when on: ``the week of 7 March 2022``."""
    return f"the week of {day(when)}"


def majority(part: float) -> str:
    """A share as most, half (as it is printed) or a minority."""
    if percent(part) == "50%":
        return "half"
    return "most" if part > 0.5 else "a minority"


def count_noun(count: float, noun: str) -> str:
    """A number of things: ``1 unit``, ``12 units``."""
    said = number(count)
    return f"{said} {noun}" if said == "1" else f"{said} {noun}s"


def occasions(count: float) -> str:
    """How often: ``never``, ``once``, ``twice``, ``12 times``."""
    said = number(count)
    return {"0": "never", "1": "once", "2": "twice"}.get(said, f"{said} times")


def day(when: date) -> str:
    """A date: ``7 March 2022``."""
    return f"{when.day} {when:%B %Y}"


def month(when: date) -> str:
    """The month of a date: ``March 2022``."""
    return f"{when:%B %Y}"


def join_words(words: Sequence[str], last: str = "and") -> str:
    """Words in a row: ``a, b and c``, with another word before the last one if it is given."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def capitalise(text: str) -> str:
    """With the first letter of a sentence."""
    return text[:1].upper() + text[1:]


def uncapitalise(text: str) -> str:
    """With the first letter of a word inside a sentence."""
    return text[:1].lower() + text[1:]


def seconds(value: float) -> str:
    """A duration: ``41 s``, ``3 min 20 s``."""
    if value < 100:
        return f"{value:.1f} s" if value < 10 else f"{value:.0f} s"
    return f"{int(value // 60)} min {int(value % 60)} s"


def value(given: Any) -> str:
    """A parameter's value: ``0.018``, ``900,000``."""
    if isinstance(given, (int, float)) and not isinstance(given, bool):
        return f"{given:,.0f}" if abs(given) >= 1e4 else f"{given:g}"
    return str(given)


def between(path: Path, form: str) -> str:
    """Lowest and highest value in brackets, where they are printed differently from both ends."""
    say = FILTERS[form]
    ends = {say(path.first), say(path.last)}
    words = [f"{say(value)} at the {name}"
             for value, name in ((path.low, "lowest"), (path.high, "highest"))
             if say(value) not in ends]
    return f" ({join_words(words)})" if words else ""


def went(path: Path, form: str) -> str:
    """From where to where, with what lies beyond: ``from 80% to 60% (20% at the lowest)``."""
    say = FILTERS[form]
    return f"from {say(path.first)} to {say(path.last)}{between(path, form)}"


def stretch(rows: Stretches) -> str:
    """When something held: ``From D on``, ``In the whole run``, ``From D to E, with breaks,``."""
    if rows.whole:
        return "In the whole run"
    if len(rows.rows) == 1:
        return capitalise(on(rows.begin))
    if rows.unbroken and rows.lasts:
        return f"From {day(rows.begin)} on"
    return f"From {day(rows.begin)} to {day(rows.end)}{'' if rows.unbroken else ', with breaks,'}"


FILTERS: dict[str, Callable[..., Any]] = {function.__name__: function for function in (
    number, people, share, of_all, rate, percent, times, level, weeks, span, on, since, majority,
    count_noun, occasions, day, month, join_words, capitalise, uncapitalise, seconds, value,
    between, went, stretch)}
