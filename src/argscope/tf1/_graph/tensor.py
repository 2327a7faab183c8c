"""Tensors as programs of TensorFlow 1 see them: around a symbol, a constant or a value.

A `Symbol` stands for what a recorded operation will give. A `Value` is around a number
that is there: a constant, which is NumPy's, or, where operations are being computed, a
tensor of the backend. Variables are the third kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NoReturn, final

import keras
import numpy as np

from argscope.tf1._types.dtypes import DType, as_dtype
from argscope.tf1._types.shapes import TensorShape

OPERATORS: Final[dict[str, Callable[..., Any]]] = {}
"""What `+`, `[...]` and their like do with tensors, by the names of Python's methods."""

SIZES: Final = (32, 64)
"""The numbers that stand for a size that is not known, as in a batch of any size."""

StandIn = Any  # np.ndarray | keras.KerasTensor
"""What is known of a value before it is computed: the value itself, or shape and dtype."""


class Tensor:
    """A tensor of TensorFlow 1. `==` is identity, and a tensor is no truth value."""

    # NumPy leaves operators to it.
    __array_priority__ = 100
    _operation: Any = None  # an Operation, which knows tensors
    device = ""
    value_index = 0

    # --- what it is

    @property
    def shape(self) -> TensorShape:
        """The static shape, in which sizes may be unknown."""
        raise NotImplementedError

    @property
    def dtype(self) -> DType:
        """The type of its elements."""
        raise NotImplementedError

    @property
    def op(self) -> Any:
        """The operation that gives it."""
        return self._operation

    @property
    def name(self) -> str:
        """The name of its operation, and which of the outputs it is: `"conv1/Relu:0"`."""
        return f"{self.op.name}:{self.value_index}"

    @property
    def graph(self) -> Any:
        """The graph in which it was made."""
        return self.op.graph

    def recording(self) -> Any:
        """Return a context in which layers record their calls; layers ask for it."""
        return OPERATORS["recording"]()

    def get_shape(self) -> TensorShape:
        """Return the static shape."""
        return self.shape

    def set_shape(self, shape: Any) -> None:
        """Add what is known of the shape.

        Raises:
            ValueError: It contradicts what was known.
        """
        self.shape.assert_is_compatible_with(shape)

    def eval(self, feed_dict: Any = None, session: Any = None) -> Any:
        """Compute it in a session, by default in the default one."""
        return OPERATORS["eval"](self, feed_dict, session)

    def consumers(self) -> list[Any]:
        """Return the operations that take it."""
        operations = self.graph.get_operations()
        return [each for each in operations if any(self is i for i in each.inputs)]

    # --- what Python does with it

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other

    def __bool__(self) -> NoReturn:
        raise TypeError(
            f"{self!r} has no truth value while a graph is made. To test if there is a "
            "tensor write `if tensor is not None`; to choose by its value, tf.cond."
        )

    __nonzero__ = __bool__

    def __len__(self) -> NoReturn:
        raise TypeError(f"{self!r} has no len(); see its shape.")

    def __iter__(self) -> Iterator[Any]:
        sizes = self.shape.sizes
        if not sizes or sizes[0] is None:
            raise TypeError(
                f"{self!r} cannot be iterated over: its length is not known."
            )
        return iter([self[index] for index in range(sizes[0])])

    def __getitem__(self, key: Any) -> Any:
        return OPERATORS["__getitem__"](self, key)

    def __repr__(self) -> str:
        return f"<tf.Tensor '{self.name}' shape={self.shape} dtype={self.dtype.name}>"


def _operator(name: str) -> Callable[..., Any]:
    def apply(*operands: Any) -> Any:
        return OPERATORS[name](*operands)

    apply.__name__ = name
    return apply


_BINARY: Final = [
    "add",
    "sub",
    "mul",
    "truediv",
    "div",
    "floordiv",
    "mod",
    "pow",
    "matmul",
    "and",
    "or",
    "xor",
]  # each also from the right
for _name in [
    *(f"__{name}__" for name in _BINARY),
    *(f"__r{name}__" for name in _BINARY),
    *(f"__{name}__" for name in ("lt", "le", "gt", "ge", "neg", "abs", "invert")),
]:
    setattr(Tensor, _name, _operator(_name))


@final
class Symbol(Tensor):
    """What an operation of a graph will give.

    Attributes:
        stand_ins: What is known of it, twice: for two sizes of what is not known. Sizes
            and values that differ between the two are not known.
        is_ranked: Whether the rank is known; else the stand-ins are scalars.
    """

    def __init__(
        self,
        operation: Any,
        index: int,
        stand_ins: tuple[StandIn, StandIn],
        is_ranked: bool = True,
    ) -> None:
        self._operation = operation
        self.value_index = index
        self.stand_ins = stand_ins
        self.is_ranked = is_ranked

    @property
    def history(self) -> tuple[str, list[Any]]:
        """What made it, and of what, for those who draw networks."""
        return self.op.type.lower(), self.op.inputs

    @property
    def shape(self) -> TensorShape:
        """The static shape; sizes that differ between the stand-ins are unknown."""
        if not self.is_ranked:
            return TensorShape(None)
        first, second = (each.shape for each in self.stand_ins)
        return TensorShape(
            [a if a == b else None for a, b in zip(first, second, strict=True)]
        )

    @property
    def dtype(self) -> DType:
        """The type of its elements."""
        return as_dtype(self.stand_ins[0].dtype)

    def set_shape(self, shape: Any) -> None:
        """Add what is known of the shape; see `Tensor.set_shape`."""
        sizes = self.shape.merge_with(shape).sizes
        if sizes is None or sizes == self.shape.sizes:
            return
        first, second = (
            _resized(each, sizes, size)
            for each, size in zip(self.stand_ins, SIZES, strict=True)
        )
        is_one = not isinstance(first, np.ndarray) and first.shape == second.shape
        self.stand_ins = first, first if is_one else second
        self.is_ranked = True


def _resized(stand_in: StandIn, sizes: tuple[int | None, ...], unknown: int) -> StandIn:
    if isinstance(stand_in, np.ndarray):
        return stand_in
    before = stand_in.shape or [unknown] * len(sizes)
    pairs = zip(before, sizes, strict=True)
    shape = tuple(known if size is None else size for known, size in pairs)
    return keras.KerasTensor(shape, dtype=stand_in.dtype)


def no_strings(shape: Sequence[int]) -> np.ndarray[Any, Any]:
    """Return an array of empty strings, which stand for others."""
    return np.full(shape, b"", object)


@final
class Value(Tensor):
    """A number that is there: NumPy's for a constant, else the backend's."""

    def __init__(self, value: Any, operation: Any = None) -> None:
        self.value = value
        self._operation = operation

    @property
    def shape(self) -> TensorShape:
        """The shape; on TensorFlow sizes may be unknown while it traces."""
        return TensorShape(
            [size if isinstance(size, int) else None for size in self.value.shape]
        )

    @property
    def dtype(self) -> DType:
        """The type of its elements."""
        if isinstance(self.value, np.ndarray):
            return as_dtype(self.value.dtype)
        return as_dtype(keras.backend.standardize_dtype(self.value.dtype))

    @property
    def name(self) -> str:
        """The name of the constant, if it was given one."""
        return "Const:0" if self._operation is None else super().name

    def __index__(self) -> int:
        return int(self.constant())

    __int__ = __index__

    def __float__(self) -> float:
        return float(self.constant())

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray[Any, Any]:
        del copy
        return np.asarray(self.constant(), dtype)

    def constant(self) -> np.ndarray[Any, Any]:
        """Return the value, which must be a constant.

        Raises:
            TypeError: It is a tensor of the backend.
        """
        if not isinstance(self.value, np.ndarray):
            raise TypeError(f"{self!r} is no constant.")
        return self.value
