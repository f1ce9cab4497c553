"""The words of whole reports, as they were last agreed upon, and what they are made of."""

import json

import fighting
import pytest
from words import GOLDEN, RUNS, words

from fronde.reporting import answer, chain
from fronde.reporting.environment import one_line
from fronde.reporting.run_findings import Finding
from fronde.reporting.run_tables import Tables


@pytest.mark.parametrize("name", RUNS)
def test_words_of_whole_reports_are_those_kept(name: str) -> None:
    """After a change on purpose: ``python tests/report/words.py``."""
    assert words(RUNS[name]()) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def findings(made: Tables) -> list[Finding]:
    """All findings of a run."""
    parts = [*answer.answers(made), *chain.chain(made)]
    return [finding for part in parts for finding in part.findings]


def test_findings_are_plain_data() -> None:
    """Numbers, texts, dates, lists and records; no sentence."""
    for finding in findings(fighting.tables()):
        assert finding.numbers == dict(finding.numbers)
        assert ". " not in json.dumps(finding.numbers, default=str)


def test_a_finding_says_one_line() -> None:
    for finding in findings(fighting.tables()):
        assert str(finding) == " ".join(str(finding).split())
        assert str(finding).endswith((".", "”."))


@pytest.mark.parametrize(("parts", "line"), [
    (("On the street", ", and in hiding", "."), "On the street, and in hiding."),
    (("a (", "few", ")"), "a (few)"), (("one  ", "", " two"), "one two"),
])
def test_lines_of_a_template_are_joined(parts: tuple[str, ...], line: str) -> None:
    assert one_line("\n".join(parts)) == line
