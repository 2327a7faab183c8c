"""Static shapes, as TensorFlow 1 had them: `TensorShape` made of `Dimension`s."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any, Self, final

import numpy as np


@final
class Dimension(int):
    """A known size: a whole number that also has a `.value`, and whose `/` floors.

    Source:
        `tf.Dimension` of TensorFlow 1.15. Its `/` floored, as Python 2's did.
    """

    __slots__ = ()

    def __new__(cls, value: Any) -> Any:
        size = size_of(value)
        return UnknownDimension() if size is None else int.__new__(cls, size)

    @property
    def value(self) -> int:
        """The size."""
        return int(self)

    def is_compatible_with(self, other: Any) -> bool:
        """Return whether `other` may be the same size."""
        size = size_of(other)
        return size is None or size == int(self)

    def assert_is_compatible_with(self, other: Any) -> None:
        """Refuse another size."""
        if not self.is_compatible_with(other):
            raise ValueError(f"Dimensions {self} and {other} are not compatible")

    def merge_with(self, other: Any) -> Dimension:
        """Return the size, which must not contradict `other`."""
        self.assert_is_compatible_with(other)
        return self

    def __repr__(self) -> str:
        return f"Dimension({int(self)})"

    def __str__(self) -> str:
        return str(int(self))

    def __hash__(self) -> int:
        return int.__hash__(self)


@final
class UnknownDimension:
    """A size that is not known before values are: whatever is computed of it is not either.

    Whether it is equal to another is not known either: the answer is `None`.
    """

    __slots__ = ()

    value: None = None

    def _unknown(self, *_others: Any) -> Self:
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _unknown
    __floordiv__ = __rfloordiv__ = __truediv__ = __rtruediv__ = _unknown
    __div__ = __mod__ = __rmod__ = _unknown

    def _compare(self, _other: Any) -> None:
        return None

    __lt__ = __le__ = __gt__ = __ge__ = _compare
    __eq__ = __ne__ = _compare  # type: ignore[assignment]

    def __hash__(self) -> int:
        return 0

    def __int__(self) -> int:
        raise TypeError("The size of this axis is not known.")

    def is_compatible_with(self, _other: Any) -> bool:
        """Return True: any size may be it."""
        return True

    def assert_is_compatible_with(self, _other: Any) -> None:
        """Accept any size."""

    def merge_with(self, other: Any) -> Any:
        """Return `other`, which may be known."""
        return Dimension(other)

    def __repr__(self) -> str:
        return "Dimension(None)"

    def __str__(self) -> str:
        return "?"


def _arithmetic(operation: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def compute(self: Dimension, other: Any) -> Any:
        if isinstance(other, UnknownDimension):
            return other
        if other is None:
            return UnknownDimension()
        if not isinstance(other, int | float | np.number):
            return NotImplemented
        result = operation(int(self), other)
        return Dimension(result) if isinstance(result, int | np.integer) else result

    return compute


def _ratio(size: Any, other: Any) -> Any:
    whole = isinstance(size, int) and isinstance(other, int)
    return size // other if whole else size / other


_OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "__add__": lambda a, b: a + b,
    "__radd__": lambda a, b: b + a,
    "__sub__": lambda a, b: a - b,
    "__rsub__": lambda a, b: b - a,
    "__mul__": lambda a, b: a * b,
    "__rmul__": lambda a, b: b * a,
    "__floordiv__": lambda a, b: a // b,
    "__rfloordiv__": lambda a, b: b // a,
    "__mod__": lambda a, b: a % b,
    "__rmod__": lambda a, b: b % a,
    "__truediv__": _ratio,
    "__rtruediv__": lambda a, b: _ratio(b, a),
    "__div__": _ratio,
}
for _name, _operation in _OPERATIONS.items():
    setattr(Dimension, _name, _arithmetic(_operation))


def size_of(value: Any) -> int | None:
    """Return a size as a number; None if it is not known."""
    if value is None or isinstance(value, UnknownDimension):
        return None
    size = int(value)
    return None if size < 0 else size


@final
class TensorShape:
    """The static shape of a tensor: sizes, of which some or all may be unknown.

    Source:
        `tf.TensorShape` of TensorFlow 1.15.
    """

    __slots__ = ("_sizes",)
    _sizes: tuple[int | None, ...] | None

    def __init__(self, dims: Any) -> None:
        if isinstance(dims, TensorShape):
            self._sizes = dims._sizes
        elif dims is None:
            self._sizes = None
        elif isinstance(dims, int | np.integer | UnknownDimension):
            self._sizes = (size_of(dims),)
        else:
            self._sizes = tuple(map(size_of, dims))

    @property
    def sizes(self) -> tuple[int | None, ...] | None:
        """The sizes as plain numbers; None for an unknown rank."""
        return self._sizes

    @property
    def dims(self) -> list[Dimension | UnknownDimension] | None:
        """The dimensions; None for an unknown rank."""
        return None if self._sizes is None else list(map(Dimension, self._sizes))

    @property
    def ndims(self) -> int | None:
        """The rank, if it is known."""
        return None if self._sizes is None else len(self._sizes)

    rank = ndims

    def as_list(self) -> list[int | None]:
        """Return the sizes, with None where one is not known.

        Raises:
            ValueError: The rank is not known.
        """
        if self._sizes is None:
            raise ValueError("as_list() is not defined on an unknown TensorShape.")
        return list(self._sizes)

    def num_elements(self) -> int | None:
        """Return the number of elements, if it is known."""
        if self._sizes is None or None in self._sizes:
            return None
        return math.prod(size for size in self._sizes if size is not None)

    def is_fully_defined(self) -> bool:
        """Return whether every size is known."""
        return self._sizes is not None and None not in self._sizes

    def assert_is_fully_defined(self) -> None:
        """Refuse unknown sizes."""
        if not self.is_fully_defined():
            raise ValueError(f"Shape {self} is not fully defined")

    def with_rank(self, rank: int) -> TensorShape:
        """Return the shape, which must be of this rank."""
        return self.merge_with([None] * int(rank))

    def assert_has_rank(self, rank: int) -> None:
        """Refuse another rank."""
        if self.ndims not in (None, rank):
            raise ValueError(f"Shape {self} must have rank {rank}")

    def assert_same_rank(self, other: Any) -> None:
        """Refuse a shape of another rank."""
        rank = TensorShape(other).ndims
        if rank is not None:
            self.assert_has_rank(rank)

    def with_rank_at_least(self, rank: int) -> TensorShape:
        """Return the shape, which must have at least this rank."""
        if self.ndims is not None and self.ndims < rank:
            raise ValueError(f"Shape {self} must have rank at least {rank}")
        return self

    def with_rank_at_most(self, rank: int) -> TensorShape:
        """Return the shape, which must have at most this rank."""
        if self.ndims is not None and self.ndims > rank:
            raise ValueError(f"Shape {self} must have rank at most {rank}")
        return self

    def merge_with(self, other: Any) -> TensorShape:
        """Return what is known of both shapes, which must not contradict each other."""
        other = TensorShape(other)
        if self._sizes is None or other._sizes is None:
            return other if self._sizes is None else self
        self.assert_is_compatible_with(other)
        pairs = zip(self._sizes, other._sizes, strict=True)
        return TensorShape([b if a is None else a for a, b in pairs])

    def concatenate(self, other: Any) -> TensorShape:
        """Return this shape followed by another."""
        other = TensorShape(other)
        if self._sizes is None or other._sizes is None:
            return TensorShape(None)
        return TensorShape([*self._sizes, *other._sizes])

    def is_compatible_with(self, other: Any) -> bool:
        """Return whether one tensor may have both shapes."""
        other = TensorShape(other)
        if self._sizes is None or other._sizes is None:
            return True
        return len(self._sizes) == len(other._sizes) and all(
            a is None or b is None or a == b
            for a, b in zip(self._sizes, other._sizes, strict=True)
        )

    def assert_is_compatible_with(self, other: Any) -> None:
        """Refuse a shape that contradicts this one."""
        if not self.is_compatible_with(other):
            raise ValueError(f"Shapes {self} and {other} are incompatible")

    def __add__(self, other: Any) -> TensorShape:
        return self.concatenate(other)

    def __radd__(self, other: Any) -> TensorShape:
        return TensorShape(other).concatenate(self)

    def __iter__(self) -> Iterator[Dimension | UnknownDimension]:
        if self._sizes is None:
            raise ValueError("The rank of this shape is not known.")
        return iter(map(Dimension, self._sizes))

    def __len__(self) -> int:
        if self._sizes is None:
            raise ValueError("Cannot take the length of a shape of unknown rank.")
        return len(self._sizes)

    def __getitem__(self, index: Any) -> Any:
        if self._sizes is None:
            return TensorShape(None) if isinstance(index, slice) else UnknownDimension()
        if isinstance(index, slice):
            return TensorShape(self._sizes[index])
        return Dimension(self._sizes[int(index)])

    def __bool__(self) -> bool:
        return self._sizes is not None

    def __eq__(self, other: object) -> bool:
        try:
            return self._sizes == TensorShape(other)._sizes
        except TypeError:
            return NotImplemented

    def __hash__(self) -> int:
        return hash(self._sizes)

    def __str__(self) -> str:
        if self._sizes is None:
            return "<unknown>"
        shown = ", ".join("?" if size is None else str(size) for size in self._sizes)
        return f"({shown},)" if len(self._sizes) == 1 else f"({shown})"

    def __repr__(self) -> str:
        return f"TensorShape({self.dims})"
