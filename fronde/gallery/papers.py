"""What the papers of the gallery claim, and which function finds the numbers beside them.

Nothing heavy is imported here, so that the gallery is listed at once.
"""

from __future__ import annotations

from fronde.gallery.entry import Entry, later

WORKED = {
    entry.name: entry
    for entry in (
        Entry("angeletos-2007", "A global game of regime change (Angeletos, Hellwig, Pavan 2007)",
              "Citizens attack a regime whose strength each sees with noise. It falls if the "
              "share that attacks exceeds its strength. With precise enough private signals there "
              "is one threshold of strength below which it falls; in the limit it is 1 - c, "
              "with c the cost of an attack.",
              ("angeletos2007", "morris1998"), "", later("worked", "angeletos")),
        Entry("antal-2005", "Triads that settle their quarrels (Antal, Krapivsky, Redner 2005)",
              "Of three people with one hostile link, with chance p the two make up, otherwise "
              "one of the others turns hostile, too; of three enemies two make up. The share of "
              "friendly links comes to rest at 1 / (1 + sqrt(3 (1 - 2p))) for p below one half, "
              "and at one above.",
              ("antal2005", "heider1946"), "", later("worked", "antal")),
        Entry("edmond-2013", "A regime that may bend the news (Edmond 2013)",
              "As in a global game, but the regime can shift what citizens see, at a cost. With a "
              "linear cost it falls at a lower strength than one that cannot; the more precise "
              "private signals are, the lower: more information helps it.",
              ("edmond2013",), "", later("worked", "edmond")),
        Entry("granovetter-1978-normal", "A spread that makes a crowd (Granovetter 1978)",
              "A hundred people with normal thresholds, 25 on average. While the spread is small a "
              "handful acts in the end; at a spread of about 12.2 the low resting point vanishes, "
              "and nearly everybody acts.",
              ("granovetter1978",), "", later("worked", "granovetter")),
        Entry("marvel-2011", "Relations that follow relations (Marvel et al. 2011)",
              "Each relation grows with the product of the two that close its triangles: "
              "dX/dt = X^2. It blows up after 1 / lambda_1, with lambda_1 the largest eigenvalue, "
              "into two factions, given by the signs of its eigenvector.",
              ("marvel2011",), "", later("worked", "marvel")),
        Entry("richardson-1960", "An arms race (Richardson 1960)",
              "Two sides arm in answer to each other and tire of it. They come to rest where "
              "fatigue outweighs reaction, a b > k l, and run away where it does not.",
              ("richardson1960",), "", later("worked", "richardson")),
        Entry("svolik-2013", "Soldiers who are needed but not obeyed (Svolik 2013)",
              "A regime that needs its army against its people gives it a say. At low threats "
              "the army has none, at high ones all that it wants: it intervenes most often in "
              "between. The mechanism forces has the single peak, at a threat that is a parameter "
              "of ours; his contract is not modelled.",
              ("svolik2013",), "", later("worked", "svolik")),
        Entry("watts-2002", "Global cascades on random networks (Watts 2002)",
              "A person acts once a share of those they know does. On a random graph one person "
              "can set off nearly all, but only between two mean numbers of ties: with fewer the "
              "network falls apart, with more one neighbour is too small a share to move anybody. "
              "Near the upper end cascades are rare and take in everybody.",
              ("watts2002", "gleesoncahalane2007"), "", later("worked", "watts")),
    )
}


def run(number: str, title: str, about: str, function: str) -> Entry:
    """An entry for one of Epstein's runs, or for two."""
    word, *which = number.split("-")
    return Entry(f"epstein-2002-{number}",
                 f"{title} (Epstein 2002, {word} {' and '.join(which)})",
                 about, ("epstein2002",), "", later("epstein", function))


EPSTEIN = {
    made.name: made
    for made in (
        run("run-1", "Unrest under a watchful eye",
              "Cops and citizens who see one site far. A citizen is active if grievance exceeds "
              "fear of arrest by more than a threshold. A low level of unrest goes on for ever, "
              "and quiet citizens wait for cops to pass. The table of the paper has nobody move "
              "in this run; the level that implementations find needs moving.", "run_1"),
        run("run-2", "Punctuated equilibrium",
              "With sight of seven sites unrest breaks out after long calm: endogenous outbursts. "
              "With the rule as printed, P = 1 - exp(-k C/A), there are none; with C/A rounded "
              "down, as in NetLogo's Rebellion, there are many, since fear falls to zero as soon "
              "as actives outnumber cops. The paper counts no outbursts; it gives the waiting "
              "times between them.", "run_2"),
        run("runs-3-4", "Salami tactics and a jump",
              "Legitimacy that is lost bit by bit brings out the most aggrieved one by one, who "
              "are jailed; one that falls by less but at once finds them all still there. The "
              "jump brings the higher peak.", "runs_3_and_4"),
        run("run-5", "Cops withdrawn",
              "Cops leave one by one. Unrest is not in proportion: it breaks out at a point, while "
              "there are cops left.", "run_5"),
        run("run-6", "Two groups at peace",
              "Two groups, each with a right to exist that the other grants it: with legitimacy "
              "0.9 grievance cannot exceed the threshold, and both live on.", "run_6"),
        run("run-7", "Killing without cops",
              "With legitimacy 0.8 actives kill members of the other group. Clusters form, and in "
              "the end one group is gone.", "run_7"),
        run("run-8", "Killing with cops",
              "The paper reports that cops bring a stable, nasty regime in which both groups go "
              "on, and safe havens around them.", "run_8"),
    )
}
