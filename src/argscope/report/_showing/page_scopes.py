"""The scopes on the page: each with its colour, its defaults and how often they were used."""

from __future__ import annotations

from argscope._base.origin import Origin
from argscope.report._facts import Default, Record
from argscope.report._showing import wording as words
from argscope.report._showing.html import badge, text
from argscope.report._showing.nesting import depths
from argscope.report._showing.numbering import Numbers, defaults_of_line, own_numbers
from argscope.report._showing.page_source import line_link


def scopes_section(record: Record, numbers: Numbers) -> str:
    """Return the section."""
    cards = "".join(_card(record, origin, n) for origin, n in numbers.items())
    none = "<p>No scope was open.</p>" if not numbers else ""
    return (
        f"<section id=scopes><h2>Scopes</h2>{none}<div class=cards>{cards}</div>"
        f"{_unused(record, numbers)}{_opened(record, numbers)}</section>"
    )


def _card(record: Record, origin: Origin, number: int) -> str:
    groups: dict[tuple[str, str, str], list[Default]] = {}
    for default in defaults_of_line(record, origin):
        groups.setdefault(
            (default.argument, default.value, str(default.strength)), []
        ).append(default)
    without_use = {item.argument for item in record.unused if item.origin == origin}
    rows = "".join(
        _row(group, number, is_unused=group[0].argument in without_use)
        for group in groups.values()
    )
    return (
        f"<article class=card id=s{number} data-s={number} tabindex=0>"
        f"<h3>{badge(number)} {line_link(origin)}</h3>"
        f"<table>{rows}</table></article>"
    )


def _row(group: list[Default], number: int, *, is_unused: bool) -> str:
    first = group[0]
    strength = f" <em>{first.strength}</em>" if first.strength else ""
    users = "".join(
        f"<span>{text(words.target(d.key))} <small>{text(words.uses(d))}</small></span>"
        for d in group
    )
    unused = " class=unused" if is_unused else ""
    return (
        f"<tr{unused} data-d='{number}:{text(first.argument)}'>"
        f"<th>{text(first.argument)}</th><td><i>{text(first.value)}</i>{strength}</td>"
        f"<td>{users}</td></tr>"
    )


def _unused(record: Record, numbers: Numbers) -> str:
    if not record.unused:
        return ""
    items = "".join(
        f"<li>{text(words.unused(item, numbers))}</li>" for item in record.unused
    )
    return f"<div id=unused><h3>Never used</h3><ul>{items}</ul></div>"


def _opened(record: Record, numbers: Numbers) -> str:
    if not record.scopes:
        return ""
    items = []
    for scope, depth in zip(record.scopes, depths(record.scopes), strict=True):
        marks = "".join(map(badge, own_numbers(scope, numbers))) or "no defaults"
        items.append(
            f'<li style="--d:{min(depth, 12)}">{line_link(scope.opened)} {marks} '
            f"<small>{text(words.kind(scope, record))}</small></li>"
        )
    return (
        f"<details id=opened><summary>Opened {words.count(len(items), 'time')}, in this "
        f"order</summary><ol>{''.join(items)}</ol></details>"
    )
