"""Two records compared, part by part: one of what we compute, one of the original's.

Ours is a record too, of dicts, lists, numbers and texts. Where ours need not be exactly
the recorded value, an object stands for it that says what agrees: `Near`, `Array`, ...
Where nothing can be compared `NotCompared` says why.
"""

import re
from dataclasses import dataclass

import numpy as np


def differences(ours, recorded, where="record"):
    """Return one line for each part in which the two differ; none if they agree."""
    if hasattr(ours, "agrees"):
        agree = ours.agrees(recorded)
    elif isinstance(ours, dict) and isinstance(recorded, dict):
        return _differences_of_dicts(ours, recorded, where)
    elif isinstance(ours, list) and isinstance(recorded, list):
        if len(ours) == len(recorded):
            pairs = enumerate(zip(ours, recorded, strict=True))
            parts = (differences(*pair, f"{where}[{i}]") for i, pair in pairs)
            return [line for part in parts for line in part]
        agree = False
    else:
        agree = type(ours) is type(recorded) and ours == recorded
    return [] if agree else [f"{where}: here {ours!r}, recorded {recorded!r}"]


def not_compared(ours, where=()):
    """Yield the places in our record, such as `("output_op",)`, that compare nothing."""
    if isinstance(ours, NotCompared):
        yield where
    members = ours.items() if isinstance(ours, dict) else ()
    if isinstance(ours, list):
        members = enumerate(ours)
    for key, value in members:
        yield from not_compared(value, (*where, key))


def _differences_of_dicts(ours, recorded, where):
    lines = [
        f"{where}: only here: {key!r}"
        for key, value in ours.items()
        if key not in recorded and not isinstance(value, NotCompared)
    ]
    for key, value in recorded.items():
        if key in ours:
            lines += differences(ours[key], value, f"{where}.{key}")
        else:
            lines.append(f"{where}: only recorded: {key!r}")
    return lines


@dataclass(frozen=True)
class Near:
    """A number that agrees with those at most `within` away."""

    value: float
    within: float

    def agrees(self, recorded):
        return _is_number(recorded) and abs(self.value - recorded) <= self.within


@dataclass(frozen=True)
class Between:
    """Agrees with the numbers from `least` to `most`."""

    least: float
    most: float

    def agrees(self, recorded):
        return _is_number(recorded) and self.least <= recorded <= self.most


@dataclass(frozen=True)
class Like:
    """Agrees with texts that match `pattern` as a whole."""

    pattern: str

    def agrees(self, recorded):
        return isinstance(recorded, str) and bool(re.fullmatch(self.pattern, recorded))


@dataclass(frozen=True)
class OneOf:
    """Agrees with each of `values`."""

    values: tuple

    def agrees(self, recorded):
        return recorded in self.values


@dataclass(frozen=True)
class NotCompared:
    """Agrees with everything."""

    why: str

    def agrees(self, recorded):
        return True


@dataclass(frozen=True)
class Array:
    """Agrees with arrays of its shape and dtype whose numbers are near.

    Attributes:
        values: Our numbers.
        rtol: How far apart they may be, as a share of the largest magnitude recorded.
        atol: The same as a number; the larger of both counts.
    """

    values: np.ndarray
    rtol: float
    atol: float = 0.0

    def agrees(self, recorded):
        if not isinstance(recorded, np.ndarray) or recorded.shape != self.values.shape:
            return False
        if self.values.dtype not in _DTYPES.get(recorded.dtype.name, (recorded.dtype,)):
            return False
        largest = np.abs(recorded).max() if recorded.size else 0.0
        distance = np.abs(self.values - recorded)
        return bool(np.all(distance <= max(self.rtol * largest, self.atol)))

    def __repr__(self):
        return f"{self.values!r} within {self.rtol:g} of the largest"


# Keras's indices have 32 bits on every backend, TensorFlow 1's had 64.
_DTYPES = {"int64": ("int32", "int64")}


def _is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)
