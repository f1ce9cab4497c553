"""What the pages say is so: built files are current, examples run, links lead somewhere."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from click.testing import CliRunner

import fronde
from fronde.cli import main
from fronde.errors import ScenarioError
from fronde.gallery.entries import gallery
from fronde.gallery.scenarios import name_metric
from fronde.mechanisms.catalogue import BROUGHT
from fronde.reporting import gallery_page, markdown, reference
from fronde.theory.kinds import KINDS
from fronde.theory.published import beside

ROOT = Path(__file__).parents[1]
DOCS = [page for page in ROOT.glob("docs/**/*.md") if "_build" not in page.parts]
PAGES = sorted([*ROOT.glob("*.md"), *DOCS, *ROOT.glob("fronde/**/README.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")
LINK = re.compile(r"\]\(([^()\s]+)\)")
REGISTRIES = re.compile(
    r"https?://[^\s)>\"']*(pypi|pythonhosted|npmjs|registry|crates\.io|anaconda|proxy\.golang)")


def blocks(language: str) -> list[str]:
    """The README's blocks in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def block(language: str) -> str:
    """The README's only block in a language."""
    (only,) = blocks(language)
    return only


@pytest.mark.parametrize("name", reference.pages())
def test_committed_pages_are_what_the_declarations_give(name: str) -> None:
    committed = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert committed == reference.pages()[name], "run: make build"


def test_the_page_of_speed_is_what_the_figures_give(tmp_path: Path, monkeypatch) -> None:
    """Numbers and words of ``docs/speed.md`` come from the last bench and nowhere else."""
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    import page

    monkeypatch.setattr(page, "PAGE", tmp_path / "speed.md")
    figures = json.loads((ROOT / "benchmarks" / "figures.json").read_text(encoding="utf-8"))
    made = page.write(figures).read_text(encoding="utf-8")
    committed = (ROOT / "docs" / "speed.md").read_text(encoding="utf-8")
    assert committed == made, "run: make speed-page"
    assert all(goal.what in made for goal in page.goals(figures))


def test_a_loss_of_more_than_half_fails_the_quick_bench(monkeypatch, capsys) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    import quick

    measured = {"a": 10.0, "b": 4.9}
    monkeypatch.setattr(quick, "figures", lambda: measured)
    assert quick.compared({"a": 19.0, "b": 9.0}) == 0
    assert quick.compared({"a": 19.0, "b": 10.0}) == 1
    assert "Slower than half of what was committed: b" in capsys.readouterr().out
    assert quick.compared(None) == 0  # another kind of machine


def test_the_page_of_the_gallery_says_what_is_declared() -> None:
    """No run is needed for its texts and the expected numbers; `make verify` runs the rest."""
    text = (ROOT / "docs" / gallery_page.FILE).read_text(encoding="utf-8")
    first, *sections = re.split(r"^## ", text, flags=re.MULTILINE)
    assert [section.partition("\n")[0] for section in sections] == list(gallery())
    assert re.findall(r"^\| \[([a-z0-9-]+)\]", first, re.MULTILINE) == list(gallery())
    for entry, section in zip(gallery().values(), sections, strict=True):
        made = "## " + section
        heading, claim, *_, commands = gallery_page.section(entry, ()).split("\n\n")
        assert made.startswith(f"{heading}\n\n{claim}\n\n"), "run: make gallery-page"
        assert made.rstrip().endswith(commands)
        known = [f"| {name_metric(one.metric, one.week)} | {one.expected:.6g} | {KINDS[one.kind]} |"
                 for one in beside(entry.name)]
        found = re.findall(r"^\|[^|]+\|[^|]+\|[^|]+\|", section, re.MULTILINE)[2:]
        assert found == known or not entry.command  # others compute their numbers as they run
        assert "**differs**" not in section


def test_pages_are_written_whole(tmp_path: Path) -> None:
    made = reference.write(tmp_path / "docs")
    assert sorted(made) == sorted((tmp_path / "docs").iterdir())
    assert {path.name: path.read_text(encoding="utf-8") for path in made} == reference.pages()


def test_pages_are_not_written_beside_mechanisms_of_others(tmp_path, monkeypatch) -> None:
    brought = replace(BROUGHT, origins={"looting": SimpleNamespace(origin="looting 1.0")})
    monkeypatch.setattr(reference, "BROUGHT", brought)
    with pytest.raises(ScenarioError, match=r"other packages are installed: looting 1\.0"):
        reference.write(tmp_path / "docs")
    assert not (tmp_path / "docs").exists()


def test_text_survives_markdown() -> None:
    assert markdown.escape_markdown("Co* | _a_ k_0 <b>") == r"Co\* \| \_a\_ k_0 \<b>"


def test_the_python_example_runs(tmp_path: Path) -> None:
    short, changed = re.subn(r"people=[\d_]+, weeks=\d+", "people=30_000, weeks=3",
                             block("python"))
    assert changed == 1
    ran = subprocess.run([sys.executable, "-c", short], cwd=tmp_path, capture_output=True,
                         text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "harder" / "report.html").is_file()
    assert "@article{epstein2002," in ran.stdout


def test_the_scenario_example_is_in_order_and_something_happens(tmp_path: Path) -> None:
    file = tmp_path / "my-country.yaml"
    file.write_text(block("yaml"), encoding="utf-8")
    checked = CliRunner().invoke(main, ["check", str(file)])
    assert checked.exit_code == 0, checked.output
    result = fronde.simulate(fronde.load(file), seed=1)
    street = result.series.filter(level="nation", metric="protest")["value"]
    assert street.max() > 10 * max(street[:8])  # the law is in week 8


def test_the_scenario_example_is_about_ten_lines() -> None:
    assert len(block("yaml").splitlines()) <= 12


def calls() -> list[list[str]]:
    """The README's calls of the command, as words."""
    lines = [shlex.split(line.partition("#")[0].replace(" > ", " "))
             for each in blocks("sh") for line in each.splitlines()]
    return [words[1:] for words in lines if words and words[0] == "fronde"]


@pytest.mark.parametrize("words", calls(), ids=" ".join)
def test_commands_in_the_readme_exist(words: list[str]) -> None:
    verb = main.commands[words[0]]
    if words[0] == "study":
        verb = verb.commands[words[1]]
    known = {name for option in verb.params for name in (*option.opts, *option.secondary_opts)}
    assert {word for word in words if word.startswith("--")} <= known


def test_the_readme_names_the_two_commands_and_the_makefile_has_them() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    named = set(re.findall(r"(?:`|^    )make ([a-z]+)", README, re.MULTILINE))
    assert {"run", "test"} <= named
    assert named <= set(targets)


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 150


def anchors(page: Path) -> set[str]:
    """What a link into a page can name: headings, and anchors set by hand, also of what it
    includes."""
    text = page.read_text(encoding="utf-8")
    for name in re.findall(r"^```\{include\} (.+)$", text, re.MULTILINE):
        text += (page.parent / name).read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return slugs | set(re.findall(r'<a id="([^"]+)">', text))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    missing = []
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = page.parent / name if name else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            missing.append(target)
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_names_a_package_registry(page: Path) -> None:
    assert REGISTRIES.search(page.read_text(encoding="utf-8")) is None


def test_parameters_named_in_the_pages_exist() -> None:
    declared = set(re.findall(r"^\| `(\w+\.\w+)`", reference.whole(), re.MULTILINE))
    owners = "|".join({path.partition(".")[0] for path in declared})
    for page in PAGES:
        named = re.findall(rf"`((?:{owners})\.[a-z_]+)`", page.read_text(encoding="utf-8"))
        assert set(named) - {"grievance.py", "organisations.csv"} <= declared, page


def test_the_citation_file_is_complete() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(cited)
    assert cited["cff-version"] == "1.2.0"
    assert cited["authors"] == [{"name": "The fronde developers"}]
    assert (str(cited["version"]), cited["license"]) == (fronde.__version__, "Apache-2.0")


def test_the_changelog_has_this_version() -> None:
    assert f"## [{fronde.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
