"""What the tutorials show is what a reader gets who follows them."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from following import Block, applied, blocks, missing, sections
from polars.testing import assert_frame_equal

import fronde
from fronde.cli import main

ROOT = Path(__file__).parents[1]
TUTORIALS = ROOT / "docs" / "tutorials"
FINISHED = TUTORIALS / "article"
MECHANISM = "emigration/fronde_emigration.py"
STUDIED = 4  # exit code: some claim is not supported


def page(name: str) -> str:
    """The text of a tutorial."""
    return (TUTORIALS / name).read_text(encoding="utf-8")


ARTICLE = blocks(page("article.md"))
STEPS, MISTAKES = (
    blocks(part) for part in page("mechanism.md").split("\n## 7. What can go wrong"))


# From an article to a tested argument.


def files_of(shown: list[Block]) -> dict[str, str]:
    """The tables that the article's page shows, by name."""
    return {block.path: block.text for block in shown if block.path.endswith(".csv")}


def follow(shown: list[Block], folder: Path, verbs: tuple[str, ...]) -> dict[str, list[str]]:
    """Write the scenario block by block and run what the page runs; what it shows and is not so.

    A block replaces the sections that it names. One that is marked wrong stands until the next.
    """
    for name, text in files_of(shown).items():
        (folder / name).write_text(text, encoding="utf-8")
    right: dict[str, str] = {}
    lost: dict[str, list[str]] = {}
    output = ""
    for block in shown:
        if block.path.endswith(".csv"):
            continue
        if block.language == "yaml" and block.path == "trust.yaml":
            (folder / block.path).write_text(one_line_more(right, block.text), encoding="utf-8")
        elif block.language == "yaml":
            written = right | sections(block.text)
            right = right if block.wrong else written
            (folder / "scenario.yaml").write_text("".join(written.values()), encoding="utf-8")
        elif block.language == "sh":
            words = shlex.split(block.text)[1:]
            output = CliRunner().invoke(main, words).output if words[0] in verbs else ""
        elif block.language == "text" and output and (gone := missing(block.text, output)):
            lost[shlex.join(words)] = [*gone, "but this came out:", output]
    assert "".join(right.values()) == (FINISHED / "scenario.yaml").read_text(encoding="utf-8")
    return lost


def one_line_more(written: dict[str, str], text: str) -> str:
    """The scenario with a response replaced by one that begins alike and has a line more."""
    *before, _ = text.splitlines(keepends=True)
    whole = "".join(written.values())
    assert whole.count("".join(before)) == 1
    return whole.replace("".join(before), text)


def test_the_article_s_files_are_those_that_the_page_shows():
    shown = files_of(ARTICLE)
    assert {"regions.csv", "borders.csv"} == set(shown)
    for name, text in shown.items():
        assert (FINISHED / name).read_text(encoding="utf-8") == text
    assert len(fronde.load(FINISHED / "scenario.yaml").claims) == 3


def test_the_article_is_written_checked_and_run_as_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert follow(ARTICLE, tmp_path, ("check", "run")) == {}
    report = (tmp_path / "first" / "report.html").read_text(encoding="utf-8")
    for title in re.findall(r"^\d\. \*([^*]+)\*(?: and \*([^*]+)\*)?:", page("article.md"),
                            re.MULTILINE):
        assert all(f"<h2>{name}" in re.sub(r"<h2[^>]*>", "<h2>", report) for name in title)


@pytest.mark.verify
def test_the_article_s_verdicts_come_out_as_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert follow(ARTICLE, tmp_path, ("study",)) == {}


def test_the_tutorials_show_a_claim_of_each_verdict():
    rows = [line for block in (*ARTICLE, *STEPS) if block.language == "text"
            for line in block.text.splitlines()]
    shown = {found[1] for row in rows
             if (found := re.match(r"  \w+ +(supported|not supported|depends|undecided) ", row))}
    assert shown == {"supported", "not supported", "depends", "undecided"}


def test_a_page_that_tells_something_else_is_found_out(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = [block._replace(text=block.text.replace("`doubt`", "`hope`")) for block in ARTICLE]
    assert list(follow(told, tmp_path, ("check",))) == ["check scenario.yaml"]


# Add a mechanism.


class Place:
    """An empty folder with an environment of its own, in which fronde is there and its cache not.

    The environment sees what is installed here, too, so that nothing has to be fetched.
    """

    def __init__(self, folder: Path) -> None:
        self.root = folder / "place"
        shutil.copytree(FINISHED, self.root / "kelmar")
        venv.create(folder / "own", symlinks=True)
        self.python = str(folder / "own" / "bin" / "python")
        (library,) = (folder / "own").glob("lib/python*/site-packages")
        there = sysconfig.get_path("purelib")
        (library / "there.pth").write_text(f"import site; site.addsitedir({there!r})\n")
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith(("PYTEST", "VIRTUAL_ENV"))}
        self.env = kept | {"PYTHONPATH": str(ROOT), "FRONDE_CACHE": str(folder / "cache"),
                           "PYTHONDONTWRITEBYTECODE": "1"}

    def run(self, words: list[str]) -> subprocess.CompletedProcess[str]:
        """Run a command there."""
        return subprocess.run(words, cwd=self.root, env=self.env, capture_output=True, text=True,
                              check=False)

    def call(self, line: str) -> subprocess.CompletedProcess[str]:
        """Run a line of the page; pip with what is there already."""
        words = shlex.split(line)
        if words[0] == "pip":
            words += ["--no-build-isolation", "--no-deps", "--no-index"]
        own = {"python": [], "fronde": ["-m", "fronde"], "pip": ["-m", "pip"]}
        return self.run([self.python, *own[words[0]], *words[1:]])

    def ran(self, block: Block) -> list[subprocess.CompletedProcess[str]]:
        """Run a block of commands, or a program."""
        if block.language == "python":
            return [self.run([self.python, "-c", block.text])]
        return [self.call(line) for line in block.text.splitlines()]

    def change(self, block: Block) -> None:
        """Write a new file, or change one."""
        file = self.root / (block.path or MECHANISM)
        text = block.text
        if block.language == "diff":
            text = applied(file.read_text(encoding="utf-8"), text)
        else:
            assert not file.exists(), file
            file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def follow(self, shown: list[Block], fine: tuple[int, ...]) -> None:
        """Do what the page does; every command must end in a fine way and show what it shows."""
        output = ""
        for block in shown:
            if block.path or block.language == "diff":
                self.change(block)
            elif block.language == "text":
                assert missing(block.text, output) == [], output
            else:
                ended = self.ran(block)
                output = "\n".join(each.stdout + each.stderr for each in ended)
                assert all(each.returncode in fine for each in ended), f"{block.text}\n{output}"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Where all steps of the page were followed."""
    made = Place(tmp_path_factory.mktemp("mechanism"))
    made.follow(STEPS, fine=(0, STUDIED))
    return made


def mistakes() -> list[list[Block]]:
    """What can go wrong: a change, a command, what it says."""
    assert len(MISTAKES) % 3 == 0
    return [MISTAKES[place:place + 3] for place in range(0, len(MISTAKES), 3)]


@pytest.mark.verify
def test_the_mechanism_s_page_can_be_followed_to_the_end(place):
    assert (place.root / "kelmar" / "claims" / "report.html").is_file()
    report = (place.root / "kelmar" / "run" / "report.html").read_text(encoding="utf-8")
    assert "in exile" in report
    assert "Hirschman" in report


@pytest.mark.verify
def test_without_the_package_a_rerun_says_what_is_missing(place):
    """Elsewhere fronde works as it did."""
    run = [sys.executable, "-m", "fronde", "rerun", "kelmar/run", "--verify"]
    assert place.call("fronde rerun kelmar/run --verify").returncode == 0
    elsewhere = place.run(run)
    assert elsewhere.returncode == 1
    assert "made with fronde-emigration 0.1, which is not installed" in elsewhere.stderr
    checked = place.run([sys.executable, "-m", "fronde", "check", "kelmar/scenario.yaml"])
    assert checked.returncode == 0, checked.stderr


@pytest.mark.verify
def test_a_run_that_does_not_use_the_package_is_the_same_with_it(place):
    """Its flows and columns stand behind all others."""
    words = ["-m", "fronde", "run", "kelmar/scenario.yaml", "--people", "all", "--weeks", "9",
             "--no-report", "--out"]
    for python, out in ((place.python, "with"), (sys.executable, "without")):
        ended = place.run([python, *words, out])
        assert ended.returncode == 0, ended.stderr
    for name in ("series", "flows"):
        one, two = (pl.concat([pl.read_parquet(file) for file in sorted(
            (place.root / out).glob(f"{name}-*.parquet"))]) for out in ("with", "without"))
        assert_frame_equal(one, two, check_exact=True)


@pytest.mark.verify
@pytest.mark.parametrize("mistake", mistakes(), ids=lambda three: three[0].text.split()[1])
def test_what_can_go_wrong_is_said_so(place, mistake):
    change, _, _ = mistake
    assert change.language == "diff"
    file = place.root / (change.path or MECHANISM)
    before = file.read_text(encoding="utf-8")
    try:
        place.follow(mistake, fine=(1, 2))
    finally:
        file.write_text(before, encoding="utf-8")


@pytest.mark.verify
def test_a_page_with_a_step_left_out_fails(tmp_path):
    left_out = [block for block in STEPS if block.path != "emigration/fronde_emigration.bib"]
    with pytest.raises(AssertionError, match="hirschman1970"):
        Place(tmp_path).follow(left_out, fine=(0, STUDIED))


def test_a_change_that_does_not_fit_is_refused():
    assert applied("a\nb\n", " a\n-b\n+c\n") == "a\nc\n"
    for text in ("a\nd\n", "a\nb\na\nb\n"):
        with pytest.raises(LookupError):
            applied(text, " a\n-b\n+c\n")


def test_every_file_of_the_page_is_shown_whole():
    """Nothing is left to the reader's imagination."""
    for block in STEPS:
        assert "..." not in block.text or block.language == "text"
        assert block.how in ("", "(new file)")
