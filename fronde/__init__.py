"""fronde: turn a verbal theory of political conflict into a model that you can run and test.

>>> import fronde as fr
>>> scenario = fr.load("granovetter-1978")
>>> result = fr.simulate(scenario, seed=1)
>>> result.series.filter(metric="protest")["value"].max()
100.0

Names are imported when first used, so that ``import fronde`` is fast.
"""

from __future__ import annotations

import importlib
from typing import Any

_PUBLIC = {
    "load": "fronde.scenario",
    "bundled": "fronde.scenario",
    "schema": "fronde.scenario",
    "simulate": "fronde.record.simulation",
    "branch": "fronde.record.branch",
    "Result": "fronde.record.simulation",
    "observe": "fronde.record.simulation",
    "test_claims": "fronde.study.verbs",
    "respond": "fronde.study.verbs",
    "ensemble": "fronde.study.verbs",
    "sensitivity": "fronde.study.verbs",
    "calibrate": "fronde.study.verbs",
    "read_events": "fronde.evidence.intake",
    "EventObserver": "fronde.evidence.observer",
    "draw_record": "fronde.evidence.observer",
    "expect_record": "fronde.evidence.observer",
    "compare_rules": "fronde.evidence.ranking",
    "record_page": "fronde.reporting.observed.recordpage",
    "report": "fronde.reporting",
    "cite": "fronde.record.provenance",
    "FrondeError": "fronde.errors",
    "ScenarioError": "fronde.errors",
}
_CALLED = {"observe": "read_result", "report": "write"}

__all__ = ["EventObserver", "FrondeError", "Result", "ScenarioError", "branch", "bundled",
           "calibrate", "cite", "compare_rules", "draw_record", "ensemble", "expect_record",
           "load", "observe",
           "read_events", "record_page", "report", "respond", "schema", "sensitivity", "simulate",
           "test_claims"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'fronde' has no attribute {name!r}")
    module = importlib.import_module(_PUBLIC[name])
    found = getattr(module, _CALLED.get(name, name))
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
