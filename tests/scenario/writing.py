"""Small sound scenarios, and what is said of unsound ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fronde.errors import ScenarioError
from fronde.scenario import load

# The smallest sound scenario: mobilisation alone, with all that it reads held constant.
SMALL = """\
title: Small
time: {start: 2021-01-04, weeks: 10}
population: {people: 100, total: 1000}
fixed:
  {legitimacy: 0.5, peaceful: 0.5, armed_hope: 0.1, risk_protest: 0.1, risk_underground: 0.1,
   grievance_group: 0, grievance_shock: 0, grievance_backlash: 0}
mechanisms: {mobilisation: {}}
"""

# The five mechanisms of citizens, two regions, two groups.
FULL = """\
title: Full
time: {start: 2021-01-04, weeks: 10}
population: {people: 100}
regions: {file: regions.csv, borders: borders.csv}
groups: {file: groups.csv}
communities: {file: communities.csv}
fixed: {broad: 0.2, doubt: 0}
mechanisms: {grievance: , mobilisation: , repression: , belief: , legitimacy: }
"""
TABLES = {
    "regions.csv": "region,name,population,column,row,source\n"
                   "NO,North,600,0,0,x\nSO,South,400,0,1,x\n",
    "borders.csv": "region_a,region_b\nNO,SO\n",
    "groups.csv": "group,name,status,history,dominant,note\n"
                  "a,A,dominant,0,true,x\nb,B,discriminated,0.5,false,\n",
    "communities.csv": "region,group,share\nNO,a,1\nSO,a,0.25\nSO,b,0.75\n",
}

Write = Callable[..., Path]


def complaints(path: Path, **options: object) -> str:
    """What is said of a scenario, with the folder left out."""
    with pytest.raises(ScenarioError) as caught:
        load(path, **options)  # type: ignore[arg-type]
    return str(caught.value).replace(f"{path.parent}/", "")
