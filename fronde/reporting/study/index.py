"""The index of the studies of a question: their answers in a few sentences, with links."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from fronde.errors import ScenarioError, StoreError
from fronde.record.whole import MANIFEST
from fronde.reporting.study import text, verdict_chart
from fronde.reporting.study.complete_study import StoredStudy, open_study
from fronde.study.findings import findings
from fronde.study.kinds import KINDS
from fronde.study.kinds.sensitivity import INDICES
from fronde.study.study_store import is_study, read_manifest

TEMPLATE = "index.html.j2"
TITLES = {
    "claims": "The claims, one by one", "responses": "What the regime could do",
    "indices": "Which assumptions matter", "discovery": "Under which conditions",
    "ensemble": "Outcomes over the space of assumptions", "calibrate": "What the record leaves",
}
ASKED = ("responses", "claims")  # without these the question is not answered
ANSWERING = (*ASKED, "calibrate")


class Pending(NamedTuple):
    """A study that is not complete, or cannot be read, and what to do."""

    folder: str
    says: str


def gather(parent: Path) -> tuple[list[StoredStudy], list[Pending]]:
    """Complete studies in the direct subfolders, and the others."""
    complete, pending = [], []
    for folder in folders(parent):
        try:
            manifest = read_manifest(folder)
            if manifest["status"] == "complete":
                complete.append(open_study(folder))
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


def page(parent: Path) -> str:
    """The index over all studies in the direct subfolders.

    Raises
    ------
    StoreError : there is no complete study.
    """
    complete, pending = gather(parent)
    if not complete:
        there = "".join(f"\n  {one.folder}: {one.says}" for one in pending)
        raise StoreError(f"{parent}: no complete study in its subfolders.{there}")
    largest = {kind: max(of_kind, key=lambda one: one.sets)
               for kind in dict.fromkeys(one.kind for one in complete)
               if (of_kind := [one for one in complete if one.kind == kind])}
    first = next((largest[kind] for kind in ANSWERING if kind in largest), complete[0])
    found = {kind: findings_of(largest[kind]) for kind in ANSWERING if kind in largest}
    claims = found.get("claims")
    return text.render(
        TEMPLATE, title=first.scenario.title, question=first.scenario.question,
        mixed=find_mixture(complete), found=found, largest=largest, claims=claims,
        data=KINDS["claims"].table(claims) if claims else {}, studies=complete, pending=pending,
        picture=verdict_chart.verdicts(claims, small=True) if claims else None,
        missing=[kind for kind in ASKED if kind not in largest and getattr(first.scenario, kind)],
        titles=TITLES, page_of=page_of, folder_of=folder_of, quote=shlex.quote,
        name=first.scenario.name)


def findings_of(study: StoredStudy) -> Any:
    """The findings of a study; of responses that this version would not compare, why it would not.

    Raises
    ------
    StoreError : they are damaged.
    """
    try:
        return findings(study.folder, keep=os.access(study.folder, os.W_OK))
    except ScenarioError as error:
        return str(error)


def page_of(study: StoredStudy) -> str:
    """The page of a study, from the index."""
    return f"{quote(folder_of(study).name)}/report.html"


def folder_of(study: StoredStudy) -> Path:
    """The folder with a study's page; both steps of a study of sensitivity have one together."""
    return study.folder.parent if study.kind == INDICES else study.folder


def find_mixture(complete: Sequence[StoredStudy]) -> str:
    """Whether the studies are not of one ``scenario``, or not of one ``model``; else empty."""
    if len({one.scenario.name for one in complete}) > 1:
        return "scenario"
    return "model" if len({one.plan.get("model") for one in complete}) > 1 else ""
