"""The ODD text of every bundled scenario: whole, true of its scenario, the same each time."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

import fronde
from fronde.bibliography import entries
from fronde.cli import main
from fronde.mechanisms.catalogue import CATALOGUE
from fronde.parameters import parameters_of
from fronde.reporting import odd
from fronde.reporting.markdown import number
from fronde.reporting.odd.origin import Origin
from fronde.reporting.odd.subject import Subject
from fronde.scenario import bundled, load

NAMES = (*bundled().cases, *bundled().gallery)
SECTIONS = (
    "1 Purpose and patterns", "2 Entities, state variables and scales",
    "3 Process overview and scheduling", "4 Design concepts", "5 Initialisation", "6 Input data",
    "7 Submodels", "References")
CONCEPTS = ("Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction",
            "Sensing", "Interaction", "Stochasticity", "Collectives", "Observation")
CASE = "fighting-coalition"


@pytest.fixture(scope="module", params=NAMES)
def told(request):
    """A scenario and its text."""
    scenario = load(request.param)
    return scenario, odd.document(scenario)


def outside_fences(text: str) -> list[str]:
    """Lines that Markdown reads."""
    return re.sub(r"^```text\n.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE).splitlines()


def parts(text: str) -> list[tuple[int, str, str]]:
    """Level, title and own text of each heading."""
    found = re.split(r"^(#+) (.+)$", text, flags=re.MULTILINE)[1:]
    return [(len(marks), title, body.strip()) for marks, title, body in
            zip(found[::3], found[1::3], found[2::3], strict=True)]


def section(text: str, title: str) -> str:
    """All of a section, with what is below it."""
    found = re.search(rf"^## {re.escape(title)}$(.*?)(?=^## |\Z)", text,
                      re.DOTALL | re.MULTILINE)
    assert found is not None, title
    return found[1]


def test_a_step_is_told_as_it_is_taken(told) -> None:
    """Several events a citizen and step; hazards are held over a step, so its length counts."""
    _, text = told
    assert "At most one event" not in text
    assert text.count("**Events of citizens compete.**") == text.count(
        "In what is left of the step more can happen to the same citizen, so stays last")
    assert "so that results do not hang on its length" not in text
    assert "the hazards of the locked moment are held, and stocks move by the exact" in text


def test_all_seven_elements_are_there_in_order_and_none_is_empty(told) -> None:
    _, text = told
    headings = parts(text)
    assert [title for level, title, _ in headings if level == 2] == list(SECTIONS)
    assert [level for level, *_ in headings].count(1) == 1
    for place, (level, title, body) in enumerate(headings):
        below = headings[place + 1][0] if place + 1 < len(headings) else 0
        assert body or below > level, f"{title} is empty"
        assert below <= level + 1, f"a level is left out below {title}"


def test_all_eleven_design_concepts_say_something(told) -> None:
    _, text = told
    said = {title: body for level, title, body in parts(section(text, "4 Design concepts"))
            if level == 3}
    assert list(said) == [f"4.{k} {name}" for k, name in enumerate(CONCEPTS, start=1)]
    assert all(body.endswith((".", ")")) for body in said.values())


def test_submodels_are_the_mechanisms_of_the_scenario_and_no_other(told) -> None:
    scenario, text = told
    said = section(text, "7 Submodels")
    assert re.findall(r"^### 7\.\d+ Mechanism: (\w+)$", said, re.MULTILINE) == list(
        scenario.mechanisms)
    assert set(re.findall(r"^### 7\.\d+ (\w+)", said, re.MULTILINE)) == {"Shared", "Mechanism"}
    for name, made in CATALOGUE.items():
        assert (made.text["equation"].splitlines()[0].strip() in said) == (
            name in scenario.mechanisms)


def test_every_parameter_is_there_once_with_the_value_of_the_scenario(told) -> None:
    scenario, text = told
    owners = {**scenario.mechanisms, "contacts": scenario.contacts, "regime": scenario.regime}
    rows = re.findall(r"^\| `(\w+\.\w+)` \| (\S+) \| (\w+)", text, re.MULTILINE)
    declared = {f"{owner}.{p.name}": getattr(values, p.name) for owner, values in owners.items()
                for p in parameters_of(type(values))}
    assert {path: value for path, value, _ in rows} == {
        path: number(value) for path, value in declared.items()}
    assert len(rows) == len(declared)
    by = {path: who for path, _, who in rows}
    assert {path for path, who in by.items() if who == "open"} == set(scenario.priors)
    assert {path for path, who in by.items() if who == "scenario"} == set(scenario.given)


def test_flows_and_columns_are_those_of_the_mechanisms(told) -> None:
    scenario, text = told
    made = Subject(scenario).mechanisms
    process = section(text, "3 Process overview and scheduling")
    assert set(re.findall(r"`(\w+)`(?: \||\s\()", process.partition("### 3.1")[2])) >= {
        flow.flow for one in made for flow in (*one.drives, *one.performs)}
    owned = {name for one in made for stocks in (one, one.nation, one.states) if stocks
             for name in stocks.owns}
    whose = "each community|the nation|each neighbouring state"
    assert owned == set(re.findall(rf"^\| `(\w+)` \| (?:{whose})", text, re.MULTILINE)) | (
        {name for one in made if one.states for name in one.states.owns}
        if not scenario.states else set())


def test_each_column_names_the_mechanisms_that_look_at_it(told) -> None:
    scenario, text = told
    rows = re.findall(r"^\| `(\w+)` \|(?: .* \|){4} ([\w, ]+) \|$",
                      section(text, "2 Entities, state variables and scales"), re.MULTILINE)
    readers: dict[str, set[str]] = {}
    for name, said in rows:
        readers.setdefault(name, set()).update(said.split(", "))
    for made in Subject(scenario).mechanisms:
        for column in {*made.reads, *(made.nation.reads if made.nation else ())} - {"dt"}:
            assert made.name in readers[column], column


def test_the_map_of_flows_has_each_flow_that_is_taken_once(told) -> None:
    scenario, text = told
    header, *rows = re.findall(r"^\| (?:from \\ to|\w+) \|.*$",
                               text.partition("The same flows as a map")[2].partition("###")[0],
                               re.MULTILINE) or [""]
    targets = header.strip("| ").split(" | ")[1:]
    found = {(source, target, flow) for row in rows
             for source, *cells in [row.strip("| ").split(" |")]
             for target, cell in zip(targets, cells, strict=False)
             for flow in re.findall(r"\w+", cell)}
    assert found == {(step.source, step.target, step.flow.name)
                     for step in Subject(scenario).taken}


def test_tables_are_well_formed(told) -> None:
    _, text = told
    width = 0
    for line in outside_fences(text):
        if not line.startswith("|"):
            width = 0
            continue
        assert line.endswith(" |"), line
        cells = len(re.findall(r"(?<!\\)\|", line)) - 1
        assert width in (0, cells), line
        width = cells


def test_links_lead_to_references_and_all_references_are_used(told) -> None:
    _, text = told
    named = set(re.findall(r"\]\(#odd-([a-z0-9]+)\)", text))
    listed = set(re.findall(r'<a id="odd-([a-z0-9]+)">', text))
    assert named == listed
    assert named <= set(entries())


def test_it_is_plain_markdown_of_no_machine(told) -> None:
    _, text = told
    assert set(re.findall(r"<[a-zA-Z!/][^>]*>", "\n".join(outside_fences(text)))) <= {
        f'<a id="odd-{key}">' for key in entries()} | {"</a>"}
    assert not re.search(r"/(home|work|tmp|usr|var|Users)/|[=(|:] None\b|\bnan\b", text)
    assert str(Path.cwd()) not in text
    assert text.endswith("\n")
    assert not re.search(r"[ \t]+$|\n{3}", re.sub(r"```.*?```", "...", text, flags=re.DOTALL),
                         re.MULTILINE)


def test_it_is_the_same_each_time_and_from_the_stored_scenario(told) -> None:
    scenario, text = told
    assert odd.document(load(scenario.name)) == text
    assert odd.document(load(scenario.document)) == text
    assert f"`{scenario.digest}`" in text


def test_what_is_foreseen_depends_on_the_policy() -> None:
    told = odd.document(load(CASE))
    ahead = odd.document(load(CASE, sets=["responses.policy=look-ahead"]))
    assert "does not look ahead" in told
    assert "an upper bound on foresight" in section(ahead, "4 Design concepts")
    assert "an upper bound on foresight" not in section(told, "4 Design concepts")
    assert "does not look ahead" not in ahead


def test_what_is_said_changes_with_what_takes_part() -> None:
    document = dict(load(CASE).document)
    gone = ("narrative", "survival", "response")
    document["mechanisms"] = {name: values for name, values in document["mechanisms"].items()
                              if name not in gone}
    document["fixed"] = {"broad": 0.2, "doubt": 0.0}
    document["claims"] = []
    text = odd.document(load(document))
    assert "After the regime has fallen" not in text
    assert "in log odds" not in section(text, "4 Design concepts")
    assert "| `broad` | share | 0 to 1 | belief that resistance is domestic and broad | held at " \
           "0.2 by the scenario |" in text
    assert "states no claims" in text


def test_a_changed_model_of_the_gallery_is_not_held_to_published_numbers() -> None:
    as_it_stands = odd.document(load("siegel-2009"))
    changed = odd.document(load("siegel-2009", sets=["mobilisation.influence=0.5"]))
    assert "| 0.990956 | derived from its rules |" in as_it_stands
    assert "derived from its rules" not in changed
    assert "fronde run siegel-2009" not in changed


def test_text_of_a_scenario_cannot_break_the_page() -> None:
    document = dict(load("granovetter-1978").document)
    document |= {"title": "Pipes | and <b>tags</b> # no heading", "question": "`a` *b*?",
                 "about": "one\n\n## two"}
    text = odd.document(load(document))
    assert text.startswith(r"# ODD: Pipes \| and \<b>tags\</b> # no heading" + "\n")
    assert [title for level, title, _ in parts(text) if level == 2] == list(SECTIONS)


def test_stocks_start_where_a_run_starts() -> None:
    """What the text says of the start is what the engine does, of the nation and by group."""
    scenario = load(CASE, people=30_000, weeks=1)
    series = fronde.simulate(scenario, seed=1).series.filter(pl.col("week") == 0)
    began = {(metric, level, entity): value for metric, level, entity, value in
             series.select("metric", "level", "entity", "value").iter_rows()}
    levels = {"here": "group", "nation": "nation", "around": "state"}
    compared = 0
    for name, whose, _, values in Origin(scenario).stocks:
        for (metric, level, entity), value in began.items():
            if metric == name and level == levels[whose]:
                at = values[entity if level != "nation" else ""]
                assert value == pytest.approx(at, abs=1e-9), name
                compared += 1
    assert compared > 400


def test_the_verb_prints_it_or_writes_it_and_overwrites_nothing(tmp_path: Path) -> None:
    text = odd.document(load("kuran-1991", weeks=9))
    printed = CliRunner().invoke(main, ["odd", "kuran-1991", "--weeks", "9"])
    assert (printed.exit_code, printed.output) == (0, text)
    file = tmp_path / "odd.md"
    for code, kept in ((0, text), (1, text)):
        made = CliRunner().invoke(main, ["odd", "kuran-1991", "--weeks", "9", "--out", str(file)])
        assert made.exit_code == code, made.output
        assert file.read_text(encoding="utf-8") == kept
    wrong = CliRunner().invoke(main, ["odd", "kuran-1991", "--set", "mobilisation.pase=1"])
    assert wrong.exit_code == 2
