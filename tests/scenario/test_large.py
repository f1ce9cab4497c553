"""What is large is checked in a time that grows with it, or refused in a sentence."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

import pytest

from fronde.errors import ScenarioError
from fronde.scenario import load_text
from fronde.scenario.complaints import EFFORT, likely, suggestion
from fronde.scenario.reading import MOST_VALUES
from fronde.scenario.values import without_unit
from fronde.scenario.yamlcore import MOST_SHORTHANDS

from .writing import SMALL

SENT = 2_000_000  # letters: as much as may be sent to the explorer
PATIENCE = 20.0  # s of computing; what takes some second is far below it, a square far above
TIMES = 8  # one text is so many times as long as another
MOST_TIMES = 4 * TIMES  # a square would take TIMES * TIMES as long

Text = Callable[[int], str]
LAND = SMALL.replace(", total: 1000", "")  # its persons come with its regions


def many(line: str, numbers: Iterable[int]) -> str:
    """A line for each number, which stands where it says N."""
    return "".join(line.replace("N", str(number)) for number in numbers)


def regions(n: int) -> str:
    return LAND + "regions:\n  rows:\n" + many(
        "  - {region: rN, name: x, population: 500, column: N, row: 0}\n", range(n))


def events(n: int) -> str:
    return SMALL + "events:\n" + many("- {date: 2021-01-05, label: eN}\n", range(n))


def options(n: int) -> str:
    return SMALL + "responses:\n  options:\n" + many("  - {id: oN}\n", range(n))


GROWING: dict[str, tuple[Text, int]] = {
    "claims without events": (lambda n: events(n) + "claims:\n" + many(
        "- {id: cN, says: x, source: y, contrast: {without: {events: [eN]}}, expect: "
        "{metric: street, direction: higher, over: 2}}\n", range(n)), 150),
    "claims of regions": (lambda n: regions(n) + "claims:\n" + many(
        "- {id: cN, says: x, source: y, expect: {metric: protest, level: region, entity: rN, "
        "direction: higher, over: 2, against: value, value: 1}}\n", range(n)), 200),
    "claims that hold a response": (lambda n: options(n) + "claims:\n" + many(
        "- {id: cN, says: x, source: y, contrast: {response: oN}, expect: "
        "{metric: street, direction: higher, over: 2}}\n", range(n)), 150),
}


def spent(check: Callable[[], object]) -> float:
    """Seconds of computing of this thread alone: what else runs here does not count."""
    begun = time.thread_time()
    check()
    return time.thread_time() - begun


def quickest(text: str) -> float:
    """Seconds that a text takes to be read, the least of three times."""
    return min(spent(lambda: load_text(text)) for _ in range(3))


@pytest.mark.parametrize("kind", GROWING)
def test_time_grows_with_length(kind):
    make, few = GROWING[kind]
    load_text(make(few))  # what is loaded once is loaded
    assert quickest(make(TIMES * few)) < MOST_TIMES * quickest(make(few))


# Sound or not, what may be sent is answered in some seconds; most of it is refused.
HOSTILE: dict[str, tuple[Callable[[], str], str]] = {
    "blanks in a unit": (lambda: SMALL + 'contacts: {near: "1 a' + " " * 400_000 + 'b"}\n',
                         "is in `ties`"),
    "unknown groups among very many": (
        lambda: SMALL + "groups:\n  rows:\n" + many(
            "  - {group: gN, name: x, status: dominant, history: 0, dominant: false}\n",
            range(100_000, 106_000)) + "events:\n" + many(
            "- {date: 2021-01-05, label: e, groups: [xN]}\n", range(100_000, 100_100)),
        "unknown group `x100000`"),
    "few long names": (
        lambda: SMALL + "groups:\n  rows:\n" + "".join(
            f"  - {{group: '{letter * 200_000}', name: x, status: dominant, history: 0, "
            "dominant: false}\n" for letter in "abcdefg") + "events:\n" + many(
            "- {date: 2021-01-05, label: e, groups: [xN]}\n", range(99)), "unknown group `x0`"),
    "values": (lambda: f"{SMALL}thresholds: [{'1,' * (SENT // 2)}]\n",
               f"more than {MOST_VALUES:,} values"),
    "keys": (lambda: SMALL + many("keyN: 1\n", range(SENT // 12)),
             f"more than {MOST_VALUES:,} values"),
    "shorthands of tags": (lambda: many("%TAG !aN! tag:x\n", range(SENT // 20)) + "---\n" + SMALL,
                           f"more than {MOST_SHORTHANDS} lines begin with %TAG"),
    "shorthands after the end": (
        lambda: f"{SMALL}...\n" + many("%TAG !aN! tag:x\n", range(SENT // 20)),
        f"more than {MOST_SHORTHANDS} lines begin with %TAG"),
    "a level many times": (lambda: f"{SMALL}metrics: {{levels: [{'nation,' * 30_000}]}}\n",
                           "listed twice"),
    "a number of a million digits": (lambda: SMALL.replace("10}", f"{'9' * 1_000_000}}}"),
                                     "must be a whole number, not `999"),
    "an endless exponent": (lambda: SMALL.replace("10}", f"1e{'9' * 1_000_000}}}"),
                            "must be a whole number, not `1e999"),
    "depth": (lambda: f"{SMALL}about: {'[' * SENT}\n", "nested more than"),
    "a long key": (lambda: f"{SMALL}? {'k' * SENT}\n: 1\n", "unknown key"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_hostile_is_refused_in_time(kind):
    make, said = HOSTILE[kind]
    text = make()

    def check():
        with pytest.raises(ScenarioError, match=said) as caught:
            load_text(text)
        assert len(str(caught.value)) < 100_000  # it travels back

    assert spent(check) < PATIENCE


def test_as_many_values_as_may_be_are_read():
    """The limit counts values, whatever their length."""
    people = MOST_VALUES - 100
    sound = LAND.replace("people: 100", f"people: all, total: {people}")
    assert len(load_text(f"{sound}thresholds: [{'1,' * people}]\n").thresholds.values) == people


@pytest.mark.parametrize("names", [50, 20_000])
def test_a_near_miss_is_found_among_few_and_many(names):
    """Of very many, names that begin or end like it are looked at."""
    known = [f"{letters} {n}" for n in range(names // 2) for letters in ("Ash", "Elm")]
    assert "did you mean `Birch`" in suggestion("Brich", [*known, "Birch"])
    assert "did you mean `Birch`" in suggestion("Bitch", ["Birch", *known])
    assert suggestion("Oak 3x", known) == ""


def test_the_search_for_a_near_miss_is_bounded():
    """However many names begin alike: letters compared with letters are counted."""
    word = "ab" * 40
    compared = list(likely(word, [word[:-6] + f"{n:06d}" for n in range(20_000)]))
    assert 0 < sum(len(word) * len(name) for name in compared) <= EFFORT


@pytest.mark.parametrize(("text", "number"), [
    ("0.25 1/week", 0.25), ("  2\t officers  per citizen \n", 2)])
def test_blanks_around_a_unit_do_not_count(text, number):
    assert without_unit(text, " ".join(text.split()[1:])) == number


@pytest.mark.parametrize("text", ["0.25", "1 /week", "x 1/week", "1 1/week and"])
def test_other_units_are_refused(text):
    with pytest.raises(ValueError, match=r"must be a number|is in|leave out"):
        without_unit(text, "1/week")
