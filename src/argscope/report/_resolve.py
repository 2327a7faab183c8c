"""Which value each argument of a call gets, who decided, and what that shadowed.

The candidates for an argument are, the strongest first: a forced default, the call,
the scopes from the innermost outwards, the function's own default.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from argscope._describe import describe, visible
from argscope._markers import DEFAULT
from argscope._origin import UNKNOWN, Origin
from argscope._target import Target, layers_of
from argscope.report._parts import Argument, By, Setting

if TYPE_CHECKING:
    from argscope._active import Link
    from argscope._scope import ArgScope


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
    settings = _Settings(target, link, {} if memory is None else memory)
    for name, value in (*zip(positional, args, strict=False), *kwargs.items()):
        settings.from_call[name] = Setting(describe(value), By.CALL, site)
    named = settings.arguments()
    extra = (
        Argument(f"*{i}", Setting(describe(value), By.CALL, site), by_position=True)
        for i, value in enumerate(args[len(positional) :])
    )
    last = sum(argument.name in positional for argument in named)
    return (*named[:last], *extra, *named[last:])


Memory = dict[tuple[int, str], tuple[Any, dict[str, Setting]]]
"""What scopes and functions say, by their identity and target; for one trace."""


class _Settings:
    """All that is said about the arguments of one call, by name."""

    def __init__(self, target: Target, link: Link | None, memory: Memory) -> None:
        self._target = target
        self._own = _own_defaults(target, memory)
        self.from_call: dict[str, Setting] = {}
        self._active: dict[str, Setting] = {}
        self._hidden: dict[str, list[Setting]] = {}
        if link is not None:
            self._active = _said_by(link[1], target, memory)
            self._hidden = _hidden_by(link, target, self._active, memory)

    def arguments(self) -> list[Argument]:
        """Return every argument that has a value, in the order of the signature."""
        parameters = self._target.parameters
        order = dict.fromkeys((*parameters.names, *self.from_call, *self._active))
        unnamed = parameters.positional[: parameters.positional_only]
        return [
            Argument(visible(name), settings[0], tuple(settings[1:]), name in unnamed)
            for name in order
            if (settings := self._strongest_first(name))
        ]

    def _strongest_first(self, name: str) -> list[Setting]:
        call, scope = self.from_call.get(name), self._active.get(name)
        by_force = scope is not None and scope.forced
        own = self._own_default(name)
        ordered = (scope, call) if by_force else (call, scope)
        found = [setting for setting in ordered if setting is not None]
        hidden = self._hidden.get(name, [])
        if found:
            return [*found, *hidden, *own]
        return [*own, *hidden]

    def _own_default(self, name: str) -> list[Setting]:
        setting = self._own.get(name)
        return [] if setting is None else [setting]


def _own_defaults(target: Target, memory: Memory) -> dict[str, Setting]:
    """Return what the function itself says about its arguments."""
    known = memory.get((id(target), target.key))
    if known is None:
        origin = definition_of(target)
        own = {
            name: Setting(describe(value), By.DEFAULT, origin)
            for name, value in target.parameters.defaults.items()
        }
        known = memory[id(target), target.key] = (target, own)
    return known[1]


def _hidden_by(
    link: Link, target: Target, active: Mapping[str, Setting], memory: Memory
) -> dict[str, list[Setting]]:
    """Return what scopes further out say, and what has no effect, the innermost first."""
    hidden: dict[str, list[Setting]] = {}
    known = {(name, s.origin, s.key, s.value) for name, s in active.items()}
    outer = _around(link)
    while outer is not None:
        for name, setting in _said_by(outer[1], target, memory).items():
            # A scope hands on what the outer one says; that is one setting, not two.
            fact = name, setting.origin, setting.key, setting.value
            if fact not in known:
                known.add(fact)
                hidden.setdefault(name, []).append(setting)
        outer = _around(outer)
    return hidden


def _around(link: Link) -> Link | None:
    """Return the link around this one; a trace also knows what a function ran in."""
    return link[2] or getattr(link[0], "around", None)


def _said_by(scope: ArgScope, target: Target, memory: Memory) -> dict[str, Setting]:
    """Return what one scope says about each argument, and what it inherited."""
    known = memory.get((id(scope), target.key))
    if known is None:
        # The scope is kept with its number, so that no other object gets that number.
        known = memory[id(scope), target.key] = (scope, _read(scope, target))
    return known[1]


def _read(scope: ArgScope, target: Target) -> dict[str, Setting]:
    said = {}
    for name, key in scope._settings_for(target).items():
        value = scope[key][name]
        if value is DEFAULT:
            if name not in target.parameters.defaults:
                continue  # nothing to hand back: the argument stays away
            value = target.parameters.defaults[name]
        said[name] = Setting(
            describe(value),
            By.SCOPE,
            scope._origins[key][name],
            key,
            (key, name) in scope._forced,
        )
    return said


def definition_of(target: Target) -> Origin:
    """Return where the target's function is defined; unknown for builtins."""
    function: Any = target.function
    *_, innermost = layers_of(function)
    if isinstance(innermost, type):
        innermost = getattr(innermost, "__init__", innermost)
    code = getattr(innermost, "__code__", None)
    if code is None:
        return UNKNOWN
    return Origin((code.co_filename, code.co_firstlineno, code.co_qualname))
