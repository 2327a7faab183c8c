"""The tensor that a variable of Keras holds on torch."""

from __future__ import annotations

from typing import Any


def tensor_of(variable: Any) -> Any:
    """Return the tensor itself, cast by nothing; None if the variable is only declared."""
    return vars(variable)["_value"]
