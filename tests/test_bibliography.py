"""Every source that the code names can be looked up, and every entry is complete."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from fronde import bibliography
from fronde.mechanisms.catalogue import CATALOGUE
from fronde.parameters import parameters_of
from fronde.scenario.settings import Contacts, Regime

GIVEN = ("assumed", "scenario")  # sources that are not published


def named_sources() -> Iterator[tuple[str, str]]:
    """Who cites, and the key cited."""
    for name, mechanism in CATALOGUE.items():
        yield from ((name, key) for key in mechanism.cite)
    declared = [mechanism.params for mechanism in CATALOGUE.values()]
    for params in (*declared, Contacts, Regime):
        for parameter in parameters_of(params):
            key = parameter.source.partition(":")[0].strip()
            if key not in GIVEN:
                yield f"{params.__module__}.{parameter.name}", key


@pytest.mark.parametrize(("who", "key"), sorted(set(named_sources())))
def test_every_source_named_in_the_code_has_an_entry(who: str, key: str) -> None:
    assert key in bibliography.entries(), f"{who} cites {key}"


@pytest.mark.parametrize("key", bibliography.entries())
def test_every_entry_is_complete(key: str) -> None:
    fields = bibliography.entries()[key].fields
    assert {"author", "title", "year"} <= set(fields)
    assert re.fullmatch(r"(1[89]|20)\d\d", fields["year"])
    needed = {"article": {"journal", "volume", "pages"}, "book": {"publisher"},
              "incollection": {"booktitle", "editor", "publisher"},
              "inproceedings": {"booktitle"}, "misc": set()}
    assert needed[bibliography.entries()[key].kind] <= set(fields)


def test_dois_look_like_dois_and_none_is_used_twice() -> None:
    dois = [found.fields["doi"] for found in bibliography.entries().values()
            if "doi" in found.fields]
    assert all(re.fullmatch(r"10\.\d{4,9}/[-._;()/:A-Za-z0-9]+", doi) for doi in dois)
    assert len(dois) == len(set(dois))


def test_no_work_is_entered_twice() -> None:
    titles = Counter(re.sub(r"\W+", " ", found.fields["title"]).lower()
                     for found in bibliography.entries().values())
    assert [title for title, times in titles.items() if times > 1] == []


def test_keys_are_in_order_and_lead_with_an_author_or_institution() -> None:
    keys = list(bibliography.entries())
    assert keys == sorted(keys)
    assert all(re.fullmatch(r"[a-z]+(\d{4})?", key) for key in keys)


@pytest.mark.parametrize(("key", "text"), [
    ("granovetter1978",
     "Granovetter, M. (1978). Threshold models of collective behavior. "
     "American Journal of Sociology 83(6), 1420-1443. doi:10.1086/226707"),
    ("cederman2010",
     "Cederman, L.-E., Wimmer, A. and Min, B. (2010). Why do ethnic groups rebel? New data and "
     "analysis. World Politics 62(1), 87-119. doi:10.1017/S0043887109990219"),
    ("mcfadden1974",
     "McFadden, D. (1974). Conditional logit analysis of qualitative choice behavior. "
     "In Zarembka, P. (ed.), Frontiers in Econometrics, 105-142. Academic Press."),
    ("westharrison1997",
     "West, M. and Harrison, J. (1997). Bayesian Forecasting and Dynamic Models, 2nd edition. "
     "Springer. doi:10.1007/b98971"),
    ("levada",
     "Levada Center (2023). Indicators: approval of institutions of power. "
     "https://www.levada.ru/en/ratings/"),
])
def test_text(key: str, text: str) -> None:
    assert bibliography.entries()[key].text == text


def test_no_text_is_left_with_braces_or_gaps() -> None:
    for found in bibliography.entries().values():
        assert not re.search(r"[{}]|  |\.\.|\( |--", found.text), found.text


def test_references_are_sorted_and_each_once() -> None:
    found = bibliography.references(["siegel2009", "epstein2002", "siegel2009"])
    assert [reference.key for reference in found] == ["epstein2002", "siegel2009"]


def test_an_unknown_key_is_named_with_the_closest_known_one() -> None:
    with pytest.raises(KeyError, match=r"kuran1990.*did you mean 'kuran19(89|91)'"):
        bibliography.references(["kuran1990"])


def test_bibtex_reads_back_as_the_same_entries() -> None:
    keys = bibliography.entries()
    assert bibliography.read(bibliography.bibtex(keys)) == dict(keys)


@pytest.mark.parametrize("text", [
    "@book{a1900,\n}\n",
    "@book{a1900,\n  title = {A}\n",
    "@book{a1900,\n  title = {A},\n  title = {B}\n}\n",
    "@book{a1900,\n  title = {A}\n}\n@book{a1900,\n  title = {A}\n}\n",
    "@book{a1900,\n  title = \"A\"\n}\n",
    "stray\n",
])
def test_other_forms_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"references\.bib"):
        bibliography.read(text)
