"""Which values the arguments of each target got, counted while the program runs.

Counts and a few distinct values are all that is kept of an argument, and nothing of a
call: a program may make millions of them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any, Final, final

from argscope._base.describe import describe
from argscope._base.markers import DEFAULT, UNSET
from argscope._base.origin import UNKNOWN, Origin
from argscope._core.data import plain_value
from argscope._core.reading import argument_form
from argscope._core.settings import Settings, defaults_for
from argscope._core.strength import FORCED
from argscope._core.target import Target, find_target
from argscope.report._facts import By

MOST_VALUES: Final = 8
"""How many values of an argument are kept: so many from calls, and so many from elsewhere."""

_PLAIN: Final = frozenset({type(None), bool, int, float})
_SIZED: Final = (str, list, tuple, set, frozenset, dict)
_INT_BITS: Final = 64  # of which TOML asks for no more
_MOST_ITEMS: Final = 4096  # in a value: characters, and items of lists and tables


@final
class Value:
    """A value that a call gets for an argument.

    Attributes:
        value: The value.
        shown: It, described.
        by: Who decided that a call gets it.
        origin: The line of the scope that set it; unknown where another decided.
        identity: What tells it apart from others.
    """

    __slots__ = ("by", "identity", "origin", "shown", "value")

    def __init__(self, value: Any, by: By, origin: Origin = UNKNOWN) -> None:
        self.value = value
        self.by = by
        self.origin = origin
        # 1, 1.0 and True are equal, but another call each; no value is equal to NaN.
        if type(value) in _PLAIN and _is_short(value):  # as most are, and calls wait
            self.shown = repr(value)
            self.identity = self.shown, by
            return
        self.shown, plain = describe(value), plain_form(value)
        self.identity = self.shown if plain is UNSET else repr(plain), by


@final
class Count:
    """How many calls got a value, of which only texts and plain data are kept.

    Attributes:
        shown: The value, described.
        by: Who decided that calls get it.
        origin: The line of the scope that set it; unknown where another decided.
        plain: Its form in a file; `UNSET` if it has none.
        calls: How many calls got it.
        first: The line of the first.
    """

    __slots__ = ("by", "calls", "first", "origin", "plain", "shown")

    def __init__(self, value: Value, plain: Any, first: Origin) -> None:
        self.shown = value.shown
        self.by = value.by
        self.origin = value.origin
        self.plain = plain
        self.first = first
        self.calls = 0


@final
class ArgumentUsage:
    """What one argument of one target got.

    Attributes:
        counts: The values that are kept, by their identity.
        others: How many calls got a value that is not kept: from elsewhere, from the call.
    """

    __slots__ = ("counts", "others")

    def __init__(self) -> None:
        self.counts: dict[tuple[str, By], Count] = {}
        self.others = [0, 0]

    def note(
        self, target: Target, name: str, value: Value, site: Callable[[], Origin]
    ) -> None:
        """Note a call of `target`, made at `site`, that got the value."""
        count = self.counts.get(value.identity)
        if count is None:
            by_call = value.by is By.CALL
            alike = sum((by is By.CALL) is by_call for _, by in self.counts)
            if alike == MOST_VALUES:
                self.others[by_call] += 1
                return
            plain = _form_in_file(target.key, name, value.value)
            count = self.counts[value.identity] = Count(value, plain, site())
        count.calls += 1


@final
class TargetUsage:
    """What the calls of one target got.

    Attributes:
        key: The target's key; without the number of a target that files cannot name.
        lasting: Whether a file can name it.
        calls: How many calls there were.
        arguments: What their arguments got, by name, in the order of the signature.
    """

    __slots__ = ("arguments", "calls", "key", "lasting")

    def __init__(self, target: Target) -> None:
        self.key = _without_number(target)
        self.lasting = target.lasting
        self.calls = 0
        self.arguments = {name: ArgumentUsage() for name in target.parameters.names}


@final
class Standing:
    """What a target gets under one scope where a call says nothing.

    Attributes:
        values: The values by argument.
        forced: The arguments that a call cannot decide.
    """

    __slots__ = ("forced", "values")

    def __init__(self, target: Target, scope: Settings) -> None:
        own = target.parameters.defaults
        said = defaults_for(scope, target)
        self.values = {
            n: Value(v, By.DEFAULT) for n, v in own.items() if v is not UNSET
        }
        for name, default in said.items():
            if default.value is not DEFAULT:
                self.values[name] = Value(default.value, By.SCOPE, default.origin)
        forced = (name for name, each in said.items() if each.strength is FORCED)
        self.forced = {name for name in forced if name in self.values}


@final
class Usage:
    """Gathers what every target got in one trace, in whatever thread it is called.

    Attributes:
        targets: What each got, by its key.
        lock: Held while one of them changes.
    """

    __slots__ = ("lock", "targets")

    def __init__(self) -> None:
        self.targets: dict[str, TargetUsage] = {}
        self.lock = threading.Lock()

    def note(
        self,
        target: Target,
        standing: Standing,
        given: Mapping[str, Any],
        site: Callable[[], Origin],
    ) -> None:
        """Note a call of `target`.

        Args:
            target: What is called.
            standing: What it gets where the call says nothing.
            given: What the call gives, by name.
            site: Tells the line of the call; asked for new values only.
        """
        values = dict(standing.values)
        for name, value in given.items():
            if name not in standing.forced and target.parameters.accept(name):
                values[name] = Value(value, By.CALL)
        with self.lock:
            usage = self._usage_of(target)
            usage.calls += 1
            for name, found in values.items():
                argument = usage.arguments.get(name)
                if argument is None:
                    argument = usage.arguments[name] = ArgumentUsage()
                argument.note(target, name, found, site)

    def _usage_of(self, target: Target) -> TargetUsage:
        # Functions made inside others come without end, each with a number of its own.
        key = _without_number(target)
        usage = self.targets.get(key)
        if usage is None:
            usage = self.targets[key] = TargetUsage(target)
        return usage


def _without_number(target: Target) -> str:
    return target.key.partition("#")[0]


def _form_in_file(key: str, name: str, value: Any) -> Any:
    """Return the form of an argument's value in a file of another process, or `UNSET`."""
    try:
        return argument_form(key, name, value) if _is_portable(value) else UNSET
    except Exception:  # noqa: BLE001  # an attribute of a value may raise anything
        return UNSET


def plain_form(value: Any) -> Any:
    """Return a value as plain data that another process can read, or `UNSET`."""
    try:
        return plain_value(value) if _is_portable(value) else UNSET
    except Exception:  # noqa: BLE001  # an attribute of a value may raise anything
        return UNSET


def _is_short(value: Any) -> bool:
    """Return whether a number is one that every format of files has."""
    return type(value) is not int or value.bit_length() < _INT_BITS


def _is_portable(value: Any) -> bool:
    """Return whether a value is not too long, and no target in it is known by a number."""
    todo, left = [value], _MOST_ITEMS
    while todo:
        each = todo.pop()
        left -= len(each) if isinstance(each, _SIZED) else 1
        if left < 0:
            return False
        if isinstance(each, list | tuple | set | frozenset):
            todo += each
        elif isinstance(each, dict):
            todo += each.values()
        elif not _is_short(each):
            return False
        elif callable(each):
            target = find_target(each)
            if target is not None and not target.lasting:
                return False
    return True
