"""The operands of the functions of `tf.nn`, and arguments that have had two names."""

from __future__ import annotations

from typing import Any

from keras import ops

from argscope.tf1._ops.values import Array, array, dtype_of


def tensor(value: Any, dtype: str | None = None) -> Array:
    """Return a value as a tensor of the backend, constants too."""
    return ops.convert_to_tensor(array(value, dtype))


def like(value: Any, other: Array) -> Array:
    """Return a value as a tensor of the dtype of another."""
    return ops.cast(tensor(value), dtype_of(other))


def either(**values: Any) -> Any:
    """Return the one value that is given, by whichever name; None if none is.

    Raises:
        ValueError: Two are given.
    """
    given = {name: value for name, value in values.items() if value is not None}
    if len(given) > 1:
        names = " and ".join(repr(name) for name in given)
        raise ValueError(f"{names} are one argument under two names; give it once.")
    return next(iter(given.values()), None)
