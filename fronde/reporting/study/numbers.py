"""Shares, effects and their intervals in words."""

from __future__ import annotations

import math

from fronde.reporting import wording


def share(value: float) -> str:
    """A share of the parameter sets: ``93%``; ``no value`` if there are none."""
    return "no value" if math.isnan(value) else wording.percent(value)


def between(low: float, high: float) -> str:
    """An interval of a share: ``87% to 97%``."""
    return f"{wording.percent(low)} to {wording.percent(high)}"


def add_sign(text: str, value: float) -> str:
    """A number's text with its sign, the minus as long as the plus."""
    if not any(digit in text for digit in "123456789"):
        return text  # what rounds to nothing has no sign
    return f"+{text}" if value > 0 else f"\u2212{text}" if value < 0 else text


def percent(value: float) -> str:
    """A relative difference: ``+16%``; ``infinite`` where it is a share of 0."""
    if math.isnan(value):
        return "no value"
    if math.isinf(value):
        return "infinite"
    size = abs(100.0 * value)
    digits = 0 if size >= 9.95 else 1 if size >= 0.095 or not size else 2
    return add_sign(f"{size:,.{digits}f}%" if size else "0%", value)


def points(value: float) -> str:
    """A difference of shares in percentage points: ``+12 pts``."""
    return percent(value).replace("%", " pts")


def plain(value: float) -> str:
    """A difference in a metric's own unit: ``+0.12``, ``\u22123,300``."""
    if math.isnan(value):
        return "no value"
    size = abs(value)
    return add_sign(f"{size:,.0f}" if size >= 1000 else f"{size:.3g}", value)


def join_range(low: str, high: str) -> str:
    """An interval of two numbers in words, with the unit once."""
    for unit in (" pts", "%"):
        if low.endswith(unit) and high.endswith(unit):
            return f"{low.removesuffix(unit)} to {high}"
    return low if low == high else f"{low} to {high}"


def correlation(value: float) -> str:
    """A correlation, or an agreement, with its sign."""
    return add_sign(f"{abs(value):.2f}", value)


def probability(p: float) -> str:
    """A p-value."""
    return "< 0.001" if p < 0.001 else f"= {p:.2g}"


def whole_percent(share: float | None) -> str:
    """A share in whole per cent; ``none`` if there is none."""
    return "none" if share is None else f"{share:.0%}"


def three(value: float | None) -> str:
    """A number with three significant figures; empty if there is none."""
    return "" if value is None else f"{value:.3g}"


def large(value: float) -> str:
    """A number with three significant figures, counts in thousands."""
    return wording.number(value) if abs(value) >= 1000 else f"{value:.3g}"
