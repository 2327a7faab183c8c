"""Settings that are in force in a whole program."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Final, cast, final

from argscope._base.origin import COMMAND_LINE
from argscope._core.active import Active, Link, become_everywhere
from argscope._core.block import AddingBlock
from argscope._core.scope import ArgScope
from argscope._core.settings import Settings, Watch
from argscope._core.unseen_importlib_bootstrap.watched import Watched, Watches

_PLACE: Final = COMMAND_LINE.filename, COMMAND_LINE.line, COMMAND_LINE.function


@final
class ProgramSettings:
    """Settings for all threads and tasks of a program, from entering to leaving.

    At the end, what had no effect is told on standard error.

    Attributes:
        scope: The settings.
    """

    def __init__(self, scope: ArgScope) -> None:
        self.scope = scope
        self._watched = Watched(scope)
        self._block: AddingBlock | None = None  # one that is not entered warns
        self._before: tuple[Link | None, Watch | None] = None, None

    def __enter__(self) -> ArgScope:
        if self.scope:
            outer, watch = self._before = Active.everywhere, Settings._watch
            scope = self.scope
            if outer is not None:
                scope = cast("ArgScope", outer[1]) | scope
            others = watch.all if isinstance(watch, Watches) else ()
            Settings._watch = Watches((*others, self._watched))
            self._block = AddingBlock(self.scope, _PLACE)
            self._block.__enter__()
            become_everywhere((scope._calls, scope, outer, self._block))
        return self.scope

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._block is not None:
            outer, Settings._watch = self._before
            become_everywhere(outer)
            self._block.__exit__(kind, error, traceback)
            self.tell()

    def tell(self) -> None:
        """Write on standard error which settings had no effect, if there are some."""
        if self._watched.without_effect:
            from argscope._options.no_effect import report

            sys.stderr.write(report(self._watched.without_effect))
