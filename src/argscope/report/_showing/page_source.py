"""The source on the page: scopes as nested coloured blocks, arguments beside the calls."""

from __future__ import annotations

import io
import keyword
import tokenize
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from html import escape

from argscope._base.origin import Origin, shown_file
from argscope.report._facts import Argument, By, Call, Record
from argscope.report._showing import wording as words
from argscope.report._showing.html import chip, text
from argscope.report._showing.nesting import made_by_its_line
from argscope.report._showing.numbering import Numbers, own_numbers
from argscope.report._showing.source import Block, Piece, Source, sources

_MOST_GROUPS = 3

Chips = tuple[str, str]
"""The name of what was called, and its arguments as HTML."""


def source_section(record: Record, numbers: Numbers) -> str:
    """Return the section, empty if no source can be read."""
    beside = _beside(record, numbers)
    covers = _covers(record, numbers)
    found = sources(record)
    if not found:
        return ""
    return (
        "<section id=source><h2>Source</h2><p class=note>Beside a line stands what its "
        "calls got from scopes, and what they took back from them. Other arguments are "
        "to be read in the line itself.</p>"
        + "".join(_file(source, beside, covers) for source in found)
        + "</section>"
    )


def line_id(filename: str, line: int) -> str:
    """Return the address of a source line on the page."""
    return f"L{_short(filename)}-{line}"


@cache
def _short(filename: str) -> str:
    return sha256(filename.encode(errors="replace")).hexdigest()[:6]


def line_link(origin: Origin) -> str:
    """Return a place as a link to its line."""
    if not origin.line:
        return f"<span class=at>{text(words.place(origin))}</span>"
    address = line_id(text(origin.filename), origin.line)
    return f'<a class=at href="#{address}">{text(words.place(origin))}</a>'


def _covers(record: Record, numbers: Numbers) -> dict[tuple[str, int], list[int]]:
    """Return the numbers of what is set by the scope opened on each line."""
    covers: dict[tuple[str, int], list[int]] = {}
    for scope in record.scopes:
        place = text(scope.opened.filename), scope.opened.line
        own = own_numbers(scope, numbers)
        covers[place] = list(dict.fromkeys([*covers.get(place, ()), *own]))
        for default in scope.defaults:
            place = text(default.origin.filename), default.origin.line
            covers.setdefault(place, [numbers[default.origin]])
    return covers


def _beside(record: Record, numbers: Numbers) -> dict[tuple[str, int], str]:
    """Return the HTML beside each line that makes calls."""
    groups: dict[tuple[str, int], dict[Chips, list[Call]]] = {}
    for call in record.calls:
        shown = "".join(chip(a, numbers) for a in call.arguments if _tells_of_scopes(a))
        if not shown and _is_machinery(call, record):
            continue
        place = text(call.site.filename), call.site.line
        groups.setdefault(place, {}).setdefault((call.name, shown), []).append(call)
    return {place: _groups(own) for place, own in groups.items()}


def _is_machinery(call: Call, record: Record) -> bool:
    return call.parent is not None and made_by_its_line(call, record.calls[call.parent])


def _tells_of_scopes(argument: Argument) -> bool:
    settings = (argument.setting, *argument.shadowed)
    return any(setting.by is By.SCOPE for setting in settings)


def _groups(groups: dict[Chips, list[Call]]) -> str:
    shown = list(groups.items())
    parts = [_group(*chips, calls) for chips, calls in shown[:_MOST_GROUPS]]
    rest = sum(len(calls) for _, calls in shown[_MOST_GROUPS:])
    if rest:
        first = shown[_MOST_GROUPS][1][0].index
        parts.append(f'<a href="#c{first}">and {words.count(rest, "more call")}</a>')
    return "".join(parts)


def _group(name: str, chips: str, calls: list[Call]) -> str:
    times = f" <small>{len(calls)} times</small>" if len(calls) > 1 else ""
    listed = f"<ul>{chips}</ul>" if chips else "<small>nothing from scopes</small>"
    return f'<div><a href="#c{calls[0].index}">{text(name)}</a>{times} {listed}</div>'


def _file(
    source: Source,
    beside: dict[tuple[str, int], str],
    covers: dict[tuple[str, int], list[int]],
) -> str:
    name = text(source.filename)
    shown = text(shown_file(source.filename))
    pieces = "<hr>".join(_piece(piece, name, beside, covers) for piece in source.pieces)
    return f"<h3>{shown}</h3><div class=code>{pieces}</div>"


def _piece(
    piece: Piece,
    name: str,
    beside: dict[tuple[str, int], str],
    covers: dict[tuple[str, int], list[int]],
) -> str:
    painted = _painted(piece.lines)
    parts: list[str] = []
    ends: list[int] = []  # of the blocks that are open, the innermost last
    for offset, line in enumerate(painted):
        number = piece.start + offset
        while ends and ends[-1] < number:
            parts.append("</div>")
            ends.pop()
        for block in piece.blocks:
            if block.start == number:
                for scope in covers.get((name, block.opened), [])[:4]:
                    parts.append(f"<div class=block data-s={scope}>")
                    ends.append(_end_within(block, ends))
        calls = beside.get((name, number), "")
        side = f"<div class=side>{calls}</div>" if calls else ""
        kind = "'l calls'" if calls else "l"
        parts.append(
            f"<div class={kind} id={line_id(name, number)}><span class=n>{number}</span>"
            f"<code>{line}</code>{side}</div>"
        )
    return "".join([*parts, *("</div>" for _ in ends)])


def _end_within(block: Block, ends: list[int]) -> int:
    return min(block.end, ends[-1]) if ends else block.end


def _painted(lines: tuple[str, ...]) -> list[str]:
    """Return lines as HTML with words, texts and comments marked."""
    marks: dict[int, list[tuple[int, int, str]]] = {}
    for row, start, end, kind in _tokens(lines):
        marks.setdefault(row, []).append((start, end, kind))
    return [_paint(line, marks.get(i, [])) for i, line in enumerate(lines)]


def _paint(line: str, marks: list[tuple[int, int, str]]) -> str:
    parts, at = [], 0
    for start, end, kind in marks:
        parts.append(escape(line[at:start]))
        parts.append(f"<span class={kind}>{escape(line[start:end])}</span>")
        at = end
    return "".join(parts) + escape(line[at:])


def _tokens(lines: tuple[str, ...]) -> Iterator[tuple[int, int, int, str]]:
    """Return row, start, end and kind of what has a colour; stops at what it cannot read."""
    indent = min((len(x) - len(x.lstrip()) for x in lines if x.strip()), default=0)
    code = "".join(f"{line[indent:]}\n" for line in lines)
    try:
        for token in tokenize.generate_tokens(io.StringIO(code).readline):
            kind = _kind(token)
            if kind and token.start[0] == token.end[0]:
                row = token.start[0] - 1
                yield row, token.start[1] + indent, token.end[1] + indent, kind
    except (tokenize.TokenError, SyntaxError):
        return


def _kind(token: tokenize.TokenInfo) -> str:
    if token.type == tokenize.COMMENT:
        return "cm"
    if token.type == tokenize.STRING:
        return "st"
    if token.type == tokenize.NUMBER:
        return "nu"
    return "kw" if keyword.iskeyword(token.string) else ""
