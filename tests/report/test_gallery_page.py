"""A page of the gallery: what agrees, in words; the narrow page; the dark one."""

import math
from pathlib import Path
from types import SimpleNamespace

import pytest

from fronde.gallery.entries import entry
from fronde.gallery.entry import Row
from fronde.reporting import gallery_page, prose
from fronde.reporting.page import source


@pytest.mark.parametrize(("rows", "words"), [
    ([(True, True), (True, False)], "1 of 2 numbers agree"),
    ([(True, True), (False, False)], "1 of 1 numbers agree; 1 known not to"),
    ([(False, False)], "a figure; 1 known not to agree"),
    ([], "a figure, no number"),
])
def test_what_agrees_is_counted_in_words(rows: list[tuple[bool, bool]], words: str) -> None:
    made = [SimpleNamespace(tested=tested, agrees=agrees) for tested, agrees in rows]
    assert prose.templates().get_template("tally.j2").module.tally(made) == words


def test_the_narrow_table_of_parameters_lends_its_words_to_no_other() -> None:
    """Published numbers stood under `unit` and `prior` on a narrow screen."""
    narrow = source("page.css").partition("@media (max-width: 40rem)")[2]
    for line in narrow.splitlines():
        if "content:" in line or "thead" in line:
            assert line.strip().startswith(".parameters")
    assert 'class="parameters"' in source("page.html.j2")
    assert "parameters" not in source("gallery.html.j2")


def test_a_figure_of_the_gallery_has_no_ground_of_its_own() -> None:
    """On a dark page light words stood on white."""
    assert "background: #fff" not in source("gallery.html.j2")


def test_a_tolerance_is_said_roughly() -> None:
    rows = [Row("what", 3.2032761, 3.2032761, 3.2032761, "ours", "epstein2002: run 1")]
    said = gallery_page.section(entry("svolik-2013"), rows)
    assert "| what | 3.20328 | found by us | 3.20328 | 3.2 | agrees |" in said


def test_the_page_of_the_documentation_says_what_differs_and_what_is_known_not_to_agree() -> None:
    rows = [Row("a | b", 1.0, 1.5, 0.1, "ours", "epstein2002: run 1"),
            Row("second", 60.0, 21.0, math.inf, "printed", "epstein2002: run 2", "the paper's"),
            Row("third", 2.0, 2.0, 0.0, "derived", "siegel2009: a rule")]
    said = gallery_page.section(entry("svolik-2013"), rows)
    assert said.startswith("## svolik-2013\n\n**Soldiers who are needed but not obeyed")
    assert r"| a \| b | 1 | found by us | 1.5 | 0.1 | **differs** |" in said
    assert "| second | 60 | printed in the paper | 21 | none | **does not reproduce** |" in said
    assert "run 2 (the paper's) |" in said
    assert "| third | 2 | derived from its rules | 2 | 0 | agrees |" in said
    assert "Sources: [svolik2013](references.md#svolik2013), [epstein2002]" in said
    assert "[siegel2009](references.md#siegel2009)." in said
    assert said.endswith("Run it: `fronde gallery svolik-2013`.")
    assert "No number is known" in gallery_page.section(entry("svolik-2013"), [])


def test_the_page_of_the_documentation_is_written_whole(tmp_path: Path) -> None:
    found: dict[str, tuple[Row, ...]] = dict.fromkeys(gallery_page.gallery(), ())
    made = gallery_page.write_document(tmp_path / "docs", found)
    assert list(made.parent.iterdir()) == [made]
    assert made.read_text(encoding="utf-8") == gallery_page.document(found)
