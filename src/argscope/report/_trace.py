"""`trace`: record every scoped call of a block."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, Any, Self, final

from argscope._base.describe import describe
from argscope._base.markers import DEFAULT
from argscope._base.origin import Origin
from argscope._core.active import Active, Link, leave_out_of_order
from argscope._core.scope import EMPTY
from argscope._core.settings import Settings
from argscope.report._facts import By, Call, Default, OpenedScope, Record, Unused
from argscope.report._recording.recorder import RecordingCalls, described_defaults
from argscope.report._recording.records import CallRecord, Recorder, ScopeRecord
from argscope.report._used import Used, used_in
from argscope.report.errors import TraceError, UnusedDefaultError

if TYPE_CHECKING:
    from pathlib import Path

_HANDED_BACK = describe(DEFAULT)


def trace(*, strict: bool = False, calls: bool = True) -> Trace:
    """Record every scoped call in a block: each argument, who set it, what that hid.

    Args:
        strict: Whether leaving the block is an error if a scope that was opened in it
            brought a default that no call used.
        calls: Whether to keep calls and scopes one by one. Without them there is only
            `used()`, for which a few values of each argument are kept, however many calls
            a program makes.

    Returns:
        A context manager that yields itself, a `Trace`. Print it, look at it in a
        notebook, or ask it for `calls`, `scopes`, `unused` and `used()`.

    Threads and tasks that inherit the context are recorded too, until the block is left.
    Values are described when the call begins, and never kept.

    Raises:
        UnusedDefaultError: On leaving a strict trace.
        TraceError: It is to be strict, and to keep no calls.

    Example:
        >>> from argscope import add_arg_scope, arg_scope, trace
        >>> @add_arg_scope
        ... def conv(inputs, size=3, padding="VALID"):
        ...     return f"{padding} {size}"
        >>> with trace() as t, arg_scope([conv], padding="SAME"):
        ...     conv("image", 5)
        'SAME 5'
        >>> for a in t.calls[0].arguments:
        ...     print(a.name, a.setting.value, a.setting.by, [s.value for s in a.shadowed])
        inputs 'image' call []
        size 5 call ['3']
        padding 'SAME' scope ["'VALID'"]
    """
    if strict and not calls:
        raise TraceError.strict_without_calls()
    frame = sys._getframe(1)
    return Trace(Origin((frame.f_code, frame.f_lasti)), strict=strict, calls=calls)


@final
class Trace:
    """The scoped calls of a block, made by `trace()`.

    While the block runs, it shows what was recorded so far.
    """

    # As an opener of links: it sets nothing.
    adds = True
    defaults: Settings = EMPTY

    def __init__(self, origin: Origin, *, strict: bool, calls: bool = True) -> None:
        self.origin = origin
        self._strict = strict
        self._keeps_calls = calls
        self._recorder = Recorder(keeps_calls=calls)
        self._finished: Record | None = None

    def __enter__(self) -> Self:
        link = Active.link()
        self._recorder = recorder = Recorder(keeps_calls=self._keeps_calls)
        self._finished = None
        others: tuple[Recorder, ...] = ()
        if link is not None and isinstance(link[0], RecordingCalls):
            others = link[0].recorders
        recorder.before = _already_open(link)
        # A link of its own, to the scope that is active anyway: only what stands in the
        # place of the prepared calls is another. Traces around this one record on.
        scope = EMPTY if link is None else link[1]
        innermost = recorder.before[-1] if recorder.before else None
        calls = RecordingCalls((*others, recorder), scope, innermost, link)
        Active.become((calls, scope, link, self))
        return self

    def __exit__(self, kind: object, _error: object, _traceback: object) -> None:
        # Threads and generators may hold links of this trace; they see that it is over.
        self._recorder.is_open = False
        self._recorder.memory.clear()
        link = Active.link()
        if link is None or link[3] is not self:
            raise leave_out_of_order(self)
        Active.become(link[2])
        if self._strict and kind is None and self.unused:
            raise UnusedDefaultError.about(self.unused)

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls, in the order in which they began."""
        return self.record().calls

    @property
    def scopes(self) -> tuple[OpenedScope, ...]:
        """The scopes, in the order in which they were opened."""
        return self.record().scopes

    @property
    def unused(self) -> tuple[Unused, ...]:
        """The defaults of scopes opened in the block that no call used."""
        return self.record().unused

    def used(self) -> Used:
        """Return which values the calls got so far, to be kept and run again.

        Whoever decided: a scope, a file, the call, the target's own default.

        Example:
            >>> from argscope import add_arg_scope, arg_scope, trace
            >>> @add_arg_scope
            ... def box(width, height=1):
            ...     return width * height
            >>> with trace() as t, arg_scope(box, height=3):
            ...     box(2), box(5)
            (6, 15)
            >>> t.used().to_dict().popitem()[1]
            {'height': 3}
            >>> [(a.name, [v.value for v in a.values]) for a in t.used().conflicts]
            [('width', ['2', '5'])]
        """
        return used_in(self._recorder.usage)

    def record(self, title: str = "") -> Record:
        """Return what was recorded so far, as plain facts, under a title."""
        record = self._finished or _record_of(self._recorder)
        if not self._recorder.is_open:
            self._finished = record
        return record.titled(title or f"trace at {self.origin}")

    def numbers(self) -> dict[int, int]:
        """Return the number of each call by the identity of its record."""
        calls = (r for r in self._recorder.records if isinstance(r, CallRecord))
        return {id(record): number for number, record in enumerate(calls)}

    def to_dict(self) -> dict[str, Any]:
        """Return the document that `argscope explain --json` writes, as plain data."""
        from argscope.report._showing.json import as_dict

        return as_dict(self.record())

    def write_html(self, path: str | Path) -> Path:
        """Write one self-contained web page that shows the trace; return its path."""
        from pathlib import Path

        from argscope.report._showing.page import page

        path = Path(path)
        path.write_text(page(self.record()), encoding="utf-8")
        return path

    def __str__(self) -> str:
        from argscope.report._showing.text import plain_text

        return plain_text(self.record())

    def __repr__(self) -> str:
        return f"<trace at {self.origin}, {len(self._recorder.records)} records>"

    def _repr_html_(self) -> str:
        from argscope.report._showing.notebook import record_html

        return record_html(self.record())


def _already_open(link: Link | None) -> list[ScopeRecord]:
    """Return a record of each scope that is open, the outermost first."""
    links = []
    while link is not None:
        links.append(link)
        link = link[2]
    records: list[ScopeRecord] = []
    for calls, scope, _, block in reversed(links):
        # A link that was made under another trace has its record already, one that a
        # trace itself made has that of the scope around it.
        if isinstance(calls, RecordingCalls):
            known = calls.scope_record
            if known is not None and known not in records:
                records.append(known)
            continue
        own = scope if block is None else block.defaults
        opened = (
            Origin(("<unknown>", 0, "<unknown>")) if block is None else block.origin
        )
        parent = records[-1] if records else None
        replaces = block is None or not block.adds
        records.append(
            ScopeRecord(described_defaults(own), opened, parent, replaces=replaces)
        )
    return records


def _record_of(recorder: Recorder) -> Record:
    return _Builder(recorder).record()


@final
class _Builder:
    """Turns records, which know each other, into facts, which know numbers."""

    def __init__(self, recorder: Recorder) -> None:
        records = list(recorder.records)  # others may go on recording
        self._before = recorder.before
        self._usage = recorder.usage
        self._calls = [r for r in records if isinstance(r, CallRecord)]
        self._scopes = [
            *recorder.before,
            *(r for r in records if isinstance(r, ScopeRecord)),
        ]
        self._number = {
            id(record): index
            for numbered in (self._calls, self._scopes)
            for index, record in enumerate(numbered)
        }
        self._uses = Counter(
            (s.origin, s.key, argument.name, value)
            for call in self._calls
            for argument in call.arguments
            for s in [argument.setting]
            if s.by is By.SCOPE
            # Two scopes may stand on one line; their values tell them apart. A value
            # that hands back the function's own has another one at each function.
            for value in (s.value, _HANDED_BACK)
        )

    def record(self) -> Record:
        return Record(
            calls=tuple(self._call(i, call) for i, call in enumerate(self._calls)),
            scopes=tuple(self._scope(i, scope) for i, scope in enumerate(self._scopes)),
            used=used_in(self._usage).arguments,
        )

    def _call(self, index: int, record: CallRecord) -> Call:
        return Call(
            index=index,
            parent=self._index(record.parent),
            scope=self._index(record.scope),
            key=record.key,
            name=record.name,
            site=record.site,
            arguments=record.arguments,
            result=record.result,
            error=record.error,
            thread=record.thread,
            layer=record.layer,
        )

    def _scope(self, index: int, record: ScopeRecord) -> OpenedScope:
        defaults = (
            Default(
                d.key,
                d.name,
                d.value,
                d.origin,
                d.strength,
                # What stands in a file or was typed, a target may get in another form.
                self._uses[
                    d.origin,
                    d.key,
                    d.name,
                    _HANDED_BACK if d.origin.is_outside else d.value,
                ],
            )
            for d in record.defaults
        )
        return OpenedScope(
            index=index,
            parent=self._index(record.parent),
            call=self._index(record.call),
            opened=record.opened,
            replaces=record.replaces,
            before=index < len(self._before),
            defaults=tuple(defaults),
        )

    def _index(self, record: Any) -> int | None:
        """Return the number of a record, or of the next one around it in this trace."""
        while record is not None and id(record) not in self._number:
            record = record.parent
        return None if record is None else self._number[id(record)]
