"""`ArgScope`: an immutable set of defaults, `{key: {argument: value}}`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NoReturn, ParamSpec, Self, TypeVar, final

from argscope._base.markers import ANY, ANY_KEY
from argscope._base.origin import Origin
from argscope._base.table import html_table, text_table
from argscope._core.diff import ScopeDiff
from argscope._core.exchange import Exchange
from argscope._core.merging import merged, raised
from argscope._core.pickling import check_pickles, import_targets, needed_targets
from argscope._core.rows import scope_rows
from argscope._core.settings import Origins, Strengths, defaults_in
from argscope._core.strength import FORCED, PINNED, Strength
from argscope._core.target import find_target
from argscope._core.unseen_importlib_bootstrap.bound import Bound
from argscope.errors import ScopeUsageError, TargetTypeError

P = ParamSpec("P")
R = TypeVar("R")


@final
class ArgScope(Exchange):
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

    __slots__ = ()

    def __new__(cls, values: Mapping[str, Mapping[str, Any]] | None = None) -> Self:
        return cls._of({}, {}) if values is None else cls._read(values, "ArgScope")

    def __init__(self, values: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        # The content is set by __new__; dict.__init__ would set it again, unchecked.
        pass

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
        found = find_target(target)
        if found is not None:
            key = self._keys_for(found).get(name, key)
        return self._default(key, name).origin if name in self.get(key, {}) else None

    # Algebra.

    def __or__(self, other: Mapping[str, Any]) -> ArgScope:  # type: ignore[override]
        """Return both scopes' defaults; where both set an argument, `other` wins."""
        inner = other if isinstance(other, ArgScope) else ArgScope(other)
        # The same scope, and with it the calls that are prepared for it.
        return ArgScope._of(*merged(self, inner)) if self else inner

    def __ror__(self, other: Mapping[str, Any]) -> ArgScope:  # type: ignore[override]
        return ArgScope(other) | self

    def __ior__(self, other: Mapping[str, Any]) -> Self:  # type: ignore[override]
        return self | other

    def __sub__(self, targets: object) -> ArgScope:
        """Return this scope without the defaults set for `targets` by name."""
        dropped = self._keys_of("ArgScope.__sub__", *_as_list(targets))
        return self._restricted(key for key in self if key not in dropped)

    def only(self, *targets: object) -> ArgScope:
        """Return only the defaults set for `targets` by name.

        Args:
            *targets: Scoped callables, or `ANY`.

        Raises:
            TargetTypeError: A target is not a scoped callable.
        """
        kept = self._keys_of("ArgScope.only", *targets)
        return self._restricted(key for key in self if key in kept)

    def _keys_of(self, method: str, *targets: object) -> set[str]:
        """Return the keys that stand for `targets` here."""
        keys = {_key_of(method, target) for target in targets}
        for target in filter(None, map(find_target, targets)):
            keys.update(self._names_of(target))
        return keys

    def _restricted(self, keys: Iterable[str]) -> ArgScope:
        kept = {key: self[key] for key in keys}
        origins = {key: self._origins[key] for key in kept}
        strengths = {p: s for p, s in self._strengths.items() if p[0] in kept}
        return ArgScope._of(kept, origins, strengths, self._late)

    def pinned(self) -> ArgScope:
        """Return the same defaults, now stronger than inner scopes, but not than the call.

        For settings from outside of a program, such as a file: they win over the scopes
        that the program opens inside, and over the captured ones that it enters there,
        with `arg_scope(captured)` or `captured.bind(f)`, and lose against an argument
        that a call gives. Of two pinned defaults the inner one wins; what is forced stays
        forced. In another thread, where nothing is active, nothing is pinned.

        Example:
            >>> from argscope import add_arg_scope, arg_scope
            >>> @add_arg_scope
            ... def area(width, height=1):
            ...     return width * height
            >>> with arg_scope([area], height=3) as tall:
            ...     pass
            >>> with arg_scope(tall.pinned()), arg_scope([area], height=5):
            ...     area(2), area(2, height=100)
            (6, 200)
        """
        return self._raised(PINNED)

    def forced(self) -> ArgScope:
        """Return the same defaults, now stronger than inner scopes and than the call.

        For ablations: try a value in a whole program without editing it. What is forced
        stays in force where a captured scope is entered, with `arg_scope(captured)` or
        `captured.bind(f)`, and gives way only to a scope inside that forces the argument
        too. In another thread, where nothing is active, nothing is forced.

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
        return self._raised(FORCED)

    def _raised(self, strength: Strength) -> ArgScope:
        return ArgScope._of(self, self._origins, raised(self, strength), self._late)

    def diff(self, other: Mapping[str, Any]) -> ScopeDiff:
        """Return what differs: `{key: {argument: (mine, other's)}}`.

        A side that says nothing about the argument is `argscope.UNSET`. Print it for
        a table.
        """
        return ScopeDiff.between(
            self, other if isinstance(other, ArgScope) else ArgScope(other)
        )

    # To other places.

    def bind(self, function: Callable[P, R]) -> Bound[P, R]:
        """Return `function` as a callable that runs under this scope, wherever it runs.

        Threads and spawned processes start without a scope; this carries one into them:
        `pool.submit(scope.bind(work), item)`. It pickles if the scope and the function
        do. Generators and coroutines run under the scope at each step, and what comes
        back is for `inspect` of the kind that `function` is.

        The scope replaces what is active, but for what is pinned or forced there.

        Raises:
            TargetTypeError: `function` cannot be called.
        """
        if not callable(function):
            raise TargetTypeError.about(
                "ArgScope.bind",
                function,
                expected="a function",
                hint="Write scope.bind(f)(x): bind the function, then call it.",
            )
        return Bound(self, function)

    def __reduce__(self) -> tuple[Any, ...]:
        check_pickles(self)
        plain = {key: dict(own) for key, own in self.items()}
        parts = plain, self._origins, self._strengths, self._late
        return _unpickled, (needed_targets(self), *parts)

    def __enter__(self) -> NoReturn:
        raise ScopeUsageError.entered()

    def __exit__(self, *_error: object) -> None:
        """Never reached; without it, `with` would not ask `__enter__`."""

    # For people.

    def __str__(self) -> str:
        return text_table(scope_rows(defaults_in(self)))

    def __repr__(self) -> str:
        parts: dict[Strength, dict[str, dict[str, Any]]] = {}
        for each in defaults_in(self):
            part = parts.setdefault(each.strength, {})
            part.setdefault(each.key, {})[each.name] = each.value
        # Read back in this order, no part hides anything of another.
        made_by = "ArgScope.from_dict({}, late=True)" if self._late else "ArgScope({})"
        shown = [
            made_by.format(parts[strength]) + (f".{strength}()" if strength else "")
            for strength in sorted(parts)[::-1]
        ]
        return " | ".join(shown) or "ArgScope({})"

    def _repr_html_(self) -> str:
        return html_table(scope_rows(defaults_in(self)))


EMPTY: Final = ArgScope()


def _unpickled(
    needed: dict[str, bool],
    settings: dict[str, dict[str, Any]],
    origins: Origins,
    strengths: Strengths,
    late: frozenset[str],
) -> ArgScope:
    import_targets(needed)
    return ArgScope._of(settings, origins, strengths, late)


def _as_list(targets: object) -> Iterable[object]:
    return targets if isinstance(targets, list | tuple) else [targets]


def _key_of(method: str, target: object) -> str:
    if target is ANY:
        return ANY_KEY
    found = find_target(target)
    if found is None:
        hint = "Give what add_arg_scope returned."
        if isinstance(target, str):
            hint = f"Write {target} without quotes."
        raise TargetTypeError.about(
            method, target, expected="a scoped callable or ANY", hint=hint
        )
    return found.key
