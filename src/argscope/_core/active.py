"""The one `ContextVar`: which scope is active in this thread or task.

Every entered scope is an immutable link `(calls, scope, outer, block)`:

    calls   the callables prepared for `scope`, by target: all that a call looks at;
            while somebody traces, a `Tracing` in its place that hands out callables
            which record, so that a call never has to ask whether it is traced
    scope   the `ArgScope` that is active
    outer   the link that was active before, None at the bottom
    block   the `arg_scope(...)` that entered it, None for a function that runs in it

Leaving steps back to `outer`. There are no tokens, so nothing depends on the context
in which a scope was entered. A plain tuple, because entering must be fast.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final, cast

from argscope.errors import ScopeOrderError

if TYPE_CHECKING:
    from typing import Protocol

    from argscope._core.block import ScopeBlock
    from argscope._core.scope import ArgScope
    from argscope._core.target import Target

    class Tracing(Protocol):
        """What stands in the place of the prepared calls while somebody traces."""

        def __getitem__(self, target: Target, /) -> Callable[..., Any]: ...

        def opened(self, scope: ArgScope, block: ScopeBlock | None, /) -> Tracing:
            """Note that a scope was opened, and return what records the calls in it."""

    Calls = dict[Target, Callable[..., Any]] | Tracing
    Link = tuple[Calls, ArgScope, "Link | None", "ScopeBlock | None"]

ACTIVE: Final[ContextVar[Link | None]] = ContextVar("argscope", default=None)


def calls_of(
    scope: ArgScope, outer: Link | None, block: ScopeBlock | None = None
) -> Calls:
    """Return the calls for a link to `scope` opened by `block` inside `outer`."""
    if outer is None or type(outer[0]) is dict:
        return scope._calls
    return cast("Tracing", outer[0]).opened(scope, block)


def leave_out_of_order(block: ScopeBlock) -> ScopeOrderError:
    """Take `block` out from under the scopes opened after it; return the error to raise.

    Without this, the scope opened after it would bring it back when it is left.
    """
    above: list[Link] = []
    link = ACTIVE.get()
    while link is not None and link[3] is not block:
        above.append(link)
        link = link[2]
    if link is None:
        return ScopeOrderError.about(block.origin, still_open=None)
    rest = link[2]
    for calls, scope, _, owner in reversed(above):
        rest = (calls, scope, rest, owner)
    ACTIVE.set(rest)
    latest: Any = above[0][3]  # never None: a link without a block has nothing below it
    return ScopeOrderError.about(block.origin, still_open=latest.origin)
