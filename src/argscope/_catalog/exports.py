"""How a model is written for other programs: formats, backends, packages."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final, NamedTuple


class Export(NamedTuple):
    """One way to write a format."""

    format: str
    """Keras's name of it."""
    backend: str
    """What Keras must run on."""
    packages: tuple[str, ...]
    """What is needed besides Keras and this backend."""
    fault: str = ""
    """What does not work; empty: everything does, as far as is known."""


# As measured with Keras 3.15, on convolutions, poolings, batch normalization and dense
# layers: the files give the numbers of the model, for any number of images, unless a
# fault is noted. (litert on torch, and torch for any number, were not measured.) For each
# format the best backend comes first.
EXPORTS: Final = (
    Export("tf_saved_model", "tensorflow", ()),
    Export("tf_saved_model", "jax", ("tensorflow",)),
    Export("onnx", "torch", ("onnx", "onnxscript")),
    Export("onnx", "tensorflow", ("onnx", "tf2onnx")),
    Export(
        "onnx",
        "jax",
        ("onnx", "jax2onnx"),
        fault="onnxruntime 1.32 refuses to run its max pooling",
    ),
    Export("openvino", "tensorflow", ("openvino",)),
    Export(
        "openvino",
        "torch",
        ("openvino",),
        fault="its converter refuses max pooling with the padding SAME",
    ),
    Export("litert", "tensorflow", ()),
    Export("litert", "torch", ("litert_torch",)),
    Export("torch", "torch", ()),
)

FORMATS: Final = tuple(dict.fromkeys(each.format for each in EXPORTS))
"""Keras's names of the formats."""


def ways_to_export(format: str) -> dict[str, Export]:  # noqa: A002  # Keras's name
    """Return the ways to write a format by backend, the best first."""
    return {each.backend: each for each in EXPORTS if each.format == format}


def not_installed(way: Export) -> list[str]:
    """Return what a way of export needs and is not there, the backend included."""
    return [each for each in (way.backend, *way.packages) if find_spec(each) is None]
