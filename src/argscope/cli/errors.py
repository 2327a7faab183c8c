"""The errors of options that do not fit together, and of programs that are not there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from argscope.errors import ArgScopeError, suggestion

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["OptionError", "RunError"]


class OptionError(ArgScopeError, ValueError):
    """An option is missing, or it is not one of this kind of the command."""

    @classmethod
    def missing(cls, option: str, *, meaning: str) -> Self:
        """Say which `option` must be given, and what it means."""
        return cls(f"{option} is missing: {meaning}.", option=option)

    @classmethod
    def misplaced(cls, option: str, *, here: str, there: str) -> Self:
        """Say that the `option` means nothing `here`, but does `there`."""
        return cls(
            f"{option} is not an option {here}; {there} it would be.", option=option
        )

    @classmethod
    def nothing_there(cls, paths: Iterable[Path]) -> Self:
        """Say that there is no file and no folder at some paths, or patterns of them."""
        return cls("\n".join(map(_nothing_at, paths)), paths=paths)

    @classmethod
    def in_a_file(cls, option: str, path: Path, file: Path) -> Self:
        """Say that nothing can be put into a `file`."""
        place = "which" if path == file else f"and {file}"
        return cls(
            f"{option} is {path}, {place} is a file, not a folder. Give another.",
            option=option,
            path=path,
        )

    @classmethod
    def no_folder(cls, option: str, path: Path) -> Self:
        """Say that the folder of a file to write does not exist."""
        return cls(
            f"{option} is {path}, and there is no folder {path.parent} to write it to.",
            option=option,
            path=path,
        )

    @classmethod
    def a_folder(cls, option: str, path: Path) -> Self:
        """Say that there is a folder where a file is to be written."""
        return cls(
            f"{option} is {path}, which is a folder, not a file. Give the name of a file.",
            option=option,
            path=path,
        )

    @classmethod
    def not_a_run(cls, path: Path) -> Self:
        """Say that there is no network: neither a run's nor a published one."""
        return cls(
            f"There is no network to look at images: {path} is a file, not the folder of "
            "a run. Give that first, or a published network with --net and --checkpoint.",
            path=path,
        )

    @classmethod
    def two_networks(cls, path: Path, net: str) -> Self:
        """Say that a run and a published network were both given."""
        return cls(
            f"There are two networks to look at images: the run in {path}, and {net} with "
            "--checkpoint. Leave one of them out.",
            path=path,
            net=net,
        )

    @classmethod
    def out_of_range(cls, option: str, value: float, *, expected: str) -> Self:
        """Say what the value of the `option` must be."""
        return cls(f"{option} must be {expected}, got {value}.", option=option)

    @classmethod
    def cannot_write(cls, option: str, path: str, reason: str) -> Self:
        """Say why a file could not be written in the end."""
        return cls(f"{option} {path} could not be written: {reason}", option=option)


def _nothing_at(path: Path) -> str:
    from glob import has_magic

    if has_magic(str(path)):
        return f"There is no file or folder that matches {path}."
    return f"There is no file or folder {path}.{_similar(path)}"


def _similar(path: Path) -> str:
    beside = path.parent.iterdir() if path.parent.is_dir() else ()
    return suggestion(path.name, [each.name for each in beside])


class RunError(ArgScopeError, LookupError):
    """There is no program to run, or more than one."""

    @classmethod
    def no_file(cls, path: str) -> Self:
        """Say that there is no file, and which is close."""
        from pathlib import Path

        return cls(f"There is no program {path}.{_similar(Path(path))}", path=path)

    @classmethod
    def no_main(cls, path: str) -> Self:
        """Say that a folder or archive is no program."""
        return cls(
            f"{path} is no program: there is no __main__.py in it. Give a file of it.",
            path=path,
        )

    @classmethod
    def no_module(cls, module: str) -> Self:
        """Say that there is no such module to run."""
        return cls(
            f"There is no module {module} to run. For a file leave -m out.",
            module=module,
        )

    @classmethod
    def not_one(cls, programs: list[str]) -> Self:
        """Say that there is none, or that there are several."""
        if not programs:
            return cls("Give the program to run, or -m and a module.")
        return cls(
            f"There are {len(programs)} programs: {', '.join(programs)}. Arguments of the "
            "program stand after --.",
            programs=programs,
        )
