"""Small countries that live fast, so that a few weeks show every flow."""

from __future__ import annotations

import numpy as np

import fronde
from fronde.draws import replicate_seed
from fronde.engine.plan import plan
from fronde.engine.run import Engine

# Rates far above the bundled scenario's: thousands act among tens of thousands.
LIVELY = {
    "temperature": 0.05, "entry_protest": -3.0, "entry_join": -3.0, "entry_hide": -1.0,
    "meet": 0.05, "meet_street": 0.2, "contact": 5.0, "influence": 0.3,
}
HARSH = {"arrests": 0.5, "detection": 0.1, "jail_street": 4.0, "jail_hiding": 12.0}
REGIONS = {
    "rows": [
        {"region": "n", "name": "North", "population": 30000, "column": 0, "row": 0},
        {"region": "s", "name": "South", "population": 20000, "column": 0, "row": 1},
        {"region": "w", "name": "West", "population": 10000, "column": 1, "row": 1},
    ],
    "borders": {"rows": [{"region_a": "n", "region_b": "s"}, {"region_a": "s", "region_b": "w"}]},
}
GROUPS = {"rows": [
    {"group": "a", "name": "A", "status": "dominant", "history": 0.0, "dominant": True},
    {"group": "b", "name": "B", "status": "discriminated", "history": 0.7, "dominant": False},
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
ALL = ("grievance", "mobilisation", "repression", "belief", "legitimacy")
NO_TIES = {"near": 0, "far": 0, "ties": 0}


def document(*, people=6000, weeks=8, sweep="thinned", contacts=None, mechanisms=None, **more):
    """A country of five communities with all mechanisms, lively and harsh."""
    given = {name: {} for name in ALL}
    given["mobilisation"] = dict(LIVELY)
    given["repression"] = dict(HARSH)
    for name, values in (mechanisms or {}).items():
        given[name] = {**given[name], **values}
    return {
        "title": "Small", "time": {"start": "2021-01-04", "weeks": weeks},
        "population": {"people": people}, "regions": REGIONS, "groups": GROUPS,
        "communities": COMMUNITIES, "contacts": contacts or {}, "mechanisms": given,
        "regime": {"police": 0.01}, "events": EVENTS, "engine": {"sweep": sweep},
        "metrics": {"levels": ["nation", "region", "group", "community"]}, **more,
    }


def country(**options):
    """The same, loaded."""
    return fronde.load(document(**options))


def engine_of(scenario, seed=1, replicate=0):
    """An engine at week 0, one thread."""
    return Engine(plan(scenario, 1), replicate_seed(seed, replicate))


# Mobilisation alone, with everything that it reads held constant.
STILL = {"legitimacy": 1, "peaceful": 0, "armed_hope": 0, "risk_protest": 0, "risk_underground": 0,
         "grievance_group": 0, "grievance_shock": 0, "grievance_backlash": 0}
ALONE = {"near": 0, "far": 0, "ties": 0, "community": 1, "region": 0, "border": 0, "group": 0,
         "nation": 0}
UNMOVED = {"temperature": 1, "pace": 1, "threshold": 0, "threshold_join": 0, "value": 0,
           "cost_protest": 0, "cost_join": 0, "influence": 0, "entry_protest": 0, "entry_join": 0,
           "entry_hide": 0, "meet": 0, "meet_street": 0, "contact": 0, "fatigue": 0, "leave": 0}


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
