"""A listing of variables: names, shapes, sizes and their totals."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Any

import keras

from argscope.slim._absent import absent_from

__all__ = ["analyze_vars", "tensor_description"]

__getattr__ = absent_from("model_analyzer")


def analyze_vars(variables: Iterable[Any], print_info: bool = False) -> tuple[int, int]:
    """Count the numbers and bytes of variables; print them one a line if asked to.

    Args:
        variables: Variables of a model, such as `slim.get_model_variables(model=model)`.
        print_info: Whether to print.

    Returns:
        How many numbers, and how many bytes.

    Example:
        >>> import argscope.slim as slim
        >>> model = slim.layers.Model(lambda x: slim.fully_connected(x, 2, scope="fc"))
        >>> model.build((None, 3))
        >>> slim.model_analyzer.analyze_vars(model.variables_in_order, print_info=True)
        ---------
        Variables: name (type shape) [size]
        ---------
        fc/weights (float32 3x2) [6, bytes: 24]
        fc/biases (float32 2) [2, bytes: 8]
        Total size of variables: 8
        Total bytes of variables: 32
        (8, 32)

    Source:
        tf_slim/model_analyzer.py, `analyze_vars`.
    """
    rows, total_size, total_bytes = [], 0, 0
    for variable in variables:
        dtype = keras.backend.standardize_dtype(variable.dtype)
        size = math.prod(variable.shape)
        weight = size * _bytes(dtype)
        described = tensor_description(variable)
        rows.append(f"{variable.path} {described} [{size}, bytes: {weight}]")
        total_size += size
        total_bytes += weight
    if print_info:
        head = ["---------", "Variables: name (type shape) [size]", "---------"]
        totals = [
            f"Total size of variables: {total_size}",
            f"Total bytes of variables: {total_bytes}",
        ]
        print("\n".join([*head, *rows, *totals]))  # noqa: T201  # what it is for
    return total_size, total_bytes


def tensor_description(var: Any) -> str:
    """Return the dtype and shape of a variable or tensor.

    Example:
        >>> import argscope.slim as slim
        >>> import numpy as np
        >>> slim.model_analyzer.tensor_description(np.zeros((3, 2), "float32"))
        '(float32 3x2)'

    Source:
        tf_slim/model_analyzer.py, `tensor_description`.
    """
    dtype = keras.backend.standardize_dtype(var.dtype)
    return f"({dtype} {'x'.join(map(str, var.shape)) or '()'})"


def _bytes(dtype: str) -> int:
    bits = re.search(r"\d+", dtype)  # none in "bool"
    return int(bits.group()) // 8 if bits else 1
