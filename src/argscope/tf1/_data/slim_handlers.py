"""The handlers of `slim.tfexample_decoder`, which make items of the features of examples.

Source:
    tf_slim/data/tfexample_decoder.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from argscope.tf1._data.decoding import decode_raw
from argscope.tf1._data.slim_decoders import ItemHandler, Tensors
from argscope.tf1._data.slim_names import slim_symbol
from argscope.tf1._data.sparse import SparseTensorValue, sparse_tensor_to_dense
from argscope.tf1._graph.host import Spec
from argscope.tf1._graph.op import SYMBOLS, op
from argscope.tf1._graph.tensor import Value
from argscope.tf1._host.image_files import decode_image
from argscope.tf1._ops.values import Array
from argscope.tf1._types.dtypes import DTYPES, dtype_name
from argscope.tf1._types.shapes import TensorShape
from argscope.tf1._types.strings import string, strings


def _dense(tensor: Any, default: Any) -> Any:
    is_sparse = isinstance(tensor, SparseTensorValue)
    return sparse_tensor_to_dense(tensor, default) if is_sparse else tensor


@slim_symbol("tfexample_decoder")
class Tensor(ItemHandler):
    """Gives one feature.

    Args:
        tensor_key: The name of the feature.
        shape_keys: The names of the features that are its shape: one, or one for each
            size.
        shape: Its shape, where it is the same in all examples.
        default_value: What a sparse tensor has where it has no value.

    Raises:
        ValueError: The shape is given twice.
    """

    def __init__(
        self,
        tensor_key: str,
        shape_keys: Any = None,
        shape: Any = None,
        default_value: Any = 0,
    ) -> None:
        if shape_keys and shape is not None:
            raise ValueError("Cannot specify both shape_keys and shape parameters.")
        listed = shape_keys if isinstance(shape_keys, list) else [shape_keys]
        self._shape_keys = listed if shape_keys else []
        super().__init__([tensor_key, *self._shape_keys])
        self._tensor_key = tensor_key
        self._shape = shape
        self._default = default_value

    def tensors_to_item(self, keys_to_tensors: Tensors) -> Any:
        """Return the feature as a dense tensor, in its shape."""
        tensor = _dense(keys_to_tensors[self._tensor_key], self._default)
        if self._shape_keys:
            parts = [_dense(keys_to_tensors[key], 0) for key in self._shape_keys]
            return _reshaped(tensor, parts)
        return tensor if self._shape is None else _reshaped(tensor, self._shape)


def _shape_spec(tensor: Any, shape: Any) -> Spec:
    parts = shape if isinstance(shape, list | tuple) else [shape]
    if all(isinstance(each, int | np.integer) or each is None for each in parts):
        sizes = [None if each in (None, -1) else int(each) for each in parts]
        return Spec(tensor.dtype.name, sizes)
    if isinstance(shape, TensorShape):
        return Spec(tensor.dtype.name, shape.as_list())
    if len(parts) > 1:  # each is one size
        return Spec(tensor.dtype.name, [None] * len(parts))
    (sizes,) = parts  # all sizes
    rank = (sizes.shape.as_list() or [1])[0]
    return Spec(tensor.dtype.name, None if rank is None else [None] * rank)


@op("Reshape", gives=_shape_spec)
def _reshaped(tensor: Any, shape: Any) -> Array:
    parts = shape if isinstance(shape, list) else [shape]  # none for a scalar
    return np.reshape(tensor, [int(size) for each in parts for size in np.ravel(each)])


@slim_symbol("tfexample_decoder")
class SparseTensor(ItemHandler):
    """Makes a sparse tensor of a feature of places and one of values.

    Args:
        indices_key: The name of the places; default: `"indices"`.
        values_key: The name of the values; default: `"values"`.
        shape_key: The name of the shape.
        shape: The shape, where there is no such feature.
        densify: Whether to give a dense tensor.
        default_value: What that has where there is no value.
    """

    def __init__(
        self,
        indices_key: str | None = None,
        values_key: str | None = None,
        shape_key: str | None = None,
        shape: Any = None,
        densify: bool = False,
        default_value: Any = 0,
    ) -> None:
        self._indices = indices_key or "indices"
        self._values = values_key or "values"
        self._shape_key = shape_key
        self._shape = shape
        self._densify = densify
        self._default = default_value
        super().__init__(
            [self._indices, self._values, *([shape_key] if shape_key else [])]
        )

    def tensors_to_item(self, keys_to_tensors: Tensors) -> Any:
        """Return the tensor."""
        indices, values = keys_to_tensors[self._indices], keys_to_tensors[self._values]
        shape = indices.dense_shape if self._shape is None else self._shape
        if self._shape_key:
            shape = _dense(keys_to_tensors[self._shape_key], 0)
        places = SYMBOLS["expand_dims"](SYMBOLS["cast"](indices.values, "int64"), 1)
        made = SYMBOLS["SparseTensor"](places, values.values, shape)
        return sparse_tensor_to_dense(made, self._default) if self._densify else made


@slim_symbol("tfexample_decoder")
class BackupHandler(ItemHandler):
    """Gives what one handler gives or, where that is empty, what another one gives.

    Raises:
        ValueError: One of them is no `ItemHandler`.
    """

    def __init__(self, handler: Any, backup: Any) -> None:
        for which, given in (("Primary", handler), ("Backup", backup)):
            if not isinstance(given, ItemHandler):
                raise ValueError(  # noqa: TRY004  # as TF-Slim
                    f"{which} handler is of type {type(given)} instead of ItemHandler"
                )
        super().__init__([*handler.keys, *backup.keys])
        self._handlers = (handler, backup)

    def tensors_to_item(self, keys_to_tensors: Tensors) -> Any:
        """Return the item."""
        return _first_of(
            *(each.tensors_to_item(keys_to_tensors) for each in self._handlers)
        )


def _either_spec(item: Any, backup: Any) -> Spec:
    shapes = [each.shape.sizes for each in (item, backup)]
    if None in shapes or len(shapes[0]) != len(shapes[1]):
        return Spec(item.dtype.name, None)
    sizes = [a if a == b else None for a, b in zip(*shapes, strict=True)]
    return Spec(item.dtype.name, sizes)


@op("Merge", gives=_either_spec)
def _first_of(item: Any, backup: Any) -> Array:
    return item if np.size(item) else backup


@slim_symbol("tfexample_decoder")
class Image(ItemHandler):
    """Decodes an image.

    Args:
        image_key: The name of its bytes; default: `"image/encoded"`.
        format_key: The name of what tells how: `"raw"` for plain numbers, else the bytes
            tell; default: `"image/format"`.
        shape: The shape of all images.
        channels: How many channels they have.
        dtype: The dtype that they get; numbers stay.
        repeated: Whether there are several in an example.
        dct_method: Accepted.
    """

    def __init__(
        self,
        image_key: str | None = None,
        format_key: str | None = None,
        shape: Any = None,
        channels: int = 3,
        dtype: Any = "uint8",
        repeated: bool = False,
        dct_method: str = "",
    ) -> None:
        del dct_method
        self._image_key = image_key or "image/encoded"
        self._format_key = format_key or "image/format"
        super().__init__([self._image_key, self._format_key])
        self._shape = shape
        self._options = (channels, dtype_name(dtype), repeated)

    def tensors_to_item(self, keys_to_tensors: Tensors) -> Any:
        """Return the image."""
        contents = _dense(keys_to_tensors[self._image_key], "")
        kind = _dense(keys_to_tensors[self._format_key], "")
        shape = self._shape
        if isinstance(shape, Value | TensorShape):
            shape = [int(each) for each in np.asarray(shape)]
        return _pixels(contents, kind, shape, *self._options)


def _pixels_spec(
    contents: Any, kind: Any, shape: Any, channels: int, dtype: str, repeated: bool
) -> Spec:
    sizes = [None, None, channels or None] if shape is None else list(shape)
    return Spec(dtype, [None, *sizes] if repeated else sizes)


@op("DecodeImage", gives=_pixels_spec)
def _pixels(
    contents: Any, kind: Any, shape: Any, channels: int, dtype: str, repeated: bool
) -> Array:
    if repeated:
        return np.stack(
            [
                _pixels.of_values(each, kind, shape, channels, dtype, repeated=False)
                for each in strings(contents).reshape(-1)
            ]
        )
    is_raw = strings(kind).size and strings(kind).reshape(-1)[0] in (b"raw", b"RAW")
    if is_raw:
        found = decode_raw.of_values(string(contents), dtype)
    else:
        pixels = decode_image.of_values(string(contents), channels)
        found = pixels.astype(DTYPES[dtype].as_numpy_dtype)
    return found if shape is None else np.reshape(found, shape)


# --- boxes


def _keys_with(
    keys: Sequence[str], count: int, who: str, prefix: str | None
) -> list[str]:
    if len(keys) != count:
        raise ValueError(f"{who} expects {count} keys but got {len(keys)}")
    return [f"{prefix or ''}{key}" for key in keys]


@slim_symbol("tfexample_decoder")
class BoundingBox(ItemHandler):
    """Gives boxes: a row for each, of y and x of two corners.

    Args:
        keys: The names of the four features; default: ymin, xmin, ymax, xmax.
        prefix: Stands before each of the names.

    Raises:
        ValueError: These are not four.
    """

    def __init__(self, keys: Any = None, prefix: str = "") -> None:
        names = ["ymin", "xmin", "ymax", "xmax"] if keys is None else keys
        super().__init__(_keys_with(names, 4, "BoundingBox", prefix))

    def tensors_to_item(self, keys_to_tensors: Tensors) -> Any:
        """Return the boxes, shape `(number, 4)`."""
        sides = [keys_to_tensors[key] for key in self.keys]
        sides = [x.values if isinstance(x, SparseTensorValue) else x for x in sides]
        return SYMBOLS["stack"](sides, axis=1)


class _StepsSequence(ItemHandler):
    """Gives numbers of several features for each step of a sequence."""

    def __init__(
        self, keys: list[str], return_dense: bool, default_value: float
    ) -> None:
        super().__init__(keys)
        if not return_dense:
            raise NotImplementedError(
                f"{type(self).__name__} gives dense tensors only."
            )
        self._default = default_value

    def tensors_to_item(self, keys_to_tensors: Tensors) -> Any:
        """Return the numbers, shape `(steps, most in a step, features)`."""
        rows = [_dense(keys_to_tensors[key], self._default) for key in self.keys]
        return SYMBOLS["stack"](rows, axis=2)


@slim_symbol("tfexample_decoder")
class BoundingBoxSequence(_StepsSequence):
    """Gives boxes for each step of a sequence; see `BoundingBox`."""

    def __init__(
        self,
        keys: Any = None,
        prefix: str | None = None,
        return_dense: bool = True,
        default_value: float = -1.0,
    ) -> None:
        names = ["ymin", "xmin", "ymax", "xmax"] if keys is None else keys
        found = _keys_with(names, 4, "BoundingBoxSequence", prefix)
        super().__init__(found, return_dense, default_value)


@slim_symbol("tfexample_decoder")
class KeypointsSequence(_StepsSequence):
    """Gives points, y and x, for each step of a sequence."""

    def __init__(
        self,
        keys: Any = None,
        prefix: str | None = None,
        return_dense: bool = True,
        default_value: float = -1.0,
    ) -> None:
        names = ["y", "x"] if keys is None else keys
        found = _keys_with(names, 2, "KeypointsSequence", prefix)
        super().__init__(found, return_dense, default_value)
