"""Layers on labels and counts: integers in or out, no variables, mostly no gradient."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from keras import ops

from argscope._base.tensor import Tensor
from argscope.layers._arguments import OutputCollections
from argscope.layers._call import LayerCall
from argscope.layers._layer import layer
from argscope.layers._numerics.ops import has_values, is_float
from argscope.layers._state.scopes import Name


@layer
def one_hot_encoding(
    labels: Tensor,
    num_classes: int,
    on_value: float | Tensor = 1.0,
    off_value: float | Tensor = 0.0,
    outputs_collections: OutputCollections = None,
    scope: str | None = None,
) -> Tensor:
    """Turn class numbers into vectors with one value set.

    Args:
        labels: Class numbers, any shape, any integer dtype. Numbers outside of
            `[0, num_classes)` give `off_value` everywhere.
        num_classes: Number of classes, >= 1.
        on_value: Value at the class.
        off_value: Value elsewhere.
        outputs_collections: Collections for the output.
        scope: Name of the output in collections.

    Returns:
        Shape `(*labels.shape, num_classes)`, float32.

    Raises:
        LayerArgumentError: `num_classes` is not a whole number >= 1.

    Example:
        >>> import numpy as np
        >>> from argscope import layers
        >>> layers.one_hot_encoding(np.array([0, 2]), 3).tolist()
        [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]

    Source:
        tf_slim/layers/layers.py, `one_hot_encoding`.
    """
    call = LayerCall.named(one_hot_encoding, labels, scope, "OneHotEncoding")
    classes = ops.arange(call.count("num_classes", num_classes), dtype="int32")
    # Not in the dtype of the labels, which may be too small for all classes.
    is_class = ops.equal(ops.expand_dims(ops.cast(labels, "int32"), -1), classes)
    on, off = (ops.cast(value, "float32") for value in (on_value, off_value))
    return call.collected(outputs_collections, ops.where(is_class, on, off))


@layer
def bucketize(
    input_tensor: Tensor, boundaries: Sequence[float], name: str | None = None
) -> Tensor:
    """Return in which interval between `boundaries` each number lies.

    Args:
        input_tensor: Numbers, any shape.
        boundaries: Where intervals begin, ascending. A number on a boundary belongs to
            the interval that begins there.
        name: Accepted for TF-Slim programs; it named a graph node.

    Returns:
        Shape of `input_tensor`, int32 in `[0, len(boundaries)]`.

    Example:
        >>> import numpy as np
        >>> from argscope import layers
        >>> layers.bucketize(np.array([-5.0, 0.0, 7.0]), [0.0, 1.0]).tolist()
        [0, 1, 2]

    Source:
        TensorFlow 1's operation of this name, which TF-Slim passes on.
    """
    del name
    values = ops.convert_to_tensor(input_tensor)
    if not is_float(values):  # boundaries may be fractions
        values = ops.cast(values, "float32")
    edges = ops.convert_to_tensor(list(boundaries), dtype=values.dtype)
    reached = ops.expand_dims(values, -1) >= edges
    return ops.sum(ops.cast(reached, "int32"), axis=-1)


class SparseTensor(NamedTuple):
    """Some elements of a tensor, and where they are.

    Attributes:
        indices: Positions, shape `(count, rank)`, int64 (int32 on JAX).
        values: Their values, shape `(count,)`.
        dense_shape: Shape of the whole tensor.
    """

    indices: Tensor
    values: Tensor
    dense_shape: tuple[int, ...]


@layer
def dense_to_sparse(
    tensor: Tensor,
    eos_token: int = 0,
    outputs_collections: OutputCollections = None,
    scope: Name = None,
) -> SparseTensor:
    """Keep the elements that are not `eos_token`, in row-major order.

    How many there are depends on the values. JAX builds models without values, so with
    it this is for numbers outside of a model.

    Args:
        tensor: Any shape, any integer dtype.
        eos_token: The value to leave out.
        outputs_collections: Collections for the output.
        scope: Name of the layer; default: `dense_to_sparse`, ...

    Returns:
        A `SparseTensor`.

    Raises:
        InputError: `tensor` is symbolic: it has no values yet.

    Example:
        >>> import numpy as np
        >>> from argscope import layers
        >>> layers.dense_to_sparse(np.array([[1, 0], [0, 2]])).values.tolist()
        [1, 2]

    Source:
        tf_slim/layers/layers.py, `dense_to_sparse`.
    """
    with LayerCall(dense_to_sparse, tensor, scope, "dense_to_sparse") as call:
        tensor = ops.convert_to_tensor(tensor)
        if not has_values(tensor):
            raise call.wrong_input("numbers, because the output's size depends on them")
        kept = ops.not_equal(tensor, eos_token)
        (positions,) = ops.nonzero(ops.reshape(kept, (-1,)))
        outputs = SparseTensor(
            indices=ops.stack(ops.nonzero(kept), axis=-1),
            values=ops.take(ops.reshape(tensor, (-1,)), positions),
            dense_shape=tuple(tensor.shape),
        )
        return call.collected(outputs_collections, outputs)
