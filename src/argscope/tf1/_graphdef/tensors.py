"""Tensors, types and shapes in messages, as arrays, names and lists.

Source: TensorFlow's `core/framework/{tensor,tensor_shape,types}.proto`.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from argscope.checkpoint._damage import Malformed
from argscope.checkpoint._dtypes import numpy_dtype
from argscope.checkpoint._graph_tensor import tensor
from argscope.tf1._graph.op import symbol
from argscope.tf1._graphdef.errors import GraphFileError
from argscope.tf1._graphdef.messages import message
from argscope.tf1._ops.values import array
from argscope.tf1._types.dtypes import dtype_name
from argscope.tf1._types.shapes import TensorShape

_REFERENCE: Final = 100
"""What is added to a type's number where a variable is passed on, not its value."""

_NUMBERS: Final = {
    numpy_dtype(number).name: number
    for number in (1, 2, 3, 4, 5, 6, 8, 9, 10, 17, 18, 19, 22, 23)
} | {"string": 7, "bfloat16": 14, "resource": 20}


def type_number(dtype: Any) -> int:
    """Return TensorFlow's number for a dtype."""
    return _NUMBERS[dtype_name(dtype)]


def type_name(number: int) -> str:
    """Return the name of a type by its number; `"resource"` for a handle."""
    plain = number % _REFERENCE
    for name, known in _NUMBERS.items():
        if known == plain:
            return name
    return str(numpy_dtype(plain).name)


def shape_list(shape: Any) -> list[int | None] | None:
    """Return the sizes of a TensorShapeProto; None for those, or all, that are unknown."""
    if shape.unknown_rank:
        return None
    return [None if each.size < 0 else int(each.size) for each in shape.dim]


def shape_message(shape: Any) -> Any:
    """Return a shape as a TensorShapeProto."""
    made = message("TensorShapeProto")()
    sizes = TensorShape(shape).sizes
    if sizes is None:
        made.unknown_rank = True
    for size in sizes or ():
        made.dim.add(size=-1 if size is None else int(size))
    return made


@symbol("make_ndarray", "contrib.util.make_ndarray", "python.MakeNdarray")
def make_ndarray(tensor_proto: Any) -> np.ndarray[Any, Any]:
    """Return the numbers of a TensorProto; strings as objects that are bytes.

    Raises:
        GraphFileError: It has not the numbers for its shape.
    """
    try:
        dtype = numpy_dtype(tensor_proto.dtype)
        shape = tuple(each.size for each in tensor_proto.tensor_shape.dim)
        return tensor(memoryview(tensor_proto.SerializeToString()), dtype, shape)
    except Malformed as error:
        raise GraphFileError(f"A tensor of the graph is damaged: {error}.") from None


@symbol("make_tensor_proto", "contrib.util.make_tensor_proto")
def make_tensor_proto(
    values: Any,
    dtype: Any = None,
    shape: Any = None,
    verify_shape: bool = False,
    allow_broadcast: bool = False,
) -> Any:
    """Return numbers as a TensorProto."""
    del verify_shape, allow_broadcast
    made = message("TensorProto")()
    if _is_text(values):
        texts = np.asarray(values, object)
        made.dtype = type_number("string")
        made.string_val.extend(
            each.encode() if isinstance(each, str) else each for each in texts.ravel()
        )
        made.tensor_shape.CopyFrom(shape_message(list(texts.shape)))
        return made
    numbers = array(values, None if dtype is None else dtype_name(dtype))
    if shape is not None:
        numbers = (
            np.broadcast_to(numbers.reshape(-1)[:1], shape)
            if (numbers.size == 1)
            else numbers.reshape(shape)
        )
    made.dtype = type_number(numbers.dtype)
    made.tensor_shape.CopyFrom(shape_message(list(numbers.shape)))
    made.tensor_content = np.ascontiguousarray(numbers).tobytes()
    return made


def _is_text(values: Any) -> bool:
    return np.asarray(values).dtype.kind in "SUO"
