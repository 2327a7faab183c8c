"""How scopes come into a program and leave it: plain data, files, a command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Self

from argscope._base.origin import TYPED
from argscope._core.merging import merged
from argscope._core.settings import Settings

if TYPE_CHECKING:
    from os import PathLike

    from argscope._core.data import Part
    from argscope._core.unmatched import Unmatched


class Exchange(Settings):
    """What of `ArgScope` reads and writes; what does the work is loaded when asked."""

    __slots__ = ()

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

    def to_dict(self) -> dict[str, dict[str, Any]]:
        """Return plain data for a TOML, JSON or YAML file; `from_dict` reads it.

        Scoped callables become their names: `{"$target": "module:qualname"}`.

        Raises:
            ScopeDataError: A value has no form in a file.
        """
        from argscope._core.data import write_data

        if not self._late:
            return write_data(self)
        from argscope._core.unmatched import settled

        return write_data(settled(self))

    @classmethod
    def from_dict(
        cls, data: Mapping[str, Mapping[str, Any]], *, late: bool = False
    ) -> Self:
        """Return the scope that plain data describes.

        Args:
            data: `{target: {argument: value}}`. A target is named in full
                (`"module:qualname"`), or in short (`"conv2d"`) if only one scoped
                callable of the program is called so, or `"*"` for all targets. A value
                becomes what the argument is annotated with, if it fits.
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
            path: The file: `.toml`, `.json`, `.yaml` or `.yml`. If it is there, it is
                replaced, but for its presets and short names. In TOML all that does not
                change stays as it was written, comments and the order too.

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
    ) -> Self:
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
            ... def wall(width, height=1):
            ...     return width * height
            >>> path = Path(tempfile.mkdtemp()) / "small.toml"
            >>> _ = path.write_text("[wall]\nheight = 3\n[presets.high]\nwall.height = 9\n")
            >>> ArgScope.from_file(path).origin(wall, "height").line
            2
            >>> ArgScope.from_file(path, preset="high").origin(wall, "height").line
            4
        """
        from argscope._core.scope_file import read_files

        presets = (preset,) if isinstance(preset, str) else tuple(preset)
        parts = read_files(paths, presets)
        return cls._sum(parts, "ArgScope.from_file", late=late)

    @classmethod
    def _sum(cls, parts: Iterable[Part], reader: str, *, late: bool) -> Self:
        scope = cls._of({}, {})
        for data, places, origin in parts:
            inner = cls._read(
                data, reader, decode=True, late=late, places=places, origin=origin
            )
            scope = cls._of(*merged(scope, inner))
        return scope

    @classmethod
    def from_assignments(
        cls, assignments: str | Iterable[str], *, late: bool = False
    ) -> Self:
        """Return the scope that `target.argument=value` describes, or a list of such.

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
            ... def fence(width, height=1, unit="m"):
            ...     return f"{width * height} {unit}"
            >>> with arg_scope(ArgScope.from_assignments(["fence.height=3", "fence.unit=cm"])):
            ...     fence(2)
            '6 cm'
        """
        from argscope._core.assignments import read_assignment

        if isinstance(assignments, str):
            assignments = [assignments]
        parts = map(read_assignment, assignments)
        return cls._sum(parts, TYPED, late=late)

    def unmatched(self) -> tuple[Unmatched, ...]:
        """Return what is set here for names that no scoped callable has so far.

        They come from what was read with `late=True`; each prints as a sentence with the
        place and the closest name.
        """
        from argscope._core.unmatched import unmatched

        return unmatched(self) if self._late else ()
