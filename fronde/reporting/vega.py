"""Vega, Vega-Lite and Vega-Embed as one script that goes into every page."""

from __future__ import annotations

import os
from contextlib import suppress
from importlib.metadata import version

import vl_convert

from fronde.kernel import cache_folder
from fronde.reporting.charting import alt

VEGA_LITE = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])


def bundle() -> str:
    """The script; made once for each version and then kept in the user's cache."""
    place = cache_folder().parent / f"vega-{version('vl-convert-python')}-{VEGA_LITE}.js"
    with suppress(OSError, UnicodeDecodeError):
        return place.read_text(encoding="utf-8")
    script = inline_script()
    part = place.with_name(f"{place.name}.{os.getpid()}.part")
    with suppress(OSError):  # a cache that cannot be written costs time, nothing else
        place.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(script, encoding="utf-8", newline="")
        os.replace(part, place)
    return script


def inline_script() -> str:
    """The script as it can stand in a page: nothing in it ends its element."""
    script: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", VEGA_LITE)
    return script.replace("</script", "<\\/script").replace("<!--", "<\\!--")
