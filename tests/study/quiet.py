"""A country without war or arms: citizens, a police, and responses to the street."""

from __future__ import annotations

from laws.small import CITIZENS, HARSH, LIVELY, NO_NARRATIVE

import fronde

WEEKS = 6
CALM = {"id": "calm", "says": "few on the street", "metric": "street", "direction": "lower",
        "worth": 2}
TRUST = {"id": "trust", "says": "legitimacy at the end", "metric": "legitimacy", "read": "last",
         "direction": "higher"}
IDLE, SOFT = {"id": "idle", "says": "Do nothing"}, {"id": "soft", "set": {"regime.effort": 0.05}}


def document(goals=None, options=(IDLE, SOFT), mechanisms=CITIZENS, **more):
    """The country as a document."""
    given = {name: {"mobilisation": LIVELY, "repression": HARSH}.get(name, {})
             for name in mechanisms}
    responses = {"options": list(options), "schedule": [{"response": options[0]["id"]}]}
    return {
        "name": "quiet", "title": "Quiet", "question": "Does anything help?",
        "time": {"start": "2021-01-04", "weeks": WEEKS}, "population": {"people": 3000,
                                                                          "total": 3000},
        "mechanisms": given, "fixed": NO_NARRATIVE, "regime": {"police": 0.01},
        "responses": responses | ({"goals": goals} if goals else {}), **more}


def country(*goals, **more):
    """The same, loaded."""
    return fronde.load(document(list(goals), **more))
