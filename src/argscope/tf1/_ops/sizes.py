"""Sizes that only values decide: how many elements are true, the `n` of `x[:n]`.

While a call is recorded any number stands for them, another one the second time, so that
the size is unknown. Where a program is computed they are there, unless JAX compiles it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import keras
from keras import ops

from argscope.tf1._graph.evaluation import evaluation
from argscope.tf1._graph.tensor import SIZES
from argscope.tf1._ops.values import sizes_of
from argscope.tf1.errors import SizeByValuesError

_UNKNOWN_TO_COMPILERS: tuple[type[Exception], ...] = ()
if keras.backend.backend() == "jax":
    from jax.errors import JAXIndexError, JAXTypeError

    _UNKNOWN_TO_COMPILERS = (JAXIndexError, JAXTypeError)


def is_recording() -> bool:
    """Return whether a call is recorded, so that sizes may stand for others."""
    current = evaluation()
    return current is not None and current.stand_in is not None


def stands_for_others() -> bool:
    """Return whether a call is recorded in which some sizes may be others than known."""
    current = evaluation()
    if current is None or current.stand_in is None:
        return False
    return current.varies or any(
        symbol.stand_ins[0] is not symbol.stand_ins[1] or not symbol.is_ranked
        for symbol in (*current.values, *current.captured)
    )


def any_size() -> int | None:
    """Return what stands for a size that values decide; None where values are computed."""
    current = evaluation()
    if current is None or current.stand_in is None:
        return None
    current.varies = True
    return SIZES[current.stand_in]


@contextmanager
def sized_by_values(function: str) -> Iterator[None]:
    """Let values decide sizes in the block.

    Raises:
        SizeByValuesError: A compiler of the backend's needs to know them before.
    """
    try:
        yield
    except _UNKNOWN_TO_COMPILERS:
        raise SizeByValuesError.about(function) from None


def known_sizes(shape: Any, function: str) -> list[Any]:
    """Return a shape as a list of plain numbers, or of what a backend has for sizes."""
    return [known_size(size, function) for size in sizes_of(shape)]


def known_size(size: Any, function: str) -> Any:
    """Return a size as a plain number, or as what a backend has for sizes."""
    if not is_value(size):
        return size
    stand_in = any_size()
    if stand_in is not None:
        return stand_in
    if keras.backend.backend() == "tensorflow":
        return size
    with sized_by_values(function):
        return int(size)


def is_value(size: Any) -> bool:
    """Return whether a size is a tensor of the backend's."""
    return bool(ops.is_tensor(size))


def is_any(shape: Any) -> bool:
    """Return whether a call is recorded in which values decide sizes of a shape."""
    has_values = any(map(is_value, sizes_of(shape)))
    return has_values and any_size() is not None


def stand_in(sizes: list[Any], dtype: str) -> Any:
    """Return what stands for a result while a call is recorded.

    Args:
        sizes: Its sizes; -1 for one that is not known.
        dtype: Its dtype.
    """
    return ops.zeros([any_size() if size == -1 else size for size in sizes], dtype)
