"""ONNX of a network on torch, by torch's own exporter.

Keras 3.15 takes torch's older one where the batch size is free, which cannot write what
real networks have: max pooling with the padding SAME, and squeezing two axes at once.
"""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import keras
import torch

# It warns that torchvision is not there, which no network of ours uses.
_LOGGER: Final = "torch.onnx._internal.exporter._registration"


def write_onnx(
    model: keras.Model, file: Any, spec: keras.KerasTensor, verbose: bool | None
) -> None:
    """Write `model` in inference mode, for inputs of `spec` and any batch size."""
    shape = (2, *spec.shape[1:])  # a batch of one would be taken for a fixed size
    example = keras.ops.zeros(shape, spec.dtype)
    model.eval()
    with _quiet():
        program = torch.onnx.export(
            model,
            (example,),
            input_names=["inputs"],
            output_names=["outputs"],
            dynamic_shapes=(({0: torch.export.Dim("batch")},),),
            dynamo=True,
            verbose=False,
        )
        program.optimize()
    program.save(file)
    if verbose is not False:
        sys.stdout.write(f"Saved artifact at '{file}'.\n")  # as Keras does


@contextmanager
def _quiet() -> Iterator[None]:
    logger = logging.getLogger(_LOGGER)
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(action="ignore"):  # of torch's own old interfaces
            yield
    finally:
        logger.setLevel(before)
