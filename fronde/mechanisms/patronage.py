r"""A client ruler sits as firmly as the patron can afford, and both have opponents in common.

    spare      = (1 - abroad)^k                                                    [share]
    stability* = 1 - dissent (1 - h spare)                                         [share]
    d stability / dt = r (stability* - stability)                                [share/week]

A client's ruler falls when stability is below a bar; then the ruler stays fallen. Opponents
of a ruler whom the patron holds in office go and fight the patron, and installed rulers within
the country send fighters to the regime:

    opponents  = v volunteers dissent stability war                                [persons/week]
    loyalists  = l spare citizens under installed rulers                           [persons]

Sources     Bueno de Mesquita and Smith 2009 (aid keeps rulers in office: an idea, no
            equation); the claims on clients are the article's; every size is assumed
Limits      own construction: no setting is a published model
            h = 0: a client's stability is what its own people leave of it, 1 - dissent
            k = 0: the patron always spares everything       gallery: fighting-coalition
Deviations  clients do not bargain; a fallen client does not come back
"""

from __future__ import annotations

from dataclasses import dataclass

from fronde.kernel import kernel
from fronde.mechanisms.mechanism import Mechanism, Stocks
from fronde.mechanisms.relaxation import relax
from fronde.parameters import LogUniform, Uniform, param


@dataclass(frozen=True)
class Params:
    """What patrons give to clients, and clients' opponents and forces to the conflict."""

    strain: float = param(
        0.25, "1", LogUniform(0.1, 0.6), "k: how fast what can be spared falls with the army away",
        source="assumed: with nine tenths away about half is left")
    hold: float = param(
        0.9, "share", Uniform(0.7, 1.0), "h: how much of dissent full support holds down",
        source="assumed", high=1.0)
    pace: float = param(
        0.04, "1/week", LogUniform(0.02, 0.08), "r: how fast a client's stability follows",
        source="assumed: half a year")
    bar: float = param(
        0.5, "share", Uniform(0.4, 0.6), "stability below which a client's ruler falls",
        source="assumed", high=1.0)
    crossing: float = param(
        0.5, "1", LogUniform(0.15, 1.5), "v: opponents of a client who go, of its volunteers",
        source="assumed")
    levy: float = param(
        0.004, "fighters per citizen", LogUniform(0.002, 0.01),
        "l: fighters that an installed ruler sends the regime",
        source="assumed: some thousands from a republic of a million and a half", high=1.0)


@kernel
def start_state(state, nation, p):
    """Where stability rests with full support; nobody has fallen."""
    return 1.0 - state.dissent * (1.0 - p.hold), 0.0


@kernel
def update_state(state, nation, p):
    """Stability follows what the patron can spare; below the bar the ruler falls."""
    goal = 1.0 - state.dissent * (1.0 - p.hold * nation.spare)
    stability = relax(state.stability, goal, p.pace, 0.0, nation.dt)
    toppled = 1.0 if state.client * (p.bar - stability) > 0.0 else state.toppled
    return stability, toppled


@kernel
def derive_state(state, nation, p):
    """Opponents of a ruler in office who go to fight the patron."""
    held = state.client * state.stability * (1.0 - state.toppled)
    return p.crossing * state.volunteering * state.dissent * held * nation.war


@kernel
def derive(nation, p):
    """What the patron can spare, and who fights for it in return."""
    spare = (1.0 - nation.abroad) ** p.strain
    return spare, p.levy * spare * nation.installed_citizens


MECHANISM = Mechanism(
    name="patronage",
    params=Params,
    nation=Stocks(
        derives=("spare", "loyalists"),
        derive=derive,
    ),
    states=Stocks(
        owns=("stability", "toppled"),
        start=start_state,
        update=update_state,
        derives=("opponents_offered",),
        derive=derive_state,
    ),
    cite=("buenodemesquita2009",),
    gallery=("fighting-coalition",),
)
