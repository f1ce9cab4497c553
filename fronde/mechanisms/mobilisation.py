r"""A citizen compares staying quiet, the street and the underground.

    U_quiet   = 0
    U_protest = b G - rho P_a J s + sigma a - T                                    [utility]
    U_join    = V q G - rho P_u J_u - T_u           only if a recruiter is met
    m         = 1 - exp(-(kappa_0 + kappa_c u))     chance to meet one             [share]

with G grievance, b and q the beliefs that peaceful change works and that armed resistance
can succeed, rho risk aversion, P_a and P_u the perceived chances of being caught, s the
severity of arrests against the start, a and u the active and underground shares among
contacts, T the citizen's own threshold and T_mean the mean one; kappa_0 is larger for those on
the street, who know others that are committed. Tactics are re-considered with rate mu and
chosen by logit:

    share(tactic) = w / (1 + sum of w)                                             [share]
    hazard        = mu [(1 - m) share among (quiet, protest) + m share among all three]

with the weights

    w(protest) = exp((U - U_0) / tau + entry),   U_0 = b_0 (1 - L_0) - T_mean  to enter
    w(protest) = exp(U / tau)                                                  to stay
    w(join)    = exp(U / tau + entry)  to enter,   exp(U / tau)                to stay

so that entering and leaving differ. U_0 is what protest promised the most aggrieved at the start,
without fear; the entry term thus says how rare a first step was then, whatever hope, legitimacy,
mean threshold and noise. So the mean threshold cancels in a first step, in which only the spread of
thresholds acts. Going underground has a smaller entry term for those on the street. Beyond
that choice people tire of the street at rate f. They leave the underground at the rate

    d (share(quiet against underground) + X / (shelter passive opponents))         [1/week]

with X in hiding in the region: each lives off many who sympathise, and where these are few
for them there is nowhere to hide.

A flow's causes are the steps by which its hazard is built up: what it would be by
conviction alone, then what outrage at events adds, then (for going underground) the
closed street: risk that makes protest a poor alternative; then backlash, then contacts.
A step that lowers the hazard takes no share.

Sources     Granovetter 1978 (thresholds); Kuran 1991 (private preference against pressure);
            Siegel 2009 (local networks); Epstein 2002 (net risk); Lichbach 1987
            (substitution of tactics); McFadden 1974 (logit choice); Leites and Wolf 1970
            (rebels need inputs from the population)
Limits      tau = 0, mu = inf, f = 0, b = 0, J = 0, sigma = 1, attention to own ties 0:
            Granovetter, Kuran        gallery: granovetter-1978, kuran-1991
            the same with T = 1 - benefit and all attention to ties: Siegel
            gallery: siegel-2009
            tau = 0, mu = inf, sigma = 0, b = J = 1: Epstein's rule G - rho P > T
            gallery: epstein-2002-static
Deviations  with noise, the entry term is counted from the start (U_0); without, U alone decides
            a tie between acting and quiet goes to acting (Granovetter and Kuran; Epstein's
            is strict, which differs on a set of measure zero); Siegel's inertia of private
            costs is the inertia mu of acting: the same resting points; that those who
            sympathise give what rebels need is assumed: Leites and Wolf doubt it, and look at
            what the inputs cost and at coercion
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from fronde.kernel import kernel
from fronde.mechanisms.grievance import grievance, level
from fronde.mechanisms.mechanism import Drive, Mechanism
from fronde.parameters import LogUniform, Uniform, param


@dataclass(frozen=True)
class Params:
    """How citizens choose."""

    temperature: float = param(
        0.018, "utility", LogUniform(0.014, 0.025),
        "spread of what is not modelled in a choice; 0: the better one is always taken",
        source="mcfadden1974: form only; the size is assumed")
    pace: float = param(
        0.25, "1/week", LogUniform(0.15, 0.4), "how often a citizen reconsiders; .inf: every step",
        source="assumed: about once a month")
    threshold: float = param(
        0.10, "utility", Uniform(0.08, 0.12),
        "what protest must be worth before one acts; mean (with noise it cancels in a first "
        "step, where only the spread acts)",
        source="epstein2002: T = 0.1 there, in units of grievance; here in utility", low=-math.inf)
    spread: float = param(
        0.0, "utility", None,
        "how far thresholds lie apart: T = threshold + spread x (standardised threshold)",
        source="granovetter1978: thresholds differ; that they do not at first is assumed")
    threshold_join: float = param(
        0.03, "utility", Uniform(0.02, 0.05), "what the underground must be worth before one goes",
        source="assumed", low=-math.inf)
    value: float = param(
        1.0, "utility", Uniform(0.7, 1.3), "value of armed success against that of peaceful change",
        source="assumed")
    cost_protest: float = param(
        1.0, "utility", Uniform(0.5, 1.5),
        "what a certain arrest on the street costs the most risk-averse",
        source="epstein2002: net risk R P, weight 1 there; the size is assumed, lighter sentences")
    cost_join: float = param(
        1.2, "utility", Uniform(0.6, 2.0), "what being found in hiding costs the most risk-averse",
        source="assumed: heavier than the street")
    influence: float = param(
        0.10, "utility per unit share", Uniform(0.0, 0.3), "pull of active contacts",
        source="granovetter1978: sign only, 1 in the limit; the size is assumed")
    entry_protest: float = param(
        -3.5, "log odds", Uniform(-4.0, -3.0),
        "how rare a first step on the street was at the start, for the most aggrieved who fear "
        "nothing", source="assumed: one in thirty of those who reconsider", low=-math.inf, high=0.0)
    entry_join: float = param(
        -5.5, "log odds", Uniform(-6.5, -5.0),
        "how rare going underground is at no net utility, a recruiter met", source="assumed",
        low=-math.inf, high=0.0)
    entry_hide: float = param(
        -3.0, "log odds", Uniform(-4.0, -2.0),
        "the same for somebody on the street, who has broken with caution already",
        source="dellaporta1995: steps into clandestinity start from activism; the size is assumed",
        low=-math.inf, high=0.0)
    meet: float = param(
        0.001, "1/reconsideration", LogUniform(0.0003, 0.003),
        "chance to find a way underground with nobody there to recruit",
        source="assumed: self-recruitment is rare (sageman2004)")
    meet_street: float = param(
        0.10, "1/reconsideration", LogUniform(0.03, 0.3),
        "the same chance for somebody on the street",
        source="dellaporta1995: many militants came from protest movements; the size is assumed")
    contact: float = param(
        10.0, "1/reconsideration per unit share", LogUniform(4.0, 16.0),
        "how much an underground share among contacts adds to that chance",
        source="sageman2004: most join through people they know; the size is assumed")
    fatigue: float = param(
        0.30, "1/week", LogUniform(0.15, 0.6), "rate of leaving the street whatever it is worth",
        source="assumed: a wave of rallies holds a person for some weeks")
    leave: float = param(
        0.08, "1/week", LogUniform(0.04, 0.16),
        "rate of leaving the underground when it is worth nothing", source="assumed")
    shelter: float = param(
        5e-4, "persons in hiding per passive opponent", LogUniform(1e-4, 2.5e-3),
        "how many can be hidden and fed by those who sympathise; .inf: any number",
        source="assumed: rebels need inputs from the population (leites1970), who doubt that "
               "sympathy is what gives them", low=1e-12)

ENDLESS = 1e300  # 1/week: sure to happen within any step, and sums of it are still numbers


@kernel
def worth_protest(person, here, p, felt, risk, active):
    """Utility of the street at grievance ``felt``."""
    threshold = p.threshold + p.spread * person.threshold
    cost = person.risk_aversion * risk * p.cost_protest * here.severity
    return here.peaceful * felt - cost + p.influence * active - threshold


@kernel
def worth_join(person, here, p, felt):
    """Utility of the underground at grievance ``felt``."""
    cost = person.risk_aversion * here.risk_underground * p.cost_join
    return p.value * here.armed_hope * felt - cost - p.threshold_join


@kernel
def weight(utility, entry, temperature):
    """Logit weight of a tactic against staying quiet (weight 1)."""
    if temperature == 0.0:
        return math.inf if utility >= 0.0 else 0.0
    return math.exp(min(700.0, utility / temperature + entry))


@kernel
def entry_weight(utility, here, p):
    """Weight of the street for somebody who is not there: 1 in e^-entry at the start."""
    if p.temperature == 0.0:
        return weight(utility, p.entry_protest, p.temperature)
    return weight(utility - (here.promise - p.threshold), p.entry_protest, p.temperature)


@kernel
def share(own, rival):
    """Logit share of a tactic with weight ``own`` beside a ``rival`` and staying quiet."""
    if own == math.inf:
        return 1.0
    return own / (1.0 + own + rival)


@kernel
def rate(pace, chance):
    """``pace x chance``. An infinite pace stays a number: rivals keep their proportions."""
    return min(pace, ENDLESS) * chance


@kernel
def active_share(person, here):
    """Share of contacts that is on the street: own ties and what is seen beyond."""
    return here.ties_attention * person.ties_protest + here.protest_field


@kernel
def underground_share(person, here):
    """Share of contacts that is underground: own ties and those met beyond."""
    return here.ties_attention * person.ties_underground + here.underground_field


@kernel
def meeting(base, p, contacts):
    """Chance that a citizen who reconsiders meets a recruiter; ``base`` with none around."""
    return -math.expm1(-(base + p.contact * contacts))


@kernel
def entering_protest(person, here, p, felt, active, met):
    """Hazard of taking to the street [1/week]."""
    worth = worth_protest(person, here, p, felt, here.risk_protest, active)
    hidden = worth_join(person, here, p, felt)
    street = entry_weight(worth, here, p)
    under = weight(hidden, p.entry_join, p.temperature)
    if under == math.inf and hidden > worth:  # no noise: only the better one is taken
        return rate(p.pace, (1.0 - met) * share(street, 0.0))
    return rate(p.pace, (1.0 - met) * share(street, 0.0) + met * share(street, under))


@kernel
def going_underground(person, here, p, felt, risk, active, met, out, entry):
    """Hazard of going underground, with the street as the rival [1/week].

    ``out`` says whether the citizen is on the street already; ``entry`` is the entry term.
    """
    worth = worth_protest(person, here, p, felt, risk, active)
    hidden = worth_join(person, here, p, felt)
    street = weight(worth, 0.0, p.temperature) if out else entry_weight(worth, here, p)
    under = weight(hidden, entry, p.temperature)
    if street == math.inf and worth >= hidden:
        return 0.0
    return rate(p.pace, met * share(under, street))


@kernel
def protest(person, here, p):
    """QUIET to PROTEST [1/week]."""
    met = meeting(p.meet, p, underground_share(person, here))
    return entering_protest(person, here, p, grievance(person, here),
                            active_share(person, here), met)


@kernel
def protest_tied(person, here, p):
    """What ties add to leaving for the street at most.

    They multiply its weight by a factor that is the same for all, w e^d against w, and

        share(w e^d) - share(w) <= (1 - e^-d) share(w e^d),

    beside a rival as well. So it is that part of all that the most willing do.
    """
    drawn = p.influence * here.ties_attention * person.ties_protest
    if drawn <= 0.0:
        return 0.0
    part = -math.expm1(-drawn / p.temperature) if p.temperature > 0.0 else 1.0
    return part * (protest(person, here, p) + join(person, here, p))


@kernel
def protest_parts(person, here, p):
    """Conviction, outrage, backlash, others on the street."""
    met = meeting(p.meet, p, underground_share(person, here))
    alone = entering_protest(person, here, p, level(person, here, 0.0, 0.0), 0.0, met)
    moved = entering_protest(
        person, here, p, level(person, here, here.grievance_shock, 0.0), 0.0, met)
    felt = grievance(person, here)
    angry = entering_protest(person, here, p, felt, 0.0, met)
    total = entering_protest(person, here, p, felt, active_share(person, here), met)
    return alone, moved - alone, angry - moved, total - angry


@kernel
def underground(person, here, p, out, entry, base):
    """Hazard of going underground, with whatever contacts there are [1/week]."""
    met = meeting(base, p, underground_share(person, here))
    return going_underground(person, here, p, grievance(person, here), here.risk_protest,
                             active_share(person, here), met, out, entry)


@kernel
def underground_parts(person, here, p, out, entry, base):
    """Conviction, outrage, closed street, backlash, recruited."""
    alone = meeting(base, p, 0.0)
    met = meeting(base, p, underground_share(person, here))
    seen = active_share(person, here)
    calm = level(person, here, 0.0, 0.0)
    moved = level(person, here, here.grievance_shock, 0.0)
    felt = grievance(person, here)
    h0 = going_underground(person, here, p, calm, 0.0, seen, alone, out, entry)
    h1 = going_underground(person, here, p, moved, 0.0, seen, alone, out, entry)
    h2 = going_underground(person, here, p, moved, here.risk_protest, seen, alone, out, entry)
    h3 = going_underground(person, here, p, felt, here.risk_protest, seen, alone, out, entry)
    h4 = going_underground(person, here, p, felt, here.risk_protest, seen, met, out, entry)
    return h0, h1 - h0, h2 - h1, h3 - h2, h4 - h3


@kernel
def join(person, here, p):
    """QUIET to UNDERGROUND [1/week]."""
    return underground(person, here, p, False, p.entry_join, p.meet)


@kernel
def join_most(person, here, p):
    """As ``join`` would be if nobody preferred the street: the bolder prefer it the more."""
    met = meeting(p.meet, p, underground_share(person, here))
    hidden = worth_join(person, here, p, grievance(person, here))
    return rate(p.pace, met * share(weight(hidden, p.entry_join, p.temperature), 0.0))


@kernel
def join_tied(person, here, p):
    """What ties add to ``join`` at most: a chance to meet somebody, the street being no rival."""
    alone = meeting(p.meet, p, here.underground_field)
    met = meeting(p.meet, p, underground_share(person, here))
    hidden = worth_join(person, here, p, grievance(person, here))
    under = share(weight(hidden, p.entry_join, p.temperature), 0.0)
    return rate(p.pace, max(0.0, met - alone) * under)


@kernel
def join_parts(person, here, p):
    """Why a quiet citizen goes underground."""
    return underground_parts(person, here, p, False, p.entry_join, p.meet)


@kernel
def hide(person, here, p):
    """PROTEST to UNDERGROUND: on the street already, so no entry term there [1/week]."""
    return underground(person, here, p, True, p.entry_hide, p.meet_street)


@kernel
def hide_most(person, here, p):
    """As ``hide`` would be if nobody preferred the street."""
    met = meeting(p.meet_street, p, underground_share(person, here))
    hidden = worth_join(person, here, p, grievance(person, here))
    return rate(p.pace, met * share(weight(hidden, p.entry_hide, p.temperature), 0.0))


@kernel
def hide_parts(person, here, p):
    """Why a protester goes underground."""
    return underground_parts(person, here, p, True, p.entry_hide, p.meet_street)


@kernel
def tire(person, here, p):
    """PROTEST to QUIET [1/week]."""
    fatigue, left = tire_parts(person, here, p)
    return fatigue + left


@kernel
def tire_most(person, here, p):
    """As ``tire`` would be if the street were worth nothing."""
    return p.fatigue + rate(p.pace, 1.0)


@kernel
def tire_parts(person, here, p):
    """Fatigue; no longer worth it."""
    met = meeting(p.meet_street, p, underground_share(person, here))
    felt = grievance(person, here)
    worth = worth_protest(person, here, p, felt, here.risk_protest, active_share(person, here))
    stay = weight(worth, 0.0, p.temperature)
    under = weight(worth_join(person, here, p, felt), p.entry_hide, p.temperature)
    quiet = (1.0 - met) / (1.0 + stay) + met / (1.0 + stay + under)
    return p.fatigue, rate(p.pace, quiet)


@kernel
def desert(person, here, p):
    """UNDERGROUND to QUIET [1/week]."""
    unworthy, unsheltered = desert_parts(person, here, p)
    return unworthy + unsheltered


@kernel
def desert_most(person, here, p):
    """As ``desert`` would be if the underground were worth nothing."""
    _, unsheltered = desert_parts(person, here, p)
    return rate(p.leave, 1.0) + unsheltered


@kernel
def desert_parts(person, here, p):
    """No longer worth it; nowhere to hide."""
    worth = worth_join(person, here, p, grievance(person, here))
    quiet = 1.0 / (1.0 + weight(worth, 0.0, p.temperature))
    if p.shelter == math.inf:
        return rate(p.leave, quiet), 0.0
    room = p.shelter * here.region_passive  # persons that can be hidden
    crowded = here.region_underground / room if room > 0.0 else ENDLESS
    return rate(p.leave, quiet), rate(p.leave, crowded)


@kernel
def derive(here, p):
    """Passive opponents, and how ready people are for the street and for the underground."""
    return passive(here, p), readiness(here, p), readiness_to_hide(here, p)


@kernel
def readiness(here, p):
    """Logarithm of how many are drawn to the street: how fast it moves says how fine a step is due.

    The weight of the most aggrieved, and the mean over risk aversion of what fear leaves of it.
    """
    if p.temperature == 0.0:
        return 0.0
    danger = here.risk_protest * p.cost_protest * here.severity
    return attraction(here.peaceful, danger, here, p)


@kernel
def readiness_to_hide(here, p):
    """The same for the underground."""
    if p.temperature == 0.0:
        return 0.0
    return attraction(p.value * here.armed_hope, here.risk_underground * p.cost_join, here, p)


@kernel
def attraction(hope, danger, here, p):
    """Logarithm of how many are drawn to a tactic of so much hope and danger."""
    slope = 1.0 - here.legitimacy
    felt = slope + here.grievance_group + here.grievance_shock + here.grievance_backlash
    fear = danger / p.temperature
    left = -math.expm1(-fear) / fear if fear > 1e-9 else 1.0
    return hope * min(1.0, max(0.0, felt)) / p.temperature + math.log(left)


@kernel
def passive(here, p):
    """Share of citizens who would protest if the street were safe: b G > mean threshold."""
    slope = 1.0 - here.legitimacy
    base = here.grievance_group + here.grievance_shock + here.grievance_backlash
    if here.peaceful <= 0.0:
        return 1.0 if p.threshold < 0.0 else 0.0
    needed = p.threshold / here.peaceful
    if base > needed or needed < 0.0:
        return 1.0
    if needed >= 1.0 or base + slope <= needed:
        return 0.0
    return 1.0 - (needed - base) / slope


GOING_UNDERGROUND = ("conviction", "outrage", "closed street", "backlash", "recruited")
LEAVING = ("not worth it", "nowhere to hide")

MECHANISM = Mechanism(
    name="mobilisation",
    params=Params,
    drives=(
        Drive("protest", protest, ("conviction", "outrage", "backlash", "others"), protest_parts,
              tied=protest_tied),
        Drive("join", join, GOING_UNDERGROUND, join_parts, join_most, join_tied),
        Drive("tire", tire, ("fatigue", "not worth it"), tire_parts, tire_most),
        Drive("hide", hide, GOING_UNDERGROUND, hide_parts, hide_most),
        Drive("desert", desert, LEAVING, desert_parts, desert_most),
        Drive("quit", desert, LEAVING, desert_parts, desert_most),
    ),
    derives=("passive", "readiness", "readiness_to_hide"),
    derive=derive,
    cite=("granovetter1978", "kuran1991", "siegel2009", "epstein2002", "lichbach1987",
          "mcfadden1974", "sageman2004", "dellaporta1995", "leites1970"),
    gallery=("granovetter-1978", "kuran-1991", "siegel-2009", "epstein-2002-static"),
)
