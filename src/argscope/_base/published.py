"""The name by which users know a function that stands in a private file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


def published_in(package: str) -> Callable[[F], F]:
    """Let a function say that it stands in the public `package` which exports it.

    That is where `help()` and the docs look for it, and it is its key in scopes and files.
    """

    def publish(function: F) -> F:
        function.__module__ = package
        return function

    return publish
