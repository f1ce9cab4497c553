r"""Police arrest who is on the street and search for who is not.

With C = police x effort x citizens of the region (officers that can be used), A citizens on
the street and X underground in the region:

    arrest_i = kappa C / (C + A) (1 + v G_i)                                       [1/week]
    detect_i = delta effort / (1 + X / (reach C))                                  [1/week]
    P_a      = 1 - exp(-k arrest)                 perceived on the street          [share]
    P_u      = 1 - exp(-horizon detect)           perceived in hiding              [share]

P_a is the chance to be arrested within k weeks, at the mean grievance of the community and with
the citizen who looks among those on the street.

Effort counts twice in hiding: in how many officers there are to follow a lead, and in how
hard each one looks.

Arrests saturate at kappa C (1 + v G): there is safety in numbers. Force that misses those
it is meant for feeds the backlash of the community:

    d backlash / dt = beta (1 - s) n / (n + alarm) - decay backlash           [share/week]

with s selectivity and n the arrests a week and citizen of the region, as they are heard of.
Sentences are uniform from 0 to the longest, as Epstein's; the street's are longer by the
severity.

Sources     Epstein 2002 (perceived risk, sentences); Rasler 1996 (backlash after weeks);
            Lyall 2009 (the opposite sign); Clark and Regan 2016 (shares of protest events that
            a state answers with arrests: of events, not of persons)
Limits      C << A, v = 0: P_a = 1 - exp(-k kappa C / A), Epstein's rule with his k = 2.3 in the
            place of k kappa
            v = 0, kappa -> inf, C >> A: every active within sight is arrested (Epstein)
            no repression: P_a fixed by the scenario          gallery: epstein-2002-static
Deviations  what people fear is what they face in the mean of their community: P_a is taken at
            its mean grievance, arrest_i at the protester's own, so that at v = 1 the keenest face
            some 1.15 times the rate that they fear; Epstein's P does not depend on how many are
            arrested, so that a contrast on arrests would test an assumed function; capacity is
            shared in proportion, not first come; the officers see the region, not a
            neighbourhood; A counts the citizen who looks, as Epstein's does; backlash is our own
            form, of which the sources give signs only
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from fronde.kernel import kernel
from fronde.mechanisms.grievance import grievance
from fronde.mechanisms.mechanism import Drive, Mechanism
from fronde.mechanisms.relaxation import relax
from fronde.parameters import LogUniform, Uniform, param


@dataclass(frozen=True)
class Params:
    """What the police can do, and what it leaves behind."""

    deterrence: float = param(
        4.0, "weeks", LogUniform(2.5, 6.0),
        "k: how many weeks of danger a citizen weighs who thinks of the street",
        source="assumed: as long as most stay there, or twice that")
    arrests: float = param(
        0.15, "1/week", LogUniform(0.08, 0.3),
        "kappa: rate at which a protester is arrested where officers abound",
        source="assumed: near the share of protest events with arrests (0.147 of peaceful ones in "
               "autocracies, clark2016); it would be a person's rate only if each went to one "
               "event a week and all were arrested at such an event")
    visibility: float = param(
        1.0, "1 per unit grievance", Uniform(0.0, 2.0),
        "v: how much easier the more committed are found",
        source="assumed: those who lead are known to the police")
    detection: float = param(
        0.012, "1/week", LogUniform(0.006, 0.03),
        "delta: rate at which somebody in hiding is found at full effort",
        source="assumed: at full effort half are found within a year")
    reach: float = param(
        2.0, "persons per officer", LogUniform(0.5, 8.0),
        "how many in hiding an officer can follow before detection halves", source="assumed")
    horizon: float = param(
        26.0, "weeks", LogUniform(13.0, 52.0),
        "how far ahead a citizen looks when judging the risk of hiding",
        source="assumed: half a year")
    fury: float = param(
        0.03, "shock/week", LogUniform(0.01, 0.1),
        "beta: backlash from wholly unselective force at full alarm",
        source="rasler1996: repression raises protest weeks later; sign only, the size is assumed")
    alarm: float = param(
        1e-4, "arrests per citizen and week", LogUniform(3e-5, 3e-4),
        "arrests at which half of the alarm is reached", source="assumed")
    decay: float = param(
        0.10, "1/week", LogUniform(0.05, 0.2), "rate at which backlash fades",
        source="rasler1996: effects come weeks later; a lag there, so the size is assumed")
    jail_street: float = param(
        8.0, "weeks", LogUniform(4.0, 26.0), "longest stay in prison after an arrest on the street",
        source="assumed: administrative arrest for most, a sentence for some")
    jail_hiding: float = param(
        400.0, "weeks", LogUniform(150.0, 800.0),
        "longest stay in prison after being found in hiding", source="assumed: sentences of years")


@kernel
def officers(here):
    """Officers that repression can use in the region [persons]."""
    return here.police * here.effort * here.region_citizens


@kernel
def finding(here, p):
    """Rate at which somebody in hiding is found [1/week]."""
    able = p.reach * officers(here)
    if able <= 0.0:
        return 0.0
    return p.detection * here.effort / (1.0 + here.region_underground / able)


@kernel
def arresting(crowd, felt, here, p):
    """Rate at which somebody of grievance ``felt`` in a crowd is arrested [1/week]."""
    force = officers(here)
    if force <= 0.0:
        return 0.0
    return p.arrests * force / (force + crowd) * (1.0 + p.visibility * felt)


@kernel
def arrest(person, here, p):
    """PROTEST to JAILED [1/week]."""
    return arresting(here.region_protest, grievance(person, here), here, p)


@kernel
def detect(person, here, p):
    """UNDERGROUND to JAILED [1/week]."""
    return finding(here, p)


@kernel
def release(person, here, p):
    """JAILED to QUIET: at once when the sentence is served."""
    return math.inf if person.term_over > 0.0 else 0.0


@kernel
def derive(here, p):
    """Perceived chances of arrest on the street and of being found in hiding."""
    danger = arresting(here.region_protest + 1.0, here.grievance, here, p)
    return -math.expm1(-p.deterrence * danger), -math.expm1(-p.horizon * finding(here, p))


@kernel
def start(here, p):
    """No backlash before the first arrest."""
    return 0.0


@kernel
def update(here, p):
    """Backlash fades; unselective arrests add to it."""
    arrests = here.region_arrests / here.region_citizens if here.region_citizens > 0.0 else 0.0
    alarm = arrests / (arrests + p.alarm) if arrests > 0.0 else 0.0
    fury = p.fury * (1.0 - here.selectivity) * alarm
    return relax(here.backlash, 0.0, p.decay, fury, here.dt)


@kernel
def sentence_street(u, here, p):
    """Weeks in prison after an arrest on the street, from a uniform draw."""
    return u * p.jail_street * here.severity


@kernel
def sentence_hiding(u, here, p):
    """Weeks in prison after being found in hiding, from a uniform draw."""
    return u * p.jail_hiding


MECHANISM = Mechanism(
    name="repression",
    params=Params,
    drives=(
        Drive("arrest", arrest, ("arrested",)),
        Drive("detect", detect, ("found",)),
        Drive("catch", detect, ("found",)),
        Drive("release", release, ("sentence served",)),
    ),
    owns=("backlash",),
    start=start,
    update=update,
    derives=("risk_protest", "risk_underground"),
    derive=derive,
    term=(("arrest", sentence_street), ("detect", sentence_hiding), ("catch", sentence_hiding)),
    cite=("epstein2002", "rasler1996", "lyall2009", "clark2016"),
    gallery=("epstein-2002-static",),
)
