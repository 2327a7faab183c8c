"""`slim.tfexample_decoder`: what is in a record, as items with names.

Source:
    tf_slim/data/tfexample_decoder.py.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from argscope.tf1._graph.host import Spec
from argscope.tf1._graph.op import SYMBOLS, op, symbol
from argscope.tf1._types.dtypes import dtype_name

_MODULE: Final = "contrib.slim.tfexample_decoder"


class ItemHandler:
    """Makes an item of some features of a record.

    Args:
        keys: The names of the features; one name stands for itself.
    """

    def __init__(self, keys: str | Sequence[str]) -> None:
        self._keys = [keys] if isinstance(keys, str) else list(keys)

    @property
    def keys(self) -> list[str]:
        """The names of the features that it needs."""
        return self._keys

    def tensors_to_item(self, keys_to_tensors: Mapping[str, Any]) -> Any:
        """Return the item."""
        raise NotImplementedError


class ItemHandlerCallback(ItemHandler):
    """Makes an item by a function of a dictionary of features."""

    def __init__(
        self, keys: str | Sequence[str], func: Callable[[dict[str, Any]], Any]
    ) -> None:
        super().__init__(keys)
        self._func = func

    def tensors_to_item(self, keys_to_tensors: Mapping[str, Any]) -> Any:
        """Return what the function gives."""
        return self._func(dict(keys_to_tensors))


class Tensor(ItemHandler):
    """A feature as it is, or in another shape.

    Args:
        tensor_key: Its name.
        shape_keys: The names of the features that are its sizes.
        shape: Its shape, where that is known.
        default_value: What stands where a sparse feature has nothing.
    """

    def __init__(
        self,
        tensor_key: str,
        shape_keys: str | Sequence[str] | None = None,
        shape: Sequence[int] | None = None,
        default_value: Any = 0,
    ) -> None:
        if shape_keys and shape is not None:
            raise ValueError("Cannot specify both shape_keys and shape parameters.")
        sizes = [shape_keys] if isinstance(shape_keys, str) else list(shape_keys or ())
        super().__init__([tensor_key, *sizes])
        self._tensor_key = tensor_key
        self._shape_keys = sizes
        self._shape = shape
        self._default_value = default_value

    def tensors_to_item(self, keys_to_tensors: Mapping[str, Any]) -> Any:
        """Return the feature."""
        tensor = keys_to_tensors[self._tensor_key]
        shape: Any = self._shape
        if self._shape_keys:
            sizes = [_dense(keys_to_tensors[key], 0) for key in self._shape_keys]
            flat = [_tf("reshape")(_tf("to_int32")(size), [-1]) for size in sizes]
            shape = _tf("concat")(flat, 0)
        tensor = _dense(tensor, self._default_value)
        return tensor if shape is None else _tf("reshape")(tensor, shape)


class Image(ItemHandler):
    """A picture, decoded.

    Args:
        image_key: The name of the feature of its bytes.
        format_key: That of their format: `raw` is told there, other formats by the bytes.
        shape: Its shape, where that is known.
        channels: The number of its channels.
        dtype: Its dtype.
        repeated: Whether there are several pictures.
        dct_method: Accepted.
    """

    def __init__(
        self,
        image_key: str | None = None,
        format_key: str | None = None,
        shape: Sequence[int] | None = None,
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
        self._channels = channels
        self._dtype = dtype_name(dtype)
        self._repeated = repeated

    def tensors_to_item(self, keys_to_tensors: Mapping[str, Any]) -> Any:
        """Return the picture, or all of them."""
        buffer, kind = (keys_to_tensors[key] for key in self.keys)
        decode = functools.partial(self._decoded, kind=kind)
        if self._repeated:
            return _tf("map_fn")(decode, buffer, dtype=self._dtype)
        return decode(buffer)

    def _decoded(self, buffer: Any, kind: Any) -> Any:
        image = _decode(buffer, kind, self._channels or None, self._dtype)
        image.set_shape([None, None, self._channels or None])
        return image if self._shape is None else _tf("reshape")(image, self._shape)


def _spec(_buffer: Any, _kind: Any, channels: int | None, dtype: str) -> Spec:
    return Spec(dtype, [None, None, channels])


@op("DecodeImage", gives=_spec)
def _decode(buffer: Any, kind: Any, channels: int | None, dtype: str) -> Any:
    if bytes(np.asarray(kind).item()).lower() == b"raw":
        values = np.frombuffer(np.asarray(buffer).item(), dtype)
        return values.reshape(-1, 1, channels or 1)
    image = np.asarray(_tf("image.decode_image").of_values(buffer, channels or 0))
    return image.astype(dtype)


class BoundingBox(ItemHandler):
    """Boxes, of four features that are their sides.

    Args:
        keys: The names of the sides behind the prefix; default: those of TensorFlow.
        prefix: What stands before them.
    """

    def __init__(self, keys: Sequence[str] | None = None, prefix: str = "") -> None:
        sides = ["ymin", "xmin", "ymax", "xmax"] if keys is None else list(keys)
        if len(sides) != 4:
            raise ValueError(f"BoundingBox expects 4 keys but got {len(sides)}")
        super().__init__([f"{prefix}{side}" for side in sides])

    def tensors_to_item(self, keys_to_tensors: Mapping[str, Any]) -> Any:
        """Return the boxes, of shape `[number, 4]`."""
        sides = [_dense(keys_to_tensors[key], 0.0) for key in self.keys]
        return _tf("stack")([_tf("reshape")(side, [-1]) for side in sides], axis=1)


class TFExampleDecoder:
    """Decodes records of `tf.train.Example`.

    Args:
        keys_to_features: The features, by name: `tf.FixedLenFeature` and its like.
        items_to_handlers: What makes the items, by name.
    """

    def __init__(
        self,
        keys_to_features: Mapping[str, Any],
        items_to_handlers: Mapping[str, ItemHandler],
    ) -> None:
        self._keys_to_features = keys_to_features
        self._items_to_handlers = items_to_handlers

    def list_items(self) -> list[str]:
        """Return the names of the items."""
        return list(self._items_to_handlers)

    def decode(
        self, serialized_example: Any, items: Sequence[str] | None = None
    ) -> list[Any]:
        """Return items of a record, all of them by default."""
        features = self._keys_to_features
        example = _tf("parse_single_example")(serialized_example, features)
        for key in sorted(features):
            if isinstance(features[key], SYMBOLS["FixedLenFeature"]):
                example[key] = _tf("reshape")(example[key], features[key].shape)
        found = []
        for item in items or self._items_to_handlers:
            handler = self._items_to_handlers[item]
            tensors = {key: example[key] for key in handler.keys}
            found.append(handler.tensors_to_item(tensors))
        return found


def _dense(tensor: Any, default: Any) -> Any:
    if not hasattr(tensor, "dense_shape"):
        return tensor
    return _tf("sparse_tensor_to_dense")(tensor, default)


def _tf(path: str) -> Any:
    """Return a function of the namespace."""
    return SYMBOLS[path]


for _class in (
    ItemHandler,
    ItemHandlerCallback,
    Tensor,
    Image,
    BoundingBox,
    TFExampleDecoder,
):
    symbol(f"{_MODULE}.{_class.__name__}")(_class)
