"""Arrays on loan: a kernel may pass them on without counting who holds them.

numba counts, at each call and for each array that is handed on, who holds it, by an atomic step.
A cell of the thinned sweep takes less time than that for the nine arrays it looks at. What is on
loan is not counted; whoever lends it holds it until the kernel is done. (Kernels that make no
memory of their own are rather made lean; the sweep makes its list of events.)
"""

from __future__ import annotations

from typing import Any

from numba.extending import intrinsic


def lend(_: Any, array: Any) -> Any:
    """The same array without a holder. Only within a kernel, of what its caller holds."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        view = context.make_array(signature.args[0])(context, builder, values[0])
        view.meminfo = view.meminfo.type(None)
        return view._getvalue()

    return array(array), generate


borrowed: Any = intrinsic(lend)
