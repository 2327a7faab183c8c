"""Which value each argument of a call gets, who decided, and what that shadowed.

The candidates for an argument are, the strongest first: a forced default, the call, a
pinned default, the scopes from the innermost outwards, the function's own default. What a
scope says by itself is one too where something stronger around it has kept it out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from argscope._base.describe import describe, visible
from argscope._base.markers import DEFAULT, UNSET
from argscope._base.origin import UNKNOWN, Origin
from argscope._core.active import Link, Opener
from argscope._core.settings import Settings, all_plain, defaults_for
from argscope._core.strength import FORCED
from argscope._core.target import Target, unwrapped
from argscope.report._facts import Argument, By, Setting


def arguments_of(
    target: Target,
    link: Link | None,
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    site: Origin,
    *,
    memory: Memory | None = None,
) -> tuple[Argument, ...]:
    """Return the arguments of a call made at `site` while `link` was active."""
    positional = target.parameters.positional
    standing = _standing(target, link, {} if memory is None else memory)
    from_call = {
        name: Setting(describe(value), By.CALL, site)
        for name, value in (*zip(positional, args, strict=False), *kwargs.items())
    }
    named = standing.arguments(from_call)
    extra = (
        Argument(f"*{i}", Setting(describe(value), By.CALL, site), by_position=True)
        for i, value in enumerate(args[len(positional) :])
    )
    last = sum(argument.name in positional for argument in named)
    return (*named[:last], *extra, *named[last:])


# A scope is asked about the same target again and again, and never changes. Keys have
# its identity, which costs nothing, instead of its contents; beside the answer stands the
# object itself, because the identity of one that is gone is given to another.
Memory = dict[tuple[int, str], tuple[Any, Any]]
"""What scopes and functions say, by their identity and target; for one trace."""


class _Standing:
    """What is said about the arguments of a target before anybody calls it."""

    def __init__(
        self,
        target: Target,
        own: Mapping[str, Setting],
        active: Mapping[str, Setting],
        hidden: Mapping[str, list[Setting]],
    ) -> None:
        parameters = target.parameters
        self._order = (*parameters.names, *active)
        self._by_position = parameters.positional[: parameters.positional_only]
        self._own = own
        self._active = active
        self._hidden = hidden
        # Most arguments of most calls are not given, and so always the same.
        self._not_given: dict[str, Argument | None] = {}

    def arguments(self, from_call: Mapping[str, Setting]) -> list[Argument]:
        """Return every argument that has a value, in the order of the signature."""
        found = (
            self._argument(name, from_call[name])
            if name in from_call
            else self._unnamed_by_call(name)
            for name in dict.fromkeys((*self._order, *from_call))
        )
        return [argument for argument in found if argument is not None]

    def _unnamed_by_call(self, name: str) -> Argument | None:
        """Return an argument that a call does not give; None if it has no value."""
        if name not in self._not_given:
            self._not_given[name] = self._argument(name, None)
        return self._not_given[name]

    def _argument(self, name: str, call: Setting | None) -> Argument | None:
        """Return an argument with what decides it, and what that shadows."""
        settings = self._strongest_first(name, call)
        if not settings:
            return None
        shown = visible(name)
        return Argument(
            shown, settings[0], tuple(settings[1:]), name in self._by_position
        )

    def _strongest_first(self, name: str, call: Setting | None) -> list[Setting]:
        scope = self._active.get(name)
        by_force = scope is not None and scope.strength is FORCED
        ordered = (scope, call) if by_force else (call, scope)
        found = [setting for setting in ordered if setting is not None]
        hidden = self._hidden.get(name, [])
        own = [self._own[name]] if name in self._own else []
        return [*found, *hidden, *own] if found else [*own, *hidden]


def _standing(target: Target, link: Link | None, memory: Memory) -> _Standing:
    known = memory.get((id(link), target.key))
    if known is None:
        own = _own_defaults(target, memory)
        active = {} if link is None else _said_by(link[1], target, memory)
        hidden = {} if link is None else _hidden_by(link, target, active, memory)
        known = (link, _Standing(target, own, active, hidden))
        memory[id(link), target.key] = known
    standing: _Standing = known[1]
    return standing


def _own_defaults(target: Target, memory: Memory) -> dict[str, Setting]:
    """Return what the function itself says about its arguments.

    `UNSET` says nothing: so begins an argument that is another spelling of the next one.
    """
    known = memory.get((id(target), target.key))
    if known is None:
        origin = definition_of(target)
        own = {
            name: Setting(describe(value), By.DEFAULT, origin)
            for name, value in target.parameters.defaults.items()
            if value is not UNSET
        }
        known = memory[id(target), target.key] = (target, own)
    said: dict[str, Setting] = known[1]
    return said


def _hidden_by(
    link: Link, target: Target, active: Mapping[str, Setting], memory: Memory
) -> dict[str, list[Setting]]:
    """Return what else scopes say, and what has no effect, the strongest first."""
    hidden: dict[str, list[Setting]] = {}
    known = {(name, s.origin, s.key, s.value) for name, s in active.items()}
    for scope in _scopes_of(link):
        for name, setting in _said_by(scope, target, memory).items():
            # A scope hands on what the outer one says; that is one setting, not two.
            fact = name, setting.origin, setting.key, setting.value
            if fact not in known:
                known.add(fact)
                hidden.setdefault(name, []).append(setting)
    for settings in hidden.values():
        settings.sort(key=lambda setting: -setting.strength)
    return hidden


def _scopes_of(link: Link | None) -> Iterator[Settings]:
    """Return the scopes that are open, the innermost first."""
    while link is not None:
        opener = _opener(link)
        # Only what is stronger around it keeps out what a scope says by itself.
        if opener is not None and not all_plain(link[1]):
            yield opener.defaults
        yield link[1]
        link = _around(link)


def _opener(link: Link) -> Opener | None:
    """Return what opened this link; a trace also knows what decorates a function."""
    return link[3] or getattr(link[0], "opener", None)


def _around(link: Link) -> Link | None:
    """Return the link around this one; a trace also knows what a function ran in."""
    return link[2] or getattr(link[0], "around", None)


def _said_by(scope: Settings, target: Target, memory: Memory) -> dict[str, Setting]:
    """Return what one scope says about each argument, and what it inherited."""
    known = memory.get((id(scope), target.key))
    if known is None:
        known = memory[id(scope), target.key] = (scope, _read(scope, target))
    said: dict[str, Setting] = known[1]
    return said


def _read(scope: Settings, target: Target) -> dict[str, Setting]:
    said = {}
    for name, default in defaults_for(scope, target).items():
        value = default.value
        if value is DEFAULT:
            if name not in target.parameters.defaults:
                continue  # nothing to hand back: the argument stays away
            value = target.parameters.defaults[name]
        said[name] = Setting(
            describe(value), By.SCOPE, default.origin, default.key, default.strength
        )
    return said


def definition_of(target: Target) -> Origin:
    """Return where the target's function is defined; unknown for builtins."""
    function: Any = target.function
    *_, innermost = unwrapped(function)
    if isinstance(innermost, type):
        innermost = getattr(innermost, "__init__", innermost)
    code = getattr(innermost, "__code__", None)
    if code is None:
        return UNKNOWN
    return Origin((code.co_filename, code.co_firstlineno, code.co_qualname))
