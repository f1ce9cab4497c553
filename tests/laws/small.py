"""Small countries that live fast, so that a few weeks show every flow."""

from __future__ import annotations

import math

import numpy as np
import pytest

import fronde
from fronde.draws import replicate_seed
from fronde.engine.plan import plan
from fronde.engine.run import Simulator
from fronde.mechanisms.catalogue import CATALOGUE

# Rates far above the bundled scenario's: thousands act among tens of thousands.
LIVELY = {
    "temperature": 0.05, "entry_protest": 0.0, "entry_join": -3.0, "entry_hide": -1.0,
    "meet": 0.1, "meet_street": 0.3, "contact": 8.0, "influence": 0.3, "cost_join": 0.3,
    "value": 2.0, "shelter": 0.5, "leave": 0.05,
}
HARSH = {"arrests": 0.5, "detection": 0.1, "jail_street": 4.0, "jail_hiding": 12.0}
MEETING = {"occasions": 0.05}
FIGHTING = {"tempo": 4.0, "party": 4.0, "posts": 1e-3, "aimed": 0.5, "area": 0.05}
GIVING = {"money": 1e-4, "remote": 0.5}
ARMIES = {"army": 0.015, "private_army": 0.0017, "ceiling": 0.0067}  # of the population
RISING = {"mutiny": 0.3, "coup": 0.05}
UNENDING = {"survival": {"pace": 0.0}, "forces": {"mutiny": 0.0, "coup": 0.0}}
REGIONS = [
    {"region": "n", "name": "North", "population": 3, "column": 0, "row": 0},
    {"region": "s", "name": "South", "population": 2, "column": 0, "row": 1},
    {"region": "w", "name": "West", "population": 1, "column": 1, "row": 1, "installed": True},
]
BORDERS = [{"region_a": "n", "region_b": "s"}, {"region_a": "s", "region_b": "w"}]
GROUPS = {"rows": [
    {"group": "a", "name": "A", "status": "dominant", "history": 0.0, "dominant": True},
    {"group": "b", "name": "B", "status": "discriminated", "history": 0.7, "dominant": False,
     "agenda": -0.8},
]}
COMMUNITIES = {"rows": [
    {"region": "n", "group": "a", "share": 0.9}, {"region": "n", "group": "b", "share": 0.1},
    {"region": "s", "group": "a", "share": 1.0},
    {"region": "w", "group": "a", "share": 0.4}, {"region": "w", "group": "b", "share": 0.6},
]}
EVENTS = [
    {"date": "2021-01-18", "label": "killing", "shock": {"grievance": 0.4, "procedural": -0.1}},
    {"date": "2021-02-01", "label": "war", "set": {"regime.war": 1, "regime.setback": 0.5,
                                                    "repression.arrests": 0.8}},
]
STATES = {"rows": [
    {"state": "X", "name": "Enemy", "kind": "enemy", "hostility": 1.0, "opinion": 1.0,
     "deterrence": 0.3, "capacity": 40.0, "volunteers": 10.0, "regions": "n"},
    {"state": "Y", "name": "Client", "kind": "client", "opinion": 0.5, "volunteers": 5.0,
     "dissent": 0.6, "regions": "w"},
    {"state": "Z", "name": "Neighbour", "kind": "neutral", "hostility": 0.5, "opinion": 0.8,
     "deterrence": 0.2, "capacity": 5.0, "volunteers": 5.0, "kin": "b", "regions": "s"},
]}
RESPONSES = {
    "options": [
        {"id": "silent"}, {"id": "blame", "set": {"regime.blame": 1}},
        {"id": "private", "set": {"regime.reliance": 1}, "shock": {"consensus": -0.02}},
    ],
    "schedule": [{"response": "silent"}, {"date": "2021-02-01", "response": "blame"}],
}
ALL = tuple(CATALOGUE)
CITIZENS = ("grievance", "mobilisation", "repression", "belief", "legitimacy")
NO_NARRATIVE = {"broad": 0, "doubt": 0}
NO_TIES = {"near": 0, "far": 0, "ties": 0}


def regions_of(people):
    """Three regions of so many people: a half, a third, a sixth."""
    parts = sum(row["population"] for row in REGIONS)
    sizes = [people * row["population"] // parts for row in REGIONS]
    sizes[0] += people - sum(sizes)
    return {"rows": [{**row, "population": size} for row, size in zip(REGIONS, sizes, strict=True)],
            "borders": {"rows": BORDERS}}


def document(*, people=6000, weeks=8, sweep="thinned", contacts=None, mechanisms=None,
             grouped=False, **more):
    """A country of five communities with all mechanisms, lively, harsh and armed.

    ``people`` live there, simulated one to one unless ``grouped``.
    """
    given = {name: {} for name in ALL}
    given["mobilisation"] = dict(LIVELY)
    given["repression"] = dict(HARSH)
    given["organisations"] = dict(MEETING)
    given["combat"] = dict(FIGHTING)
    given["forces"] = {**{name: part * people for name, part in ARMIES.items()}, **RISING}
    given["sponsorship"] = dict(GIVING)
    for name, values in (mechanisms or {}).items():
        given[name] = {**given[name], **values}
    return {
        "title": "Small", "time": {"start": "2021-01-04", "weeks": weeks},
        "population": {"people": people // 2 if grouped else people},
        "regions": regions_of(people), "groups": GROUPS,
        "communities": COMMUNITIES, "states": STATES, "contacts": contacts or {},
        "mechanisms": given, "responses": RESPONSES, "regime": {"police": 0.01}, "events": EVENTS,
        "engine": {"sweep": sweep},
        "metrics": {"levels": ["nation", "region", "group", "community"]}, **more,
    }


def country(**options):
    """The same, loaded."""
    return fronde.load(document(**options))


BOTH = [pytest.param(False, id="one to one"), pytest.param(True, id="grouped")]


def engine_of(scenario, seed=1, replicate=0, changes=()):
    """An engine at week 0, one thread."""
    return Simulator(plan(scenario, 1), replicate_seed(seed, replicate), changes=changes)


# Mobilisation alone, with everything that it reads held constant.
STILL = {"legitimacy": 1, "peaceful": 0, "armed_hope": 0, "risk_protest": 0, "risk_underground": 0,
         "grievance_group": 0, "grievance_shock": 0, "grievance_backlash": 0}
ALONE = {"near": 0, "far": 0, "ties": 0, "community": 1, "region": 0, "border": 0, "group": 0,
         "nation": 0}
UNMOVED = {"temperature": 1, "pace": 1, "threshold": 0, "threshold_join": 0, "value": 0,
           "cost_protest": 0, "cost_join": 0, "influence": 0, "entry_protest": 0, "entry_join": 0,
           "entry_hide": 0, "meet": 0, "meet_street": 0, "contact": 0, "fatigue": 0, "leave": 0,
           "shelter": math.inf}


def still(people, weeks=1, sweep="thinned", fixed=None, regions=1, contacts=ALONE,
          **mobilisation):
    """Communities of equal size, alike and apart, with mobilisation alone."""
    rows = [{"region": f"r{i}", "name": f"R{i}", "population": people // regions, "column": i,
             "row": 0} for i in range(regions)]
    return fronde.load({
        "title": "Still", "time": {"start": "2021-01-04", "weeks": weeks},
        "population": {"people": people}, "regions": {"rows": rows}, "contacts": contacts,
        "fixed": {**STILL, **(fixed or {})}, "engine": {"sweep": sweep},
        "mechanisms": {"mobilisation": {**UNMOVED, **mobilisation}},
        "metrics": {"levels": ["nation"]},
    })


def persons_of(events):
    """Who is in a list of events."""
    return np.asarray(events)[:, 0]
