"""The source around calls and scopes, as lines in nested blocks; in no format.

A line may be as long as it likes and a file may be gone, changed or no Python: what
cannot be read is left out, what is too long is cut.
"""

from __future__ import annotations

import ast
import linecache
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from argscope._base.describe import visible
from argscope.report._facts import Record

LONGEST_LINE: Final = 300
_MOST_LINES: Final = 200_000
_MOST_CHARACTERS: Final = 4_000_000
_LONGEST_FUNCTION: Final = 150
_AROUND: Final = 4


@dataclass(frozen=True, slots=True)
class Block:
    """The lines that a scope covers: of its `with` statement or decorated function.

    Attributes:
        start: First line, from 1.
        end: Last line.
        opened: The line of the `arg_scope(...)` itself.
    """

    start: int
    end: int
    opened: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive lines of a file.

    Attributes:
        start: Number of the first line, from 1.
        lines: Their text, without anything that does not show.
        blocks: The scopes that cover some of them, the outer ones first.
    """

    start: int
    lines: tuple[str, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """The pieces of one file that calls and scopes are in."""

    filename: str
    pieces: tuple[Piece, ...]


def sources(record: Record) -> tuple[Source, ...]:
    """Return the source around every call and every scope, file by file."""
    wanted: dict[str, set[int]] = {}
    opened: dict[str, set[int]] = {}
    for scope in record.scopes:
        opened.setdefault(scope.opened.filename, set()).add(scope.opened.line)
        for place in (scope.opened, *(default.origin for default in scope.defaults)):
            wanted.setdefault(place.filename, set()).add(place.line)
            opened.setdefault(place.filename, set()).add(place.line)
    for call in record.calls:
        wanted.setdefault(call.site.filename, set()).add(call.site.line)
    found = (
        _source(name, lines, opened.get(name, set())) for name, lines in wanted.items()
    )
    return tuple(source for source in found if source.pieces)


def _source(filename: str, wanted: set[int], opened: set[int]) -> Source:
    lines = _lines(filename)
    wanted = {line for line in wanted if 0 < line <= len(lines)}
    if not wanted:
        return Source(visible(filename), ())
    tree = _tree(lines)
    functions, blocks = _functions(tree), _blocks(tree, opened)
    ranges = _merged(
        _range_around(line, functions, blocks, len(lines)) for line in wanted
    )
    return Source(
        visible(filename), tuple(_piece(lines, *bounds, blocks) for bounds in ranges)
    )


def _lines(filename: str) -> list[str]:
    # Also finds the cells of notebooks.
    lines = linecache.getlines(filename)
    if len(lines) > _MOST_LINES:
        return lines[:_MOST_LINES]
    return lines


def _tree(lines: list[str]) -> ast.AST:
    if sum(len(line) for line in lines) > _MOST_CHARACTERS:
        return ast.Module([], [])
    try:
        return ast.parse("".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


def _functions(tree: ast.AST) -> list[tuple[int, int]]:
    """Return the first and the last line of each function, with its decorators."""
    return [
        (
            min([node.lineno, *(d.lineno for d in node.decorator_list)]),
            node.end_lineno or node.lineno,
        )
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def _blocks(tree: ast.AST, opened: set[int]) -> list[Block]:
    """Return what the scopes that were opened on the given lines cover."""
    found = []
    for node in ast.walk(tree):
        end = getattr(node, "end_lineno", None)
        if isinstance(node, ast.With | ast.AsyncWith):
            items = [item.context_expr for item in node.items]
            first = node.lineno
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            items = list(node.decorator_list)
            first = min((item.lineno for item in items), default=node.lineno)
        else:
            continue
        for line in dict.fromkeys(_opened_in(items, opened)):
            start = first if line == items[0].lineno else line
            found.append(Block(start, end or line, line))
    return sorted(found, key=lambda block: (block.start, -block.end))


def _opened_in(items: Iterable[ast.expr], opened: set[int]) -> Iterator[int]:
    for item in items:
        for node in ast.walk(item):
            if isinstance(node, ast.Call) and node.lineno in opened:
                yield node.lineno


def _range_around(
    line: int, functions: list[tuple[int, int]], blocks: list[Block], last: int
) -> tuple[int, int]:
    """Return the lines to show with one: its function if that is not too long."""
    covering = [
        (first, end)
        for first, end in functions
        if first <= line <= end and end - first <= _LONGEST_FUNCTION
    ]
    covering += [
        (block.start, block.end)
        for block in blocks
        if block.opened == line and block.end - block.start <= _LONGEST_FUNCTION
    ]
    start = min([line - _AROUND, *(first for first, _ in covering)])
    end = max([line + _AROUND, *(end for _, end in covering)])
    return max(start, 1), min(end, last)


def _merged(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1] + 3:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _piece(lines: list[str], start: int, end: int, blocks: list[Block]) -> Piece:
    while end > start and not lines[end - 1].strip():
        end -= 1
    while start < end and not lines[start - 1].strip():
        start += 1
    inside = tuple(
        Block(max(block.start, start), min(block.end, end), block.opened)
        for block in blocks
        if block.start <= end and start <= block.end
    )
    return Piece(start, tuple(_shown(line) for line in lines[start - 1 : end]), inside)


def _shown(line: str) -> str:
    text = line[: LONGEST_LINE + 1].rstrip("\r\n").expandtabs(4)
    cut = text[:LONGEST_LINE] + " ..." if len(text) > LONGEST_LINE else text
    return visible(cut)
