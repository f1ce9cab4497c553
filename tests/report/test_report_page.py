"""The page: whole, offline, safe against hostile texts, small."""

import hashlib
import json
import re
from base64 import b64encode
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import fighting
import pytest
import synthetic

import fronde.reporting
from fronde.errors import StoreError
from fronde.reporting import scope
from fronde.reporting.environment import UNSAFE, embed_json
from fronde.reporting.figures import FIGURES
from fronde.reporting.page import draw, render
from fronde.reporting.run_tables import Tables, read

EVIL = "</script></noscript><script>alert(1)</script><img src=x onerror=alert(2)>\u2028'\"&"


class Elements(HTMLParser):
    """Collects the elements of a page and what they hold."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.scripts and self.cdata_elem == "script":
            self.scripts[-1] += data


def hostile() -> Tables:
    """Every text of a scenario tries to break out."""
    made = fighting.tables(weeks=100, regions=3, groups=2)
    m = json.loads(json.dumps(made.manifest))
    m["scenario"] |= {"title": EVIL, "question": EVIL, "about": EVIL}
    for place in m["regions"] + m["groups"]:
        place["name"] = EVIL + place["id"]
    for row in m["parameters"]:
        row |= {"sentence": EVIL, "source": EVIL, "unit": EVIL}
    m["mechanisms"][0] |= {"name": EVIL, "equation": EVIL, "limits": EVIL}
    m |= {"command": EVIL, "assumptions": [EVIL], "references": [EVIL], "overrides": {EVIL: EVIL}}
    events = made.events.with_columns(label=synthetic.pl.lit(EVIL), source=synthetic.pl.lit(EVIL))
    scenario = json.loads(json.dumps(made.scenario))
    for state in scenario["states"]["rows"]:
        state["name"] = EVIL + state["state"]
    for option in scenario["responses"]["options"]:
        option["says"] = EVIL
    return replace(made, manifest=m, events=events, scenario=scenario)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = fighting.tables(regions=83, groups=15)
    place = synthetic.write(made, tmp_path_factory.mktemp("run"))
    fronde.reporting.write(place)
    return place


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    return (folder / "report.html").read_text(encoding="utf-8")


def test_a_folder_becomes_a_page_and_pictures(folder: Path) -> None:
    names = {figure.name for figure in FIGURES}
    assert {path.stem for path in (folder / "figures").glob("*.svg")} == names
    assert {path.stem for path in (folder / "figures").glob("*.png")} == names
    for path in (folder / "figures").glob("*.png"):
        assert path.read_bytes().startswith(b"\x89PNG")
    assert not list(folder.rglob("*.part"))


def test_it_can_be_written_again(folder: Path, page: str) -> None:
    assert fronde.reporting.write(folder) == folder / "report.html"
    assert (folder / "report.html").read_text(encoding="utf-8") == page


def test_the_page_is_small(page: str) -> None:
    assert len(page.encode()) < 3_000_000


def test_the_page_loads_nothing(page: str) -> None:
    for tag, attributes in Elements(page).found:
        for name in ("src", "href", "action", "srcset", "data", "poster", "xlink:href"):
            assert not re.match(r"\s*(https?:)?//", attributes.get(name) or ""), (tag, attributes)
        assert tag not in {"iframe", "object", "embed", "base"}
    unscripted = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r"url\((?!#)", unscripted)
    assert "@import" not in page


def test_only_the_two_scripts_of_the_page_may_run(page: str) -> None:
    elements = Elements(page)
    policy = next(str(a["content"]) for t, a in elements.found if t == "meta" and "http-equiv" in a)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval" not in policy
    allowed = re.search(r"script-src ([^;]*)", policy)
    assert allowed is not None
    types = [a.get("type") for t, a in elements.found if t == "script"]
    running = [text for kind, text in zip(types, elements.scripts, strict=True) if kind is None]
    hashes = [f"'sha256-{b64encode(hashlib.sha256(s.encode()).digest()).decode()}'"
              for s in running]
    assert allowed[1].split() == hashes


def test_the_order_of_the_page(page: str) -> None:
    places = [page.index(f'id="{name}"') for name in (
        "answer", "chain", "link-street", "link-fighting", "figures", "figure-legitimacy",
        "figure-states", "figure-causes", "figure-balance", "figure-beliefs", "figure-groups",
        "figure-map", "figure-organisations", "figure-members", "figure-nationalities",
        "figure-past", "figure-operations", "figure-battlemap", "figure-courses", "figure-story",
        "figure-forces", "figure-rivalry", "figure-survival", "figure-stress", "figure-support",
        "figure-offers", "figure-clients", "parameters", "mechanisms", "assumptions",
        "references", "provenance")]
    assert places == sorted(places)
    for text in ("A made-up country", "Why does the regime have no good answer?",
                 "A result conditional on assumptions; not a forecast. The scenario encodes an "
                 "author’s argument.", "How to read this page",
                 "fronde run made-up --seed 1", "9b1f9b1f", "144,000,000 in the country"):
        assert text in page


def test_changed_parameters_are_marked(page: str) -> None:
    rows = re.findall(r"<tr.*?</tr>", page, flags=re.DOTALL)
    effort = next(row for row in rows if "<code>effort</code>" in row)
    same = next(row for row in rows if "<code>temperature</code>" in row)
    assert 'class="changed"' in effort
    assert "default 0.35" in effort
    assert 'class="changed"' not in same
    assert "0.012 to 0.03 (log)" in same


def test_hostile_texts_stay_texts() -> None:
    tables = hostile()
    drawn = draw(tables)
    page = render(tables, drawn)
    elements = Elements(page)
    assert "<script>alert" not in page
    assert not any("onerror" in attributes for _, attributes in elements.found)
    scripts = [a for tag, a in elements.found if tag == "script"]
    assert len(scripts) == len(drawn) + 2
    assert page.count("</noscript>") == len(drawn)
    assert EVIL.partition("\u2028")[0] in " ".join(elements.scripts[:-2]).encode().decode(
        "unicode_escape", errors="ignore").replace("\\/", "/")


def test_json_in_a_script_element_cannot_end_it() -> None:
    text = str(embed_json({"a": EVIL}))
    assert not set(map(chr, UNSAFE)) & set(text)
    assert json.loads(text) == {"a": EVIL}


def test_an_interrupted_run_says_so_on_top(tmp_path: Path) -> None:
    made = synthetic.tables(weeks=156, weeks_done=30, status="interrupted")
    place = synthetic.write(made, tmp_path / "run")
    (place / "events.parquet").unlink()
    changed = {**made.manifest, "tables": {"series": ["series-0000.parquet"],
                                           "flows": ["flows-0000.parquet"]}}
    (place / "manifest.json").write_text(json.dumps(changed))
    page = fronde.reporting.write(place).read_text(encoding="utf-8")
    assert page.index("interrupted after 30 of 156 weeks") < page.index("<h1>")
    assert fronde.reporting.answer_of(place)[0].startswith("This run was interrupted")


def test_a_hundred_people_get_a_page_without_empty_parts(tmp_path: Path) -> None:
    page = fronde.reporting.write(synthetic.write(synthetic.hall(), tmp_path / "run"))
    text = page.read_text(encoding="utf-8")
    assert 'id="figure-states"' in text
    assert text.count("<figure") == 1
    assert "dated events on the time axis" not in text
    assert "What led to what" not in text
    assert "Armed groups" not in text


def test_a_run_that_wrote_nothing_yet_still_gets_a_page(tmp_path: Path) -> None:
    described = {**synthetic.hall().manifest, "tables": {}, "status": "running", "weeks_done": 0}
    (tmp_path / "manifest.json").write_text(json.dumps(described))
    page = fronde.reporting.write(tmp_path).read_text(encoding="utf-8")
    assert "The run recorded nothing that could answer the question." in page
    assert "<figure" not in page


@pytest.mark.parametrize(("text", "why"), [
    (None, "holds no run"), ("{", "cannot be read"), ("[]", "not a run of this version"),
])
def test_folders_that_hold_no_run(tmp_path: Path, text: str | None, why: str) -> None:
    if text is not None:
        (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(StoreError, match=why):
        read(tmp_path)


def test_shards_that_are_damaged_or_elsewhere(tmp_path: Path) -> None:
    place = synthetic.write(synthetic.hall(), tmp_path / "run")
    (place / "series-0000.parquet").write_bytes(b"not a table")
    with pytest.raises(StoreError, match=r"series-0000\.parquet: cannot be read: it is damaged"):
        read(place)
    changed = {**synthetic.hall().manifest, "tables": {"series": ["../series.parquet"]}}
    (place / "manifest.json").write_text(json.dumps(changed))
    with pytest.raises(StoreError, match="not a file of this folder"):
        read(place)


def test_nothing_half_done_where_writing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = synthetic.write(synthetic.hall(), tmp_path / "run")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("fronde.record.files.os.replace", full)
    with pytest.raises(StoreError, match="the disk is full"):
        fronde.reporting.write(place)
    assert not (place / "report.html").exists()
    assert not list(place.rglob("*.part"))


def test_the_page_ends_where_the_regime_falls(tmp_path: Path) -> None:
    """The record repeats the week of the fall to its end; those weeks are no result."""
    made = fighting.tables(given={"fallen": lambda t: float(t >= 100)})
    cut = read(synthetic.write(made, tmp_path / "run"))
    assert cut.weeks[-1] == 100
    assert {cut.organisations["week"].max(), cut.operations["week"].max(),
            cut.flows["week"].max()} == {100}
    assert all(when <= cut.dates[-1] for when in cut.events["date"])
    whole = read(synthetic.write(fighting.tables(), tmp_path / "whole"))
    assert whole.weeks[-1] == 156


def test_the_short_answer_stands_before_the_numbers_and_the_details() -> None:
    made = fighting.tables()
    page = render(made, [])
    order = [page.index(mark) for mark in (
        'class="first"', 'class="key"', 'class="brief"', 'id="chain"', 'id="details"')]
    assert order == sorted(order)


def test_a_branch_says_where_it_comes_from() -> None:
    made = fighting.tables()
    origin = {"of": "5801976ee5", "week": 58, "sets": {"regime.effort": 0.9}, "response": "recall"}
    branch = replace(made, manifest={**made.manifest, "branch": origin})
    text = scope.condition(branch)
    assert "branch of run 5801976ee5: from week 58 on the response “Call the army back”" in text
    assert "regime.effort is set to 0.9" in text
    assert "branch" not in scope.condition(made)


def test_only_a_scenario_with_claims_encodes_an_argument() -> None:
    """A published model argues nothing of the author's."""
    made = fighting.tables()
    assert "encodes an author" in render(made, [])
    plain = render(replace(made, scenario={**made.scenario, "claims": []}), [])
    assert "encodes an author" not in plain
    assert "not a forecast." in plain
