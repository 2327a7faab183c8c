"""What `Model.export` checks, and what it tells Keras of the inputs."""

from __future__ import annotations

from typing import Any

import keras

from argscope._catalog.exports import FORMATS, not_installed, ways_to_export
from argscope.layers._model.specs import with_free_batch
from argscope.layers.errors import ExportError


def check_export(model: str, name: str) -> None:
    """Raise an error unless this backend can export `model` to the format `name`.

    Raises:
        ExportError: The format is unknown, another backend's, or needs a package.
    """
    if name not in FORMATS:
        raise ExportError.unknown_format(name, FORMATS)
    ways = ways_to_export(name)
    backend = keras.backend.backend()
    if backend not in ways:
        raise ExportError.other_backend(model, name, backend, list(ways))
    absent = not_installed(ways[backend])
    if absent:
        raise ExportError.not_installed(name, absent)


def is_for_torch(name: str, specs: Any) -> bool:
    """Return whether torch writes the format itself, as Keras cannot: see `torch_onnx`.

    It does for one input, a tensor, of which only the batch size is free.
    """
    return (
        name == "onnx"
        and keras.backend.backend() == "torch"
        and isinstance(specs, keras.KerasTensor)
        and None not in specs.shape[1:]
    )


def signature(specs: Any) -> list[Any]:
    """Return what Keras wants to know of a model's inputs: any batch size, one argument."""
    return [
        keras.tree.map_structure(
            lambda spec: keras.InputSpec(shape=spec.shape, dtype=spec.dtype),
            with_free_batch(specs),
        )
    ]
