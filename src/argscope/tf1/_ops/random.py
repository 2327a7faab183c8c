"""Random numbers.

Differs: The generator of the run gives other numbers than TensorFlow's. A seed of an
operation's own is accepted, and decides nothing.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import ops

from argscope.tf1._graph.evaluation import seed_here
from argscope.tf1._graph.graph import get_default_graph
from argscope.tf1._graph.op import op, symbol
from argscope.tf1._ops.operands import available
from argscope.tf1._ops.sizes import is_recording, known_sizes, stand_in
from argscope.tf1._ops.values import (
    Array,
    array,
    dtype_of,
    is_constant,
    module_for,
    shape_of,
)
from argscope.tf1._types.dtypes import dtype_name


@symbol("set_random_seed", "random.set_random_seed")
def set_random_seed(seed: int | None) -> None:
    """Set the seed of the graph."""
    get_default_graph().seed = seed


@symbol("get_seed", "random.get_seed")
def get_seed(op_seed: int | None) -> tuple[int | None, int | None]:
    """Return the seeds of an operation: of the graph, and its own."""
    seed = get_default_graph().seed
    if seed is None and op_seed is None:
        return None, None
    # The numbers that TensorFlow takes for what was not given.
    return _DEFAULT_SEED if seed is None else seed, 0 if op_seed is None else op_seed


_DEFAULT_SEED = 87654321


@op("random_uniform", "random_uniform", "random.uniform", draws=True)
def random_uniform(
    shape: Any,
    minval: Any = 0,
    maxval: Any = None,
    dtype: Any = "float32",
    seed: int | None = None,
    name: str | None = None,
) -> Array:
    """Return numbers from `minval` to below `maxval`, each as probable as another.

    Raises:
        ValueError: The dtype is one of whole numbers, and there is no `maxval`.
    """
    kind = available(dtype_name(dtype))
    sizes = tuple(known_sizes(shape, "tf.random_uniform"))
    if "int" not in kind:
        low, high = array(minval, kind), array(1 if maxval is None else maxval, kind)
        drawn = keras.random.uniform(sizes, 0.0, 1.0, kind, seed_here())
        return ops.add(ops.multiply(drawn, ops.subtract(high, low)), low)
    if maxval is None:
        raise ValueError("tf.random_uniform needs maxval for whole numbers.")
    if (
        is_constant(minval)
        and is_constant(maxval)
        and not np.ndim(minval) | np.ndim(maxval)
    ):
        return keras.random.randint(sizes, int(minval), int(maxval), kind, seed_here())
    low, high = array(minval, kind), array(maxval, kind)
    return ops.add(low, _below(ops.subtract(high, low), sizes, kind))


def _below(count: Array, sizes: tuple[Any, ...], kind: str) -> Array:
    """Return whole numbers from 0 to below a number that may be a tensor."""
    count = ops.cast(count, "float32")
    drawn = keras.random.uniform(sizes, 0.0, 1.0, "float32", seed_here())
    # A product may be rounded up to the number itself.
    return ops.cast(ops.minimum(ops.floor(drawn * count), count - 1.0), kind)


@op("random_normal", "random_normal", "random.normal", draws=True)
def random_normal(
    shape: Any,
    mean: Any = 0.0,
    stddev: Any = 1.0,
    dtype: Any = "float32",
    seed: int | None = None,
    name: str | None = None,
) -> Array:
    """Return normally distributed numbers."""
    return _normal(keras.random.normal, shape, mean, stddev, dtype, "tf.random_normal")


@op("truncated_normal", "truncated_normal", "random.truncated_normal", draws=True)
def truncated_normal(
    shape: Any,
    mean: Any = 0.0,
    stddev: Any = 1.0,
    dtype: Any = "float32",
    seed: int | None = None,
    name: str | None = None,
) -> Array:
    """Return normally distributed numbers, drawn again beyond two standard deviations."""
    draw = keras.random.truncated_normal
    return _normal(draw, shape, mean, stddev, dtype, "tf.truncated_normal")


def _normal(
    draw: Any, shape: Any, mean: Any, stddev: Any, dtype: Any, function: str
) -> Array:
    kind = available(dtype_name(dtype))
    drawn = draw(tuple(known_sizes(shape, function)), 0.0, 1.0, kind, seed_here())
    return ops.add(ops.multiply(drawn, array(stddev, kind)), array(mean, kind))


@op("random_gamma", "random_gamma", "random.gamma", draws=True)
def random_gamma(
    shape: Any,
    alpha: Any,
    beta: Any = None,
    dtype: Any = "float32",
    seed: int | None = None,
    name: str | None = None,
) -> Array:
    """Return numbers of gamma distributions: for each of them, `shape` many."""
    kind = available(dtype_name(dtype))
    alpha = array(alpha, kind)
    beta = array(1.0 if beta is None else beta, kind)
    module = module_for(alpha, beta)
    shapes = module.add(alpha, module.zeros_like(beta))
    sizes = (*known_sizes(shape, "tf.random_gamma"), *shape_of(shapes))
    shapes = ops.broadcast_to(ops.convert_to_tensor(shapes, kind), sizes)
    return ops.divide(keras.random.gamma(sizes, shapes, kind, seed_here()), beta)


@op("multinomial", "multinomial", "random.multinomial", draws=True)
def multinomial(
    logits: Array,
    num_samples: Any,
    seed: int | None = None,
    name: str | None = None,
    output_dtype: Any = None,
) -> Array:
    """Return for each row of logits some classes, drawn by their probabilities."""
    kind = available("int64" if output_dtype is None else dtype_name(output_dtype))
    count = known_sizes([num_samples], "tf.multinomial")[0]
    logits = ops.convert_to_tensor(array(logits))
    return ops.cast(keras.random.categorical(logits, count, "int32", seed_here()), kind)


@symbol("random.categorical")
def categorical(
    logits: Any,
    num_samples: Any,
    dtype: Any = None,
    seed: int | None = None,
    name: str | None = None,
) -> Any:
    """Return for each row of logits some classes; see `multinomial`."""
    return multinomial(logits, num_samples, seed, name or "categorical", dtype)


@op("RandomShuffle", "random_shuffle", "random.shuffle", draws=True)
def random_shuffle(
    value: Array, seed: int | None = None, name: str | None = None
) -> Array:
    """Return the rows of `value` in another order."""
    value = array(value)
    order = ops.argsort(
        keras.random.uniform((shape_of(value)[0],), 0.0, 1.0, "float32", seed_here())
    )
    return ops.take(value, order, 0)


@op("random_crop", "random_crop", "image.random_crop", draws=True)
def random_crop(
    value: Array, size: Any, seed: int | None = None, name: str | None = None
) -> Array:
    """Return a part of `value` of a given size, from anywhere in it.

    Raises:
        ValueError: It is larger than `value`.
    """
    value = array(value)
    sizes = known_sizes(size, "tf.random_crop")
    totals = shape_of(value)
    sizes = [total if n == -1 else n for n, total in zip(sizes, totals, strict=True)]
    room = [total - n for n, total in zip(sizes, totals, strict=True)]
    is_larger = any(isinstance(each, int) and each < 0 for each in room)
    if is_recording():  # what stands for a size may be too little
        return stand_in(sizes, dtype_of(value))
    if is_larger:
        raise ValueError(f"tf.random_crop: {sizes} is larger than {list(totals)}.")
    starts = _below(ops.add(array(room), 1), (len(room),), "int32")
    return ops.slice(value, [starts[i] for i in range(len(room))], sizes)
