"""What a run of a scenario starts from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Any, NamedTuple

from fronde.mechanisms.catalogue import CATALOGUE
from fronde.reporting.markdown import number
from fronde.scenario.types import EXCLUSION, Group, Scenario, State
from fronde.vocabulary import AROUND, COLUMNS, NATION, names


class Start(NamedTuple):
    """A stock, whose it is, its owner, and its values: by group or state, or the nation's own."""

    name: str
    whose: str
    owner: str
    values: Mapping[str, float]

    @property
    def apart(self) -> list[tuple[float, list[str]]]:
        """Each value with those that have it, the most frequent one first."""
        short = {name: float(f"{value:.10g}") for name, value in self.values.items()}
        return [(value, [name for name in short if short[name] == value])
                for value, _ in Counter(short.values()).most_common()]


@dataclass(frozen=True)
class Origin:
    """Who and what is there before the first moment."""

    scenario: Scenario

    @cached_property
    def persons(self) -> list[tuple[Group, int]]:
        """Persons of each group, rounded."""
        population = {region.id: region.population for region in self.scenario.regions}
        found: dict[str, float] = defaultdict(float)
        for community in self.scenario.communities:
            found[community.group] += population[community.region] * community.share
        return [(group, round(found[group.id])) for group in self.scenario.groups]

    @cached_property
    def kinds(self) -> list[tuple[tuple[int, int, float], int]]:
        """Members, arms and agenda of organisations, with how many there are of a kind."""
        return sorted(Counter((one.members, one.arms, one.agenda)
                              for one in self.scenario.organisations).items())

    @cached_property
    def thresholds(self) -> str:
        """Listed thresholds, ten a line."""
        values = [f"{number(value):>5}" for value in self.scenario.thresholds.values]
        return "\n".join(" ".join(values[k:k + 10]) for k in range(0, len(values), 10))

    def neighbours(self, state: State) -> list[str]:
        """Names of the regions that a state borders on."""
        called = {region.id: region.name for region in self.scenario.regions}
        return [called.get(one, one) for one in state.regions]

    def status(self, group: Group) -> float:
        """A group's exclusion from power."""
        return EXCLUSION[group.status]

    @cached_property
    def stocks(self) -> list[Start]:
        """The stocks with which each owner's own function begins."""
        return list(self._stocks())

    def _stocks(self) -> Iterator[Start]:
        """By mechanism: of communities, of the nation, of neighbouring states."""
        nation, states = _row(NATION, self.scenario.fixed), self.scenario.states
        for name, p in self.scenario.mechanisms.items():
            made = CATALOGUE[name]
            if made.start is not None:
                yield from _several(made.owns, "here", name, {
                    group.id: made.start(here, p) for group, here in
                    zip(self.scenario.groups, self._communities(), strict=True)})
            if made.nation is not None and made.nation.start is not None:
                yield from _several(made.nation.owns, "nation", name,
                                    {"": made.nation.start(nation, p)})
            if made.states is not None and made.states.start is not None and states:
                yield from _several(made.states.owns, "around", name, {
                    state.id: made.states.start(here, nation, p) for state, here in
                    zip(states, self._around(), strict=True)})

    def _communities(self) -> Iterator[SimpleNamespace]:
        """One row for each kind of community: those of a group are alike at the start."""
        levers = {name: float(getattr(self.scenario.regime, name)) for name in names("lever")}
        for group in self.scenario.groups:
            yield _row(COLUMNS, {**self.scenario.fixed, **levers, "history": group.history,
                                 "dominant": float(group.dominant),
                                 "status": EXCLUSION[group.status]})

    def _around(self) -> Iterator[SimpleNamespace]:
        """One row for each neighbouring state."""
        for state in self.scenario.states:
            yield _row(AROUND, {"dissent": state.dissent, "client": float(state.kind == "client"),
                                "hostility": state.hostility, "opinion": state.opinion})


def _several(owned: tuple[str, ...], whose: str, owner: str,
             found: Mapping[str, Any]) -> Iterator[Start]:
    """The stocks of one owner, from what it gives for each group or state."""
    values = [one if isinstance(one, tuple) else (one,) for one in found.values()]
    for name, here in zip(owned, zip(*values, strict=True), strict=True):
        yield Start(name, whose, owner, dict(zip(found, here, strict=True)))


def _row(columns: Iterable[Any], values: Mapping[str, float]) -> SimpleNamespace:
    """A row as the engine has it before the first moment: nought where nothing is known yet."""
    given = {column.name: 0.0 for column in columns}
    return SimpleNamespace(**given | {name: value for name, value in values.items()
                                      if name in given})
