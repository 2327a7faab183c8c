"""A function together with the scope it runs under."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Generic, ParamSpec, TypeVar, final

from argscope._core.active import replacing
from argscope._core.settings import Settings
from argscope._core.unseen_importlib_bootstrap.within import run_within

P = ParamSpec("P")
R = TypeVar("R")


@final
class Bound(Generic[P, R]):
    """The result of `ArgScope.bind`: calls `function` under `scope`.

    It has the attributes of what was bound, and where that is no function itself (a
    partial, a class, an object) also those of one, by which `inspect` tells what it is.

    Attributes:
        scope: The scope that is active while the function runs.
        function: What was bound; also `__wrapped__`.
    """

    def __init__(self, scope: Settings, function: Callable[P, R]) -> None:
        functools.update_wrapper(self, function, updated=())
        self.scope = scope
        self.function = function
        self._run: Callable[P, R] = run_within(function, lambda: replacing(scope))

    def __call__(self, /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Call the function under the scope."""
        return self._run(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        shown = self.function if hasattr(self.function, name) else self._run
        return getattr(shown, name)

    # As of a partial. They would be found on what is bound.

    def __copy__(self) -> Bound[P, R]:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Bound[P, R]:
        from copy import deepcopy

        return Bound(self.scope, deepcopy(self.function, memo))

    def __reduce__(self) -> tuple[Any, ...]:
        return Bound, (self.scope, self.function)

    def __repr__(self) -> str:
        return f"<{self.function!r} bound to {self.scope!r}>"
