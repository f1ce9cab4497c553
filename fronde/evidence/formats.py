"""The data sets that can be read; an adapter is imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fronde.evidence.adapter import Format, Layout

MODULES = {
    "ucdp-ged": "ucdp_ged", "mass-mobilization": "mass_mobilization", "acled": "acled",
    "mmad": "mmad", "epcd": "epcd", "ovd-info": "ovd_info", "scad": "scad", "navco3": "navco3",
    "gdelt": "gdelt", "events": "own",
}


def format_of(name: str) -> Format:
    """The declaration of a format."""
    found: Format = import_module(f"fronde.evidence.adapters.{MODULES[name]}").FORMAT
    return found


def fits(layout: Layout, form: Format, names: list[str]) -> bool:
    """Whether a header, in lower case, is that of a layout.

    Where columns go by their place, their number must be right; and of a header, its beginning.
    """
    if not layout.positions:
        return set(layout.needed) <= set(names)
    if len(names) != len(layout.positions):
        return False
    return not form.header or all(map(str.__contains__, names, layout.positions[:3]))


def guess_format(names: list[str]) -> str | None:
    """The format whose columns a header has, or None."""
    for name in MODULES:
        form = format_of(name)
        sure = form.header or names[0].isdigit()
        if sure and any(fits(layout, form, names) for layout in form.layouts):
            return name
    return None
