"""`ArgScope`: an immutable set of defaults, `{key: {argument: value}}`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, NoReturn, ParamSpec, Self, TypeVar, final

from argscope._base.markers import ANY, ANY_KEY
from argscope._base.origin import Origin
from argscope._base.table import html_table, text_table
from argscope._core.diff import ScopeDiff
from argscope._core.merging import merged, raised
from argscope._core.pickling import check_pickles, import_targets, needed_targets
from argscope._core.rows import scope_rows
from argscope._core.settings import Origins, Settings, Strengths, defaults_in
from argscope._core.strength import FORCED, PINNED, Strength
from argscope._core.target import find_target
from argscope._core.unseen_importlib_bootstrap.bound import Bound
from argscope.errors import ScopeUsageError, TargetTypeError

if TYPE_CHECKING:
    from os import PathLike

    from argscope._core.data import Part
    from argscope._core.unmatched import Unmatched

P = ParamSpec("P")
R = TypeVar("R")


@final
class ArgScope(Settings):
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

    @classmethod
    def _read(
        cls,
        data: Mapping[str, Mapping[str, Any]],
        reader: str,
        *,
        decode: bool = False,
        **options: Any,
    ) -> Self:
        from argscope._core.reading import read_data

        return cls._of(*read_data(data, reader, decode=decode, **options))

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

    def to_dict(self) -> dict[str, dict[str, Any]]:
        """Return plain data for a TOML, JSON or YAML file; `from_dict` reads it.

        Scoped callables become their names: `{"$target": "module:qualname"}`.

        Raises:
            ScopeDataError: A value has no form in a file.
        """
        from argscope._core.data import write_data

        return write_data(self)

    @classmethod
    def from_dict(
        cls, data: Mapping[str, Mapping[str, Any]], *, late: bool = False
    ) -> ArgScope:
        """Return the scope that plain data describes.

        Args:
            data: `{target: {argument: value}}`. A target is named in full
                (`"module:qualname"`), or in short (`"conv2d"`) if only one scoped
                callable of the program is called so, or `"*"` for all targets.
            late: Whether a name that no scoped callable has may be that of one to come.
                It then takes effect when there is one; `unmatched` tells which are left.

        Raises:
            UnknownTargetError: No scoped callable has that name, or several have. A
                file never imports or runs anything.
            UnknownArgumentError: A callable does not take the argument.
            ScopeDataError: The data has another form.
        """
        return cls._read(data, "ArgScope.from_dict", decode=True, late=late)

    def to_file(self, path: str | PathLike[str]) -> None:
        """Write the scope into a file, which `from_file` reads.

        Args:
            path: The file, which is replaced: `.toml`, `.json`, `.yaml` or `.yml`.

        Raises:
            ScopeDataError: A value has no form in a file.
            ScopeFileError: The name ends in something else, TOML has no form for a value
                (None), or what writes such files is not installed: tomlkit for TOML,
                PyYAML for YAML.
            OSError: The file cannot be written.
        """
        from argscope._core.scope_file import write_file

        write_file(path, self.to_dict())

    @classmethod
    def from_file(
        cls,
        *paths: str | PathLike[str],
        preset: str | Iterable[str] = (),
        late: bool = False,
    ) -> ArgScope:
        r"""Return the scope that files describe, as `from_dict` does.

        Several files are as one: where two set an argument, the later wins. Where a
        default was set is then the file, and in TOML and YAML the line.

        Args:
            *paths: The files, in UTF-8: `.toml`, `.json`, `.yaml` or `.yml` (with
                PyYAML).
            preset: Names of tables in the table `presets`, which is of no effect
                otherwise. Each wins over what is outside, and over those named before.
            late: As `from_dict`.

        Raises:
            ScopeFileError: A file is not what its name says, or of more than 1 MiB, or
                none has the preset.
            UnknownTargetError: As `from_dict`.
            UnknownArgumentError: As `from_dict`.
            ScopeDataError: As `from_dict`.
            OSError: There is no such file.

        Example:
            >>> import tempfile
            >>> from pathlib import Path
            >>> from argscope import ArgScope, add_arg_scope
            >>> @add_arg_scope
            ... def area(width, height=1):
            ...     return width * height
            >>> path = Path(tempfile.mkdtemp()) / "small.toml"
            >>> _ = path.write_text("[area]\nheight = 3\n[presets.high]\narea.height = 9\n")
            >>> ArgScope.from_file(path).origin(area, "height").line
            2
            >>> ArgScope.from_file(path, preset="high").origin(area, "height").line
            4
        """
        from argscope._core.scope_file import read_files

        presets = (preset,) if isinstance(preset, str) else tuple(preset)
        parts = read_files(paths, presets)
        return cls._sum(parts, "ArgScope.from_file", late=late)

    @classmethod
    def _sum(cls, parts: Iterable[Part], reader: str, *, late: bool) -> ArgScope:
        scope = EMPTY
        for data, places, origin in parts:
            scope = scope | cls._read(
                data, reader, decode=True, late=late, places=places, origin=origin
            )
        return scope

    @classmethod
    def from_assignments(
        cls, assignments: Iterable[str], *, late: bool = False
    ) -> ArgScope:
        """Return the scope that a list of `target.argument=value` describes.

        For the options of a command line. Where a default was set is then `command line`.

        Args:
            assignments: Each sets one argument. The last dot stands before the argument;
                targets are named as in `from_dict`. The value is written as in TOML, or
                it is `None`, `True` or `False`, or `@name` for a scoped callable; what is
                none of these is a text. Of two for one argument the later one wins.
            late: As `from_dict`.

        Raises:
            AssignmentError: One has not this form.
            UnknownTargetError: As `from_dict`.
            UnknownArgumentError: As `from_dict`.

        Example:
            >>> from argscope import ArgScope, add_arg_scope, arg_scope
            >>> @add_arg_scope
            ... def area(width, height=1, unit="m"):
            ...     return f"{width * height} {unit}"
            >>> with arg_scope(ArgScope.from_assignments(["area.height=3", "area.unit=cm"])):
            ...     area(2)
            '6 cm'
        """
        from argscope._core.assignments import read_assignment

        parts = map(read_assignment, assignments)
        return cls._sum(parts, "ArgScope.from_assignments", late=late)

    def unmatched(self) -> tuple[Unmatched, ...]:
        """Return what is set here for names that no scoped callable has so far.

        They come from what was read with `late=True`; each prints as a sentence with the
        place and the closest name.
        """
        from argscope._core.unmatched import unmatched

        return unmatched(self) if self._late else ()

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
