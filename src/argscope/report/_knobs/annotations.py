"""The types that the parameters of a callable are annotated with."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from argscope._base.markers import UNSET
from argscope._core.target import unwrapped


@dataclass(frozen=True, slots=True)
class Annotation:
    """What one parameter is annotated with.

    Attributes:
        text: As it is written in the program.
        type: What that is; `UNSET` if its names are for type checkers only.
    """

    text: str
    type: Any


def annotations_of(function: Callable[..., Any]) -> dict[str, Annotation]:
    """Return the annotations of a callable by parameter, as far as there are any."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return {}
    names = _names_seen_by(function)
    return {
        p.name: _annotation(p.annotation, names)
        for p in parameters
        if p.annotation is not p.empty
    }


def _annotation(written: Any, names: dict[str, Any]) -> Annotation:
    if not isinstance(written, str):
        return Annotation(inspect.formatannotation(written), written)
    try:
        # What `typing.get_type_hints` does, but one by one: some names may be missing.
        return Annotation(written, eval(written, names))  # noqa: S307
    except Exception:  # noqa: BLE001  # an annotation may be anything
        return Annotation(written, UNSET)


def _names_seen_by(function: Any) -> dict[str, Any]:
    *_, innermost = unwrapped(function)
    if isinstance(innermost, type):
        innermost = innermost.__init__  # type: ignore[misc]  # of exactly this class
    return dict(getattr(innermost, "__globals__", {}))
