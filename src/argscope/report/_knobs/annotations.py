"""The types that the parameters of a callable are annotated with, as they are written."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any


def written_annotations(function: Callable[..., Any]) -> dict[str, str]:
    """Return the annotations of a callable by parameter, as far as there are any."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return {}
    return {
        p.name: _text(p.annotation) for p in parameters if p.annotation is not p.empty
    }


def _text(annotation: Any) -> str:
    if isinstance(annotation, str):
        return annotation
    return inspect.formatannotation(annotation)
