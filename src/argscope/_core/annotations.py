"""What the arguments of a target are annotated with."""

from __future__ import annotations

import typing
from collections.abc import Callable
from typing import Any, Final

from argscope._core.target import unwrapped

UNTOLD: Final = Any
"""The annotation of an argument of which nothing is known."""


def annotation_of(function: Callable[..., Any], name: str) -> Any:
    """Return what an argument is annotated with; `Any` if with nothing.

    An annotation that is a text is what it means where the function was defined; one
    that means nothing there (a name imported for type checkers alone) tells nothing.
    """
    for each in unwrapped(_annotated(function)):
        try:
            found = each.__annotations__[name]
            return _resolved(found, getattr(each, "__globals__", {}))
        except KeyError:
            continue
        except Exception:  # noqa: BLE001  # an annotation can be any expression
            return UNTOLD
    return UNTOLD


def _annotated(function: Any) -> Any:
    """Return the function that has the annotations for calling something."""
    if not isinstance(function, type):
        return function
    init = function.__init__  # type: ignore[misc]  # of exactly this class
    return function.__new__ if init is object.__init__ else init


def _resolved(annotation: Any, its_globals: dict[str, Any]) -> Any:
    def holder() -> None: ...

    holder.__annotations__ = {"it": annotation}
    return typing.get_type_hints(holder, its_globals)["it"]
