"""Columns of the tables of communities, of the nation and of neighbouring states.

Whatever a mechanism reads or owns is named here once, with its unit, range and meaning. A
mechanism from outside may bring stocks of its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from fronde.parameters import LogUniform, Prior, Uniform

Kind = Literal["place", "survey", "lever", "signal", "draw", "stock", "derived"]


@dataclass(frozen=True)
class Column:
    """One number a week: of a community, of the nation or of a neighbouring state.

    ``of``: counts of those whose share it is; it says nothing where they are nobody.
    ``made``: what the survey makes it of, see ``MADE_OF``.
    ``default``, ``prior``, ``source``: of levers, as of any parameter.
    """

    name: str
    kind: Kind
    unit: str
    meaning: str
    low: float = 0.0
    high: float = 1.0
    of: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    default: float = 0.0
    prior: Prior | None = None
    source: str = "scenario"


# Where things are that columns are made of and that mechanisms move, as ``here.police``.
MADE_OF = {
    "here": "columns of communities", "nation": "columns of the nation",
    "around": "columns of neighbouring states", "people": "citizens in a state",
    "flow": "those who change from one state to another",
    "underground": "what organisations have that no column holds: arms, sides",
}

# One row a community.
COMMUNITY = (
    # place: fixed by the scenario
    Column("dt", "place", "weeks", "length of a step", high=math.inf),
    Column("citizens", "place", "persons", "citizens of the community", high=math.inf),
    Column("region_citizens", "place", "persons", "citizens of the region", high=math.inf),
    Column("dominant", "place", "0 or 1", "the group is the state's dominant nationality"),
    Column("status", "place", "share", "exclusion from power: 0 dominant, 1 discriminated"),
    Column("history", "place", "share", "historical grievance of the group"),
    Column("installed", "place", "0 or 1", "the region's ruler was installed by the regime"),
    Column("ties_attention", "place", "share", "share of attention given to own ties"),
    Column("promise", "place", "utility", "what protest promised the most aggrieved at the start: "
           "belief in it times what legitimacy left open"),
    # survey: counted at each moment
    Column("protest_field", "survey", "share", "active share among those seen beyond own ties",
           made=("people.protest",)),
    Column("underground_field", "survey", "share", "underground share among those met beyond ties",
           made=("people.underground", "people.armed")),
    Column("region_protest", "survey", "persons", "on the street in the region", high=math.inf,
           made=("people.protest",)),
    Column("region_underground", "survey", "persons", "underground in the region", high=math.inf,
           made=("people.underground", "people.armed")),
    Column("region_arrests", "survey", "persons/week", "arrests in the region, as news",
           high=math.inf, made=("flow.arrest",)),
    Column("crushed_seen", "survey", "share", "share of the street arrested in a week, as seen",
           made=("flow.arrest", "people.protest", "here.media")),
    Column("street_noticed", "survey", "share", "how far the street is noticed: 1 by everybody",
           made=("people.protest", "here.media")),
    Column("found_seen", "survey", "share", "share of the underground found in a week, as seen",
           made=("flow.detect", "flow.catch", "people.underground", "people.armed", "here.media")),
    Column("insecurity", "survey", "share", "insecurity of the region, from violence and raids",
           made=("here.violence", "here.raids")),
    Column("insecurity_felt", "survey", "share", "insecurity nearby and in the news",
           made=("here.insecurity", "here.media")),
    Column("region_successes", "survey", "operations", "operations that succeeded in the region "
           "since the last moment", high=math.inf),
    Column("region_failures", "survey", "operations", "operations that failed in the region "
           "since the last moment", high=math.inf),
    Column("victories_own", "survey", "share", "how far successes of the own group are noticed",
           made=("here.region_successes", "here.media")),
    Column("victories_others", "survey", "share", "how far successes of others are noticed",
           made=("here.region_successes", "here.media")),
    Column("defeats_own", "survey", "share", "how far failures of the own group are noticed",
           made=("here.region_failures", "here.media")),
    Column("defeats_others", "survey", "share", "how far failures of others are noticed",
           made=("here.region_failures", "here.media")),
    Column("region_passive", "survey", "persons", "passive opponents in the region",
           high=math.inf, made=("here.passive",)),
    Column("fights_seen", "survey", "share", "how far fighting is noticed at all",
           made=("here.region_successes", "here.region_failures", "here.media")),
    Column("domestic", "survey", "share", "share of those who fight that are citizens",
           made=("nation.domestic",)),
    Column("credibility", "survey", "share", "how far what the state says is believed",
           made=("nation.credible",)),
    Column("recalled", "survey", "share", "share of the army called back from abroad",
           made=("nation.recalled",)),
    Column("mutiny", "survey", "0 or 1", "an armed force rose against the state in the last step",
           made=("nation.mutiny",)),
    # levers: set by the scenario, moved by dated events
    Column("police", "lever", "officers per citizen", "officers for the street",
           default=0.00015, prior=LogUniform(0.00007, 0.0003),
           source="assumed: some twenty thousand riot police in a nation of 144 million"),
    Column("effort", "lever", "share", "share of the police that repression can use",
           default=0.35, prior=Uniform(0.2, 0.5), source="assumed: level before the war"),
    Column("severity", "lever", "1",
           "what an arrest on the street costs, and how long it lasts, against the start",
           high=10.0, default=1.0),
    Column("selectivity", "lever", "share", "share of force that meets only whom it is meant for",
           default=0.6, prior=Uniform(0.3, 0.9), source="assumed"),
    Column("war", "lever", "0 or 1", "1 while the state is at war abroad"),
    Column("setback", "lever", "share", "how badly the war goes, as citizens see it"),
    Column("nationalism", "lever", "share", "how much official ideology speaks of one nation",
           default=0.5, prior=Uniform(0.3, 0.7), source="assumed"),
    Column("raids", "lever", "share", "insecurity of a region from drones and shelling abroad"),
    Column("blame", "lever", "share",
           "how far the state blames foreigners for armed resistance"),
    Column("admit", "lever", "share",
           "how far the state admits that armed resistance is domestic"),
    Column("concession", "lever", "share", "how far the state gives in to peaceful demands"),
    Column("recall", "lever", "share", "how far the army is called back from the war"),
    Column("reliance", "lever", "share", "how far the state relies on the private army",
           default=0.2, prior=Uniform(0.0, 0.4), source="assumed: level before the war"),
    Column("media", "lever", "share", "weight of what happens elsewhere in what is seen",
           default=0.5, prior=Uniform(0.2, 0.8), source="assumed"),
    # signals: felt at once, then 0 again; sent by dated events and responses
    Column("signal_peaceful", "signal", "pseudo-counts", "evidence for peaceful change",
           -math.inf, math.inf),
    Column("signal_armed", "signal", "pseudo-counts", "evidence for armed resistance",
           -math.inf, math.inf),
    Column("shock_grievance", "signal", "share", "moral shock", -1.0, 1.0),
    Column("shock_procedural", "signal", "share", "blow to the fairness of rule", -1.0, 1.0),
    Column("shock_security", "signal", "share", "blow to the feeling of safety", -1.0, 1.0),
    Column("shock_consensus", "signal", "share", "rally or rift", -1.0, 1.0),
    # stocks: each owned by one mechanism, else fixed by the scenario
    Column("outrage", "stock", "share", "moral shock still felt", 0.0, math.inf),
    Column("backlash", "stock", "share", "grievance left by unselective force", 0.0, math.inf),
    Column("peaceful_success", "stock", "pseudo-counts", "evidence that peaceful change works",
           0.0, math.inf),
    Column("peaceful_failure", "stock", "pseudo-counts", "evidence that it does not",
           0.0, math.inf),
    Column("armed_success", "stock", "pseudo-counts", "evidence that armed resistance works",
           0.0, math.inf),
    Column("armed_failure", "stock", "pseudo-counts", "evidence that it does not", 0.0, math.inf),
    Column("procedural", "stock", "share", "legitimacy from how rule comes about"),
    Column("security", "stock", "share", "legitimacy from protection"),
    Column("consensus", "stock", "share", "legitimacy from shared belief in the cause"),
    Column("violence", "stock", "share", "insecurity left by operations in the region"),
    Column("broad_odds", "stock", "log odds", "that resistance is domestic and broad",
           -math.inf, math.inf),
    # derived: functions of the same moment
    Column("broad", "derived", "share", "belief that resistance is domestic and broad"),
    Column("doubt", "derived", "share", "how far that belief has risen since the start"),
    Column("legitimacy", "derived", "share", "legitimacy as the community sees it"),
    Column("peaceful", "derived", "share", "belief that peaceful change can work"),
    Column("armed_hope", "derived", "share", "belief that armed resistance can succeed"),
    Column("grievance_group", "derived", "share", "grievance of the group, whatever the hardship",
           0.0, math.inf),
    Column("grievance_shock", "derived", "share", "what moral shock adds to grievance",
           0.0, math.inf),
    Column("grievance_backlash", "derived", "share", "what backlash adds to grievance",
           0.0, math.inf),
    Column("grievance", "derived", "share", "mean grievance of the community"),
    Column("passive", "derived", "share", "would protest if the street were safe"),
    Column("readiness", "derived", "log", "how many are drawn to the street, as a logarithm",
           -math.inf, math.inf),
    Column("readiness_to_hide", "derived", "log",
           "how many are drawn to the underground, as a logarithm", -math.inf, math.inf),
    Column("risk_protest", "derived", "share", "perceived chance of arrest on the street"),
    Column("risk_underground", "derived", "share", "perceived chance of being found in hiding"),
)

NATION = (
    Column("dt", "place", "weeks", "length of a step", high=math.inf),
    Column("population", "place", "persons", "persons of the nation", high=math.inf),
    Column("response", "survey", "number", "response in force, by its place in the scenario; -1: "
           "none", -1.0, math.inf),
    Column("street", "survey", "persons", "on the street", high=math.inf,
           made=("people.protest",)),
    Column("hidden", "survey", "persons", "underground, armed or not", high=math.inf,
           made=("people.underground", "people.armed")),
    Column("armed", "survey", "persons", "citizens under arms", high=math.inf,
           made=("people.armed",)),
    Column("volunteers", "survey", "persons", "fighters from abroad", high=math.inf),
    Column("fighters", "survey", "persons", "armed citizens and volunteers", high=math.inf,
           made=("people.armed", "nation.volunteers")),
    Column("organisations", "survey", "organisations", "underground organisations, armed or not",
           high=math.inf),
    Column("units", "survey", "organisations", "organisations of five fighters or more",
           high=math.inf),
    Column("largest", "survey", "persons", "members of the largest organisation", high=math.inf),
    Column("coalitions", "survey", "coalitions", "coalitions of two or more organisations",
           high=math.inf, made=("underground.sides",)),
    Column("allied", "survey", "share", "share of the fighters who are in such a coalition",
           of=("fighters",), made=("underground.sides",)),
    Column("enemy_ally", "survey", "share", "share of the fighters who are on the side of the "
           "enemy state", of=("fighters",), made=("underground.sides",)),
    Column("dominant_share", "survey", "share", "share of those who hide or fight that belong to "
           "the dominant nationality", of=("hidden", "volunteers"),
           made=("people.underground", "people.armed", "nation.volunteers")),
    Column("protested_before", "survey", "share", "share of the citizens who hide or fight that "
           "were on the street before", of=("hidden",),
           made=("people.underground", "people.armed")),
    Column("jailed_before", "survey", "share", "share of them that were in prison before",
           of=("hidden",), made=("people.underground", "people.armed")),
    Column("arms_sponsored", "survey", "persons/week", "armed by states", high=math.inf,
           made=("flow.arm",)),
    Column("arms_bought", "survey", "persons/week", "armed with money from home", high=math.inf,
           made=("flow.arm",)),
    Column("arms_captured", "survey", "persons/week", "armed with captured arms", high=math.inf,
           made=("flow.arm",)),
    Column("mergers", "survey", "mergers/week", "mergers of organisations", high=math.inf),
    Column("splits", "survey", "splits/week", "organisations that split", high=math.inf),
    Column("operations", "survey", "operations/week", "operations", high=math.inf),
    Column("successes", "survey", "operations/week", "operations that succeeded", high=math.inf),
    Column("joint", "survey", "operations/week", "operations of several organisations",
           high=math.inf),
    Column("soldiers_lost", "survey", "persons/week", "losses of the state in operations",
           high=math.inf),
    Column("fighters_lost", "survey", "persons/week", "losses of organisations in operations",
           high=math.inf),
    Column("toll", "survey", "persons", "losses of the state since the last moment", high=math.inf,
           made=("nation.soldiers_lost",)),
    Column("police", "survey", "persons", "officers that repression uses", high=math.inf,
           made=("here.police", "here.effort")),
    Column("installed_citizens", "survey", "persons", "where rulers were installed",
           high=math.inf),
    Column("war", "survey", "0 or 1", "the state is at war abroad", made=("here.war",)),
    Column("setback", "survey", "share", "how badly the war goes", made=("here.setback",)),
    Column("recall", "survey", "share", "how far the army is called back from the war",
           made=("here.recall",)),
    Column("reliance", "survey", "share", "how far the state relies on the private army",
           made=("here.reliance",)),
    Column("blame", "survey", "share", "how far the state blames foreigners for resistance",
           made=("here.blame",)),
    Column("legitimacy", "survey", "share", "mean over citizens", made=("here.legitimacy",)),
    Column("consensus", "survey", "share", "mean over citizens", made=("here.consensus",)),
    Column("passive", "survey", "share", "share of citizens who would protest if it were safe",
           made=("here.passive", "people.quiet")),
    Column("fights_seen", "survey", "share", "how far fighting is noticed, mean over citizens",
           made=("here.fights_seen",)),
    Column("domestic", "survey", "share", "share of those who fight that are citizens",
           of=("fighters",), made=("people.armed", "nation.volunteers")),
    Column("clients_lost", "survey", "share", "share of the clients whose ruler has fallen",
           made=("around.toppled",)),
    # draw: draws of the step, uniform between 0 and 1
    Column("draw_mutiny", "draw", "share", "whether the private army rises"),
    Column("draw_mutiny_won", "draw", "share", "whether it wins"),
    Column("draw_coup", "draw", "share", "whether the army rises"),
    Column("draw_coup_won", "draw", "share", "whether it wins"),
    Column("draw_fall", "draw", "share", "whether the regime falls"),
    # stocks
    Column("army", "stock", "persons", "soldiers of the state", high=math.inf),
    Column("private_army", "stock", "persons", "soldiers of the private army", high=math.inf),
    Column("influence", "stock", "share", "say of the private army's leaders in the state"),
    Column("army_guard", "stock", "1", "what the army puts up against the private army",
           high=math.inf),
    Column("private_guard", "stock", "1", "what the private army puts up against the army",
           high=math.inf),
    Column("mutiny", "stock", "0 or 1", "the private army rose in the last step"),
    Column("mutinies", "stock", "mutinies", "how often it rose so far", high=math.inf),
    Column("coup", "stock", "0 or 1", "the army rose in the last step"),
    Column("coups", "stock", "coups", "how often it rose so far", high=math.inf),
    Column("seized", "stock", "0 or 1", "soldiers have taken power"),
    Column("credible", "stock", "share", "how far what the state says is believed"),
    Column("fallen", "stock", "0 or 1", "the regime has fallen"),
    # derived
    Column("abroad", "derived", "share", "share of the army that is abroad"),
    Column("recalled", "derived", "share", "share of the army called back from abroad"),
    Column("army_home", "derived", "persons", "soldiers left at home", high=math.inf),
    Column("tension", "derived", "share", "how near army and private army are to blows"),
    Column("monopoly", "derived", "share", "share of the state's own forces in all armed at home"),
    Column("mutiny_hazard", "derived", "1/week", "rate at which the private army rises",
           high=math.inf),
    Column("coup_hazard", "derived", "1/week", "rate at which the army rises", high=math.inf),
    Column("spare", "derived", "share", "what the patron can spare for its clients"),
    Column("loyalists", "derived", "persons", "fighters that installed rulers send to the regime",
           high=math.inf),
    Column("pressure", "derived", "persons", "what weighs against the regime", high=math.inf),
    Column("strength", "derived", "persons", "what holds it up", high=math.inf),
    Column("stress", "derived", "share", "pressure in pressure and strength"),
    Column("fall_hazard", "derived", "1/week", "rate at which the regime falls", high=math.inf),
)

# One row a neighbouring state.
AROUND = (
    Column("enemy", "place", "0 or 1", "it is the state that the regime fights"),
    Column("client", "place", "0 or 1", "its ruler depends on the regime"),
    Column("hostility", "place", "share", "how far its government wants the regime to fail"),
    Column("opinion", "place", "share", "how far its public wants the regime to fail"),
    Column("deterrence", "place", "share", "what war with the regime would cost it"),
    Column("capacity", "place", "persons/week", "whom it could arm", high=math.inf),
    Column("volunteering", "place", "persons/week", "who would go and fight if all its public "
           "wanted the regime to fail", high=math.inf),
    Column("dissent", "place", "share", "share of a client's public that rejects its ruler"),
    Column("stability", "stock", "share", "how firmly a client's ruler sits"),
    Column("toppled", "stock", "0 or 1", "a client's ruler has fallen"),
    Column("official", "derived", "share", "support by its government"),
    Column("private", "derived", "share", "support by its public"),
    Column("arms_offered", "derived", "persons/week", "whom it offers to arm", high=math.inf),
    Column("volunteers_offered", "derived", "persons/week", "who goes to fight the regime",
           high=math.inf),
    Column("opponents_offered", "derived", "persons/week", "opponents of a client's ruler who go "
           "to fight his patron", high=math.inf),
)
