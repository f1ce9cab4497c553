"""The page: words, figures and tables poured into one file that needs no network."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from importlib.resources import files
from itertools import groupby
from typing import Any, NamedTuple

import vl_convert
from altair.utils.schemapi import debug_mode
from markupsafe import Markup

from fronde.reporting import answer, chain, facts, palette, scope, wording
from fronde.reporting.environment import environment
from fronde.reporting.figures import FIGURES, Figure
from fronde.reporting.run_tables import Tables
from fronde.reporting.timeline import POINTER
from fronde.reporting.vega import VEGA_LITE, bundle


class Drawn(NamedTuple):
    """A figure of this run, as a specification and as a picture."""

    figure: Figure
    reading: str
    spec: dict[str, Any]
    svg: str


def draw(tables: Tables) -> list[Drawn]:
    """All figures that the run has data for."""
    return [shown for figure in FIGURES if (shown := draw_figure(figure, tables)) is not None]


def draw_figure(figure: Figure, tables: Tables) -> Drawn | None:
    """A figure, if the run has data for it.

    Altair would check it against its schema part by part, a third of the time that drawing takes;
    tests do that, for all figures.
    """
    with debug_mode(False):
        chart = figure.draw(tables)
        if chart is None:
            return None
        reading = figure.read(tables)
        spec = chart.to_dict(validate=False) | {
            "config": palette.config(), "description": f"{figure.title}. {reading}"}
    svg = vl_convert.vegalite_to_svg(still(spec, figure.title), vl_version=VEGA_LITE)
    # Vega counts gradients up for ever; the same run must give the same page.
    svg = re.sub(r"\bgradient_\d+", f"gradient-{figure.name}", svg)
    return Drawn(figure, reading, spec, svg)


def still(spec: Mapping[str, Any], title: str) -> dict[str, Any]:
    """A specification of fixed width and with a title, for pictures that are used alone."""
    inner = spec.get("title", {}).get("text")
    fixed = {**spec, "width": palette.WIDTH, "background": "white", "padding": 16,
             "title": {"text": title} | ({"subtitle": inner} if inner else {})}
    layers = [layer for layer in spec.get("layer", ()) if layer.get("name") != POINTER]
    if len(layers) < len(spec.get("layer", ())):
        fixed |= {"layer": layers, "params": []}
    if aspect := spec.get("usermeta", {}).get("aspect"):
        fixed["height"] = round(palette.WIDTH * aspect)
    return fixed


def source(name: str) -> str:
    """Text of a file beside this one."""
    return files("fronde.reporting").joinpath(name).read_text(encoding="utf-8")


def digest(script: str) -> str:
    """What a content security policy names a script by: only these scripts may run."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def render(tables: Tables, drawn: Iterable[Drawn]) -> str:
    """The page as a text."""
    scripts = [Markup(bundle()), Markup(source("page.js"))]
    manifest = tables.manifest
    return environment().get_template("page.html.j2").render(
        manifest=manifest,
        scenario=manifest["scenario"],
        standing=scope.standing(tables),
        condition=scope.condition(tables),
        key_numbers=scope.key_numbers(tables),
        answer=answer.answers(tables),
        brief=answer.brief(tables),
        scenario_argues=bool(tables.scenario.get("claims")),
        untested=scope.list_gaps(tables),
        chain=chain.chain(tables),
        verdict=chain.verdict(tables),
        parts=by_part(drawn),
        events=facts.number_events(tables),
        parameters=by_prefix(manifest.get("parameters", ())),
        provenance=provenance(tables),
        style=Markup(source("page.css")),
        scripts=scripts,
        hashes=" ".join(f"'{digest(script)}'" for script in scripts),
    )


def by_part(drawn: Iterable[Drawn]) -> list[tuple[str, list[tuple[Drawn, Markup]]]]:
    """Figures by the part of the page that they belong to."""
    return [(part, [(shown, Markup(shown.svg)) for shown in members])
            for part, members in groupby(drawn, key=lambda shown: shown.figure.part)]


def by_prefix(parameters: Iterable[Mapping[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Parameters by the mechanism or setting that they belong to."""
    rows = [{**row, "changed": row["value"] != row["default"],
             "name": row["path"].partition(".")[2] or row["path"]} for row in parameters]
    return [(name, list(members))
            for name, members in groupby(rows, key=lambda row: str(row["path"]).partition(".")[0])]


def provenance(tables: Tables) -> list[tuple[str, str]]:
    """What is needed to make the run again, and what it took."""
    m, spent = tables.manifest, tables.manifest.get("seconds", {})
    rows = [
        ("Make it again", m.get("command", "")),
        ("Run", m.get("run", "")),
        ("Scenario", f"{m['scenario']['name']}, digest {m['scenario'].get('digest', 'unknown')}"),
        ("Seed", f"{m['seed']}, replicate {m.get('replicate', 0)}"),
        ("Values that the scenario or the command gives", ", ".join(
            f"{path} = {wording.value(given)}" for path, given in m.get("overrides", {}).items())),
        ("Time", f"{m.get('weeks_done', 0)} of {wording.weeks(m.get('weeks', 0))} from "
                 f"{m.get('start', 'unknown')}, in steps of {wording.value(m.get('step_days', 7))} "
                 "days at most"),
        ("People", f"{m['population']:,} in the country; "
                   f"{'street in groups' if tables.grouped else 'one to one'}"),
        ("Versions", ", ".join(f"{name} {v}" for name, v in m.get("versions", {}).items())),
        ("Took", ", ".join(f"{name} {wording.seconds(s)}" for name, s in spent.items())),
        ("Memory", f"{m['peak_memory_mb']:,.0f} MB at most" if m.get("peak_memory_mb") else ""),
    ]
    return [(name, text) for name, text in rows if text]
