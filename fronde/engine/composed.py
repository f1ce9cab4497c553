"""The catalogue's mechanisms, summed up. Written by fronde.engine.compose: do not edit.

A mechanism that a scenario leaves out has ``on = 0`` and is passed over.
"""

from fronde.engine.pick import divide, pick
from fronde.kernel import kernel
from fronde.mechanisms import belief, combat, forces, grievance, legitimacy, mobilisation, narrative, patronage, repression, sponsorship, survival

# Columns of the flow table: flow, cause, mechanism.
CAUSES = (
    ("protest", "conviction", "mobilisation"),
    ("protest", "outrage", "mobilisation"),
    ("protest", "backlash", "mobilisation"),
    ("protest", "others", "mobilisation"),
    ("join", "conviction", "mobilisation"),
    ("join", "outrage", "mobilisation"),
    ("join", "closed street", "mobilisation"),
    ("join", "backlash", "mobilisation"),
    ("join", "recruited", "mobilisation"),
    ("tire", "fatigue", "mobilisation"),
    ("tire", "not worth it", "mobilisation"),
    ("hide", "conviction", "mobilisation"),
    ("hide", "outrage", "mobilisation"),
    ("hide", "closed street", "mobilisation"),
    ("hide", "backlash", "mobilisation"),
    ("hide", "recruited", "mobilisation"),
    ("arrest", "arrested", "repression"),
    ("desert", "not worth it", "mobilisation"),
    ("desert", "nowhere to hide", "mobilisation"),
    ("detect", "found", "repression"),
    ("quit", "not worth it", "mobilisation"),
    ("quit", "nowhere to hide", "mobilisation"),
    ("catch", "found", "repression"),
    ("release", "sentence served", "repression"),
    ("arm", "arms of states", "organisations"),
    ("arm", "bought arms", "organisations"),
    ("arm", "captured arms", "organisations"),
    ("fall", "in an operation", "combat"),
)
FLOW_OF_CAUSE = (0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 3, 3, 3, 3, 3, 4, 5, 5, 6, 9, 9, 10, 7, 8, 8, 8, 11)
TARGET_OF_CAUSE = (1, 1, 1, 1, 2, 2, 2, 2, 2, 0, 0, 2, 2, 2, 2, 2, 4, 0, 0, 4, 0, 0, 4, 0, 3, 3, 3, 6)


@kernel
def leave_quiet(person, here, p):
    """Hazard of leaving QUIET [1/week]."""
    total = 0.0
    if p.mobilisation.on > 0.0:
        total += mobilisation.protest(person, here, p.mobilisation)
    if p.mobilisation.on > 0.0:
        total += mobilisation.join(person, here, p.mobilisation)
    return total


@kernel
def reason_quiet(person, here, p, u):
    """Column of the flow table for ``leave_quiet``."""
    h0 = 0.0
    h1 = 0.0
    if p.mobilisation.on > 0.0:
        h0 = mobilisation.protest(person, here, p.mobilisation)
    if p.mobilisation.on > 0.0:
        h1 = mobilisation.join(person, here, p.mobilisation)
    flow, rest = pick((h0, h1,), u)
    if flow == 0:
        parts = mobilisation.protest_parts(person, here, p.mobilisation)
        cause, _ = pick(parts, rest)
        return 0 + cause
    if flow == 1:
        parts = mobilisation.join_parts(person, here, p.mobilisation)
        cause, _ = pick(parts, rest)
        return 4 + cause
    return -1


@kernel
def most_quiet(person, here, p):
    """No less than ``leave_quiet`` of anybody less willing [1/week]."""
    total = 0.0
    if p.mobilisation.on > 0.0:
        total += mobilisation.protest(person, here, p.mobilisation)
    if p.mobilisation.on > 0.0:
        total += mobilisation.join_most(person, here, p.mobilisation)
    return total


@kernel
def tied_quiet(person, here, p):
    """No less than what their ties add to it for anybody less willing [1/week]."""
    total = 0.0
    if p.mobilisation.on > 0.0:
        total += mobilisation.protest_tied(person, here, p.mobilisation)
    if p.mobilisation.on > 0.0:
        total += mobilisation.join_tied(person, here, p.mobilisation)
    return total


@kernel
def leave_quiet_apart(person, here, p):
    """Hazard of leaving QUIET for hiding [1/week]."""
    total = 0.0
    if p.mobilisation.on > 0.0:
        total += mobilisation.join(person, here, p.mobilisation)
    return total


@kernel
def most_quiet_apart(person, here, p):
    """No less than ``leave_quiet_apart`` of anybody less willing [1/week]."""
    total = 0.0
    if p.mobilisation.on > 0.0:
        total += mobilisation.join_most(person, here, p.mobilisation)
    return total


@kernel
def tied_quiet_apart(person, here, p):
    """No less than what their ties add to it for anybody less willing [1/week]."""
    total = 0.0
    if p.mobilisation.on > 0.0:
        total += mobilisation.join_tied(person, here, p.mobilisation)
    return total


@kernel
def reason_quiet_apart(person, here, p, u):
    """Column of the flow table for ``leave_quiet_apart``."""
    h0 = 0.0
    if p.mobilisation.on > 0.0:
        h0 = mobilisation.join(person, here, p.mobilisation)
    flow, rest = pick((h0,), u)
    if flow == 0:
        parts = mobilisation.join_parts(person, here, p.mobilisation)
        cause, _ = pick(parts, rest)
        return 4 + cause
    return -1


# Flows out of QUIET within the street's groups.
FLOWS_WITHIN_QUIET = (0, )
TARGETS_WITHIN_QUIET = (1, )


@kernel
def hazards_quiet(person, here, p, found):
    """Fill ``found`` with the hazards of flows within the street's groups."""
    found[0] = 0.0
    if p.mobilisation.on > 0.0:
        found[0] = mobilisation.protest(person, here, p.mobilisation)


@kernel
def split_quiet(person, here, p, amounts, flows):
    """Add amounts of flows within the street's groups to their causes."""
    if p.mobilisation.on > 0.0:
        divide(mobilisation.protest_parts(person, here, p.mobilisation), amounts[0], flows, 0)


@kernel
def leave_protest(person, here, p):
    """Hazard of leaving PROTEST [1/week]."""
    total = 0.0
    if p.mobilisation.on > 0.0:
        total += mobilisation.tire(person, here, p.mobilisation)
    if p.mobilisation.on > 0.0:
        total += mobilisation.hide(person, here, p.mobilisation)
    if p.repression.on > 0.0:
        total += repression.arrest(person, here, p.repression)
    return total


@kernel
def reason_protest(person, here, p, u):
    """Column of the flow table for ``leave_protest``."""
    h0 = 0.0
    h1 = 0.0
    h2 = 0.0
    if p.mobilisation.on > 0.0:
        h0 = mobilisation.tire(person, here, p.mobilisation)
    if p.mobilisation.on > 0.0:
        h1 = mobilisation.hide(person, here, p.mobilisation)
    if p.repression.on > 0.0:
        h2 = repression.arrest(person, here, p.repression)
    flow, rest = pick((h0, h1, h2,), u)
    if flow == 0:
        parts = mobilisation.tire_parts(person, here, p.mobilisation)
        cause, _ = pick(parts, rest)
        return 9 + cause
    if flow == 1:
        parts = mobilisation.hide_parts(person, here, p.mobilisation)
        cause, _ = pick(parts, rest)
        return 11 + cause
    if flow == 2:
        return 16
    return -1


@kernel
def most_protest(person, here, p):
    """No less than ``leave_protest`` of anybody less willing [1/week]."""
    total = 0.0
    if p.mobilisation.on > 0.0:
        total += mobilisation.tire_most(person, here, p.mobilisation)
    if p.mobilisation.on > 0.0:
        total += mobilisation.hide_most(person, here, p.mobilisation)
    if p.repression.on > 0.0:
        total += repression.arrest(person, here, p.repression)
    return total


@kernel
def leave_protest_apart(person, here, p):
    """Hazard of leaving PROTEST for hiding [1/week]."""
    total = 0.0
    if p.mobilisation.on > 0.0:
        total += mobilisation.hide(person, here, p.mobilisation)
    return total


@kernel
def reason_protest_apart(person, here, p, u):
    """Column of the flow table for ``leave_protest_apart``."""
    h0 = 0.0
    if p.mobilisation.on > 0.0:
        h0 = mobilisation.hide(person, here, p.mobilisation)
    flow, rest = pick((h0,), u)
    if flow == 0:
        parts = mobilisation.hide_parts(person, here, p.mobilisation)
        cause, _ = pick(parts, rest)
        return 11 + cause
    return -1


# Flows out of PROTEST within the street's groups.
FLOWS_WITHIN_PROTEST = (2, 4, )
TARGETS_WITHIN_PROTEST = (0, 4, )


@kernel
def hazards_protest(person, here, p, found):
    """Fill ``found`` with the hazards of flows within the street's groups."""
    found[0] = 0.0
    if p.mobilisation.on > 0.0:
        found[0] = mobilisation.tire(person, here, p.mobilisation)
    found[1] = 0.0
    if p.repression.on > 0.0:
        found[1] = repression.arrest(person, here, p.repression)


@kernel
def split_protest(person, here, p, amounts, flows):
    """Add amounts of flows within the street's groups to their causes."""
    if p.mobilisation.on > 0.0:
        divide(mobilisation.tire_parts(person, here, p.mobilisation), amounts[0], flows, 9)
    flows[16] += amounts[1]


@kernel
def leave_underground(person, here, p):
    """Hazard of leaving UNDERGROUND [1/week]."""
    total = 0.0
    if p.mobilisation.on > 0.0:
        total += mobilisation.desert(person, here, p.mobilisation)
    if p.repression.on > 0.0:
        total += repression.detect(person, here, p.repression)
    return total


@kernel
def reason_underground(person, here, p, u):
    """Column of the flow table for ``leave_underground``."""
    h0 = 0.0
    h1 = 0.0
    if p.mobilisation.on > 0.0:
        h0 = mobilisation.desert(person, here, p.mobilisation)
    if p.repression.on > 0.0:
        h1 = repression.detect(person, here, p.repression)
    flow, rest = pick((h0, h1,), u)
    if flow == 0:
        parts = mobilisation.desert_parts(person, here, p.mobilisation)
        cause, _ = pick(parts, rest)
        return 17 + cause
    if flow == 1:
        return 19
    return -1


@kernel
def most_underground(person, here, p):
    """No less than ``leave_underground`` of anybody less willing [1/week]."""
    total = 0.0
    if p.mobilisation.on > 0.0:
        total += mobilisation.desert_most(person, here, p.mobilisation)
    if p.repression.on > 0.0:
        total += repression.detect(person, here, p.repression)
    return total


@kernel
def leave_armed(person, here, p):
    """Hazard of leaving ARMED [1/week]."""
    total = 0.0
    if p.mobilisation.on > 0.0:
        total += mobilisation.desert(person, here, p.mobilisation)
    if p.repression.on > 0.0:
        total += repression.detect(person, here, p.repression)
    return total


@kernel
def reason_armed(person, here, p, u):
    """Column of the flow table for ``leave_armed``."""
    h0 = 0.0
    h1 = 0.0
    if p.mobilisation.on > 0.0:
        h0 = mobilisation.desert(person, here, p.mobilisation)
    if p.repression.on > 0.0:
        h1 = repression.detect(person, here, p.repression)
    flow, rest = pick((h0, h1,), u)
    if flow == 0:
        parts = mobilisation.desert_parts(person, here, p.mobilisation)
        cause, _ = pick(parts, rest)
        return 20 + cause
    if flow == 1:
        return 22
    return -1


@kernel
def most_armed(person, here, p):
    """No less than ``leave_armed`` of anybody less willing [1/week]."""
    total = 0.0
    if p.mobilisation.on > 0.0:
        total += mobilisation.desert_most(person, here, p.mobilisation)
    if p.repression.on > 0.0:
        total += repression.detect(person, here, p.repression)
    return total


@kernel
def leave_jailed(person, here, p):
    """Hazard of leaving JAILED [1/week]."""
    total = 0.0
    if p.repression.on > 0.0:
        total += repression.release(person, here, p.repression)
    return total


@kernel
def reason_jailed(person, here, p, u):
    """Column of the flow table for ``leave_jailed``."""
    h0 = 0.0
    if p.repression.on > 0.0:
        h0 = repression.release(person, here, p.repression)
    flow, _ = pick((h0,), u)
    if flow == 0:
        return 23
    return -1


@kernel
def most_jailed(person, here, p):
    """No less than ``leave_jailed`` of anybody less willing [1/week]."""
    total = 0.0
    if p.repression.on > 0.0:
        total += repression.release(person, here, p.repression)
    return total


@kernel
def leave(state, person, here, p):
    """``leave_<state>`` by number of the state."""
    if state == 0:
        return leave_quiet(person, here, p)
    if state == 1:
        return leave_protest(person, here, p)
    if state == 2:
        return leave_underground(person, here, p)
    if state == 3:
        return leave_armed(person, here, p)
    if state == 4:
        return leave_jailed(person, here, p)
    return 0.0


@kernel
def most(state, person, here, p):
    """``most_<state>`` by number of the state."""
    if state == 0:
        return most_quiet(person, here, p)
    if state == 1:
        return most_protest(person, here, p)
    if state == 2:
        return most_underground(person, here, p)
    if state == 3:
        return most_armed(person, here, p)
    if state == 4:
        return most_jailed(person, here, p)
    return 0.0


@kernel
def reason(state, person, here, p, u):
    """``reason_<state>`` by number of the state."""
    if state == 0:
        return reason_quiet(person, here, p, u)
    if state == 1:
        return reason_protest(person, here, p, u)
    if state == 2:
        return reason_underground(person, here, p, u)
    if state == 3:
        return reason_armed(person, here, p, u)
    if state == 4:
        return reason_jailed(person, here, p, u)
    return -1


@kernel
def reason_apart(state, person, here, p, u):
    """``reason_<state>`` by number of the state."""
    if state == 0:
        return reason_quiet_apart(person, here, p, u)
    if state == 1:
        return reason_protest_apart(person, here, p, u)
    if state == 2:
        return reason_underground(person, here, p, u)
    if state == 3:
        return reason_armed(person, here, p, u)
    if state == 4:
        return reason_jailed(person, here, p, u)
    return -1


@kernel
def derive(row, p):
    """Columns that follow from the same moment."""
    if p.belief.on > 0.0:
        row.peaceful, row.armed_hope = belief.derive(row, p.belief)
    if p.legitimacy.on > 0.0:
        row.legitimacy = legitimacy.derive(row, p.legitimacy)
    if p.grievance.on > 0.0:
        row.grievance_group, row.grievance_shock, row.grievance_backlash, row.grievance = grievance.derive(row, p.grievance)
    if p.repression.on > 0.0:
        row.risk_protest, row.risk_underground = repression.derive(row, p.repression)
    if p.mobilisation.on > 0.0:
        row.passive, row.readiness, row.readiness_to_hide = mobilisation.derive(row, p.mobilisation)
    if p.narrative.on > 0.0:
        row.broad, row.doubt = narrative.derive(row, p.narrative)


@kernel
def begin(here, row, p):
    """Stocks before the first week."""
    if p.grievance.on > 0.0:
        row.outrage = grievance.start(here, p.grievance)
    if p.repression.on > 0.0:
        row.backlash = repression.start(here, p.repression)
    if p.belief.on > 0.0:
        row.peaceful_success, row.peaceful_failure, row.armed_success, row.armed_failure = belief.start(here, p.belief)
    if p.legitimacy.on > 0.0:
        row.procedural, row.security, row.consensus = legitimacy.start(here, p.legitimacy)
    if p.combat.on > 0.0:
        row.violence = combat.start(here, p.combat)
    if p.narrative.on > 0.0:
        row.broad_odds = narrative.start(here, p.narrative)


@kernel
def advance(here, row, p):
    """Stocks at the end of a step."""
    if p.grievance.on > 0.0:
        row.outrage = grievance.update(here, p.grievance)
    if p.repression.on > 0.0:
        row.backlash = repression.update(here, p.repression)
    if p.belief.on > 0.0:
        row.peaceful_success, row.peaceful_failure, row.armed_success, row.armed_failure = belief.update(here, p.belief)
    if p.legitimacy.on > 0.0:
        row.procedural, row.security, row.consensus = legitimacy.update(here, p.legitimacy)
    if p.combat.on > 0.0:
        row.violence = combat.update(here, p.combat)
    if p.narrative.on > 0.0:
        row.broad_odds = narrative.update(here, p.narrative)


@kernel
def derive_nation(row, p):
    """Columns that follow from the same moment."""
    if p.forces.on > 0.0:
        row.abroad, row.recalled, row.army_home, row.tension, row.monopoly, row.mutiny_hazard, row.coup_hazard = forces.derive(row, p.forces)
    if p.patronage.on > 0.0:
        row.spare, row.loyalists = patronage.derive(row, p.patronage)
    if p.survival.on > 0.0:
        row.pressure, row.strength, row.stress, row.fall_hazard = survival.derive(row, p.survival)


@kernel
def begin_nation(row, p):
    """Stocks before the first week."""
    if p.forces.on > 0.0:
        row.army, row.private_army, row.influence, row.army_guard, row.private_guard, row.mutiny, row.mutinies, row.coup, row.coups, row.seized = forces.start(row, p.forces)
    if p.narrative.on > 0.0:
        row.credible = narrative.start_nation(row, p.narrative)
    if p.survival.on > 0.0:
        row.fallen = survival.start(row, p.survival)


@kernel
def advance_nation(nation, row, p):
    """Stocks at the end of a step."""
    if p.forces.on > 0.0:
        row.army, row.private_army, row.influence, row.army_guard, row.private_guard, row.mutiny, row.mutinies, row.coup, row.coups, row.seized = forces.update(nation, p.forces)
    if p.narrative.on > 0.0:
        row.credible = narrative.update_nation(nation, p.narrative)
    if p.survival.on > 0.0:
        row.fallen = survival.update(nation, p.survival)


@kernel
def derive_state(row, nation, p):
    """Columns that follow from the same moment."""
    if p.sponsorship.on > 0.0:
        row.official, row.private, row.arms_offered, row.volunteers_offered = sponsorship.derive_state(row, nation, p.sponsorship)
    if p.patronage.on > 0.0:
        row.opponents_offered = patronage.derive_state(row, nation, p.patronage)


@kernel
def begin_state(row, nation, p):
    """Stocks before the first week."""
    if p.patronage.on > 0.0:
        row.stability, row.toppled = patronage.start_state(row, nation, p.patronage)


@kernel
def advance_state(state, nation, row, p):
    """Stocks at the end of a step."""
    if p.patronage.on > 0.0:
        row.stability, row.toppled = patronage.update_state(state, nation, p.patronage)


@kernel
def term_after(flow, u, here, p):
    """Weeks that a stay entered by this flow lasts; negative: no term."""
    if flow == 4 and p.repression.on > 0.0:
        return repression.sentence_street(u, here, p.repression)
    if flow == 6 and p.repression.on > 0.0:
        return repression.sentence_hiding(u, here, p.repression)
    if flow == 10 and p.repression.on > 0.0:
        return repression.sentence_hiding(u, here, p.repression)
    return -1.0
