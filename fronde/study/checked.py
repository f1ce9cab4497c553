"""A run's or a study's folder, read whole: digests, tables, the scenario, the manifest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from fronde.errors import FrondeError, StoreError
from fronde.record import rerun, whole
from fronde.record import store as runs
from fronde.record.whole import SCENARIO
from fronde.scenario import load
from fronde.study import findings
from fronde.study import study_store as studies
from fronde.study.kinds.sensitivity import INDICES, SCREENING

Step = Callable[[], object]


class Checked(NamedTuple):
    """What was found: ``damages``, a sentence each, and what there ``says`` to be."""

    damages: list[str]
    says: str


def inspect_folder(folder: Path) -> Checked:
    """Check a folder; nothing that is damaged is raised."""
    parts = [folder / name for name in (SCREENING, INDICES) if (folder / name).is_dir()]
    if parts and not (folder / whole.MANIFEST).is_file():
        each = [inspect_folder(part) for part in parts]
        return Checked([text for one in each for text in one.damages],
                       " ".join(f"{part.name}: {one.says}"
                                for part, one in zip(parts, each, strict=True)))
    try:
        manifest, steps = steps_of(folder)
    except StoreError as error:
        return Checked([str(error)], "")
    kind = "study" if "study" in manifest else "run"
    files = manifest.get(whole.FILES)
    many = f"It was {whole.WITHOUT}." if files is None else f"{len(files)} files, each as written."
    return Checked(list(dict.fromkeys(text.removesuffix(f" {studies.MEND}")
                                      for text in complaints(steps))),
                   f"{kind}, {manifest['status']}, in order. {many}")


def steps_of(folder: Path) -> tuple[dict[str, Any], list[Step]]:
    """The manifest of a folder, and what there is to be read: each step raises what is wrong.

    Raises
    ------
    StoreError : the manifest itself cannot be used.
    """
    if studies.is_study(folder) or studies.is_described(folder):
        manifest = studies.read_manifest(folder)
        more = steps_of_study(folder, manifest)
    else:
        manifest = runs.read_manifest(folder)
        more = steps_of_run(folder, manifest)
    files = [partial(whole.check_file, folder, manifest, name)
             for name in manifest.get(whole.FILES, ())]
    return manifest, [*files, *more]


def steps_of_run(folder: Path, manifest: dict[str, Any]) -> list[Step]:
    """The scenario, all tables, and what a run goes on or branches from."""
    tables = manifest["tables"] if manifest["status"] != "complete" else {
        **manifest["tables"], **dict.fromkeys(runs.TABLES)}
    worlds = [name for name in runs.files_in_manifest(manifest) if name.endswith(".npz")]
    return [partial(rerun.scenario_of, folder),
            *(partial(runs.read_table, folder, name) for name in tables),
            *(partial(whole.check_file, folder, manifest, name) for name in worlds)]


def steps_of_study(folder: Path, manifest: dict[str, Any]) -> list[Step]:
    """The scenario, the points, all shards, and the tables of a complete study."""
    tables = [studies.POINT_FILE, studies.UNIT_FILE]
    if "runs" in manifest:  # not in a part of a study, nor before its end
        tables += [studies.RUN_FILE, studies.VALUE_FILE]
    return [partial(check_scenario, folder, manifest),
            *(partial(studies.read, folder, manifest, name) for name in tables),
            *(partial(studies.read_shards, folder, manifest, name) for name in studies.SCHEMAS),
            partial(check_runs, folder, manifest),
            partial(findings.read_findings, folder, manifest)]


def complaints(steps: list[Step]) -> Iterator[str]:
    """What is wrong, a sentence each."""
    for step in steps:
        try:
            step()
        except FrondeError as error:
            yield str(error)


def check_scenario(folder: Path, manifest: dict[str, Any]) -> None:
    """Complain of a scenario that is not the one of the study."""
    found = load(studies.read_scenario(folder, manifest)).digest
    if found != manifest["study"].get("scenario"):
        raise StoreError(f"{folder / SCENARIO}: its digest is {found}, and "
                         f"{whole.MANIFEST} says {manifest['study'].get('scenario')}: one of them "
                         "was changed after the study.")


def check_runs(folder: Path, manifest: dict[str, Any]) -> None:
    """Complain of a complete study whose shards do not hold all its runs."""
    if manifest["status"] != "complete" or "runs" not in manifest:
        return
    runs = manifest["runs"]
    if not (isinstance(runs, dict) and all(type(many) is int for many in runs.values())):
        raise FrondeError(f"{folder / whole.MANIFEST}: damaged: `runs` is no count of runs.")
    with suppress(StoreError):  # another step says so
        there, said = studies.keys_of(folder, manifest, False), sum(runs.values())
        if len(there) != said:
            raise FrondeError(f"{folder}: the shards hold {len(there):,} runs, and "
                              f"{whole.MANIFEST} says {said:,}.")
