"""A page of the gallery: what agrees, in words; the narrow page; the dark one."""

from types import SimpleNamespace

import pytest

from fronde.reporting import gallery
from fronde.reporting.page import source


@pytest.mark.parametrize(("rows", "words"), [
    ([(True, True), (True, False)], "1 of 2 numbers agree"),
    ([(True, True), (False, False)], "1 of 1 numbers agree; 1 known not to"),
    ([(False, False)], "a figure; 1 known not to agree"),
    ([], "a figure, no number"),
])
def test_what_agrees_is_counted_in_words(rows: list[tuple[bool, bool]], words: str) -> None:
    made = [SimpleNamespace(tested=tested, agrees=agrees) for tested, agrees in rows]
    assert gallery.counted(SimpleNamespace(rows=made)) == words  # type: ignore[arg-type]


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
    text = gallery.environment().from_string("{{ x|rough }} {{ x|figure }}").render(x=3.2032761)
    assert text == "3.2 3.20328"
