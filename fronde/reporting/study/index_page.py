"""The index of the studies of a question: the answer in a few sentences, with links."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from fronde.errors import ScenarioError, StoreError
from fronde.record.whole import MANIFEST
from fronde.reporting.study import layout, responses_page, studied, verdict_strip
from fronde.reporting.study.claims_page import anchor, mark
from fronde.reporting.study.picture import Picture
from fronde.reporting.study.studied import Studied
from fronde.study.claims import Tested, tested
from fronde.study.responses import matrix
from fronde.study.sensitivity import INDICES
from fronde.study.store import is_study, read_manifest

TEMPLATE = "index.html.j2"
TITLES = {
    "claims": "The claims, one by one", "responses": "What the regime could do",
    "indices": "Which assumptions matter", "discovery": "Under which conditions",
    "ensemble": "Outcomes over the space of assumptions",
}
ASKED = ("responses", "claims")  # without these the question is not answered


class Pending(NamedTuple):
    """A study that is not complete, or cannot be read, and what to do."""

    folder: str
    says: str


def gathered(parent: Path) -> tuple[list[Studied], list[Pending]]:
    """Complete studies in the direct subfolders, and the others."""
    complete, pending = [], []
    for folder in folders(parent):
        try:
            manifest = read_manifest(folder)
            if manifest["status"] == "complete":
                complete.append(studied.read(folder))
            else:
                pending.append(Pending(folder.name, f"{manifest['status']}; go on with: "
                                                    f"{manifest['command']}"))
        except StoreError as error:
            if is_study(folder):
                pending.append(Pending(folder.name, str(error)))
    return complete, pending


def folders(parent: Path) -> list[Path]:
    """Where manifests are: in subfolders, and in the second step of a study of sensitivity."""
    found = [*parent.glob(f"*/{MANIFEST}"), *parent.glob(f"*/{INDICES}/{MANIFEST}")]
    return sorted(one.parent for one in found)


def made(parent: Path) -> str:
    """The index over all studies in the direct subfolders.

    Raises
    ------
    StoreError : there is no complete study.
    """
    complete, pending = gathered(parent)
    if not complete:
        there = "".join(f"\n  {one.folder}: {one.says}" for one in pending)
        raise StoreError(f"{parent}: no complete study in its subfolders.{there}")
    largest = {kind: max(of_kind, key=lambda one: one.values.shape[0])
               for kind in dict.fromkeys(one.kind for one in complete)
               if (of_kind := [one for one in complete if one.kind == kind])}
    first = next((largest[kind] for kind in ASKED if kind in largest), complete[0])
    return layout.render(
        TEMPLATE, title=first.scenario.title, question=first.scenario.question,
        warning=mixed(complete), answer=answer(largest), claims=claims(largest),
        studies=[listed(one) for one in complete], pending=pending,
        missing=missing(largest, first))


def answer(largest: dict[str, Studied]) -> list[str]:
    """The answer: of responses first, because the question asks about them."""
    said = []
    if (study := largest.get("responses")) is not None:
        try:
            found = matrix(study.folder, study.scenario)
        except ScenarioError as error:  # a study of an earlier version, which did not refuse it
            said.append(str(error))
        else:
            said += responses_page.answer(study.scenario, found)
    if (study := largest.get("claims")) is not None:
        said.append(verdict_strip.counted(tested(study.folder, study.scenario)))
    return said


def claims(largest: dict[str, Studied]) -> dict[str, Any] | None:
    """The figure of verdicts in small, and a mark for each claim with a link to its section."""
    study = largest.get("claims")
    if study is None:
        return None
    results = tested(study.folder, study.scenario)
    return {"picture": strip(results), "marks": [
        {"id": one.claim.id, "says": one.claim.says, "mark": mark(one),
         "link": f"{page_of(study)}{anchor(one)}"} for one in results]}


def strip(results: Sequence[Tested]) -> Picture:
    """The verdict strip without the claims' words."""
    return verdict_strip.strip(results, small=True)


def page_of(study: Studied) -> str:
    """The page of a study, from the index."""
    return f"{quote(shown(study).name)}/report.html"


def shown(study: Studied) -> Path:
    """The folder with a study's page; both steps of a study of sensitivity have one together."""
    return study.folder.parent if study.kind == INDICES else study.folder


def listed(study: Studied) -> dict[str, Any]:
    """A study with its link and its conditions."""
    return {"title": TITLES.get(study.kind, study.kind), "link": page_of(study),
            "folder": shown(study).name, "scenario": study.scenario.name,
            "command": study.manifest["command"], "warning": studied.warning(study),
            "conditions": studied.conditions(study), "seed": study.manifest["study"]["seed"]}


def missing(largest: dict[str, Studied], first: Studied) -> list[dict[str, str]]:
    """Kinds of study without which the question is not answered, and how to make them."""
    name = shlex.quote(first.scenario.name)
    return [{"kind": kind, "title": TITLES[kind], "command": f"fronde study {kind} {name}"}
            for kind in ASKED if kind not in largest]


def mixed(complete: Sequence[Studied]) -> str:
    """A warning if the studies are not of one scenario or one model; else empty."""
    names = sorted({one.scenario.name for one in complete})
    if len(names) > 1:
        return (f"These studies are of different scenarios ({', '.join(names)}); their numbers do "
                "not give one answer together.")
    models = {one.manifest["study"].get("model") for one in complete}
    if len(models) > 1:
        return ("These studies were made with different versions of the model. Make them again "
                "with one version before comparing them.")
    return ""
