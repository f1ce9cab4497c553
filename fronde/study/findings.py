"""What a study comes to, judged once when it is complete and kept beside its tables.

``findings.json`` holds the findings of its kind (``kinds``) as plain values, texts for numbers
that JSON has not (``nan``, ``inf``), and three things by which it is known whether they still
count: its format, a digest of the analysis, and one of the study that was judged. The analysis is
the code of this room with the libraries that it computes with, not the version of the package:
another version of which the analysis is the same need not judge anew, and a change of the code
between two versions must.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from fronde.errors import StoreError
from fronde.record.files import MARK, check_ours, content_of, put_bytes
from fronde.record.folder import alone
from fronde.record.whole import CHECKSUM, checksum, seal_manifest
from fronde.scenario import load
from fronde.study.kind import Stage
from fronde.study.kinds import STEPS
from fronde.study.study_store import FINDINGS, POINT_FILE, read, read_manifest, read_scenario
from fronde.study.study_values import check_complete, read_values

FORMAT = 1
LIBRARIES = ("numpy", "scipy", "scikit-learn", "polars")


def findings(folder: Path, keep: bool = True) -> Any:
    """The findings of a complete study: those kept in its folder, or else judged now.

    Parameters
    ----------
    keep : whether findings that are judged now are written into the folder.

    Raises
    ------
    StoreError : no study there, a damaged one, or one that is not complete; or the findings are
        damaged, or cannot be written.
    """
    manifest = read_manifest(folder)
    check_complete(folder, manifest)
    found = read_findings(folder, manifest)
    if found is None:
        scenario = load(read_scenario(folder, manifest))
        found = step_of(manifest).judge(read_values(folder), scenario)
        if keep:
            write(folder, manifest, found)
    return found


def step_of(manifest: Mapping[str, Any]) -> Stage:
    """How the findings of a study are made.

    Raises
    ------
    StoreError : there is no such kind.
    """
    kind = manifest["kind"]
    if kind not in STEPS:
        raise StoreError(f"a study of {str(kind)[:60]!r} cannot be judged; this version knows "
                         f"{', '.join(STEPS)}.")
    return STEPS[kind]


def write(folder: Path, manifest: Mapping[str, Any], found: Any) -> None:
    """Write findings beside the tables that they are of.

    Raises
    ------
    StoreError : a file of that name is there that fronde did not make, or writing failed.
    """
    plain = TypeAdapter(step_of(manifest).form).dump_python(found, mode="json", by_alias=True)
    content = seal_manifest({
        "made": MARK, "format": FORMAT, "kind": manifest["kind"], "analysis": analysis(),
        "study": checksum(dict(manifest)), "findings": as_json(plain)})
    with alone(folder):
        check_ours(folder / FINDINGS)
        put_bytes(folder / FINDINGS, content.encode())


def read_findings(folder: Path, manifest: Mapping[str, Any]) -> Any | None:
    """The findings in a folder; None if there are none of this study by this analysis.

    Raises
    ------
    StoreError : they are damaged, or cannot be of this study.
    """
    path = folder / FINDINGS
    there = contents(path)
    if there is None or (there.get("format"), there.get("analysis"), there.get("study")) != (
            FORMAT, analysis(), checksum(dict(manifest))):
        return None
    step = step_of(manifest)
    try:
        found = TypeAdapter(step.form).validate_python(there.get("findings"))
        names = read(folder, manifest, POINT_FILE).columns[1:]
        fits = step.fits(found, plan_of(manifest), names)
    except (ValidationError, RecursionError):
        fits = False
    if not fits:
        raise damage(path, "it does not hold the findings of this study")
    return found


def plan_of(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What a study is, with as many parameter sets as it came to."""
    plan = manifest["study"]
    return {**plan, "points": manifest.get("stopped_at") or plan["points"]}


def contents(path: Path) -> dict[str, Any] | None:
    """What a file of findings holds; None if there is none.

    Raises
    ------
    StoreError : it is damaged; or it is a file that fronde did not make.
    """
    if not os.path.lexists(path):
        return None
    check_ours(path)
    try:
        found = json.loads(content_of(path))
    except (OSError, ValueError, RecursionError) as error:
        raise damage(path, f"{type(error).__name__}") from error
    if not isinstance(found, dict) or found.get(CHECKSUM) != checksum(found):
        raise damage(path, "its checksum differs")
    return found


def damage(path: Path, why: str) -> StoreError:
    """The complaint about findings that cannot be used."""
    return StoreError(f"{path}: damaged: {why}. Remove it: fronde report {path.parent} makes it "
                      "anew from the tables.")


def as_json(plain: Any) -> Any:
    """The same with texts for numbers that JSON does not have."""
    if isinstance(plain, float):
        return plain if math.isfinite(plain) else str(plain)
    if isinstance(plain, dict):
        return {str(name): as_json(one) for name, one in plain.items()}
    return [as_json(one) for one in plain] if isinstance(plain, (list, tuple)) else plain


@cache
def analysis() -> str:
    """A digest of the code that judges, and of the libraries that it computes with."""
    digest = hashlib.sha256(repr([(name, version(name)) for name in LIBRARIES]).encode())
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
