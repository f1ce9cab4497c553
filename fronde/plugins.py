"""Packages that bring mechanisms: each names them under the entry point ``fronde.mechanisms``.

    [project.entry-points."fronde.mechanisms"]
    emigration = "fronde_emigration:MECHANISM"

Here they are only found. What they bring is loaded and checked in ``mechanisms.outside``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path

GROUP = "fronde.mechanisms"


@dataclass(frozen=True)
class Plugin:
    """One mechanism that a package says it brings.

    Attributes
    ----------
    name : of the mechanism, as scenarios write it.
    package, version : of the distribution that was installed.
    needs : what it requires of other distributions, as its metadata say.
    entry : where the mechanism stands.
    """

    name: str
    package: str
    version: str
    needs: tuple[str, ...]
    entry: EntryPoint

    @property
    def origin(self) -> str:
        """Package and version, as messages name them."""
        return f"package {self.package} {self.version}"

    @property
    def files(self) -> list[Path]:
        """Its source: the module, or all of the package that the module is in."""
        return self.there(".py")

    @property
    def bibliographies(self) -> list[Path]:
        """What it cites: a file beside the module, of its name, or all in the package."""
        return [file for file in self.there(".bib") if file.is_file()]

    def there(self, suffix: str) -> list[Path]:
        """Files of one kind: the one that is named as the module, or all of the package."""
        top = self.entry.module.partition(".")[0]
        loaded = sys.modules.get(top)
        try:
            spec = loaded.__spec__ if loaded is not None else find_spec(top)
        except (ImportError, ValueError):
            return []
        if spec is None or spec.origin is None:
            return []
        file = Path(spec.origin)
        return (sorted(file.parent.rglob(f"*{suffix}")) if spec.submodule_search_locations
                else [file.with_suffix(suffix)])


@cache
def list_plugins() -> tuple[Plugin, ...]:
    """All that are installed, by name and package."""
    return tuple(sorted(read_metadata(), key=lambda one: (one.name, one.package)))


def read_metadata() -> Iterator[Plugin]:
    """What the metadata of installed distributions name."""
    for entry in entry_points(group=GROUP):
        made_by: Distribution | None = entry.dist
        if made_by is not None:
            yield Plugin(entry.name, made_by.name, made_by.version,
                         tuple(made_by.requires or ()), entry)
