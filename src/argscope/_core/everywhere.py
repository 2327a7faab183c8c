"""Settings that are in force in a whole program: in every thread, and watched."""

from __future__ import annotations

from typing import Final, cast, final

from argscope._base.origin import COMMAND_LINE
from argscope._core.active import Active, Link, become_everywhere
from argscope._core.block import AddingBlock
from argscope._core.scope import ArgScope
from argscope._core.settings import Settings, Watch
from argscope._core.unseen_importlib_bootstrap.watched import (
    NoEffect,
    Watched,
    Watches,
)

_PLACE: Final = COMMAND_LINE.filename, COMMAND_LINE.line, COMMAND_LINE.function


@final
class Everywhere:
    """Opens a scope in this thread, and in all others that have not opened one yet.

    Args:
        scope: The scope; pinned or forced, or what is opened inside wins over it.
    """

    def __init__(self, scope: ArgScope) -> None:
        self._scope = scope
        self._watched = Watched(scope)
        self._before: tuple[Link | None, Watch | None]
        self._block: AddingBlock  # made on entering: one that is not entered warns

    @property
    def without_effect(self) -> list[NoEffect]:
        """The defaults that had no effect so far, in their order."""
        return self._watched.without_effect

    def enter(self) -> None:
        """Open it."""
        link, watch = self._before = Active.everywhere, Settings._watch
        others = watch.all if isinstance(watch, Watches) else ()
        Settings._watch = Watches((*others, self._watched))
        self._block = block = AddingBlock(self._scope, _PLACE)
        block.__enter__()
        scope = self._scope if link is None else cast("ArgScope", link[1]) | self._scope
        become_everywhere((scope._calls, scope, link, block))

    def leave(self) -> None:
        """Close it; scopes that were opened in it stay as they are."""
        link, Settings._watch = self._before
        become_everywhere(link)
        self._block.__exit__(None, None, None)
