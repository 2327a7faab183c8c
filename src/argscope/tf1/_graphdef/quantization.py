"""Numbers as a quantized network would have them: the `FakeQuant...` operations.

Source: TensorFlow's `core/kernels/fake_quant_ops_functor.h`: 0 has to be one of the numbers
that there are, so the bounds are moved.
"""

from __future__ import annotations

from typing import Any, Final

from keras import ops

from argscope.tf1._graphdef.entry import Entry, by
from argscope.tf1._nn.operands import like, tensor

Array = Any

_FORM: Final = "num_bits narrow_range"


def _quantized(
    inputs: Array,
    min: Array = -6.0,
    max: Array = 6.0,
    num_bits: int = 8,
    narrow_range: bool = False,
) -> Array:
    """Return the nearest of `2 ** num_bits` numbers between two bounds."""
    inputs = tensor(inputs)
    low, high = like(min, inputs), like(max, inputs)
    first, last = float(narrow_range), float(2**num_bits - 1)
    scale = (high - low) / (last - first)
    scale = ops.where(scale > 0, scale, ops.ones_like(scale))  # else all are 0
    zero = ops.floor(ops.clip(first - low / scale, first, last) + 0.5)
    low, high = (first - zero) * scale, (last - zero) * scale
    steps = ops.floor((ops.minimum(ops.maximum(inputs, low), high) - low) / scale + 0.5)
    return ops.where(like(max, inputs) > like(min, inputs), steps * scale + low, 0.0)


TABLE: Final[dict[str, Entry]] = {
    "FakeQuantWithMinMaxArgs": by(_quantized, f"min max {_FORM}"),
    "FakeQuantWithMinMaxVars": by(_quantized, _FORM),
    "FakeQuantWithMinMaxVarsPerChannel": by(_quantized, _FORM),
}
"""The operations, by type."""
