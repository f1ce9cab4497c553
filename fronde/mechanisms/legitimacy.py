r"""A ruler is obeyed because rule seems fair, because it protects, because it is shared.

    L = (w_p Pr + w_s Se + w_c Co) / (w_p + w_s + w_c)                             [share]

    dPr/dt = r_p (Pr* - Pr) - c crushed noticed (1 - s)           [share/week]     fair
    Pr*    = Pr_0 + (1 - Pr_0) g concession
    dSe/dt = r_s (Se_0 (1 - insecurity) - Se)                     [share/week]     safe
    dCo/dt = r_c (Co* - Co)                                       [share/week]     shared
    Co*    = Co_0 + n (nationalism - 1/2) (2 dominant - 1)
             - e war setback - d doubt - a recalled

to which events add their shocks at once, and a mutiny takes u of safety.

Sham elections, killed opponents and changed constitutions are dated events that shock the
procedural part; it recovers slowly. Insecurity is what a community feels of its own region
and, through the media, of others. Consensus rallies when a war starts (a shock), then
relaxes to a level that official nationalism raises in the dominant group and lowers in the
others, and that a war which goes badly erodes, as do doubt about who it is that resists and
an army called back from its cause. All three stay within 0 and 1.

Sources     Gilley 2009 (legitimacy as a weighted mean of parts, seen by citizens); Guriev and
            Treisman 2020 (appearance of competence); Mueller 1970 (rallies fade)
Limits      own construction: no setting is a published model of how legitimacy moves
            r = 0 and no shocks: constant L, as in Epstein's G = H (1 - L)
            gallery: epstein-2002-static (legitimacy fixed by the scenario)
Deviations  Gilley measures views of legality (rules are kept), views of justification (what the
            state does and stands for is right by shared norms) and acts of consent (what people
            do that recognises it). Fair rule is near his legality, but holds elections and
            repression, too. Protection is for him performance: an object of justification, not
            a part of its own. Shared belief in the cause is one justification among others.
            Acts of consent are left out: here to protest or to hide is an outcome of L, and
            would count twice. His weights are not taken, and his levels are of states at one
            time; every size and speed here is assumed.
            Nationalism counts from its midpoint, so that 1/2 leaves every group where it was
"""

from __future__ import annotations

from dataclasses import dataclass

from fronde.kernel import kernel
from fronde.mechanisms.mechanism import Mechanism
from fronde.mechanisms.relaxation import relax
from fronde.parameters import LogUniform, Uniform, param


@dataclass(frozen=True)
class Params:
    """Weights, resting levels and speeds of the three parts."""

    procedural_weight: float = param(
        0.3, "share", Uniform(0.2, 0.4), "weight of fair rule",
        source="gilley2009: near his views of legality; the weight is assumed")
    security_weight: float = param(
        0.4, "share", Uniform(0.3, 0.5), "weight of protection",
        source="assumed: performance, an object of justification in gilley2009, no part there")
    consensus_weight: float = param(
        0.3, "share", Uniform(0.2, 0.4), "weight of shared belief",
        source="gilley2009: one object of his views of justification; the weight is assumed")
    procedural_rest: float = param(
        0.55, "share", Uniform(0.45, 0.65), "fairness that rule returns to",
        source="assumed: L near approval of the president before 2021 (levada), which is no part",
        high=1.0)
    security_rest: float = param(
        0.75, "share", Uniform(0.65, 0.85), "safety in quiet times",
        source="assumed: L near approval of the president before 2021 (levada), which is no part",
        high=1.0)
    consensus_rest: float = param(
        0.60, "share", Uniform(0.5, 0.7), "consensus in quiet times",
        source="assumed: L near approval of the president before 2021 (levada), which is no part",
        high=1.0)
    procedural_return: float = param(
        0.008, "1/week", LogUniform(0.003, 0.02), "how fast fairness is believed in again",
        source="assumed: about two years", high=1.0)
    security_return: float = param(
        0.08, "1/week", LogUniform(0.04, 0.16), "how fast the feeling of safety follows events",
        source="assumed: about a quarter of a year", high=1.0)
    consensus_return: float = param(
        0.03, "1/week", LogUniform(0.015, 0.06), "how fast a rally fades",
        source="mueller1970: rallies fade; sign only, the size is assumed; 2014 in levada",
        high=1.0)
    crushing: float = param(
        0.05, "share/week", LogUniform(0.015, 0.15),
        "what a wholly and unselectively crushed street costs in fairness",
        source="assumed: repression seen is unfairness seen")
    nation: float = param(
        0.2, "share per unit of nationalism", Uniform(0.0, 0.4),
        "how far ideology of one nation lifts consensus in the dominant group and lowers others'",
        source="assumed: the claim's sign; the size is assumed")
    erosion: float = param(
        0.4, "share per unit of setback", Uniform(0.2, 0.6),
        "how far a war that goes wholly badly lowers consensus",
        source="mueller1970: a war lowered approval in Korea, not in Vietnam; the size is assumed")
    yielding: float = param(
        0.3, "share", Uniform(0.1, 0.5), "g: fairness that full concession could bring",
        source="assumed", high=1.0)
    upheaval: float = param(
        0.03, "share", LogUniform(0.01, 0.1), "u: safety lost when an armed force rises",
        source="assumed")
    doubting: float = param(
        0.3, "share per unit of doubt", Uniform(0.1, 0.5),
        "d: consensus lost where people come to think that resistance is domestic and broad",
        source="guriev2020: the appearance of competence; sign only, the size is assumed")
    retreat: float = param(
        0.15, "share", Uniform(0.05, 0.3), "a: consensus lost when the whole army comes back",
        source="assumed: the cause is given up")


@kernel
def clamp(value):
    """Within 0 and 1."""
    return min(1.0, max(0.0, value))


@kernel
def start(here, p):
    """Quiet times."""
    return p.procedural_rest, p.security_rest, clamp(consensus_level(here, p))


@kernel
def consensus_level(here, p):
    """Where consensus is going."""
    side = 2.0 * here.dominant - 1.0
    return (p.consensus_rest + p.nation * (here.nationalism - 0.5) * side
            - p.erosion * here.war * here.setback - p.doubting * here.doubt
            - p.retreat * here.recalled)


@kernel
def update(here, p):
    """One step of the three parts."""
    unfair = p.crushing * here.crushed_seen * here.street_noticed * (1.0 - here.selectivity)
    fair = p.procedural_rest + (1.0 - p.procedural_rest) * p.yielding * here.concession
    procedural = relax(here.procedural, fair, p.procedural_return, -unfair, here.dt)
    safe = p.security_rest * (1.0 - here.insecurity_felt)
    security = relax(here.security, safe, p.security_return, 0.0, here.dt)
    consensus = relax(here.consensus, consensus_level(here, p), p.consensus_return, 0.0, here.dt)
    return (
        clamp(procedural + here.shock_procedural),
        clamp(security + here.shock_security - p.upheaval * here.mutiny),
        clamp(consensus + here.shock_consensus),
    )


@kernel
def derive(here, p):
    """Weighted mean of the parts; where no part has a weight nothing makes it legitimate."""
    weights = p.procedural_weight + p.security_weight + p.consensus_weight
    if weights <= 0.0:
        return 0.0
    return (
        p.procedural_weight * here.procedural
        + p.security_weight * here.security
        + p.consensus_weight * here.consensus
    ) / weights


MECHANISM = Mechanism(
    name="legitimacy",
    params=Params,
    owns=("procedural", "security", "consensus"),
    start=start,
    update=update,
    derives=("legitimacy",),
    derive=derive,
    cite=("gilley2009", "guriev2020", "mueller1970", "levada"),
    gallery=("fighting-coalition",),
)
