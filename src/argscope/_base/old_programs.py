"""Which files are programs of TensorFlow 1."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # importing it takes longer than looking at a file
    from pathlib import Path

_IMPORT: Final = re.compile(
    r"^\s*(?:import|from)\s+(tensorflow|tf_slim)\b", re.MULTILINE
)
# A program whose import was changed.
_NAMESPACE: Final = re.compile(r"^\s*import\s+argscope\.tf1\s+as\b", re.MULTILINE)

# What only TensorFlow 1 had, or is for its programs in TensorFlow 2.
_OF_ITS_TIME: Final = re.compile(
    r"\b(?:tf_)?slim\b|\bcontrib\b|\bcompat\.v1\b"
    r"|\btf\.(?:app|flags|gfile|logging|python_io|ConfigProto|GraphKeys)\b"
    r"|\btf\.(?:placeholder|variable_scope|get_variable|get_collection|layers)\b"
    r"|\btf\.(?:(?:Interactive)?Session|reset_default_graph|set_random_seed)\b"
    r"|\btf\.(?:global|trainable|initialize_all)_variables"
    r"|\btf\.train\.\w*(?:Optimizer|Saver|Session|Supervisor)\b"
)


def is_old_program(path: str | Path) -> bool:
    """Return whether a file is written for TensorFlow 1, by its imports and names.

    One that only calls what TensorFlow 1 and 2 have in common is taken for one of 2.
    """
    with open(path, encoding="utf-8", errors="replace") as file:  # noqa: PTH123  # as below
        text = file.read()
    imports = _IMPORT.search(text) and _OF_ITS_TIME.search(text)
    return bool(imports or _NAMESPACE.search(text))
