"""TensorFlow 1's types of numbers: `tf.float32` and its like."""

from __future__ import annotations

from typing import Any, Final, final

import keras
import numpy as np

# By their numbers in TensorFlow's DataType protocol buffer.
_NUMBERS: Final = {
    "float32": 1,
    "float64": 2,
    "int32": 3,
    "uint8": 4,
    "int16": 5,
    "int8": 6,
    "string": 7,
    "complex64": 8,
    "int64": 9,
    "bool": 10,
    "qint8": 11,
    "quint8": 12,
    "qint32": 13,
    "bfloat16": 14,
    "uint16": 17,
    "complex128": 18,
    "float16": 19,
    "resource": 20,
    "variant": 21,
    "uint32": 22,
    "uint64": 23,
}

# What NumPy has no type for, by what holds its values.
_HELD_BY: Final = {
    "bfloat16": "float32",
    "string": "object",
    "resource": "object",
    "variant": "object",
    "qint8": "int8",
    "quint8": "uint8",
    "qint32": "int32",
}


@final
class DType:
    """The type of a tensor's elements, equal to its name and to NumPy's type.

    Source:
        `tf.DType` of TensorFlow 1.15.
    """

    __slots__ = ("name",)
    name: str

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def base_dtype(self) -> DType:
        """The type itself; that of a variable's value in TensorFlow 1."""
        return self

    @property
    def real_dtype(self) -> DType:
        """The type of the real part."""
        return DTYPES[
            {"complex64": "float32", "complex128": "float64"}.get(self.name, self.name)
        ]

    @property
    def as_numpy_dtype(self) -> type:
        """NumPy's type."""
        return np.dtype(_HELD_BY.get(self.name, self.name)).type

    @property
    def as_datatype_enum(self) -> int:
        """The number that stands for it in files."""
        return _NUMBERS[self.name]

    @property
    def is_floating(self) -> bool:
        """Whether it has fractions."""
        return "float" in self.name

    @property
    def is_integer(self) -> bool:
        """Whether it is one of whole numbers, quantized ones apart."""
        return self.name.startswith(("int", "uint"))

    @property
    def is_bool(self) -> bool:
        """Whether it is `bool`."""
        return self.name == "bool"

    @property
    def is_complex(self) -> bool:
        """Whether it is one of complex numbers."""
        return self.name.startswith("complex")

    @property
    def is_unsigned(self) -> bool:
        """Whether it is one of whole numbers >= 0."""
        return self.name.startswith("uint")

    @property
    def is_quantized(self) -> bool:
        """Whether its numbers stand for others."""
        return self.name.startswith(("qint", "quint"))

    @property
    def size(self) -> int:
        """Bytes of one element."""
        return np.dtype(_HELD_BY.get(self.name, self.name)).itemsize

    @property
    def max(self) -> Any:
        """The largest number."""
        return self._limits().max

    @property
    def min(self) -> Any:
        """The smallest number."""
        return self._limits().min

    @property
    def limits(self) -> tuple[Any, Any]:
        """The range of values: 0 to 1 for fractions, as images have them."""
        return (0, 1) if self.is_floating else (self.min, self.max)

    def is_compatible_with(self, other: Any) -> bool:
        """Return whether a tensor of this type may stand for one of `other`."""
        return bool(self == other)

    def _limits(self) -> Any:
        return (np.finfo if self.is_floating else np.iinfo)(self.as_numpy_dtype)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, DType):
            return str(self.name) == other.name
        try:
            return other is not None and bool(as_dtype(other).name == self.name)
        except TypeError:
            return False

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"tf.{self.name}"

    def __str__(self) -> str:
        return f"<dtype: '{self.name}'>"


DTYPES: Final = {name: DType(name) for name in _NUMBERS}

_BY_CLASS: Final = {
    float: "float32",
    int: "int32",
    bool: "bool",
    str: "string",
    bytes: "string",
    object: "string",
}


_BY_OTHER_NAME: Final = {"half": "float16", "float": "float32", "double": "float64"}


def as_dtype(value: Any) -> DType:
    """Return the `DType` for one, its name, NumPy's or Python's type, or its number.

    Raises:
        TypeError: There is none.
    """
    if isinstance(value, DType):
        return value
    name = dtype_name(value)
    if name not in DTYPES:
        raise TypeError(f"Cannot convert value {value!r} to a TensorFlow DType.")
    return DTYPES[name]


def dtype_name(value: Any) -> str:
    """Return the name of a type, however it is given."""
    if isinstance(value, DType):
        return value.name
    if isinstance(value, str):
        name = value.removesuffix("_ref")
        return _BY_OTHER_NAME.get(name, name)
    if isinstance(value, int) and not isinstance(value, bool):
        return next((name for name, n in _NUMBERS.items() if n == value), str(value))
    if value in _BY_CLASS:
        return _BY_CLASS[value]
    try:
        name = np.dtype(value).name
    except TypeError:
        name = str(keras.backend.standardize_dtype(value))
    return "string" if name == "object" or name.startswith(("str", "bytes")) else name
