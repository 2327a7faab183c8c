"""All operations of TensorFlow's graphs that are there."""

from __future__ import annotations

from typing import Final

from argscope.tf1._graphdef import arrays, mathematics, networks, quantization
from argscope.tf1._graphdef.entry import Entry

OPERATIONS: Final[dict[str, Entry]] = {
    **mathematics.TABLE,
    **arrays.TABLE,
    **networks.TABLE,
    **quantization.TABLE,
}
"""What computes each type of operations; those of variables and choices are by themselves."""
