"""ODD 3: process overview and scheduling."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fronde.reporting.declared import flows
from fronde.reporting.markdown import blocks, code, escaped, table
from fronde.reporting.odd.facts import armed, fights_seen, meets, present, reached, recruits
from fronde.scenario.types import Scenario
from fronde.states import STATES
from fronde.vocabulary import FLOW, FLOWS

LEVELS = {"community": "each community", "nation": "the nation", "state": "each neighbouring state"}
MOMENT = (
    "**The moment is locked.** Everybody, citizens, organisations and the state, decides by the "
    "columns of step 1, which nobody can write while decisions are made. A mechanism writes "
    "nothing: it returns hazards or next values, and each stock has one owner. So the order in "
    "which mechanisms are evaluated does not matter, and a test shuffles it. Derived "
    "columns depend on one another and are put in order of need, from what each declares to read. "
    "What happens in one step is felt in the next.")
COMPETING = (
    "**Events of citizens compete.** A citizen's hazards out of the present state add up to h; "
    "the chance of an event in the step is 1 - exp(-h dt), and which it is falls in proportion to "
    "the hazards. In what is left of the step more can happen to the same citizen, so stays last "
    "as long as their hazards say; an infinite hazard acts once a step. All is at the locked "
    "moment, so nobody's turn comes before another's. Rationale: an order of turns among millions "
    "would be an assumption without a source.")
TURNS = (
    "**Turns of the underground follow one another**, since who merges or strikes first changes "
    "whom the next one meets. Here {order}. Rates are taken from the locked moment; who and what "
    "is there to carry them out is counted as the step goes on, so that nobody falls twice and no "
    "arm is given twice.")


IN_GROUPS = (" Those at rest and on the street are kept in groups of like traits: of each, as many "
             "as expected take to the street and leave it, exactly, and who goes into hiding is "
             "drawn, one person each.")


def process(scenario: Scenario) -> str:
    """Section 3."""
    return blocks("## 3 Process overview and scheduling",
                  "Each step, a week or part of one (2.3), does the following, in this order.",
                  numbered(steps(scenario)), after(scenario),
                  "### 3.1 Flows of citizens", flow_table(scenario),
                  "### 3.2 Rationale of the schedule", *rationale(scenario))


def numbered(items: Iterator[str]) -> str:
    """A numbered list."""
    return "\n".join(f"{number}. {item}" for number, item in enumerate(items, start=1))


def within(items: Iterable[str]) -> str:
    """A list within an item of a numbered one."""
    return "".join(f"\n   - {item}" for item in items)


def steps(scenario: Scenario) -> Iterator[str]:
    """What a step does."""
    yield f"**Look.** {looked(scenario)}The moment is now locked."
    if driven(scenario):
        yield ("**Choose and resolve.** For each citizen hazards are taken from the moment and an "
               "event is drawn or none; what follows within the step is drawn, too, from the time "
               "that is left. All events are then carried out at once, counted by cause; where a "
               "stay has a term (prison), its length is drawn, and it ends when it ends."
               + (IN_GROUPS if scenario.grouped else ""))
    if "organisations" in scenario.mechanisms:
        yield "**The underground takes its turns**, in this order:" + within(turns(scenario))
    owned = list(learners(scenario))
    if owned:
        news = ", news from what the step brought:" if fights_seen(scenario) else " alone:"
        yield (f"**Learn.** Owners of stocks give their next values from the locked moment{news}"
               + within(owned))
    yield f"**Record.** Every {every(scenario)}ends with what section 4.11 lists written down."


def looked(scenario: Scenario) -> str:
    """How the moment of a step comes about."""
    said = []
    if scenario.events:
        said.append("Dated events act at once: those of the day set levers and parameters, and "
                    "stocks take what they send. ")
    if scenario.policy is not None and scenario.policy.kind == "look-ahead":
        said.append(f"Every {scenario.policy.review} weeks the regime plays each response "
                    f"{scenario.policy.horizon} weeks forward and takes the best. ")
    elif scenario.policy is not None:
        said.append("The response that the schedule has in force sets its levers over them. ")
    said.append("The survey counts who is in which state and what happened in the last step; "
                "derived columns follow. ")
    return "".join(said)


def driven(scenario: Scenario) -> bool:
    """Whether anybody has hazards."""
    return any(made.drives for made in present(scenario))


def turns(scenario: Scenario) -> Iterator[str]:
    """What the underground does, in order."""
    has = scenario.mechanisms
    if "sponsorship" in has:
        yield "what sponsors and people at home offer reaches organisations (sponsorship)"
    if recruits(scenario):
        yield "newcomers join an organisation or found one (organisations)"
    if armed(scenario):
        yield "arms in store go to members without (organisations)"
    if "combat" in has:
        yield "organisations strike, with their losses (combat)"
    if meets(scenario):
        yield "organisations meet, merge and break up (organisations)"
    if "alignment" in has:
        yield "organisations take sides (alignment)"


def learners(scenario: Scenario) -> Iterator[str]:
    """Owners of stocks with what they own."""
    for made in present(scenario):
        for level, stocks in (("community", made), ("nation", made.nation),
                              ("state", made.states)):
            if stocks is not None and stocks.owns:
                fall = "; with it the regime falls or stands" if "fallen" in stocks.owns else ""
                yield f"{made.name}: {code(stocks.owns)} of {LEVELS[level]}{fall}"
    if fights_seen(scenario):
        yield "the survey: news of operations fade and take in the step's (`contacts.memory`)"


def every(scenario: Scenario) -> str:
    """How often something is written down."""
    return "week " if scenario.metrics.every == 1 else f"{scenario.metrics.every} weeks "


def after(scenario: Scenario) -> str:
    """What follows a fall."""
    if "survival" not in scenario.mechanisms:
        return "The run ends after the last step; no mechanism can end it before."
    return ("After the regime has fallen nothing moves any more, to the end of the run: the model "
            "says nothing about what follows.")


def flow_table(scenario: Scenario) -> str:
    """The flows, who drives each, and its causes."""
    states, rows, idle = reached(scenario), [], []
    for made in present(scenario):
        for one in flows(made):
            flow = FLOWS[FLOW[one.flow]]
            if {flow.source, flow.target} - set(states):
                idle.append(f"`{flow.name}` ({STATES[flow.source]} to {STATES[flow.target]})")
                continue
            how = "hazard" if one in made.drives else "turns"
            rows.append((f"`{flow.name}`", STATES[flow.source], STATES[flow.target],
                         escaped(flow.meaning), f"{made.name} ({how})", ", ".join(one.causes)))
    never = f"Never taken here: {', '.join(idle)}." if idle else ""
    if not rows:
        return blocks("Citizens stay in the state in which they start.", never)
    return blocks(
        table(("flow", "from", "to", "meaning", "mechanism", "causes"), rows), never,
        "Each event carries one cause. Where there are several, the hazard is built up in the "
        "order listed and the cause falls in proportion to the increments. It is bookkeeping of "
        "one run, not what would be without that cause.")


def rationale(scenario: Scenario) -> Iterator[str]:
    """Why the schedule is as it is."""
    yield MOMENT
    if driven(scenario):
        yield COMPETING
    if "organisations" in scenario.mechanisms:
        yield TURNS.format(order="; ".join(orders(scenario)))


def orders(scenario: Scenario) -> Iterator[str]:
    """In which order turns are taken."""
    if recruits(scenario):
        yield "newcomers come in the order in which they first left rest"
    if armed(scenario):
        yield "arms are handed out from a member on who is drawn"
    if "combat" in scenario.mechanisms:
        yield "operations come in the order in which organisations were founded"
    if meets(scenario):
        yield "who brings about the next meeting is drawn"
    if "alignment" in scenario.mechanisms:
        yield "sides are reconsidered in the order in which organisations were founded"
