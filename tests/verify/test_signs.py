"""Signs that the literature reports and the whole system must be able to produce.

Each compares runs over seeds that share their draws; what differs does so by more than four
standard errors, and in the direction of the source.
"""

import json
import math
from functools import cache

import numpy as np
import polars as pl
import pytest
from laws.small import UNENDING, document, engine_of

import fronde
from fronde.reporting import clandestine, run_tables

pytestmark = pytest.mark.verify
SEEDS = range(1, 21)
ERRORS = 4.0
PEOPLE = 20_000


def clearly_above(one, other):
    """Whether paired numbers are larger on average, by four standard errors."""
    apart = np.asarray(one, float) - np.asarray(other, float)
    return apart.mean() > ERRORS * apart.std(ddof=1) / math.sqrt(len(apart)) > 0.0


def armed_country(sizes, arms, forces=None, states=None, weeks=100, agendas=None, **more):
    """Organisations of given sizes that neither meet nor fight, in a country apart."""
    rows = [{"organisation": f"o{k}", "region": "r", "group": "everyone", "members": size,
             "arms": size if arms else 0,
             **({} if agendas is None else {"agenda": float(agendas[k])})}
            for k, size in enumerate(sizes)]
    mechanisms, fixed = {"organisations": {"occasions": 0, "founding": 0}}, {}
    if forces is not None:
        fixed["loyalists"] = 0
        mechanisms["forces"] = {"army": 1000, "peace": 0, "private_army": 0, "growth": 0,
                                "threat": 0.3, "refill": 0, **forces}
    return fronde.load({
        "title": "Armed", "time": {"start": "2021-01-04", "weeks": weeks},
        "population": {"people": PEOPLE},
        "regions": {"rows": [{"region": "r", "name": "R", "population": PEOPLE, "column": 0,
                              "row": 0}]},
        "organisations": {"rows": rows}, "fixed": fixed,
        **({"states": {"rows": states}} if states else {}),
        "contacts": {"near": 0, "far": 0, "ties": 0}, "mechanisms": mechanisms | more,
        "regime": {"police": 0}, "metrics": {"levels": ["nation"]}, "engine": {"sweep": "thinned"},
    })


def last_of(scenario, metric, seed):
    """A metric of the nation at the end."""
    engine = engine_of(scenario, seed)
    for _ in range(scenario.weeks):
        engine.step()
    return float(engine.world.nation[metric][0])


def test_an_army_rises_most_often_at_middling_threats():
    """Svolik 2013: intervention is single-peaked in the threat, here ten to three thousand."""
    forces = {"coup": 0.05}
    threats = (10, 100, 300, 1000, 9000)
    coups = [np.array([last_of(armed_country([many], True, forces), "coups", seed)
                       for seed in SEEDS]) for many in threats]
    low, rising, peak, falling, high = coups
    assert clearly_above(peak, low)
    assert clearly_above(peak, high)
    assert clearly_above(rising, low)
    assert clearly_above(falling, high)
    assert max(c.sum() for c in coups) == peak.sum()


def test_counterweights_lower_the_success_of_attempts_not_their_number():
    """De Bruin 2018. A private army as large as the army halves the chance to win."""
    alone, watched = (armed_country([300], True, {"coup": 0.03, "private_army": private}, weeks=30)
                      for private in (0, 1000))
    coups, won = ([np.array([last_of(one, metric, seed) for seed in range(1, 81)])
                   for one in (alone, watched)] for metric in ("coups", "seized"))
    assert (coups[0] == coups[1]).all()
    assert (won[0] == (coups[0] > 0)).all()  # nobody else is there
    assert clearly_above(won[0], won[1])


def test_moderately_strong_organisations_get_most_support():
    """Salehyan, Gleditsch, Cunningham 2011: an inverted U in strength."""
    sizes = (5, 60, 800)
    state = {"state": "X", "name": "X", "kind": "enemy", "hostility": 1.0, "deterrence": 0.0,
             "capacity": 5.0, "regions": "r"}
    scenario = armed_country(sizes * 4, False, states=[state], weeks=12,
                             sponsorship={"strength": 60.0, "peace": 1.0, "money": 0.0})
    got = []
    for seed in SEEDS:
        engine = engine_of(scenario, seed)
        for _ in range(scenario.weeks):
            engine.step()
        table = engine.world.organisations
        given = table.armed[:12] + table.arms[:12].sum(axis=1)
        got.append(given.reshape(4, 3).sum(axis=0))
    weak, moderate, strong = np.array(got).T
    assert clearly_above(moderate, weak)
    assert clearly_above(moderate, strong)


def test_closeness_of_agendas_drives_cooperation():
    """Those on one side stand closer than others; Gade et al. 2019 find that the distant clash.

    Twenty organisations, each founded with an agenda of its own between -1 and 1, which weighs so
    much that they do not all end on one side.
    """
    agendas = np.linspace(-1.0, 1.0, 20)
    scenario = armed_country([10] * 20, True, agendas=agendas, weeks=30, alignment={"agenda": 2.0})
    apart, together = [], []
    for seed in SEEDS:
        engine = engine_of(scenario, seed)
        for _ in range(scenario.weeks):
            engine.step()
        side = engine.world.organisations.coalition[:20]
        gap = np.abs(agendas[:, None] - agendas[None, :])
        same, pairs = side[:, None] == side[None, :], ~np.eye(20, dtype=bool)
        together.append(gap[same & pairs].mean())
        apart.append(gap[~same].mean())
    assert clearly_above(apart, together)


@cache
def played(text, seed):
    """The run of a small lively country, given as JSON text."""
    return fronde.simulate(fronde.load(document(**json.loads(text))), seed=seed)


def runs(options):
    """A run a seed."""
    return [played(json.dumps(options), seed) for seed in SEEDS]


def told(options, metric, weeks):
    """Mean of a metric of the nation over some weeks, by seed."""
    return np.array([
        run.series.filter(pl.col("level") == "nation", pl.col("metric") == metric,
                          pl.col("week").is_in(list(weeks)))["value"].mean()
        for run in runs(options)])


def persons(options, causes):
    """Persons moved by some causes, by seed."""
    return np.array([
        run.flows.filter(pl.col("level") == "nation",
                         pl.concat_list("flow", "cause").list.join(": ").is_in(causes)
                         )["persons"].sum() for run in runs(options)])


def forceful(repression, broad):
    """The small country without a war, under usual or under broad repression from week 4 on."""
    harder = {"date": "2021-02-01", "label": "harder",
              "set": {"regime.effort": 0.95, "regime.selectivity": 0.0}}
    return {"weeks": 20, "people": 30000, "events": [harder] if broad else [],
            "mechanisms": {"repression": repression, **UNENDING}}


@pytest.mark.parametrize(("repression", "more", "cause"), [
    ({"fury": 0.1, "detection": 0.002}, True,
     ["join: backlash", "hide: backlash"]),
    ({"fury": 0.0, "detection": 0.3}, False, ["detect: found", "catch: found"]),
], ids=["backlash feeds it", "detection starves it"])
def test_broad_force_can_feed_and_can_starve_the_underground(repression, more, cause, tmp_path):
    """Rasler 1996 against Lyall 2009: the sign depends on what force does besides; the report
    names it.
    """
    usual, broad = (forceful(repression, which) for which in (False, True))
    hidden = [told(each, "hidden", range(12, 21)) for each in (usual, broad)]
    assert clearly_above(*(reversed(hidden) if more else hidden))
    moved = [persons(each, cause) / (1.0 if more else told(each, "hidden", range(21)))
             for each in (usual, broad)]  # those found, of all that could be
    assert clearly_above(moved[1], moved[0])
    fronde.simulate(fronde.load(document(**broad)), seed=1, out=tmp_path / "run")
    counted = clandestine.force(run_tables.read(tmp_path / "run"))
    assert counted["more"] == ("fed" if more else "drained")
    assert ("backlash" in {one["cause"] for one in counted["by"]} if more else
            counted["drained"] > 0)


def test_repressing_one_tactic_moves_dissent_to_the_other():
    """Lichbach 1987: where the street is closed, more go underground, and for that reason."""
    def country(arrests):
        return {"weeks": 12, "people": 30000, "events": [], "mechanisms": {
            "mobilisation": {"influence": 0.0},
            "repression": {"arrests": arrests, "fury": 0.0},
            **UNENDING}}

    open_street, closed = country(0.01), country(0.5)
    street = [told(each, "street", range(6, 13)) for each in (closed, open_street)]
    joined = [persons(each, ["join: closed street", "hide: closed street"])
              for each in (closed, open_street)]
    assert clearly_above(street[1], street[0])
    assert clearly_above(joined[0], joined[1])


def test_repression_lowers_protest_at_once_and_raises_it_weeks_later():
    """Rasler 1996: four weeks of broad force; the street afterwards is fuller than without."""
    def country(force):
        events = [
            {"date": "2021-02-01", "label": "force",
             "set": {"regime.effort": 1.0, "regime.selectivity": 0.0}},
            {"date": "2021-03-01", "label": "back",
             "set": {"regime.effort": 0.3, "regime.selectivity": 0.6}},
        ]
        return {"weeks": 16, "people": 60000, "events": events if force else [],
                "regime": {"police": 0.002, "effort": 0.3, "selectivity": 0.6},
                "mechanisms": {
                    "mobilisation": {"influence": 0.0, "entry_protest": -2.5, "cost_protest": 0.5,
                                     "entry_join": -8.0},
                    "repression": {"fury": 0.3, "alarm": 1e-3}, **UNENDING}}

    calm, force = (country(which) for which in (False, True))
    at_once, later = range(5, 9), range(11, 17)
    assert clearly_above(told(calm, "street", at_once), told(force, "street", at_once))
    assert clearly_above(told(force, "street", later), told(calm, "street", later))
