"""Which backend can export to which format, and what that needs."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any, Final

import keras

from argscope.layers._model.specs import with_free_batch
from argscope.layers.errors import ExportError

# What was seen to work, with Keras 3.15; the packages are those that are not Keras's own.
_NEEDS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "tf_saved_model": {"tensorflow": (), "jax": ("tensorflow",)},
    "onnx": {
        "torch": ("onnx", "onnxscript"),
        "tensorflow": ("tf2onnx", "onnx"),
        "jax": ("jax2onnx", "onnx"),
    },
    "openvino": {"tensorflow": ("openvino",), "torch": ("openvino",)},
    "litert": {"tensorflow": (), "torch": ("litert_torch",)},
    "torch": {"torch": ()},
}


def check_export(model: str, name: str) -> None:
    """Raise an error unless this backend can export `model` to the format `name`.

    Raises:
        ExportError: The format is unknown, another backend's, or needs a package.
    """
    if name not in _NEEDS:
        raise ExportError.unknown_format(name, list(_NEEDS))
    backend = keras.backend.backend()
    if backend not in _NEEDS[name]:
        raise ExportError.other_backend(model, name, backend, list(_NEEDS[name]))
    absent = [each for each in _NEEDS[name][backend] if find_spec(each) is None]
    if absent:
        raise ExportError.not_installed(name, absent)


def signature(specs: Any) -> list[Any]:
    """Return what Keras wants to know of a model's inputs: any batch size, one argument."""
    return [
        keras.tree.map_structure(
            lambda spec: keras.InputSpec(shape=spec.shape, dtype=spec.dtype),
            with_free_batch(specs),
        )
    ]
