"""The catalogue's mechanisms, summed up: kernels that ``compose`` writes.

A mechanism that a scenario leaves out has ``on = 0`` and is passed over.
"""

from typing import Any

from fronde.engine.compose import names, source

globals().update(names())
exec(compile(source(), "the composed mechanisms", "exec"), globals())


def __getattr__(name: str) -> Any:  # says to whoever checks types that the rest is written above
    raise AttributeError(f"nothing is composed under the name {name!r}")
