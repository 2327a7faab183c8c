"""Functions that return what they are given."""

from __future__ import annotations

from argscope.tf1._graph.op import op
from argscope.tf1._ops.values import Array


@op("Identity", "identity", operators=["identity"])
def identity(input: Array, name: str | None = None) -> Array:
    """Return what is given."""
    return input
