"""Every way in which one thing in a record can be wrong."""

import numpy as np


def mutations(value, where=()):
    """Yield (place, what is wrong, the whole with that one thing wrong).

    A member is missing, or too many; the order is another; a leaf is another number or
    text, has another dtype or shape, or is None.
    """
    if isinstance(value, dict):
        for key in value:
            rest = {k: v for k, v in value.items() if k != key}
            yield (*where, key), "missing", rest
        yield (*where, "extra"), "extra", {**value, "extra": "extra"}
        members, put = value.items(), lambda key, new: {**value, key: new}
    elif isinstance(value, list):
        if value:
            yield where, "missing", value[:-1]
        yield where, "extra", [*value, *(value[-1:] or ["extra"])]
        if _coarse(value) != _coarse(value[::-1]):
            yield where, "order", value[::-1]
        members = enumerate(value)
        put = lambda at, new: [*value[:at], new, *value[at + 1 :]]  # noqa: E731
    else:
        yield from ((where, what, wrong) for what, wrong in _wrong_leaves(value))
        return
    for key, member in members:
        for place, what, wrong in mutations(member, (*where, key)):
            yield place, what, put(key, wrong)


def _coarse(value):
    """Return the value with floats rounded: 1.0 and 0.9999999 have no order."""
    if isinstance(value, list):
        return [_coarse(each) for each in value]
    return round(value, 3) if isinstance(value, float) else value


def _wrong_leaves(leaf):
    if leaf is not None:
        yield "none", None
    if isinstance(leaf, np.ndarray):
        yield from _wrong_arrays(leaf)
    elif isinstance(leaf, bool):
        yield "flipped", not leaf
    elif isinstance(leaf, int):
        yield "number", leaf + 1
    elif isinstance(leaf, float):
        # Large: this shows that it is compared. How closely, other tests show.
        yield "number", leaf + 10 * max(1.0, abs(leaf))
        yield "number", leaf - 10 * max(1.0, abs(leaf))
    elif isinstance(leaf, str):
        yield "text", f"{leaf}x"
    else:
        yield "number", 0


def _wrong_arrays(array):
    for place in {0, array.size - 1}:
        wrong = array.astype("float64")
        wrong.flat[place] += 1e-4 * np.abs(array).max() + 1
        yield "number", wrong.astype(array.dtype)
    yield "shape", array[None]
    yield "dtype", array.astype("float16")
    if array.dtype.kind == "f":
        wrong = array.copy()
        wrong.flat[0] = np.nan
        yield "not a number", wrong
