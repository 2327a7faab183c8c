"""`tf.nn.dropout`.

Differs: The generator of the run decides what is dropped; `seed` has no effect.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from argscope.layers._numerics.ops import drop
from argscope.tf1._graph.evaluation import seed_here
from argscope.tf1._graph.op import op
from argscope.tf1._nn.operands import either, tensor
from argscope.tf1._ops.values import Array, is_constant, sizes_of


@op("dropout/mul_1", "nn.dropout", draws=True)
def dropout(
    x: Array,
    keep_prob: Array = None,
    noise_shape: Any = None,
    seed: Any = None,
    name: str | None = None,
    rate: Array = None,
) -> Array:
    """Return numbers of which a share of `rate` is set to 0, and the others made larger.

    Raises:
        ValueError: Neither `keep_prob` nor `rate` is given, or both are, or `rate` is not
            in [0, 1).
    """
    x = tensor(x)
    if rate is None and keep_prob is None:
        raise ValueError("tf.nn.dropout needs rate, or keep_prob, which is 1 - rate.")
    rate = either(rate=rate, keep_prob=None if keep_prob is None else 1 - keep_prob)
    if is_constant(rate):
        rate = float(np.asarray(rate).item())
        if not 0 <= rate < 1:
            raise ValueError(f"rate is {rate:g}, which is not in [0, 1).")
        if rate == 0:
            return x
    shape = None if noise_shape is None else sizes_of(noise_shape)
    return drop(x, rate, shape, seed_here())
