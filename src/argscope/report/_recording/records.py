"""What is written down while a program runs: calls, scopes, and who was inside whom.

Records know each other, and not yet their numbers, because several traces may be open:
each record is made once and noted in every one of them.
"""

from __future__ import annotations

import threading
from contextvars import ContextVar
from typing import Final, final

from argscope._base.origin import Origin
from argscope._core.settings import Default
from argscope._core.target import Target
from argscope.report._facts import Argument, LayerFacts
from argscope.report._recording.resolve import Memory
from argscope.report._recording.usage import Usage

RUNNING: Final[ContextVar[CallRecord | None]] = ContextVar(
    "argscope.trace", default=None
)
"""The recorded call whose body is running here, if any."""


@final
class CallRecord:
    """A scoped call that has begun."""

    __slots__ = (
        "arguments",
        "error",
        "key",
        "layer",
        "name",
        "parent",
        "result",
        "scope",
        "site",
        "thread",
    )

    def __init__(
        self,
        target: Target,
        site: Origin,
        arguments: tuple[Argument, ...],
        scope: ScopeRecord | None,
    ) -> None:
        self.key = target.key
        self.name = target.name
        self.site = site
        self.arguments = arguments
        self.scope = scope
        self.parent = RUNNING.get()
        self.thread = threading.current_thread().name
        self.result: str | None = None
        self.error: str | None = None
        self.layer: LayerFacts | None = None


@final
class ScopeRecord:
    """A scope that was opened."""

    __slots__ = ("call", "defaults", "opened", "parent", "replaces")

    def __init__(
        self,
        defaults: list[Default],
        opened: Origin,
        parent: ScopeRecord | None,
        *,
        replaces: bool,
    ) -> None:
        self.defaults = defaults
        self.opened = opened
        self.parent = parent
        self.replaces = replaces
        self.call = RUNNING.get()


@final
class Recorder:
    """The records of one trace, in the order in which they began.

    Attributes:
        records: What was recorded.
        before: The scopes that were open when the trace began, the outermost first.
        is_open: Whether the trace still records.
        memory: What scopes say, described once; forgotten when the trace ends.
        keeps_calls: Whether calls and scopes are recorded one by one.
        usage: What every target got.
    """

    __slots__ = ("before", "is_open", "keeps_calls", "memory", "records", "usage")

    def __init__(self, *, keeps_calls: bool = True) -> None:
        self.records: list[CallRecord | ScopeRecord] = []
        self.keeps_calls = keeps_calls
        self.usage = Usage()
        self.before: list[ScopeRecord] = []
        self.memory: Memory = {}
        self.is_open = True
