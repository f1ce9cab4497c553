"""The common parts of all pages of studies: templates that escape, tables, the frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import jinja2
from markupsafe import Markup

from fronde.reporting.page import source
from fronde.reporting.study import studied
from fronde.reporting.study.picture import Picture
from fronde.reporting.study.studied import Studied


class Table(NamedTuple):
    """A table with a caption; the first cell of a row is its heading.

    Further lines of a cell are set smaller. ``links`` are the places that row headings link to, if
    any.
    """

    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    links: Sequence[str] = ()


class KeyNumber(NamedTuple):
    """One key number, and what it counts."""

    value: str
    label: str
    note: str = ""


def environment() -> jinja2.Environment:
    """Templates that escape the values that they are given."""
    return jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined,
        loader=jinja2.FunctionLoader(lambda name: source(f"study/{name}")))


def render(template: str, **given: Any) -> str:
    """A page as a text."""
    style = Markup(source("page.css") + source("study/study.css"))
    return environment().get_template(template).render(style=style, **given)


def page(template: str, study: Studied, pictures: Sequence[Picture], **given: Any) -> str:
    """A study's page: the given parts, with the conditions and the provenance."""
    return render(
        template, title=study.scenario.title, question=study.scenario.question,
        warning=studied.warning(study), conditions=studied.conditions(study),
        failures=studied.failures(study), parameters=studied.varied(study),
        provenance=studied.provenance(study),
        pictures={picture.name: picture for picture in pictures}, **given)
