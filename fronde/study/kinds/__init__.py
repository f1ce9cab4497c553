"""The kinds of study: a new one is a file here, a line below, and a template in ``reporting``."""

from __future__ import annotations

from fronde.study.kind import Kind, Stage
from fronde.study.kinds import calibrate, claims, discovery, ensemble, responses, sensitivity

KINDS: dict[str, Kind] = {kind.name: kind for kind in (
    claims.KIND,
    responses.KIND,
    sensitivity.KIND,
    discovery.KIND,
    ensemble.KIND,
    calibrate.KIND,
)}
STEPS: dict[str, Stage] = {step.name: step for kind in KINDS.values() for step in kind.steps}
