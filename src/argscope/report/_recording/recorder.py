"""Recording: what stands in the place of the prepared calls while somebody traces.

A record is made before the call runs, because the call may change its arguments, and
holds descriptions only. Records of several nested traces are shared: each is made once
and noted in every trace that is open.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, final

from argscope._base.describe import describe, describe_error
from argscope._base.site import calling_site
from argscope._core.active import Active, Calls, Link, Opener, calls_of
from argscope._core.part import Called, Part
from argscope._core.settings import Default, Settings, defaults_in, prepared_call
from argscope._core.target import Target
from argscope.report._recording.layer_facts import observed
from argscope.report._recording.records import (
    RUNNING,
    CallRecord,
    Recorder,
    ScopeRecord,
)
from argscope.report._recording.resolve import arguments_of
from argscope.report._recording.usage import Standing


@final
class RecordingCalls:
    """Hands out, by target, callables that record; one for each scope that is opened.

    It stands in a link where the prepared calls stand otherwise, so a call that nobody
    traces never asks whether somebody does. A scope that is opened inside asks `opened`
    what to put into its own link: so recording reaches all that inherits the context,
    and ends by itself where no trace is open any more.

    Args:
        recorders: Where to note what is recorded.
        scope: The scope of the link.
        record: The record of that scope; None if none is open.
        around: The link that it was opened in. A decorated function has nothing below
            its own link, so that its body cannot leave the scopes of its caller; what
            these say is shadowed all the same, and has to be told.
        opener: What opened it, which the link of a decorated function does not tell.
    """

    __slots__ = (
        "_recorders",
        "_scope",
        "_standing",
        "around",
        "opener",
        "scope_record",
    )

    def __init__(
        self,
        recorders: tuple[Recorder, ...],
        scope: Settings,
        record: ScopeRecord | None,
        around: Link | None,
        opener: Opener | None = None,
    ) -> None:
        self.around = around
        self.opener = opener
        self._recorders = recorders
        self._scope = scope
        self._standing: dict[Target, Standing] = {}
        self.scope_record = record

    @property
    def recorders(self) -> tuple[Recorder, ...]:
        """The traces that are open."""
        return tuple(r for r in self._recorders if r.is_open)

    def opened(self, scope: Settings, opener: Opener | None) -> Calls:
        """Note that `opener` opened `scope` in here; return what records inside it."""
        recorders = self.recorders
        if not recorders:  # no trace is open any more: plain calls, from here on
            return calls_of(scope, None)
        record = self.scope_record
        if any(recorder.keeps_calls for recorder in recorders):
            record = ScopeRecord(
                described_defaults(scope if opener is None else opener.defaults),
                calling_site() if opener is None else opener.origin,
                self.scope_record,
                replaces=opener is None or not opener.adds,
            )
            self._note(record, recorders)
        return RecordingCalls(recorders, scope, record, Active.link(), opener)

    def __getitem__(self, called: Called) -> Callable[..., Any]:
        call = prepared_call(self._scope, called)
        recorders = self.recorders
        if not recorders:
            return call
        if isinstance(called, Part) and not called.is_last:
            return call  # a class is constructed by two calls, and recorded at the last
        target, first = called.target, int(isinstance(called, Part))

        def recording(*args: Any, **kwargs: Any) -> Any:
            positional = target.parameters.positional
            given = {**dict(zip(positional, args[first:], strict=False)), **kwargs}
            standing = self._standing_of(target)
            for recorder in recorders:
                recorder.usage.note(target, standing, given, calling_site)
            if not any(recorder.keeps_calls for recorder in recorders):
                return call(*args, **kwargs)
            site, memory = calling_site(), recorders[-1].memory
            arguments = arguments_of(
                target, Active.link(), args[first:], kwargs, site, memory=memory
            )
            record = CallRecord(target, site, arguments, self.scope_record)
            self._note(record, recorders)
            result = _run(record, observed(target, call, record), args, kwargs)
            # What an `__init__` was called for is the object that it got.
            record.result = describe(args[0] if first and result is None else result)
            return result

        return recording

    def _standing_of(self, target: Target) -> Standing:
        """Return what `target` gets in here where a call says nothing."""
        standing = self._standing.get(target) or Standing(target, self._scope)
        if target.lasting:  # others come without end
            self._standing[target] = standing
        return standing

    @staticmethod
    def _note(
        record: CallRecord | ScopeRecord, recorders: tuple[Recorder, ...]
    ) -> None:
        for recorder in recorders:
            if recorder.keeps_calls:
                recorder.records.append(record)


def _run(
    record: CallRecord,
    call: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> Any:
    """Run the call; note if it fails."""
    token = RUNNING.set(record)
    try:
        return call(*args, **kwargs)
    except BaseException as error:
        record.error = describe_error(error)
        raise
    finally:
        RUNNING.reset(token)


def described_defaults(scope: Settings) -> list[Default]:
    """Return each default of a scope with its value described."""
    return [
        Default(each.key, each.name, describe(each.value), each.origin, each.strength)
        for each in defaults_in(scope)
    ]
