"""`ArgScope`: an immutable set of defaults, `{key: {argument: value}}`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any, Final, ParamSpec, Self, TypeVar, final

from argscope._base.markers import ANY, ANY_KEY, DEFAULT
from argscope._base.origin import UNKNOWN, Origin
from argscope._base.table import html_table, scope_rows, text_table
from argscope._core.bound import Bound
from argscope._core.calls import with_defaults, with_forced
from argscope._core.data import read_data, write_data
from argscope._core.diff import ScopeDiff, same
from argscope._core.frozen import FrozenDict
from argscope._core.pickling import check_pickles
from argscope._core.target import Target, find_target, target_by_key
from argscope.errors import TargetTypeError, UnknownArgumentError

P = ParamSpec("P")
R = TypeVar("R")
Origins = dict[str, dict[str, Origin]]


@final
class ArgScope(FrozenDict):
    """A set of scoped defaults: an immutable, hashable dict `{key: {argument: value}}`.

    `with arg_scope(...) as scope` yields one. It can be entered again, anywhere and by
    many threads at once, with `arg_scope(scope)`. Scopes combine: `a | b` (b wins),
    `a - f` (without the defaults of f), `a.only(f, g)`.

    Args:
        values: Arguments and values by key, `{"module:qualname": {"argument": value}}`;
            the keys are those of scoped callables (`arg_scope_func_key`).

    Raises:
        UnknownTargetError: A key is not that of a scoped callable.
        UnknownArgumentError: A callable does not take the argument.

    Example:
        >>> from argscope import add_arg_scope, arg_scope
        >>> @add_arg_scope
        ... def greet(name, greeting="Hello", mark="."):
        ...     return f"{greeting} {name}{mark}"
        >>> with arg_scope([greet], mark="!") as loud:
        ...     greet("Ada")
        'Hello Ada!'
        >>> with arg_scope(loud):
        ...     greet("Alan", greeting="Hi")
        'Hi Alan!'
    """

    __slots__ = ("__weakref__", "_calls", "_forced", "_origins")

    _calls: dict[Target, Callable[..., Any]]
    _forced: frozenset[tuple[str, str]]
    _origins: Origins

    def __new__(cls, values: Mapping[str, Mapping[str, Any]] | None = None) -> Self:
        if values is None:
            return cls._of({}, {})
        settings, forced = read_data(values, decode=False)
        origins = {key: dict.fromkeys(own, UNKNOWN) for key, own in settings.items()}
        return cls._of(settings, origins, forced)

    def __init__(self, values: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        # The content is set by __new__; dict.__init__ would set it again, unchecked.
        pass

    @classmethod
    def _of(
        cls,
        settings: Mapping[str, Mapping[str, Any]],
        origins: Origins,
        forced: frozenset[tuple[str, str]] = frozenset(),
    ) -> Self:
        """Return a scope of settings that were checked before; empty ones are dropped."""
        scope = dict.__new__(cls)
        for key, own in settings.items():
            if own:
                frozen = own if type(own) is FrozenDict else FrozenDict(own)
                dict.__setitem__(scope, key, frozen)
        scope._origins = origins
        scope._forced = forced
        scope._calls = {}
        return scope

    # What a target gets.

    def _call_for(self, target: Target) -> Callable[..., Any]:
        """Return `target`'s function with the defaults of this scope, from now on cached."""
        values, forced = self._values_for(target)
        call = target.function
        if values:
            call = with_defaults(call, target.parameters, values)
        if forced:
            call = with_forced(call, target.parameters, forced)
        # Caching a short-lived function that the scope does not name would keep it alive.
        if target.lasting or target.key in self:
            self._calls[target] = call
        return call

    def _values_for(self, target: Target) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the defaults that `target` gets, and what it gets whatever the call says."""
        values, forced = {}, {}
        for name, key in self._settings_for(target).items():
            value = self[key][name]
            if value is not DEFAULT:
                values[name] = value
            if (key, name) in self._forced:
                own = target.parameters.defaults.get(name, DEFAULT)
                forced[name] = own if value is DEFAULT else value
        return values, {n: v for n, v in forced.items() if v is not DEFAULT}

    def _settings_for(self, target: Target) -> dict[str, str]:
        """Return, for each argument of `target` set here, the key that sets it."""
        own = self.get(target.key, {})
        for name in own:
            if not target.parameters.accept(name):
                # The name was good for a callable that has been redefined since.
                raise self._unknown(name, target)
        takes = target.parameters.names
        settings = {n: ANY_KEY for n in self.get(ANY_KEY, {}) if n in takes}
        for name in own:
            by_any = (settings.get(name), name)
            if by_any not in self._forced or (target.key, name) in self._forced:
                settings[name] = target.key
        return settings

    def _unknown(self, name: str, target: Target) -> UnknownArgumentError:
        return UnknownArgumentError.about(
            name,
            target=target.name,
            allowed=target.parameters.names,
            origin=self._origins[target.key][name],
        )

    def origin(self, target: object, name: str) -> Origin | None:
        """Return where the default was set that `target` gets for an argument here.

        Args:
            target: A scoped callable, or `ANY`.
            name: The argument.

        Returns:
            The place, with `filename`, `line` and `function`; the line is 0 for what came
            from a plain dict or a file. None if this scope says nothing about the
            argument.

        Raises:
            TargetTypeError: `target` is not a scoped callable.

        Example:
            >>> from argscope import add_arg_scope, arg_scope
            >>> @add_arg_scope
            ... def conv(inputs, padding="VALID"): ...
            >>> with arg_scope([conv], padding="SAME") as scope:
            ...     pass
            >>> scope.origin(conv, "padding").line, scope.origin(conv, "inputs")
            (1, None)
        """
        key = _key_of("ArgScope.origin", target)
        found = None if key == ANY_KEY else find_target(target)
        if found is not None:
            key = self._settings_for(found).get(name, key)
        return self._origins[key][name] if name in self.get(key, {}) else None

    # Algebra.

    def __or__(self, other: Mapping[str, Any]) -> ArgScope:  # type: ignore[override]
        """Return both scopes' defaults; where both set an argument, `other` wins."""
        inner = other if isinstance(other, ArgScope) else ArgScope(other)
        if not self:
            return inner
        settings: dict[str, dict[str, Any]] = dict(self)
        origins = dict(self._origins)
        kept = frozenset(pair for pair in self._forced if not inner._forces(*pair))
        if ANY_KEY in inner:
            _hide_from_any(inner[ANY_KEY], settings, kept)
        for key, own in inner.items():
            settings[key] = FrozenDict({**settings.get(key, {}), **own})
            origins[key] = {**origins.get(key, {}), **inner._origins[key]}
        for key, name in kept:
            settings[key] = FrozenDict({**settings[key], name: self[key][name]})
            origins[key] = {**origins[key], name: self._origins[key][name]}
        return ArgScope._of(settings, origins, kept | inner._forced)

    def _forces(self, key: str, name: str) -> bool:
        """Return whether a forced default here decides about this argument."""
        by_any = (ANY_KEY, name) in self._forced and _any_reaches(key, name)
        return by_any or (key, name) in self._forced

    def __ror__(self, other: Mapping[str, Any]) -> ArgScope:  # type: ignore[override]
        return ArgScope(other) | self

    def __ior__(self, other: Mapping[str, Any]) -> Self:  # type: ignore[override]
        return self | other

    def __sub__(self, targets: object) -> ArgScope:
        """Return this scope without the defaults set for `targets` by name."""
        dropped = {_key_of("ArgScope.__sub__", target) for target in _as_list(targets)}
        return self._restricted(key for key in self if key not in dropped)

    def only(self, *targets: object) -> ArgScope:
        """Return only the defaults set for `targets` by name.

        Args:
            *targets: Scoped callables, or `ANY`.

        Raises:
            TargetTypeError: A target is not a scoped callable.
        """
        kept = {_key_of("ArgScope.only", target) for target in targets}
        return self._restricted(key for key in self if key in kept)

    def _restricted(self, keys: Iterable[str]) -> ArgScope:
        kept = {key: self[key] for key in keys}
        origins = {key: self._origins[key] for key in kept}
        forced = frozenset(pair for pair in self._forced if pair[0] in kept)
        return ArgScope._of(kept, origins, forced)

    def forced(self) -> ArgScope:
        """Return the same defaults, now stronger than inner scopes and than the call.

        For ablations: try a value in a whole program without editing it.

        Example:
            >>> from argscope import add_arg_scope, arg_scope
            >>> @add_arg_scope
            ... def area(width, height=1):
            ...     return width * height
            >>> with arg_scope([area], height=3) as tall:
            ...     pass
            >>> with arg_scope(tall.forced()):
            ...     area(2, height=100)
            6
        """
        # What a forced default for all targets overrules must not come back to life.
        overruled = {
            (key, name)
            for key, own in self.items()
            for name in own
            if (key, name) not in self._forced and self._forces(key, name)
        }
        pairs = {(key, name) for key, own in self.items() for name in own}
        return ArgScope._of(self, self._origins, frozenset(pairs - overruled))

    def diff(self, other: Mapping[str, Any]) -> ScopeDiff:
        """Return what differs: `{key: {argument: (mine, other's)}}`.

        A side that says nothing about the argument is `argscope.UNSET`. Print it for
        a table.
        """
        return ScopeDiff.between(
            self, other if isinstance(other, ArgScope) else ArgScope(other)
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, dict):
            return NotImplemented
        forced = other._forced if isinstance(other, ArgScope) else frozenset()
        return self._forced == forced and same(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:  # type: ignore[override]
        # Values need not be hashable, and equal values of other types (1 and True,
        # a list and an array) must hash alike: only the names take part.
        return hash(frozenset((key, frozenset(own)) for key, own in self.items()))

    # To other places.

    def bind(self, function: Callable[P, R]) -> Bound[P, R]:
        """Return `function` as a callable that runs under this scope, wherever it runs.

        Threads and spawned processes start without a scope; this carries one into them:
        `pool.submit(scope.bind(work), item)`. It pickles if the scope and the function
        do.
        """
        return Bound(self, function)

    def to_dict(self) -> dict[str, dict[str, Any]]:
        """Return plain data for a TOML, JSON or YAML file; `from_dict` reads it.

        Scoped callables become their names: `{"$target": "module:qualname"}`.

        Raises:
            ScopeDataError: A value has no form in a file.
        """
        return write_data(self, self._origins, self._forced)

    @classmethod
    def from_dict(cls, data: Mapping[str, Mapping[str, Any]]) -> ArgScope:
        """Return the scope that plain data describes.

        Args:
            data: `{target: {argument: value}}`. A target is named in full
                (`"module:qualname"`), or in short (`"conv2d"`) if only one scoped
                callable of the program is called so, or `"*"` for all targets.

        Raises:
            UnknownTargetError: No scoped callable has that name, or several have. A
                file never imports or runs anything.
            UnknownArgumentError: A callable does not take the argument.
            ScopeDataError: The data has another form.
        """
        settings, forced = read_data(data, decode=True)
        origins = {key: dict.fromkeys(own, UNKNOWN) for key, own in settings.items()}
        return cls._of(settings, origins, forced)

    def __reduce__(self) -> tuple[Any, ...]:
        check_pickles(self, self._origins)
        # A key finds its target once the module that defines it is imported.
        modules = sorted({key.partition(":")[0] for key in self if key != ANY_KEY})
        plain = {key: dict(own) for key, own in self.items()}
        return _unpickled, (modules, plain, self._origins, self._forced)

    # For people.

    def __str__(self) -> str:
        return text_table(scope_rows(self, self._origins, self._forced))

    def __repr__(self) -> str:
        plain = {key: dict(own) for key, own in self.items()}
        return f"ArgScope({plain!r})" + (".forced()" if self._forced else "")

    def _repr_html_(self) -> str:
        return html_table(scope_rows(self, self._origins, self._forced))


EMPTY: Final = ArgScope()


def _unpickled(
    modules: list[str],
    settings: dict[str, dict[str, Any]],
    origins: Origins,
    forced: frozenset[tuple[str, str]],
) -> ArgScope:
    for module in modules:
        import_module(module)
    return ArgScope._of(settings, origins, forced)


def _hide_from_any(
    names: Iterable[str],
    settings: dict[str, dict[str, Any]],
    kept: frozenset[tuple[str, str]],
) -> None:
    """Drop the outer defaults for single targets that an inner default for all replaces."""
    for key, own in list(settings.items()):
        hidden = {
            name
            for name in names
            if name in own and (key, name) not in kept and _any_reaches(key, name)
        }
        if hidden:
            settings[key] = FrozenDict({n: own[n] for n in own if n not in hidden})


def _any_reaches(key: str, name: str) -> bool:
    """Return whether a default for all targets is one for this argument of `key`."""
    target = target_by_key(key)
    return target is not None and name in target.parameters.names


def _as_list(targets: object) -> Iterable[object]:
    return targets if isinstance(targets, list | tuple) else [targets]


def _key_of(method: str, target: object) -> str:
    if target is ANY:
        return ANY_KEY
    found = find_target(target)
    if found is None:
        raise TargetTypeError.about(method, target, expected="a scoped callable or ANY")
    return found.key
