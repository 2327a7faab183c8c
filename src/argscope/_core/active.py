"""Which scope is active in this thread or task: the one `ContextVar`, and what is below.

Every entered scope is an immutable link `(calls, scope, outer, opener)`:

    calls   the callables prepared for `scope`, by target: all that a call looks at;
            while somebody traces, a `Tracing` in its place that hands out callables
            which record, so that a call never has to ask whether it is traced
    scope   the `ArgScope` that is active
    outer   the link that was active before, None at the bottom
    opener  the `arg_scope(...)` that entered it, None for a function that runs in it

Leaving steps back to `outer`. There are no tokens, so nothing depends on the context
in which a scope was entered. A plain tuple, because entering must be fast.

A thread begins with an empty context, and so without a scope; settings from outside of the
program are for all of it. Their link is what is active where no scope was opened yet.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from types import MethodType
from typing import Any, ClassVar, Final, Protocol, TypeVar, cast, final

from argscope._base.origin import Origin
from argscope._core.merging import inside
from argscope._core.part import Called
from argscope._core.settings import Settings
from argscope.errors import ScopeOrderError

S = TypeVar("S", bound=Settings)


class Opener(Protocol):
    """What opens a link: an `arg_scope(...)` or a trace.

    Attributes:
        adds: Whether its defaults add to what is active, instead of replacing it.
        defaults: What it sets by itself.
    """

    adds: bool

    @property
    def defaults(self) -> Settings: ...

    @property
    def origin(self) -> Origin:
        """Where it stands in the program."""


class Tracing(Protocol):
    """What stands in the place of the prepared calls while somebody traces."""

    def __getitem__(self, called: Called, /) -> Callable[..., Any]: ...

    def opened(self, scope: Settings, opener: Opener | None, /) -> Calls:
        """Note that a scope was opened, and return what records the calls in it."""


Calls = dict[Called, Callable[..., Any]] | Tracing
Link = tuple[Calls, Settings, "Link | None", Opener | None]

ACTIVE: Final[ContextVar[Link | None]] = ContextVar("argscope", default=None)


@final
class Active:
    """What is active here and now, for functions that may be sent to another process.

    A function that is pickled by value takes along what it uses: a class by its name, but
    a `ContextVar` not at all.

    Attributes:
        link: Returns what is active.
        own: The same, but for settings that another thread or task opened for all: a call
            finds a scope of its own sooner so.
        become: Makes a link active.
        everywhere: What is active where no scope was opened yet.
    """

    link: ClassVar[Callable[[], Link | None]] = ACTIVE.get
    own: ClassVar[Callable[[], Link | None]] = ACTIVE.get
    become: ClassVar[Callable[[Link | None], object]] = ACTIVE.set
    everywhere: ClassVar[Link | None] = None


def become_everywhere(link: Link | None) -> None:
    """Make `link` active in every thread and task that has opened no scope yet."""
    Active.everywhere = link
    # Both are `get`, written in C; the second is given what it returns where nothing is set.
    Active.link = ACTIVE.get if link is None else MethodType(ACTIVE.get, link)


def calls_of(
    scope: Settings, outer: Link | None, opener: Opener | None = None
) -> Calls:
    """Return the calls for a link to `scope` opened by `opener` inside `outer`."""
    if outer is None or type(outer[0]) is dict:
        return scope._calls
    return cast("Tracing", outer[0]).opened(scope, opener)


def is_traced() -> bool:
    """Return whether somebody traces the calls that are made here and now."""
    link = Active.link()
    return link is not None and type(link[0]) is not dict


def replacing(captured: S) -> S:
    """Return what would be active if `captured` were entered here and now."""
    link = Active.link()
    return captured if link is None else inside(link[1], captured)


def leave_out_of_order(opener: Opener) -> ScopeOrderError:
    """Take `opener` out from under the scopes opened after it; return the error to raise.

    Without this, the scope opened after it would bring it back when it is left.
    """
    above: list[Link] = []
    link = Active.link()
    while link is not None and link[3] is not opener:
        above.append(link)
        link = link[2]
    if link is None:
        return ScopeOrderError.about(opener.origin, still_open=None)
    rest = link[2]
    for calls, scope, _, owner in reversed(above):
        rest = (calls, scope, rest, owner)
    ACTIVE.set(rest)
    latest: Any = above[0][3]  # never None: a link without a block has nothing below it
    return ScopeOrderError.about(opener.origin, still_open=latest.origin)
