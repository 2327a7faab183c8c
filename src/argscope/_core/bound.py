"""A function together with the scope it runs under."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, ParamSpec, TypeVar, final

from argscope._core.settings import Settings
from argscope._core.within import run_within

P = ParamSpec("P")
R = TypeVar("R")


@final
class Bound(Generic[P, R]):
    """The result of `ArgScope.bind`: calls `function` under `scope`.

    Attributes:
        scope: The scope that is active while the function runs.
        function: What was bound.
    """

    def __init__(self, scope: Settings, function: Callable[P, R]) -> None:
        self.scope = scope
        self.function = function
        self._run: Callable[P, R] = run_within(function, lambda: scope)

    def __call__(self, /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Call the function under the scope."""
        return self._run(*args, **kwargs)

    def __reduce__(self) -> tuple[Any, ...]:
        return Bound, (self.scope, self.function)

    def __repr__(self) -> str:
        return f"<{self.function!r} bound to {self.scope!r}>"
