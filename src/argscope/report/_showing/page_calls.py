"""The calls on the page, in order and nested, and the functions' own defaults."""

from __future__ import annotations

from argscope._base.origin import Origin
from argscope.report._facts import By, Call, Record
from argscope.report._showing import wording as words
from argscope.report._showing.html import chips, shown_arguments, text
from argscope.report._showing.page_source import line_link

Table = dict[str, str]


def own_defaults(record: Record) -> dict[str, Table]:
    """Return the own defaults of each target, as the first call that shows them has them."""
    tables: dict[str, Table] = {}
    for call in record.calls:
        table = tables.setdefault(call.key, {})
        for argument in call.arguments:
            for setting in (argument.setting, *argument.shadowed):
                if setting.by is By.DEFAULT:
                    table.setdefault(argument.name, setting.value)
    return tables


def calls_section(record: Record, numbers: words.Numbers) -> str:
    """Return the section."""
    tables = own_defaults(record)
    functions = {key: i for i, key in enumerate(tables)}
    depths: list[int] = []
    rows = []
    for call in record.calls:
        depths.append(0 if call.parent is None else depths[call.parent] + 1)
        row = _row(call, depths[-1], tables[call.key], functions[call.key], numbers)
        rows.append(row)
    none = "" if rows else "<p>No scoped call was made.</p>"
    return (
        f"<section id=calls><h2>Calls <small id=found></small></h2>{none}"
        f"<div class=rows>{''.join(rows)}</div></section>"
    )


def _row(
    call: Call, depth: int, own: Table, function: int, numbers: words.Numbers
) -> str:
    shown = shown_arguments(call, own)
    rest = len(call.arguments) - len(shown)
    more = (
        f"<button type=button data-fn={function}>{words.count(rest, 'own default')}"
        "</button>"
        if rest
        else ""
    )
    failed = " class=failed" if call.error is not None else ""
    return (
        f'<div class=row id=c{call.index} tabindex=-1 style="--d:{min(depth, 10)}">'
        f"<div class=what><span class=n>{call.index + 1}</span> "
        f"<strong>{text(call.name)}</strong> {line_link(call.site)}"
        f"{_thread(call)} <span class=arrow>gives</span> "
        f"<code{failed}>{text(words.outcome(call))}</code></div>"
        f"{chips(shown, numbers)}{more}</div>"
    )


def _thread(call: Call) -> str:
    if call.thread == "MainThread":
        return ""
    return f" <small>in {text(call.thread)}</small>"


def functions_section(record: Record) -> str:
    """Return what each function's arguments are if nobody says anything."""
    names = {call.key: call.name for call in record.calls}
    places = {
        call.key: setting.origin
        for call in record.calls
        for argument in call.arguments
        for setting in (argument.setting, *argument.shadowed)
        if setting.by is By.DEFAULT
    }
    cards = "".join(
        _function(i, names[key], places.get(key), table)
        for i, (key, table) in enumerate(own_defaults(record).items())
    )
    if not cards:
        return ""
    return (
        "<section id=functions><h2>The functions' own defaults</h2>"
        f"<div class=cards>{cards}</div></section>"
    )


def _function(index: int, name: str, place: Origin | None, table: Table) -> str:
    items = "".join(
        f"<li data-by=own><b>{text(argument)}</b>={text(value)}</li>"
        for argument, value in table.items()
    )
    where = "" if place is None else f" <small>{text(words.place(place))}</small>"
    return (
        f"<article class=fn id=f{index}><h3>{text(name)}{where}</h3>"
        f"<ul>{items}</ul></article>"
    )
