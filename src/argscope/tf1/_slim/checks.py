"""The small checks that layers of one's own use: sizes, counts and what is known.

Source:
    tf_slim/layers/utils.py; `convert_data_format` is of tensorflow/python/layers/utils.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from argscope.tf1._graph.op import SYMBOLS
from argscope.tf1._graph.tensor import Symbol, Tensor, Value
from argscope.tf1._types.shapes import TensorShape


def constant_value(value_or_tensor_or_var: Any, dtype: Any = None) -> Any:
    """Return what a tensor is known to be, or None; all else stays.

    Raises:
        ValueError: It is None, or a tensor of another dtype.
    """
    value = value_or_tensor_or_var
    if value is None:
        raise ValueError("value_or_tensor_or_var cannot be None")
    if not isinstance(value, Tensor):
        return value
    if dtype and value.dtype != dtype:
        raise ValueError(f"It has the wrong type {value.dtype} instead of {dtype}")
    if isinstance(value, Symbol):
        first, second = value.stand_ins
        return first if first is second and isinstance(first, np.ndarray) else None
    known = value.value if isinstance(value, Value) else None
    return known if isinstance(known, np.ndarray) else None


def static_cond(pred: Any, fn1: Callable[[], Any], fn2: Callable[[], Any]) -> Any:
    """Return `fn1()` if `pred` is true, else `fn2()`.

    Raises:
        TypeError: One of them is no function.
    """
    for name, function in (("fn1", fn1), ("fn2", fn2)):
        if not callable(function):
            raise TypeError(f"{name} must be callable.")
    return fn1() if pred else fn2()


def smart_cond(
    pred: Any, fn1: Callable[[], Any], fn2: Callable[[], Any], name: str | None = None
) -> Any:
    """Return `fn1()` or `fn2()`: now where it is known which, else by `tf.cond`."""
    known = constant_value(pred)
    if known is None:
        return SYMBOLS["cond"](pred, fn1, fn2, name=name)
    return static_cond(known, fn1, fn2)


def framework_smart_cond(
    pred: Any, true_fn: Any = None, false_fn: Any = None, name: str | None = None
) -> Any:
    """Return what `smart_cond` does; `tf.contrib.framework` called its arguments so."""
    return smart_cond(pred, true_fn, false_fn, name)


def get_variable_collections(variables_collections: Any, name: str) -> Any:
    """Return the collections of the variable `name`: all, or those of its name."""
    if isinstance(variables_collections, dict):
        return variables_collections.get(name)
    return variables_collections


def channel_dimension(shape: Any, data_format: str | None, min_rank: int = 1) -> int:
    """Return the number of channels in a shape.

    Raises:
        ValueError: Fewer axes than `min_rank`, or an unknown number.
    """
    first = data_format == "channels_first" or str(data_format).startswith("NC")
    return _known_size(shape, 1 if first else -1, min_rank)


def last_dimension(shape: Any, min_rank: int = 1) -> int:
    """Return the size of the last axis.

    Raises:
        ValueError: Fewer axes than `min_rank`, or an unknown size.
    """
    return _known_size(shape, -1, min_rank)


def _known_size(shape: Any, axis: int, min_rank: int) -> int:
    sizes = TensorShape(shape).sizes
    if sizes is None:
        raise ValueError("dims of shape must be known but is None")
    if len(sizes) < min_rank:
        raise ValueError(f"rank of shape must be at least {min_rank} not: {len(sizes)}")
    size = sizes[axis]
    if size is None:
        raise ValueError(
            f"dimension {axis} of shape must be known but is None: {shape}"
        )
    return size


def two_element_tuple(int_or_tuple: Any) -> tuple[int, int]:
    """Return height and width, from both or from one number for both.

    Raises:
        ValueError: Neither a number nor two.
    """
    if isinstance(int_or_tuple, int):
        return int(int_or_tuple), int(int_or_tuple)
    if isinstance(int_or_tuple, list | tuple | TensorShape) and len(int_or_tuple) == 2:
        return int(int_or_tuple[0]), int(int_or_tuple[1])
    raise ValueError(
        f"Must be an int, a list with 2 elements or a TensorShape of length 2: "
        f"{int_or_tuple}"
    )


def n_positive_integers(n: Any, value: Any) -> tuple[int, ...]:
    """Return `n` positive integers, from all or from one number for all.

    Raises:
        ValueError: Another count, or a number that is not positive.
    """
    if int(n) < 1 or int(n) != n:
        raise ValueError("n must be a positive integer")
    try:
        values = (int(value),) * int(n)
    except (TypeError, ValueError):
        values = tuple(int(each) for each in value)
    if len(values) != n:
        raise ValueError(
            f"Expected sequence of {n} positive integers, but received {value!r}"
        )
    for each in values:
        if each < 1:
            raise ValueError(f"expected positive integer, but received {each}")
    return values


def convert_data_format(data_format: str, ndim: int) -> str:
    """Return `"NHWC"` or such for `"channels_last"` or `"channels_first"`.

    Raises:
        ValueError: Another format, or a rank other than 3, 4 and 5.
    """
    axes = {3: "W", 4: "HW", 5: "DHW"}.get(ndim)
    if axes is None:
        raise ValueError(f"Input rank not supported: {ndim}")
    if data_format not in ("channels_first", "channels_last"):
        raise ValueError(f"Invalid data_format: {data_format}")
    return f"NC{axes}" if data_format == "channels_first" else f"N{axes}C"
