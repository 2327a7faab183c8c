"""Listings of a graph's variables and operations, with their sizes.

Source:
    tf_slim/model_analyzer.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def tensor_description(var: Any) -> str:
    """Return dtype and shape of a tensor: `(float32 1x8x8x1024)`."""
    sizes = "x".join(str(size) for size in var.get_shape())
    return f"({var.dtype.name} {sizes})"


def analyze_ops(graph: Any, print_info: bool = False) -> int:
    """Return how many numbers the operations of a graph give, where that is known.

    Args:
        graph: The graph.
        print_info: Whether to print them, one a line.
    """
    rows, total = [], 0
    for operation in graph.get_operations():
        outputs = operation.outputs
        size = sum(output.get_shape().num_elements() or 0 for output in outputs)
        shapes = ", ".join(map(tensor_description, outputs))
        rows.append(f"{operation.name} \t-> {shapes} [{size}]")
        total += size
    if print_info:
        _print("Operations: name -> (type shapes) [size]", rows)
    return total


def analyze_vars(variables: Iterable[Any], print_info: bool = False) -> tuple[int, int]:
    """Return how many numbers and bytes some variables have.

    Args:
        variables: The variables.
        print_info: Whether to print them, one a line.
    """
    rows, total_size, total_bytes = [], 0, 0
    for variable in variables:
        size = variable.get_shape().num_elements() or 0
        weight = size * variable.dtype.size
        described = tensor_description(variable)
        rows.append(f"{variable.name} {described} [{size}, bytes: {weight}]")
        total_size += size
        total_bytes += weight
    if print_info:
        rows.append(f"Total size of variables: {total_size}")
        rows.append(f"Total bytes of variables: {total_bytes}")
        _print("Variables: name (type shape) [size]", rows)
    return total_size, total_bytes


def _print(title: str, rows: Iterable[str]) -> None:
    print("---------", title, "---------", *rows, sep="\n")  # noqa: T201  # asked for
