"""Looking up rows and the largest numbers, and small sums: `tf.nn.top_k`, ..."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from keras import ops

from argscope.layers._numerics.ops import ON_TORCH
from argscope.tf1._graph.op import op
from argscope.tf1._nn.operands import like, tensor
from argscope.tf1._ops.values import Array, is_floating


class TopKV2(NamedTuple):
    """What `tf.nn.top_k` gives."""

    values: Array
    indices: Array


@op("embedding_lookup/Identity", "nn.embedding_lookup")
def embedding_lookup(
    params: Any,
    ids: Array,
    partition_strategy: str = "mod",
    name: str | None = None,
    validate_indices: bool = True,
    max_norm: float | None = None,
) -> Array:
    """Return the rows of a table whose numbers are `ids`.

    Args:
        params: The table, or a list of one.
        ids: Whole numbers, of any shape.
        partition_strategy: Without effect for one table.
        name: Names the operation.
        validate_indices: Without effect.
        max_norm: The greatest length of a row; longer ones are shortened to it.

    Raises:
        NotImplementedError: There are several tables.
    """
    tables = params if isinstance(params, list | tuple) else [params]
    if len(tables) != 1:
        raise NotImplementedError(
            f"tf.nn.embedding_lookup takes one table here, and was given {len(tables)}."
        )
    table, ids = tensor(tables[0]), tensor(ids)
    rows = ops.take(table, ids, axis=0)
    if max_norm is None:
        return rows
    axes = tuple(range(len(ids.shape), len(rows.shape)))
    lengths = ops.sqrt(ops.sum(ops.square(rows), axes, keepdims=True))
    return rows * max_norm / ops.maximum(lengths, max_norm)


@op("TopKV2", "nn.top_k", "math.top_k")
def top_k(
    input: Array, k: Any = 1, sorted: bool = True, name: str | None = None
) -> TopKV2:
    """Return the `k` largest numbers of the last axis, and where they are."""
    numbers, k = tensor(input), int(np.asarray(k))
    if not ON_TORCH:
        return TopKV2(*ops.top_k(numbers, k, sorted=True))
    # Its own gives equal numbers in any order; here the first is first.
    signed = numbers if is_floating(numbers) else ops.cast(numbers, "int64")
    indices = ops.argsort(-signed, -1)[..., :k]
    return TopKV2(ops.take_along_axis(numbers, indices, -1), ops.cast(indices, "int32"))


@op("in_top_k/InTopKV2", "nn.in_top_k", "math.in_top_k")
def in_top_k(
    predictions: Array, targets: Array, k: Any, name: str | None = None
) -> Array:
    """Return whether fewer than `k` classes are predicted more than the target is."""
    predictions, targets = tensor(predictions), tensor(targets)
    classes = ops.arange(predictions.shape[-1])
    is_target = ops.equal(ops.cast(targets, classes.dtype)[:, None], classes)
    own = ops.sum(ops.where(is_target, predictions, 0.0), -1, keepdims=True)
    above = ops.sum(ops.cast(predictions > own, "int32"), -1)
    is_known = ops.all(ops.isfinite(predictions), -1) & ops.any(is_target, -1)
    return ops.logical_and(is_known, above < int(np.asarray(k)))


@op("xw_plus_b", "nn.xw_plus_b")
def xw_plus_b(
    x: Array, weights: Array, biases: Array, name: str | None = None
) -> Array:
    """Return `matmul(x, weights) + biases`."""
    return _linear(x, weights, biases)


@op("relu_layer", "nn.relu_layer")
def relu_layer(
    x: Array, weights: Array, biases: Array, name: str | None = None
) -> Array:
    """Return what is positive of `xw_plus_b`, and 0 for the rest."""
    return ops.relu(_linear(x, weights, biases))


@op("zero_fraction/fraction", "nn.zero_fraction", "math.zero_fraction")
def zero_fraction(value: Array, name: str | None = None) -> Array:
    """Return the share of zeros."""
    return ops.mean(ops.cast(ops.equal(tensor(value), 0), "float32"))


def _linear(x: Any, weights: Any, biases: Any) -> Array:
    product = ops.matmul(tensor(x), tensor(weights))
    return product + like(biases, product)
