"""Settings for a program, which tells at its end which of them had no effect."""

from __future__ import annotations

import atexit
import sys
from typing import final

from argscope._core.everywhere import Everywhere
from argscope._core.scope import ArgScope


@final
class ProgramSettings:
    """A context manager: settings for all threads and tasks, from entering to leaving.

    At the end, it is told on standard error if some had no effect.

    Attributes:
        scope: The settings.
    """

    def __init__(self, scope: ArgScope) -> None:
        self.scope = scope
        self._everywhere = Everywhere(scope)

    def __enter__(self) -> ArgScope:
        if self.scope:  # without settings, a program is as without argscope
            self._everywhere.enter()
        return self.scope

    def __exit__(self, kind: object, *_error: object) -> None:
        if not self.scope:
            return
        self._everywhere.leave()
        if kind is None:
            self.tell()
        else:
            atexit.register(self.tell)  # after the traceback, if there will be one

    def tell(self) -> None:
        """Write on standard error which settings had no effect, and where all had none."""
        settings = self._everywhere.without_effect
        if settings or "multiprocessing" in sys.modules:
            from argscope._options.no_effect import report

            sys.stderr.write(report(settings))
