"""What the tutorials show is what a reader gets who follows them."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from following import Block, blocks, missing, sections

import fronde
from fronde.cli import main

TUTORIALS = Path(__file__).parents[1] / "docs" / "tutorials"
ARTICLE, FINISHED = TUTORIALS / "article.md", TUTORIALS / "article"


def files_of(page: list[Block]) -> dict[str, str]:
    """The tables that the article's page shows, by name."""
    return {block.path: block.text for block in page if block.language == "csv"}


def follow(page: list[Block], folder: Path, verbs: tuple[str, ...]) -> dict[str, list[str]]:
    """Write the scenario block by block and run what the page runs; what it shows and is not so.

    A block replaces the sections that it names. One that is marked wrong stands until the next.
    """
    for name, text in files_of(page).items():
        (folder / name).write_text(text, encoding="utf-8")
    right: dict[str, str] = {}
    lost: dict[str, list[str]] = {}
    output = ""
    for block in page:
        if block.language == "yaml" and block.path == "trust.yaml":
            (folder / block.path).write_text(one_line_more(right, block.text), encoding="utf-8")
        elif block.language == "yaml":
            written = right | sections(block.text)
            right = right if block.wrong else written
            (folder / "scenario.yaml").write_text("".join(written.values()), encoding="utf-8")
        elif block.language == "sh":
            words = shlex.split(block.text)[1:]
            ran = words[0] in verbs
            output = CliRunner().invoke(main, words).output if ran else ""
        elif block.language == "text" and output and (gone := missing(block.text, output)):
            lost[shlex.join(words)] = gone
    assert "".join(right.values()) == (FINISHED / "scenario.yaml").read_text(encoding="utf-8")
    return lost


def one_line_more(written: dict[str, str], text: str) -> str:
    """The scenario with a response replaced by one that begins alike and has a line more."""
    *before, _ = text.splitlines(keepends=True)
    whole = "".join(written.values())
    assert whole.count("".join(before)) == 1
    return whole.replace("".join(before), text)


def test_the_article_s_files_are_those_that_the_page_shows():
    shown = files_of(blocks(ARTICLE))
    assert {"regions.csv", "borders.csv"} == set(shown)
    for name, text in shown.items():
        assert (FINISHED / name).read_text(encoding="utf-8") == text
    scenario = fronde.load(FINISHED / "scenario.yaml")
    assert len(scenario.claims) == 3


def test_the_article_is_written_checked_and_run_as_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert follow(blocks(ARTICLE), tmp_path, ("check", "run")) == {}
    assert (tmp_path / "first" / "report.html").is_file()


@pytest.mark.verify
def test_the_article_s_verdicts_come_out_as_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert follow(blocks(ARTICLE), tmp_path, ("study",)) == {}
    told = " ".join(block.text for block in blocks(ARTICLE) if block.language == "text")
    assert all(verdict in told for verdict in ("follows", "does not", "depends", "cannot tell"))


def test_a_page_that_tells_something_else_is_found_out(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = [block._replace(text=block.text.replace("`doubt`", "`hope`"))
            for block in blocks(ARTICLE)]
    assert list(follow(told, tmp_path, ("check",))) == ["check scenario.yaml"]
