"""Recording: what stands in the place of the prepared calls while somebody traces.

A record is made before the call runs, because the call may change its arguments, and
holds descriptions only. Records of several nested traces are shared: each is made once
and noted in every trace that is open.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final, final

from argscope._base.describe import describe, describe_error
from argscope._base.origin import Origin
from argscope._core.active import ACTIVE
from argscope.report._facts import Argument, LayerFacts
from argscope.report._recording.layer_facts import observed
from argscope.report._recording.resolve import Memory, arguments_of
from argscope.report._recording.site import calling_site

if TYPE_CHECKING:
    from argscope._core.active import Link
    from argscope._core.block import ScopeBlock
    from argscope._core.scope import ArgScope
    from argscope._core.target import Target

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
        defaults: list[tuple[str, str, str, Origin, bool]],
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
    """

    __slots__ = ("before", "is_open", "memory", "records")

    def __init__(self) -> None:
        self.records: list[CallRecord | ScopeRecord] = []
        self.before: list[ScopeRecord] = []
        self.memory: Memory = {}
        self.is_open = True


@final
class RecordingCalls:
    """Hands out, by target, callables that record; one for each scope that is opened.

    `around` is the link it was opened in: a decorated function has nothing below its
    own, so that its body cannot leave the scopes of its caller.
    """

    __slots__ = ("_recorders", "_scope", "around", "scope_record")

    def __init__(
        self,
        recorders: tuple[Recorder, ...],
        scope: ArgScope,
        record: ScopeRecord | None,
        around: Link | None,
    ) -> None:
        self.around = around
        self._recorders = recorders
        self._scope = scope
        self.scope_record = record

    @property
    def recorders(self) -> tuple[Recorder, ...]:
        """The traces that are open."""
        return tuple(r for r in self._recorders if r.is_open)

    def opened(self, scope: ArgScope, block: ScopeBlock | None) -> Any:
        """Note that `block` opened `scope` in here; return what records inside it."""
        recorders = self.recorders
        if not recorders:
            return scope._calls
        record = ScopeRecord(
            defaults_of(scope if block is None else block._scope),
            calling_site() if block is None else block.origin,
            self.scope_record,
            replaces=block is None or not block.adds,
        )
        self._note(record, recorders)
        return RecordingCalls(recorders, scope, record, ACTIVE.get())

    def __getitem__(self, target: Target) -> Callable[..., Any]:
        call = self._scope._calls.get(target) or self._scope._call_for(target)
        recorders = self.recorders
        if not recorders:
            return call

        def recording(*args: Any, **kwargs: Any) -> Any:
            site = calling_site()
            arguments = arguments_of(
                target, ACTIVE.get(), args, kwargs, site, memory=recorders[-1].memory
            )
            record = CallRecord(target, site, arguments, self.scope_record)
            self._note(record, recorders)
            return _run(record, observed(target, call, record), args, kwargs)

        return recording

    @staticmethod
    def _note(
        record: CallRecord | ScopeRecord, recorders: tuple[Recorder, ...]
    ) -> None:
        for recorder in recorders:
            recorder.records.append(record)


def _run(
    record: CallRecord,
    call: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> Any:
    """Run the call; note how it ended."""
    token = RUNNING.set(record)
    try:
        result = call(*args, **kwargs)
    except BaseException as error:
        record.error = describe_error(error)
        raise
    finally:
        RUNNING.reset(token)
    record.result = describe(result)
    return result


def defaults_of(scope: ArgScope) -> list[tuple[str, str, str, Origin, bool]]:
    """Return key, argument, described value, origin and force of each default."""
    return [
        (
            key,
            name,
            describe(value),
            scope._origins[key][name],
            (key, name) in scope._forced,
        )
        for key, own in scope.items()
        for name, value in own.items()
    ]
