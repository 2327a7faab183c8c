"""Whether settings from outside of a program have an effect in it.

Nothing is recorded: a call is watched only while one of its settings has had no effect
yet. Most have one at the first call, and from then on cost nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any, final

from argscope._base.origin import Origin
from argscope._base.site import calling_frame
from argscope._core.part import Called, Part
from argscope._core.settings import Default, Settings, defaults_in
from argscope._core.strength import FORCED
from argscope._core.target import Target

Pair = tuple[str, str]
"""A key of the settings, and the name of an argument."""


@final
class NoEffect:
    """A setting that had no effect so far.

    Attributes:
        default: The setting.
        calls: How many calls gave the argument themselves.
        overruled: Where another default was set that is as strong, if one was.
    """

    __slots__ = ("_sites", "calls", "default", "overruled")

    def __init__(self, default: Default) -> None:
        self.default = default
        self.calls = 0
        self.overruled: Origin | None = None
        self._sites: dict[tuple[CodeType, int], None] = {}

    @property
    def sites(self) -> list[Origin]:
        """The lines of the calls that gave the argument."""
        return list(dict.fromkeys(map(Origin, self._sites)))

    def given_by_call(self) -> None:
        """Note a call that gives the argument: the one that is being made."""
        self.calls += 1
        frame = calling_frame()
        if frame is not None:
            self._sites[frame.f_code, frame.f_lasti] = None


@final
class Watch:
    """What is known of the effect of settings, while the program runs.

    Args:
        settings: The settings; every scope that they are in has the same origins.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._without: dict[Pair, NoEffect] = {
            (each.key, each.name): NoEffect(each) for each in defaults_in(settings)
        }

    @property
    def without_effect(self) -> list[NoEffect]:
        """The settings that had no effect, in their order."""
        return list(self._without.values())

    def watched(
        self, settings: Settings, called: Called, call: Callable[..., Any]
    ) -> Callable[..., Any]:
        """Return `call`; while a setting has no effect in it, one that watches."""
        if isinstance(called, Part) and not called.is_last:
            return call  # a class is constructed by two calls, and watched at the last
        waiting = dict(self._waiting(settings, called.target))
        if not waiting:
            return call
        positional, calls = called.parameters.positional, settings._calls

        def watching(*args: Any, **kwargs: Any) -> Any:
            given = {*positional[: len(args)], *kwargs}
            for name, pair in list(waiting.items()):
                setting = self._without.get(pair)
                if setting is not None and name in given:
                    setting.given_by_call()
                else:
                    self._without.pop(pair, None)
                    waiting.pop(name, None)
            if not waiting and called in calls:
                calls[called] = call
            return call(*args, **kwargs)

        return watching

    def compiled(self, settings: Settings, target: Target) -> None:
        """Take it that the settings have an effect in calls that a compiler makes."""
        for _, pair in list(self._waiting(settings, target)):
            self._without.pop(pair, None)

    def _waiting(
        self, settings: Settings, target: Target
    ) -> Iterator[tuple[str, Pair]]:
        """Yield the arguments of a target that wait for a call that leaves them out."""
        keys = settings._keys_for(target)
        for name, key in self._settings._keys_for(target).items():
            setting = self._without.get((key, name))
            if setting is None:
                continue
            decides = settings._default(keys[name], name)
            if decides.origin is not setting.default.origin:
                setting.overruled = decides.origin
            elif decides.strength is FORCED:
                del self._without[key, name]
            else:
                yield name, (key, name)
