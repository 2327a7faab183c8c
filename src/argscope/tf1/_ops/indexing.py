"""Parts of tensors, by positions along their axes."""

from __future__ import annotations

from typing import Any

from argscope.tf1._graph.op import op
from argscope.tf1._ops.values import Array


@op("strided_slice", operators=["__getitem__"])
def strided_slice(tensor: Array, key: Any) -> Array:
    """Return tensor[key]."""
    return tensor[key]
