"""ODD 4: the eleven design concepts, each as it is in this scenario."""

from __future__ import annotations

import math

from fronde.reporting.markdown import blocks, bullets, code, escaped, listed, number
from fronde.reporting.odd import facts
from fronde.reporting.odd.observed import observation
from fronde.scenario.settings import ATTENTION
from fronde.scenario.types import Scenario

MOST_KNOWN = 10_000  # acquaintances above which everybody is known


def concepts(scenario: Scenario) -> str:
    """Section 4."""
    told = {
        "Basic principles": principles, "Emergence": emergence, "Adaptation": adaptation,
        "Objectives": objectives, "Learning": learning, "Prediction": prediction,
        "Sensing": sensing, "Interaction": interaction, "Stochasticity": stochasticity,
        "Collectives": collectives, "Observation": observation,
    }
    parts = [part for number_, (name, say) in enumerate(told.items(), start=1)
             for part in (f"### 4.{number_} {name}", say(scenario))]
    return blocks("## 4 Design concepts", *parts)


def principles(scenario: Scenario) -> str:
    """What the model stands on."""
    said = {f"**{made.name}**": f"{escaped(made.text['summary'])} "
            f"({', '.join(facts.link(key) for key in made.cite) or 'no published source'})"
            for made in facts.present(scenario)}
    return blocks(
        "The model is one mechanism of the package:"
        if len(scenario.mechanisms) == 1 else
        "The model is put together from mechanisms of the package. Some of them are published "
        "models at the settings that section 7 lists under *Limits*; those whose *Limits* begin "
        "with *own construction* borrow an idea from the sources named here, and their form is "
        "ours. How all work together is new:",
        bullets(said))


def emergence(scenario: Scenario) -> str:
    """What comes out, and what is put in."""
    has = scenario.mechanisms
    out = []
    if any(made.drives for made in facts.present(scenario)):
        out.append("how many are in each state, where and when, and by which cause they came there")
    if (facts.recruits(scenario) and "organisations" in has) or facts.meets(scenario):
        out.append("number, size and make-up of organisations")
    out += [said for name, said in {
        "alignment": "which organisations stand on one side",
        "combat": "when and where operations happen, how they end and whom they cost",
        "forces": "the private army's weight, tension with the army, mutinies and risings",
        "patronage": "how firmly clients sit", "narrative": "who is believed to fight",
        "belief": "what people come to believe of peaceful and of armed resistance",
        "legitimacy": "legitimacy as each community sees it",
        "survival": "whether and when the regime falls",
    }.items() if name in has]
    put = ["the distributions of traits"] if facts.chooses(scenario) else []
    put += ["all parameters", "who lives where"]
    put += ["dated events"] if scenario.events else []
    put += ["how the war goes (`regime.setback`)"] if "regime.setback" in facts.moved(
        scenario) else []
    put += ["when responses are taken"] if scheduled(scenario) else []
    put += ["propensities between actors"] if scenario.propensities else []
    put += [f"columns held fixed ({code(scenario.fixed)})"] if scenario.fixed else []
    return blocks(f"Emerges from what individuals and organisations do: {'; '.join(out)}.",
                  f"Imposed: {'; '.join(put)}.")


def scheduled(scenario: Scenario) -> bool:
    """Whether responses follow a schedule."""
    return scenario.policy is not None and scenario.policy.kind != "look-ahead"


def looks_ahead(scenario: Scenario) -> bool:
    """Whether the regime looks ahead."""
    return scenario.policy is not None and scenario.policy.kind == "look-ahead"


def adaptation(scenario: Scenario) -> str:
    """Who adapts."""
    said = []
    if "mobilisation" in scenario.mechanisms:
        how = ("always the better one (temperature 0)"
               if scenario.mechanisms["mobilisation"].temperature == 0.0 else
               "by logit, so better ones more often")
        said.append("Citizens choose among staying quiet, the street and (a recruiter met) the "
                    f"underground, in answer to what they see: {how}. It is direct seeking of "
                    "an objective, the utilities of 4.4.")
    if "alignment" in scenario.mechanisms:
        said.append("Organisations move to the side on which least pulls against them.")
    combat = scenario.mechanisms.get("combat")
    if combat is not None and combat.tempo < math.inf:
        said.append("Organisations strike more often the more they hope and the less they fear "
                    "discovery: a stated rule, no search for the best.")
    if looks_ahead(scenario):
        said.append("The regime changes its response for the one that serves its goals best.")
    elif scenario.policy is not None:
        said.append("The regime does not adapt: its responses follow the schedule of section 6.")
    return " ".join(said) or ("Nobody adapts: what members and organisations do follows from rates "
                              "that do not answer to what they see.")


def objectives(scenario: Scenario) -> str:
    """What those who adapt seek."""
    said = []
    if "mobilisation" in scenario.mechanisms:
        said.append("A citizen's objective is utility: U\\_quiet = 0, U\\_protest and U\\_join as "
                    "in section 7 (mobilisation). " + (
                        "Thresholds and risk aversion differ"
                        if scenario.mechanisms["mobilisation"].spread > 0.0 else
                        "Hardship and risk aversion differ") + " between citizens.")
    if "alignment" in scenario.mechanisms:
        said.append("An organisation's is to keep its frustration F low (alignment).")
    if looks_ahead(scenario):
        said.append("The regime's is the worth of section 7 (response): to stay, to keep "
                    "consensus, to keep the war going.")
    return " ".join(said) or "Nobody pursues an objective."


def learning(scenario: Scenario) -> str:
    """Who learns."""
    said = []
    if "belief" in scenario.mechanisms:
        said.append("Communities learn from what happens whether peaceful change works and whether "
                    "arms can succeed: Beta distributions that take in evidence and forget "
                    "(belief). What is learnt changes later choices.")
    if "narrative" in scenario.mechanisms:
        said.append("They also learn who it is that fights, in log odds, from what the state says "
                    "and from what they see (narrative).")
    if said:
        said.append("No individual has a memory of its own beyond its state and history, and "
                    "nobody changes the rule by which they choose.")
    return " ".join(said) or "Nobody learns: rules and beliefs stay what they are at the start."


def prediction(scenario: Scenario) -> str:
    """Who predicts."""
    said = []
    if "repression" in scenario.mechanisms:
        weeks = number(scenario.mechanisms["repression"].horizon)
        said.append(f"Citizens foresee the chance of being found within {weeks} weeks in hiding, "
                    "as if things stayed as they are now, and the chance of arrest on the street "
                    "from officers and protesters now (repression).")
    elif "risk_protest" in scenario.fixed:
        said.append("The perceived chances of being caught are given and fixed, so nothing is "
                    "foreseen from experience.")
    if "belief" in scenario.mechanisms:
        said.append("Beliefs in success are implicit predictions from past evidence.")
    if looks_ahead(scenario) and scenario.policy is not None:
        said.append(f"The regime predicts explicitly: every {scenario.policy.review} weeks it "
                    f"copies the country and plays each response {scenario.policy.horizon} weeks "
                    "forward with the draws that the country itself will meet. So it knows "
                    "the model and its luck: an upper bound on foresight.")
    elif scenario.policy is not None:
        said.append("The regime does not look ahead: its responses are scheduled.")
    return " ".join(said) or "Nobody predicts."


def sensing(scenario: Scenario) -> str:
    """Who sees what."""
    contacts = scenario.contacts
    attention = {name: getattr(contacts, name) for name in ATTENTION}
    if contacts.near + contacts.far == 0:
        attention["ties"] = 0.0
    whole = sum(attention.values())
    shares = [f"{name} {number(round(value / whole, 4))}" for name, value in attention.items()
              if value > 0.0] if whole > 0.0 else ["nobody"]
    said = []
    if "mobilisation" in scenario.mechanisms:
        said.append("Citizens sense, without error, the share of active people among those they "
                    f"attend to; shares of attention: {listed(shares, 'and')} (4.8). They know "
                    "their own traits and state and the columns of their community.")
    media = {"crushed_seen", "found_seen", "street_noticed", "insecurity_felt", "victories_own",
             "fights_seen"} & {name for made in facts.present(scenario) for name in made.reads}
    if media:
        said.append("Of arrests, streets, fights and insecurity elsewhere a community senses as "
                    "much as `regime.media` lets through, one step late. What is noticed "
                    "saturates: a street is noticed by half of the country at the share "
                    f"`contacts.notice` = {number(contacts.notice)}.")
    combat = scenario.mechanisms.get("combat")
    if combat is not None and combat.tempo < math.inf:
        said.append("Organisations act on the mean hope and perceived risk of their members' "
                    "communities; they do not see how a post is held.")
    if "alignment" in scenario.mechanisms:
        known = scenario.mechanisms["alignment"].acquaintances
        states = "all neighbouring states and of " if scenario.states else ""
        said.append(f"An organisation knows make-up, agendas, sizes and sides of {states}" + (
            "all other organisations." if known > MOST_KNOWN else
            f"{number(known)} organisations drawn anew each time."))
    if looks_ahead(scenario):
        said.append("The regime that looks ahead sees everything.")
    return " ".join(said) or ("Nothing is sensed: who meets whom is drawn, and rates do not depend "
                              "on what anybody sees.")


def interaction(scenario: Scenario) -> str:
    """Who acts on whom."""
    has, contacts, said = scenario.mechanisms, scenario.contacts, []
    ties = contacts.near + contacts.far
    if "mobilisation" in has and ties and contacts.ties > 0.0:
        said.append(f"Direct: each citizen has {ties} mutual ties in the own community "
                    f"({contacts.near} near on a ring, {contacts.far} far), and is drawn by "
                    "those of them who act.")
    elif "mobilisation" in has:
        said.append("There are no ties between persons; citizens meet as shares of a whole.")
    if "mobilisation" in has and sum(getattr(contacts, name) for name in ATTENTION[1:]) > 0.0:
        said.append("Mediated: shares of active people beyond ties.")
    said += [told for name, told in {
        "repression": "Protesters share the police of a region, so many are safer than few.",
        "combat": "Organisations strike at the state's posts" + (
            ", joined by their coalition where it is based in the region."
            if "alignment" in has else "."),
        "sponsorship": "States around and people at home give arms, volunteers and money, for "
                       "which organisations compete.",
        "forces": "Army and private army arm against each other.",
        "patronage": "Clients depend on what the patron can spare.",
        "alignment": "Each organisation answers to the sides that others have taken.",
    }.items() if name in has]
    if facts.recruits(scenario) and "organisations" in has:
        said.append("Newcomers join the organisation of somebody whom they meet in their region.")
    if facts.meets(scenario):
        said.append("Organisations meet, merge and break up.")
    if "organisations" in has:
        said.append("Organisations do not fight one another.")
    return " ".join(said) or "Nobody interacts."


def stochasticity(scenario: Scenario) -> str:
    """What is drawn, and why."""
    has = scenario.mechanisms
    drawn = []
    if facts.chooses(scenario):
        drawn += ["traits of citizens" if scenario.thresholds.kind != "listed" else
                  "hardship and risk aversion of citizens (thresholds are listed)",
                  "who changes state, how and by which cause"]
    if facts.recruits(scenario) and "organisations" in has:
        drawn.append("whom newcomers meet and whether they found a cell")
    if facts.meets(scenario):
        drawn.append("which organisations meet, merge and break up")
    drawn += [told for name, told in {
        "repression": "length of stays in prison",
        "alignment": "who reconsiders" + (
            "" if "alignment" in has and has["alignment"].acquaintances > MOST_KNOWN else
            " and whom they know"),
        "combat": ("when organisations strike, how it ends and who falls"
                   if "combat" in has and has["combat"].tempo < math.inf else
                   "how operations end and who falls"),
        "sponsorship": "to whom offers go", "forces": "whether soldiers rise and win",
        "survival": "whether the regime falls",
    }.items() if name in has]
    said = [f"Drawn: {'; '.join(drawn)}. Why: a hazard stands for what is not modelled about "
            "when and who; its size is an assumption like any other."]
    mobilisation = has.get("mobilisation")
    if mobilisation is not None and mobilisation.temperature == 0.0 and mobilisation.pace == float(
            "inf"):
        said.append("Here choice is the deterministic limit (no temperature, everybody "
                    "reconsiders in each step): hazards are zero or unbounded, and luck decides "
                    "nothing but traits.")
    said.append("Every draw is a function of seed, purpose, step and person or organisation "
                f"({facts.link('salmon2011')}), so that a seed gives the same bits with any number "
                "of threads, and two runs with one seed share their luck person by person "
                "(common random numbers). Spread over seeds is part of every study.")
    return " ".join(said)


def collectives(scenario: Scenario) -> str:
    """What belongs together."""
    said = ["Imposed: communities, regions and groups, to which a citizen belongs for ever" + (
        "; what is counted of them feeds back on what citizens do."
        if facts.chooses(scenario) else ".")]
    if "organisations" in scenario.mechanisms:
        emerging = facts.recruits(scenario) or facts.meets(scenario)
        said.append(("Emerging: " if emerging else "Given at the start: ")
                    + "organisations, entities with variables of their own (2.2), made of those "
                    "who hide or fight.")
    if "alignment" in scenario.mechanisms:
        said.append("Emerging: coalitions of organisations, labels that their members share.")
    return " ".join(said)
