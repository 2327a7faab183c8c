"""Public names that are imported when somebody first asks for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def late_names(
    namespace: dict[str, Any], places: Mapping[str, str]
) -> Callable[[str], Any]:
    """Return the `__getattr__` of a package whose users pay for what they use.

    Args:
        namespace: What is in the package, its `globals()`; names are added to it.
        places: The module of each name.
    """

    def find(name: str) -> Any:
        if name not in places:
            package = namespace["__name__"]
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        from importlib import import_module

        namespace[name] = found = getattr(import_module(places[name]), name)
        return found

    return find
