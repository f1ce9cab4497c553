"""Small sound scenarios, and what is said of unsound ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fronde.errors import ScenarioError
from fronde.mechanisms.catalogue import CATALOGUE
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

# All mechanisms, with neighbouring states, organisations, responses and a claim; 18 lines.
ACTORS = """\
title: Actors
time: {start: 2021-01-04, weeks: 60}
population: {people: 1000}
regions: {file: regions.csv, borders: borders.csv}
groups: {file: groups.csv}
communities: {file: communities.csv}
states: {file: states.csv}
organisations: {file: organisations.csv}
propensities: {file: propensities.csv}
mechanisms: {ALL}
events: [{date: 2021-02-01, label: war, set: {regime.war: 1}}]
responses:
  options: [{id: silent}, {id: blame, set: {regime.blame: 1}}]
  policy: scheduled
  schedule: [{response: silent}, {date: 2021-03-01, response: blame}]
claims:
  - {id: c1, says: x, source: y, margin: 0.1,
     contrast: {set: {forces.growth: 0}}, expect: {metric: tension, direction: higher}}
""".replace("ALL", ", ".join(f"{name}: " for name in CATALOGUE))
AROUND = {
    **TABLES,
    "regions.csv": "region,name,population,column,row,installed\n"
                   "NO,North,600,0,0,false\nSO,South,400,0,1,true\n",
    "groups.csv": "group,name,status,history,dominant,agenda\n"
                  "a,A,dominant,0,true,0.25\nb,B,discriminated,0.5,false,-1\n",
    "states.csv": "state,name,kind,hostility,opinion,capacity,volunteers,dissent,kin,regions\n"
                  "EN,Enemy,enemy,1,1,60,6,0,b,NO SO\nCL,Client,client,0,0.4,0,3,0.6,,\n",
    "organisations.csv": "organisation,region,group,members,arms,agenda,sponsor\n"
                         "red,NO,a,10,2,0.5,EN\nblue,SO,b,5,0,,\n",
    "propensities.csv": "a,b,propensity\nred,blue,0.5\nred,EN,-0.25\n",
}

Write = Callable[..., Path]


def complaints(path: Path, **options: object) -> str:
    """What is said of a scenario, with the folder left out."""
    with pytest.raises(ScenarioError) as caught:
        load(path, **options)  # type: ignore[arg-type]
    return str(caught.value).replace(f"{path.parent}/", "")
