"""The value of a constant of a graph.

Source: TensorFlow's `core/framework/tensor.proto` and `tensor.cc`. The values stand as in
memory in `tensor_content`, or one by one in the field of their type: then the last one
stands for all that follow, and none at all for zeros.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from argscope.checkpoint._damage import Malformed, Unsupported
from argscope.checkpoint._dtypes import STRING
from argscope.checkpoint._tensor_values import stored_values
from argscope.checkpoint._wire import fields, message

_CONTENT: Final = 4
MOST_REPEATED: Final = 1 << 28
"""Bytes that one value may be repeated to: a few wrong bytes must not fill the memory."""


def tensor(
    proto: memoryview, dtype: np.dtype[Any], shape: tuple[int, ...]
) -> NDArray[Any]:
    """Return the values of a TensorProto as a new array.

    Raises:
        Malformed: There are more values, or fewer bytes, than the shape needs.
        Unsupported: One value stands for more than 256 MiB, or strings are joined.
    """
    content = [message(field) for n, field in fields(proto) if n == _CONTENT]
    if content and content[-1]:
        return _as_in_memory(content[-1], dtype, shape)
    values, count = stored_values(proto, dtype), math.prod(shape)
    if len(values) > count:
        raise Malformed(f"it has {len(values)} values instead of {count}")
    return _repeated(values, count).reshape(shape)


def _as_in_memory(
    content: memoryview, dtype: np.dtype[Any], shape: tuple[int, ...]
) -> NDArray[Any]:
    if dtype == STRING:
        raise Unsupported("strings in one piece of bytes cannot be read")
    expected = math.prod(shape) * dtype.itemsize
    if len(content) != expected:
        raise Malformed(
            f"{dtype.name}{list(shape)} takes {expected} bytes, not {len(content)}"
        )
    raw = np.frombuffer(content, np.uint8)
    if dtype == np.bool_ and raw.max(initial=0) > 1:
        raise Malformed("a truth value is neither 0 nor 1")
    result = np.empty(shape, dtype)
    result.reshape(-1).view(np.uint8)[:] = raw
    return result


def _repeated(values: NDArray[Any], count: int) -> NDArray[Any]:
    if len(values) == count:
        return values
    if count * values.itemsize > MOST_REPEATED:
        raise Unsupported(
            f"one value stands for {count}, and at most {MOST_REPEATED >> 20} MiB of "
            "repeated values are read"
        )
    last = values[-1] if len(values) else b"" if values.dtype == STRING else 0
    result = np.full(count, last, values.dtype)
    result[: len(values)] = values
    return result
