"""Settings that are in force in a whole program."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Final, final

from argscope._base.origin import COMMAND_LINE
from argscope._core.active import Active, Link, become_everywhere
from argscope._core.block import AddingBlock
from argscope._core.scope import ArgScope
from argscope._core.settings import Settings
from argscope._core.unseen_importlib_bootstrap.watched import Watch

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
        self._watch = Watch(scope)
        self._block = AddingBlock(scope, _PLACE)
        self._before: Link | None = None

    def __enter__(self) -> ArgScope:
        if self.scope:
            self._before = Active.everywhere
            outer = self.scope if self._before is None else self._before[1] | self.scope
            become_everywhere((outer._calls, outer, self._before, self._block))
            Settings._watch = self._watch
            self._block.__enter__()
        return self.scope

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self.scope:
            self._block.__exit__(kind, error, traceback)
            Settings._watch = None
            become_everywhere(self._before)
            self.tell()

    def tell(self) -> None:
        """Write on standard error which settings had no effect, if there are some."""
        if self._watch.without_effect:
            from argscope._options.no_effect import report

            sys.stderr.write(report(self._watch.without_effect))
