"""Published models in closed form, worked out: equilibria, thresholds, blow-ups.

Each compares two ways to the same number: a formula with a simulation or a search, or digits
worked out apart from this package with what its function gives. Hardly any is printed in a paper.
"""

from __future__ import annotations

import math

import numpy as np

from fronde.classics.cascades import cascades
from fronde.classics.networks import random_graph
from fronde.gallery.entry import DERIVED, HERE, EntryPicture, Played, Row, curve
from fronde.mechanisms.catalogue import CATALOGUE
from fronde.mechanisms.forces import peak
from fronde.theory import arms_race, balance, global_game, guardianship, information
from fronde.theory.cascade_window import cascade_window, final_share, vulnerable
from fronde.theory.published import STANDARD_ERRORS
from fronde.theory.thresholds import least_root_normal, vanishing_point

_DIGITS = 5e-6  # numbers are given to six digits
_SINGLE = "svolik2013: p. 765, intervention is likeliest at intermediate threats"


def svolik(seed: int) -> Played:
    """Where the hazard of a coup peaks in this package's mechanism, and in the derivation."""
    p = CATALOGUE["forces"].params()
    threats = np.geomspace(p.threat / 100, p.threat * 100, 2001)
    hazard = np.array([p.coup * peak(threat, p.threat) for threat in threats])
    guards = guardianship.Guards(deterred=100.0, strength=400.0, highest_cost=1.0, loss=2.0)
    chances = [guardianship.intervention(threat, guards) for threat in np.linspace(0, 3000, 3001)]
    rows = (
        Row("threat at the peak, mechanism forces", p.threat, float(threats[hazard.argmax()]),
            0.01 * p.threat, "ours", "svolik2013: a single peak; its place is assumed",
            "our own parameter forces.threat; searched on a grid, one per cent apart"),
        Row("peaks of the hazard", 1, _peaks(hazard), 0, "printed", _SINGLE,
            "shape only; our hazard c 4 r (1 - r)"),
        Row("peaks of the chance, after Svolik", 1, _peaks(np.array(chances)), 0, "printed",
            _SINGLE, "shape only; theory.guardianship, our smallest game with his outcomes"),
        Row("likeliest threat, after Svolik [persons]", guardianship.likeliest_threat(guards),
            float(np.argmax(chances)), 1.0, "ours", "svolik2013: a single peak",
            "closed form of our own game at values of ours, beside a search person by person"),
    )
    points = curve("mechanism forces", threats / p.threat, hazard / hazard.max())
    return Played(rows, EntryPicture(points, "threat, in units of the one at the peak",
                                     "hazard of intervention, highest = 1", (), "x"))


def _peaks(values: np.ndarray) -> int:
    """How often a curve turns from rising to falling."""
    steps = np.sign(np.diff(values))
    steps = steps[steps != 0]
    return int(((steps[:-1] > 0) & (steps[1:] < 0)).sum())


def angeletos(seed: int) -> Played:
    """Thresholds of the static game, and their limit for precise signals."""
    source = "angeletos2007: static game"
    cases = {(1.0, 1.0, 0.7, 0.5): 0.371125, (1.0, 1.0, 0.5, 0.3): 0.865982}
    rows = [
        Row(f"threshold, alpha={a:g} beta={b:g} z={z:g} c={c:g}", digits,
            global_game.equilibria(a, b, z, c)[0].theta, _DIGITS, "derived", source,
            "root of the game's two conditions, to six digits; alpha to c are ours")
        for (a, b, z, c), digits in cases.items()
    ]
    rows.append(Row("threshold for precise signals, c = 0.3", 0.7,
                    global_game.equilibria(1.0, 1e8, 0.5, 0.3)[0].theta, 1e-3, "derived", source,
                    "1 - c in the limit; here the precision is 10^8"))
    costs = np.linspace(0.02, 0.98, 49)
    points = curve("precise signals: 1 - c", costs, 1 - costs)
    for precision in (1.0, 100.0):
        found = [global_game.equilibria(1.0, precision, 0.5, c)[0].theta for c in costs]
        points += curve(f"precision {precision:g}", costs, found)
    return Played(tuple(rows), EntryPicture(points, "cost of an attack c",
                                            "strength up to which the regime falls"))


def edmond(seed: int) -> Played:
    """Where a regime that may bend the news falls."""
    source = "edmond2013: linear cost, p = 0.25, c = 0.1"
    digits = {4.0: 0.197989, 25.0: 0.0934277, 400.0: 0.0280927}
    rows = [Row(f"threshold at precision {a:g}", number, information.bar(0.25, 0.1, a).theta,
                _DIGITS, "derived", source,
                "solution for a linear cost, to six digits; p, c and precision are ours")
            for a, number in digits.items()]
    precisions = np.geomspace(1.0, 1e4, 60)
    points = curve("bending the news", precisions,
                   [information.bar(0.25, 0.1, a).theta for a in precisions])
    ends = precisions[[0, -1]]
    points += curve("news as they are: 1 - p", ends,
                    [information.plain_bar(0.25, a).theta for a in ends])
    points += curve(DERIVED, list(digits), list(digits.values()))
    return Played(tuple(rows), EntryPicture(
        points, "precision of private signals", "strength up to which the regime falls",
        (DERIVED,), "x"))


def granovetter(seed: int) -> Played:
    """The spread of thresholds at which a handful becomes a crowd."""
    vanishes, source = vanishing_point(25, 100), "granovetter1978: normal thresholds, mean 25"
    before, after = (least_root_normal(25, vanishes.sd * (1 + off), 100) for off in (-1e-10, 1e-10))
    rows = (
        Row("spread at which the low end vanishes", 12.2, vanishes.sd, 0.05, "printed", source,
            "mean 25, of a hundred; to the one digit that is printed"),
        Row("how many act there", vanishes.root, before, 0.001, "derived", source,
            "where both sides of the equation touch; found: the least root a hair below"),
        Row("how many act a hair above", 100, after, 1.0, "derived", source,
            "nearly everybody, of a hundred"),
    )
    spreads = np.linspace(5, 30, 251)
    points = curve(HERE, spreads, [least_root_normal(25, sd, 100) for sd in spreads])
    return Played(rows, EntryPicture(points, "spread of thresholds [persons]",
                                     "how many of a hundred act in the end"))


def richardson(seed: int) -> Played:
    """Where two forces that arm against each other come to rest, or do not."""
    calm = arms_race.Race(k=0.1, a=0.3, g=0.05, l=0.2, b=0.2, h=0.02)
    wild = arms_race.Race(k=0.3, a=0.2, g=0.05, l=0.3, b=0.2, h=0.02)
    times = np.linspace(0.0, 60.0, 121)
    rest = arms_race.equilibrium(calm)
    source = "richardson1960: stable where a b > k l"
    late = arms_race.path(calm, 0.0, 0.0, [400.0])[0]
    rows = (
        Row("rest of the first force", rest[0], float(late[0]), 1e-9, "derived", source,
            "closed form beside the path after 400 weeks"),
        Row("rest of the second force", rest[1], float(late[1]), 1e-9, "derived", source,
            "the same; all six rates are ours"),
        Row("stable, a b = 0.06 and k l = 0.02", 1, arms_race.is_stable(calm), 0, "derived",
            source, "the sign of a b - k l"),
        Row("stable, a b = 0.04 and k l = 0.09", 0, arms_race.is_stable(wild), 0, "derived",
            source, "the sign of a b - k l"),
    )
    points = curve("a b > k l", times, arms_race.path(calm, 0.0, 0.0, times)[:, 0])
    points += curve("a b < k l", times[:61], arms_race.path(wild, 0.0, 0.0, times[:61])[:, 0])
    return Played(rows, EntryPicture(points, "week", "what the first force puts up"))


def antal(seed: int) -> Played:
    """Share of friendly links at rest, by simulation of triads."""
    people, units = 128, 400
    steps = units * people * (people - 1) // 2
    rows, found = [], {}
    for p in (0.0, 0.25, 1 / 3, 0.4):
        found[p] = float(np.mean([
            balance.triad_dynamics(people, p, steps, 100 * seed + k) for k in range(3)]))
        rows.append(Row(f"friendly links, p = {p:.3g}", balance.friendly_density(p), found[p],
                        0.003, "derived", "antal2005: stationary density",
                        f"the closed form at p; found: {people} people, mean over {units // 2} "
                        "units of time, three times"))
    cliques = math.factorial(9) // math.factorial(3) ** 4
    rows += [
        Row(f"jammed states of {few} people", number, balance.jammed_states(few), 0, "derived",
            "antal2005: jammed states", note) for few, number, note in (
                (8, 0, "there are none of fewer than nine; by search of all states"),
                (9, cliques * 2**8, "three cliques of three, in all ways, and what turning all "
                 "links of some people makes of them; by search of all states"))]
    every = np.linspace(0.0, 0.5, 101)
    points = curve(DERIVED, every, [balance.friendly_density(p) for p in every])
    points += curve(HERE, list(found), list(found.values()))
    return Played(tuple(rows), EntryPicture(points, "chance p that hostility is made up",
                                            "share of friendly links", (HERE,)))


def marvel(seed: int) -> Played:
    """When relations that see each other blow up, and into which factions."""
    pair = np.array([[0.0, 1.0], [1.0, 0.0]])
    rng = np.random.default_rng(seed)
    raw = rng.normal(size=(9, 9))
    crowd = (raw + raw.T) / 2
    end = balance.blow_up(crowd)
    near = balance.relations(crowd, end * (1 - 1e-9))
    agree = (balance.factions(np.sign(near)) == balance.leading_factions(crowd)).sum()
    rows = (
        Row("blow-up of two friends", 1.0, balance.blow_up(pair), 1e-12, "derived",
            "marvel2011: t* = 1 / lambda_1", "lambda_1 = 1 for the two"),
        Row("of nine people, on the side that the eigenvector gives", 9, int(agree), 0, "derived",
            "marvel2011: factions by the leading eigenvector",
            "the theorem on the factions; found: signs just before the blow-up, drawn relations"),
    )
    times = end * (1 - np.geomspace(1, 1e-2, 60))
    points = []
    for other in range(1, 5):
        points += curve(f"first to person {other + 1}", times / end,
                        [balance.relations(crowd, t)[0, other] for t in times])
    return Played(rows, EntryPicture(points, "time, in units of the blow-up", "relation"))


def watts(seed: int) -> Played:
    """How often one person of ten thousand sets off a cascade, and how far it goes."""
    people, graphs, times, phi, source = 10_000, 10, 50, 0.18, "watts2002: phi = 0.18"

    def ends(degree: float) -> np.ndarray:
        """Share that acts in the end [graphs, times]."""
        return np.array([
            cascades(random_graph(people, degree, 100 * seed + graph), phi, 1.0, 400,
                     1000 * graph + np.arange(times), first=1)[:, -1] for graph in range(graphs)
        ]) / people

    degrees = (0.5, 0.8, 1.2, 1.6, 2.0, 3.0, 4.0, 5.0, 5.4, 6.5, 7.0, 8.0)
    found = {z: ends(z) for z in degrees}
    rows = []
    for z in (2.0, 3.0, 5.0):
        wide = found[z] > 0.25  # all or next to nothing: no number in between matters
        chance = vulnerable(z, phi).reach
        error = max(wide.mean(axis=1).std(ddof=1), np.sqrt(chance * (1 - chance) / times))
        rows += [
            Row(f"one sets off a cascade, {z:g} ties on average", chance, float(wide.mean()),
                STANDARD_ERRORS * float(error) / np.sqrt(graphs), "derived", source,
                "size of the extended vulnerable cluster, by generating functions"),
            Row(f"share that acts after it, {z:g} ties", final_share(z, phi, 1 / people),
                float(found[z][wide].mean()), 0.01, "derived", "gleesoncahalane2007: final share",
                "equation for infinitely many people; ten thousand are within one in a hundred"),
        ]
    window = cascade_window(phi)
    rows.append(Row("cascades outside the window", 0,
                    sum(float((found[z] > 0.25).sum()) for z in found
                        if not window.low < z < window.high), 0, "derived", source,
                    f"from {window.low:.3f} to {window.high:.3f} ties, by the cascade condition"))
    every = np.linspace(0.5, 8.0, 151)
    points = curve(DERIVED, every, [vulnerable(z, phi).reach for z in every.tolist()])
    points += curve(HERE, degrees, [(found[z] > 0.25).mean() for z in found])
    return Played(tuple(rows), EntryPicture(points, "ties, on average",
                                            "chance that one person sets off a cascade", (HERE,)))
