"""The folder that the imports of a program count from."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path


def root_of(file: Path) -> Path:
    """Return the folder above a file in which most of what it imports is found.

    Of several the nearest one that is no package. Repositories of the time were put into
    `PYTHONPATH`, or run from a folder of theirs, with or without an `__init__.py` in it.
    """
    try:
        tree = ast.parse(file.read_bytes())
    except SyntaxError:  # told when it is run
        return file.parent
    modules = {*_imported(tree)}
    folders = [f for f in _folders(file) if not (_is_relative(tree) and _is_package(f))]

    def fit(folder: Path) -> tuple[int, bool]:
        return sum(_has(folder, name) for name in modules), not _is_package(folder)

    return max(folders, key=fit)


def _imported(tree: ast.Module) -> Iterator[str]:
    """Yield the paths of the modules that a file may import."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _is_relative(tree: ast.Module) -> bool:
    """Return whether a file imports from its own package, which it then has to be in."""
    return any(isinstance(n, ast.ImportFrom) and n.level for n in ast.walk(tree))


def _folders(file: Path) -> list[Path]:
    """Return the folders above a file, up to that of the repository."""
    folders = list(file.parents)
    ends = [n for n, folder in enumerate(folders) if (folder / ".git").exists()]
    return folders[: ends[0] + 1] if ends else folders


def _is_package(folder: Path) -> bool:
    return (folder / "__init__.py").exists()


def _has(folder: Path, module: str) -> bool:
    path = folder.joinpath(*module.split("."))
    return path.is_dir() or path.with_name(f"{path.name}.py").is_file()
