"""Arguments that only a graph could use: callers may give them, functions never see them.

TF-Slim's metrics put their values and updates into collections of TensorFlow's graph.
Old programs still say into which. A function of this package leaves such arguments out,
and marks with a `*` where they stand in TF-Slim:

```python
@ignoring_collections
def streaming_mean(values=None, weights=None, *, name=None, **_: Unpack[Collections]): ...
```

What callers, `help()` and the docs see is TF-Slim's signature, in its order, with `name`
after the collections by position too. Type checkers see what the `def` says: the
collections, and all that stands behind them, by name.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, Final, ParamSpec, TypedDict, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")


class Collections(TypedDict, total=False):
    """What `ignoring_collections` takes off, for type checkers."""

    metrics_collections: Any
    updates_collections: Any


def ignoring(**unused: object) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let callers give arguments that the function does not get.

    Args:
        **unused: The arguments and their defaults. They stand where the `*` of the
            function stands, or last; all that is behind it can be given by position too.

    Example:
        >>> from inspect import signature
        >>> from argscope.metrics._graph_arguments import ignoring
        >>> @ignoring(collections=None)
        ... def area(width, *, height=1, **_):
        ...     return width * height
        >>> signature(area)
        <Signature (width, collections=None, height=1)>
        >>> area(2, ["areas"], 3)
        6
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        public = _with(unused, inspect.signature(function))

        @functools.wraps(function)
        def accepting(*args: Any, **kwargs: Any) -> R:
            try:
                given = public.bind(*args, **kwargs).arguments
            except TypeError as error:
                # `bind` does not say whose arguments they are.
                raise TypeError(f"{function.__name__}(): {error}") from None
            own: dict[str, Any] = {k: v for k, v in given.items() if k not in unused}
            return cast("Callable[..., R]", function)(**own)

        accepting.__signature__ = public  # type: ignore[attr-defined]
        return cast("Callable[P, R]", accepting)

    return decorate


ignoring_collections: Final = ignoring(
    metrics_collections=None, updates_collections=None
)
"""What most metrics need: `ignoring` the two collections of TF-Slim, None if not given."""


def _with(unused: dict[str, object], signature: inspect.Signature) -> inspect.Signature:
    """Return a signature with more arguments where its `*` stands."""
    by_name = inspect.Parameter.POSITIONAL_OR_KEYWORD
    own = [p for p in signature.parameters.values() if p.kind is not p.VAR_KEYWORD]
    before = [p for p in own if p.kind is by_name]
    behind = [p.replace(kind=by_name) for p in own if p.kind is not by_name]
    more = [inspect.Parameter(k, by_name, default=v) for k, v in unused.items()]
    return signature.replace(parameters=[*before, *more, *behind])
