"""What the documentation says can be typed, followed and run; see also ``test_docs``."""

from __future__ import annotations

import doctest
import json
import re
import shlex
from pathlib import Path
from urllib.parse import urlsplit

import click
import pytest
from click.testing import CliRunner

import fronde
from fronde.cli import main

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [page for page in sorted(DOCS.rglob("*.md")) if "_build" not in page.parts]
NOTEBOOKS = sorted((DOCS / "notebooks").glob("*.ipynb"))
FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.fixture
def extension(monkeypatch):
    """A module of the site's own extensions to Sphinx."""
    monkeypatch.syspath_prepend(str(DOCS / "_ext"))
    return __import__


def named(path: Path) -> str:
    """A page as its test is called."""
    return str(path.relative_to(DOCS))


def text_of(page: Path) -> str:
    """A page, or the words of a notebook, as Markdown."""
    text = page.read_text(encoding="utf-8")
    if page.suffix == ".md":
        return text
    cells = (cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "markdown")
    return "\n\n".join("".join(cell["source"]) for cell in cells)


def blocks(page: Path, *languages: str) -> list[str]:
    """The blocks of a page in some languages."""
    return [code for language, code in FENCED.findall(text_of(page)) if language in languages]


# --- what is run


EXAMPLES = [page for page in PAGES if blocks(page, "pycon")]


@pytest.mark.parametrize("page", EXAMPLES, ids=named)
def test_examples_come_out_as_printed(page: Path, tmp_path: Path, monkeypatch) -> None:
    """All of a page in one session, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    session = "\n".join(blocks(page, "pycon"))
    test = doctest.DocTestParser().get_doctest(session, {}, named(page), str(page), 0)
    said: list[str] = []
    found = doctest.DocTestRunner(verbose=False).run(test, out=said.append)
    assert found.attempted > 0
    assert found.failed == 0, "".join(said)


def test_the_pages_with_examples_are_found() -> None:
    assert {"how-to/figures.md", "reference/python.md"} <= set(map(named, EXAMPLES))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_python_that_is_not_run_can_be_read(page: Path) -> None:
    for code in blocks(page, "python"):
        assert compile(code, str(page), "exec").co_code


def test_the_own_country_is_in_order_and_its_mistakes_are_those_shown(
        tmp_path: Path, monkeypatch) -> None:
    """Each file of the page stands after the sentence that names it."""
    monkeypatch.chdir(tmp_path)
    page = DOCS / "how-to" / "own-data.md"
    found = re.findall(r"`([\w-]+\.(?:csv|yaml))`:\n\n```\w+\n(.*?)^```", text_of(page),
                       re.DOTALL | re.MULTILINE)
    assert {name for name, _ in found} >= {"regions.csv", "communities.csv", "country.yaml"}
    for name, content in found:
        Path(name).write_text(content, encoding="utf-8")
    (wanted,) = (code for code in blocks(page, "yaml") if code.startswith("responses:"))
    whole = f"{Path('country.yaml').read_text(encoding='utf-8')}{wanted}"
    Path("country.yaml").write_text(whole, encoding="utf-8")
    checked = CliRunner().invoke(main, ["check", "country.yaml"])
    assert checked.exit_code == 0, checked.output
    scenario = fronde.load("country.yaml", people=20_000, weeks=30)
    assert [aim.id for aim in scenario.aims] == ["calm", "south"]
    result = fronde.simulate(scenario, seed=1)
    assert result.series.filter(level="nation", metric="war", week=30)["value"].item() == 1
    for file, right, wrong in (("communities.csv", "hill,0.65", "hill,0.6"),
                               ("country.yaml", "{tempo: prior}", "{tmpo: 1}")):
        Path(file).write_text(Path(file).read_text().replace(right, wrong))
    refused = CliRunner().invoke(main, ["check", "country.yaml"])
    assert refused.exit_code == 2
    (shown,) = (code for code in blocks(page, "text") if code.startswith("fronde: "))
    for line in re.findall(r"\S+:\d+:\S+: (.*)", shown):
        assert line in refused.output


# --- what is typed


def lines(page: Path) -> list[str]:
    """Lines of shell blocks; those that go on with a backslash are one."""
    return [line for code in blocks(page, "sh", "bash", "console")
            for line in code.replace("\\\n", " ").splitlines()]


def calls(line: str) -> list[list[str]]:
    """The calls of the command in a line of the shell, as words."""
    lexer = shlex.shlex(re.sub(r"\$\{?\w+\}?", "1", line.removeprefix("$ ")), posix=True,
                        punctuation_chars=True)
    lexer.whitespace_split = True
    commands: list[list[str]] = [[]]
    for word in lexer:
        if set(word) <= set("&|;"):
            commands.append([])
        else:
            commands[-1].append(word)
    return [words[1:words.index(">") if ">" in words else None]
            for words in commands if words[:1] == ["fronde"]]


def parsed(words: list[str]) -> click.Context:
    """What click makes of a call, without doing it."""
    command: click.Command = main
    while isinstance(command, click.Group):
        assert words, f"{command.name}: a verb is missing"
        command, words = command.commands[words[0]], words[1:]
    return command.make_context(command.name, list(words))


def verb_of(words: list[str]) -> str:
    """The verb of a call; of a group, the one in it."""
    return words[isinstance(main.commands[words[0]], click.Group)]


def test_calls_are_found_in_lines() -> None:
    assert calls("fronde schema > a.json") == [["schema"]]
    assert calls("fronde check a.yaml && fronde run a.yaml # now") == [
        ["check", "a.yaml"], ["run", "a.yaml"]]
    assert calls("fronde study claims --shard $N/4 || [ $? -eq 4 ]") == [
        ["study", "claims", "--shard", "1/4"]]
    assert calls(". .venv/bin/activate") == calls("make fronde") == []


def test_a_call_with_an_option_that_does_not_exist_is_refused() -> None:
    parsed(["run", "--people", "1e5", "a.yaml"])
    for wrong in (["run", "--poeple", "1e5"], ["study", "claims", "--shard", "5/4"], ["merge"]):
        with pytest.raises(click.UsageError):
            parsed(wrong)


TYPED = [(page, line) for page in (*PAGES, *NOTEBOOKS, ROOT / "README.md") for line in lines(page)
         if calls(line)]


@pytest.mark.parametrize(("page", "line"), TYPED, ids=[line for _, line in TYPED])
def test_what_is_to_be_typed_can_be_parsed(page: Path, line: str) -> None:
    for words in calls(line):
        assert parsed(words).command.name == verb_of(words)


def examples() -> list[str]:
    """What help shows as an example."""
    verbs = list(main.commands.values())
    verbs += [verb for group in verbs if isinstance(group, click.Group)
              for verb in group.commands.values()]
    return [verb.epilog.removeprefix("Example: ") for verb in verbs if verb.epilog]


@pytest.mark.parametrize("line", examples())
def test_examples_of_help_can_be_parsed(line: str) -> None:
    (words,) = calls(line)
    assert parsed(words).command.name == verb_of(words)


@pytest.mark.parametrize("page", [*PAGES, *NOTEBOOKS], ids=named)
def test_verbs_and_options_named_in_sentences_exist(page: Path) -> None:
    prose = FENCED.sub("", text_of(page))
    for line in re.findall(r"`fronde ([a-z][^`]*)`", prose):
        words = line.split()
        verb = main.commands[words[0]]
        if isinstance(verb, click.Group) and words[1:]:
            verb = verb.commands[words[1]]
        known = {name for each in verb.params for name in (*each.opts, *each.secondary_opts)}
        given = {word.split("=")[0] for word in words if word.startswith("--")}
        assert given - {"--help"} <= known, line


def test_targets_of_make_that_are_named_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in PAGES:
        named = re.findall(r"`make (?:\w+=\S+ )?([a-z-]+)`", text_of(page))
        assert set(named) <= targets, page


# --- what is followed


@pytest.mark.parametrize("page", [*PAGES, *NOTEBOOKS], ids=named)
def test_links_to_elsewhere_are_well_formed(page: Path) -> None:
    for target in re.findall(r"\]\((https?:[^()\s]+)\)", text_of(page)):
        parts = urlsplit(target)
        assert parts.scheme == "https", target
        assert re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", parts.netloc), target
        if parts.netloc == "doi.org":
            assert re.match(r"/10\.\d{4,}/\S+", parts.path), target


def test_tests_and_files_that_are_named_exist() -> None:
    """Save those that a tutorial has its reader write: their names stand in bold over a block."""
    for page in PAGES:
        text = text_of(page)
        made = re.findall(r"\*\*`([^`]+)`\*\* \(new file\)", text)  # by who follows a tutorial
        for name in re.findall(r"`((?:tests|benchmarks|fronde)/[\w./-]+)`", text):
            assert name in made or (ROOT / name).exists(), f"{page.name}: {name}"


@pytest.mark.parametrize("page", NOTEBOOKS, ids=named)
def test_links_of_notebooks_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^()\s]+)\)", text_of(page)):
        assert (page.parent / target.partition("#")[0]).exists(), target


@pytest.mark.parametrize("page", NOTEBOOKS, ids=named)
def test_notebooks_carry_no_outputs(page: Path) -> None:
    for cell in json.loads(page.read_text(encoding="utf-8"))["cells"]:
        assert not cell.get("outputs"), cell["source"]
        assert cell.get("execution_count") is None


# --- how the site is made


def test_every_public_name_is_on_the_page_of_python() -> None:
    page = text_of(DOCS / "reference" / "python.md")
    shown = re.findall(r"^\.\. auto\w+:: fronde\.(\w+)$", page, re.MULTILINE)
    assert sorted(shown) == sorted(fronde.__all__)


def test_what_a_page_would_load_from_elsewhere_is_seen(extension) -> None:
    loaded = extension("offline").loaded
    for text in ('<script defer src="https://a.org/x.js"></script>', '<img src="//a.org/x.png">',
                 '<link rel="stylesheet" href="https://a.org/x.css">', '@import "https://a.org"',
                 "url(https://a.org/x.woff)"):
        assert len(loaded(text)) == 1, text
    assert loaded('<a href="https://a.org">there</a> <img src="a.png"> url(a.woff)') == []


def test_docstrings_become_lists_of_names(extension) -> None:
    lines = ["Do it.", "", "Parameters", "----------", "a, b : of a kind", "    and more", "",
             "Raises", "------", "OSError : always."]
    assert list(extension("docstrings").rewritten(lines)) == [
        "Do it.", "", "**Parameters**", "", "``a``, ``b``", "    of a kind", "    and more", "",
        "**Raises**", "", "``OSError``", "    always."]


def test_every_verb_is_on_the_page_of_commands(extension) -> None:
    verbs = dict(extension("verbs").verbs(main))
    assert {words.split()[1] for words in verbs} == set(main.commands)
    assert {"fronde study claims", "fronde run"} <= set(verbs)
    listed = dict(extension("verbs").options(verbs["fronde run"]))
    assert any(written.startswith("--people") for written in listed)


def test_the_first_run_comes_out_as_told(tmp_path: Path) -> None:
    """The sentences that start.md quotes, as far as it quotes them."""
    folder = tmp_path / "first"
    made = CliRunner().invoke(main, ["run", "--people", "1e5", "--weeks", "60", "--no-report",
                                     "--out", str(folder)])
    assert made.exit_code == 0, made.output
    told = " ".join(made.output.split())
    shown = text_of(ROOT / "docs" / "start.md").partition("```text\n")[2].partition("```")[0]
    for sentence in shown.split("•")[1:]:
        assert " ".join(sentence.split()).removesuffix(" ...") in told
