"""Whether settings from outside of a program have an effect in it.

Nothing is recorded: a call is watched only while one of its settings has had no effect
yet. Most have one at the first call, and from then on cost nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any, Final, final

from argscope._base.markers import ANY_KEY
from argscope._base.origin import Origin
from argscope._base.site import calling_site
from argscope._core.equality import equal
from argscope._core.part import Called, Part
from argscope._core.settings import Default, Settings, defaults_in
from argscope._core.strength import FORCED
from argscope._core.target import Target

_LISTS: Final = (list, tuple)

Pair = tuple[str, str]
"""A key of the settings, and the name of an argument."""


@final
class NoEffect:
    """A setting that had no effect so far.

    Attributes:
        default: The setting.
        calls: How many calls gave the argument themselves.
        first: The line of the first of these; None if there was none.
        overruled: Where another default was set that is as strong, if one was.
    """

    __slots__ = ("calls", "default", "first", "overruled")

    def __init__(self, default: Default) -> None:
        self.default = default
        self.calls = 0
        self.first: Origin | None = None
        self.overruled: Origin | None = None


@final
class Watched:
    """Settings, and which of them had no effect so far.

    Args:
        settings: The settings; in every scope they come with the same origins.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._idle: dict[Pair, NoEffect] = {
            (each.key, each.name): NoEffect(each) for each in defaults_in(settings)
        }

    @property
    def without_effect(self) -> list[NoEffect]:
        """The settings that had no effect, in their order."""
        return list(self._idle.values())

    def waiting(
        self, active: Settings, target: Target
    ) -> Iterator[tuple[Waiting, Any]]:
        """Yield what waits for a call of `target` that leaves the argument out.

        With each comes the value that such a call gets.
        """
        keys = active._keys_for(target)
        named = {ANY_KEY, *self._settings._names_of(target)}
        for (key, name), setting in self._idle.copy().items():
            if key not in named or name not in keys:
                continue  # of another target, or out of force where it is called
            decides = active._default(keys[name], name)
            if not _is_same(decides, setting.default):
                setting.overruled = decides.origin
            elif decides.strength is FORCED:
                self.has_effect(setting)
            else:
                yield (self, setting), active._value(keys[name], name, target)

    def has_effect(self, setting: NoEffect) -> None:
        """Note that a setting had an effect."""
        self._idle.pop((setting.default.key, setting.default.name), None)


Waiting = tuple[Watched, NoEffect]


@final
class Watches:
    """What watches the calls that scopes prepare."""

    def __init__(self, watched: tuple[Watched, ...]) -> None:
        self.all = watched

    def watched(
        self, active: Settings, called: Called, call: Callable[..., Any]
    ) -> Callable[..., Any]:
        """Return `call`; while a setting has no effect in it, one that watches."""
        if isinstance(called, Part) and not called.is_last:
            return call  # a class is constructed by two calls, and watched at the last
        waiting = self._waiting(active, called)
        if not waiting:
            return call
        calls = active._calls

        def watching(*args: Any, **kwargs: Any) -> Any:
            count = len(args)
            for each, (place, value) in tuple(waiting.items()):
                watched, setting = each
                name = setting.default.name
                is_given = place < count or name in kwargs
                # Who repeats a run by what it used sets much that its calls give again.
                if is_given and not _says(
                    args[place] if place < count else kwargs[name], value
                ):
                    setting.calls += 1
                    setting.first = setting.first or calling_site()
                else:
                    watched.has_effect(setting)
                    waiting.pop(each, None)
            if not waiting and called in calls:
                calls[called] = call
            return call(*args, **kwargs)

        return watching

    def compiled(self, active: Settings, target: Target) -> None:
        """Take it that settings have an effect in calls that a compiler makes."""
        for watched, setting in self._waiting(active, target):
            watched.has_effect(setting)

    def _waiting(
        self, active: Settings, called: Called
    ) -> dict[Waiting, tuple[int, Any]]:
        """Return what waits for a call without an argument: at which place, which value."""
        places = {name: i for i, name in enumerate(called.parameters.positional)}
        return {
            waiting: (places.get(waiting[1].default.name, sys.maxsize), value)
            for each in self.all
            for waiting, value in each.waiting(active, called.target)
        }


def _says(given: Any, value: Any) -> bool:
    if type(given) in _LISTS and type(value) in _LISTS:  # TOML and JSON have no tuples
        return len(given) == len(value) and all(map(_says, given, value))
    # Nothing is computed for tensors, which settings cannot be.
    return type(given) is type(value) and equal(given, value)


def _is_same(one: Default, other: Default) -> bool:
    # Two plain dicts, or two command lines, are one place.
    return one.origin is other.origin and one.value is other.value
