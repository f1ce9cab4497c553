"""YAML 1.2 core: what plain scalars mean, and what is refused before anything is built."""

from __future__ import annotations

import math
import os

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fronde.errors import ScenarioError
from fronde.scenario import load, yamlcore
from fronde.scenario.complaints import Complaints
from fronde.scenario.sections import Sections
from fronde.scenario.yamlcore import parse, resolve

from .writing import SMALL, complaints


@pytest.mark.parametrize("text", [
    "NO", "no", "yes", "on", "off", "y", "2021-01-04", "1:30", "1_000", "0b1", "+0x1", "1e", "e5",
    ".", "-", "nan", "inf", "truE", "--1",
])
def test_texts_stay_texts(text):
    assert resolve(text) == text


@pytest.mark.parametrize(("text", "value"), [
    ("1e-4", 1e-4), ("1e5", 1e5), ("-1E+2", -100.0), (".5", 0.5), ("1.", 1.0), ("+12", 12),
    ("012", 12), ("0o17", 15), ("0xFF", 255), (".inf", math.inf), ("-.INF", -math.inf),
    ("true", True), ("FALSE", False), ("~", None), ("", None), ("Null", None), ("0", 0),
])
def test_core_schema(text, value):
    found = resolve(text)
    assert found == value
    assert type(found) is type(value)


def test_not_a_number():
    assert math.isnan(resolve(".nan"))


@pytest.mark.parametrize("text", ["9" * 1000, "1e400", "-1e400", "1" + "0" * 400 + ".5"])
def test_a_number_beyond_the_largest_is_no_number_and_not_infinite(text):
    assert resolve(text) == text


def test_a_number_of_a_hundred_digits_is_a_float():
    assert resolve("9" * 100) == 1e100


def test_quoted_scalars_are_texts():
    assert parse("a: '1'\nb: \"true\"\nc: |\n  3\n", "f", Complaints()).plain == {
        "a": "1", "b": "true", "c": "3\n"}


def test_places_count_from_one():
    node = parse("é: [1, 2]\nb:\n  c: x\n", "f", Complaints())
    assert str(node.nearest(("é", 1))) == "f:1:8"
    assert str(node.nearest(("b", "c"))) == "f:3:6"
    assert str(node.key_place(("b", "c"))) == "f:3:3"
    assert str(node.nearest(("b", "c", "d"))) == "f:3:6"


BAD = [
    (b"", "s.yaml: the file is empty"),
    (b"# only words\n", "s.yaml: the file is empty"),
    (b"- a\n- b\n", "s.yaml:1:1: a scenario must be a mapping, not a list"),
    (b"just words\n", "s.yaml:1:1: a scenario must be a mapping, not `just words`"),
    (b"title: a\nabout: \xff\xfe\n", "s.yaml:2: not UTF-8: byte 16 is 0xff"),
    ("title: ä".encode("utf-16"), "s.yaml:1: not UTF-8: this is UTF-16. Save it as UTF-8"),
    (b"title: a\nabout: x\0y\n", "s.yaml:2: not a text file: it has a NUL byte"),
    ("title: ä".encode("utf-32"), "s.yaml:1: not UTF-8: this is UTF-32. Save it as UTF-8"),
    (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n",
     "s.yaml: the content is not here, only a pointer of Git LFS to it: git lfs pull"),
    (b"title: a\nabout: \x1b[3m\n", "s.yaml:2:8: a control character (U+001B)"),
    ("title: a\nabout: b \u2066c\n".encode(), "s.yaml:2:10: a control character (U+2066 LEFT-TO-R"),
    (b"title: [a\n", "s.yaml:2:1: not YAML: "),
    (b"title: a: b\n", "s.yaml:1:9: not YAML: mapping values are not allowed"),
    (b"title: a\n\tabout: b\n", "s.yaml:2:1: not YAML: "),
    (b"title: a\n---\ntitle: b\n", "s.yaml:2:1: this is a second document"),
    (b"title: !!python/object/apply:os.system [ls]\n", "s.yaml:1:8: tags are not allowed"),
    (b"title: !mine a\n", "s.yaml:1:8: tags are not allowed: `!mine`"),
    (b"title: !!str a\n", "s.yaml:1:8: tags are not allowed"),
    (b"a: &a [x, x]\nb: &b [*a, *a]\n", "s.yaml:2:8: aliases (*name) are not allowed"),
    (b"a: &a [*a]\n", "s.yaml:1:8: aliases (*name) are not allowed"),
    (b"[a]: b\n", "s.yaml:1:1: a key must be a plain text"),
    (b"title: a\ntitle: b\n", "s.yaml:2:1: duplicate key `title`, first at 1:1"),
    (b"time: {weeks: 1, weeks: 2}\n", "s.yaml:1:18: duplicate key `weeks`, first at 1:8"),
    (b"title: " + b"[" * 5000, "s.yaml:1:40: nested more than 32 deep"),
    (b"title: " + b"{a: " * 5000, "nested more than 32 deep"),
    (b"- " * 5000, "nested more than 32 deep"),
    (b'title: "\\ud800"\n', "s.yaml:1:"),
    (b'title: "\\e]52;c;aGk=\\a"\n', "s.yaml:1:8: a text has a control character (U+001B)"),
    (b'title: "a\\0"\n', "s.yaml:1:8: a text has a control character (U+0000)"),
    (b'"a\\x9b": b\n', "s.yaml:1:1: a text has a control character (U+009B)"),
    (b"time:\n\tstart: b\n", "; line 2 has a tab where blanks belong"),
    ("time:\n  - id: a\n\xa0\xa0\xa0 b: c\n    d: e\n".encode(),
     "; line 3 has U+00A0 NO-BREAK SPACE where blanks belong"),
    ("title: a\ntime:\xa03\nabout: b\n".encode(), "; line 2 has U+00A0 NO-BREAK SPACE"),
]


@pytest.mark.parametrize(("text", "said"), BAD, ids=range(len(BAD)))
def test_refused_with_its_place(write, text, said):
    assert said in complaints(write(text))


@pytest.mark.parametrize(("text", "said"), BAD, ids=range(len(BAD)))
def test_refused_without_the_c_parser(write, monkeypatch, text, said):
    monkeypatch.setattr(yamlcore, "LOADER", yaml.SafeLoader)
    kind = said.partition("not YAML")[0] if "not YAML" in said else said
    if text == b"title: [a\n" or b"\t" in text:
        kind = "not YAML"  # the two parsers see the end of a line differently
    assert kind in complaints(write(text))


def test_both_parsers_read_the_same(monkeypatch):
    text = SMALL + "events:\n  - {date: 2021-02-01, label: 'é', set: {regime.effort: .5}}\n"
    fast = parse(text, "f", Complaints())
    monkeypatch.setattr(yamlcore, "LOADER", yaml.SafeLoader)
    slow = parse(text, "f", Complaints())
    assert fast == slow


def test_a_file_that_is_too_large(write):
    path = write(SMALL)
    os.truncate(path, 5_000_001)
    assert "larger than 5 MB" in complaints(path)


def test_the_caret_stands_under_the_place(write):
    said = complaints(write(SMALL + "regime:\n\teffort: 2\n".replace("\t", "  ")))
    lines = said.splitlines()
    assert lines[0] == "s.yaml:9:11: `effort` must be from 0 to 1, not 2"
    assert lines[1].index("2") == lines[2].index("^")


def test_a_long_line_is_shown_around_the_place(write):
    said = complaints(write(SMALL + "about: {a: " + "x" * 300 + ", b: 2, b: 3}\n")).splitlines()
    found = next(i for i, line in enumerate(said) if "duplicate key" in line)
    assert len(said[found + 1]) <= 110
    assert said[found + 1][said[found + 2].index("^"):].startswith("b: 3")


def test_bytes_mark_of_windows_editors(write):
    assert load(write(b"\xef\xbb\xbf" + SMALL.encode())).title == "Small"


WORDS = st.sampled_from([
    "title", "time", "start", "weeks", "2021-01-04", "events", "mechanisms", "mobilisation", "set",
    "prior", "uniform", "regions", "rows", "file", "x.csv", "thresholds", "fixed", "date", "label",
    "extends", "kuran-1991", "population", "people", "all", "signal", "borders", "contacts", "near",
])
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=5),
    max_leaves=20,
)
SLOW = settings(max_examples=150, deadline=None,
                suppress_health_check=[HealthCheck.function_scoped_fixture])


def understood(source):
    """Whether a source is a scenario, or is refused in words; anything else is raised."""
    try:
        return bool(load(source).digest)
    except ScenarioError as error:
        return bool(str(error))


@SLOW
@given(text=st.text(max_size=60) | st.lists(WORDS | st.sampled_from(list("{}[]:,-&*!?|>'\"# \n")),
                                            max_size=40).map("".join))
def test_any_text_gives_a_scenario_or_its_error(write, text):
    assert understood(write(text.encode("utf-8", "surrogatepass")))


@SLOW
@given(data=st.binary(max_size=60))
def test_any_bytes_give_a_scenario_or_its_error(write, data):
    assert understood(write(data))


@SLOW
@given(section=st.sampled_from(list(Sections.model_fields)), value=PLAIN)
def test_any_value_of_any_section_gives_a_scenario_or_its_error(write, section, value):
    sound = parse(SMALL, "f", Complaints()).plain
    assert understood({**sound, section: value})


@SLOW
@given(value=PLAIN)
def test_any_plain_mapping_gives_a_scenario_or_its_error(value):
    assert understood(value if isinstance(value, dict) else {"title": value})
