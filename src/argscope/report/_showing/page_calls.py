"""The calls on the page, in order and nested, and the functions' own defaults."""

from __future__ import annotations

from argscope._base.origin import Origin
from argscope.report._facts import By, Call, Record
from argscope.report._showing import wording as words
from argscope.report._showing.html import chips, shown_arguments, text
from argscope.report._showing.nesting import folded_calls, listed_calls
from argscope.report._showing.numbering import Numbers
from argscope.report._showing.page_source import line_link

OwnDefaults = dict[str, str]
"""The value of each argument that a function itself has a default for."""


def own_defaults(record: Record) -> dict[str, OwnDefaults]:
    """Return the own defaults of each target, as the first call that shows them has them."""
    by_target: dict[str, OwnDefaults] = {}
    for call in record.calls:
        own = by_target.setdefault(call.key, {})
        for argument in call.arguments:
            for setting in (argument.setting, *argument.shadowed):
                if setting.by is By.DEFAULT:
                    own.setdefault(argument.name, setting.value)
    return by_target


def calls_section(record: Record, numbers: Numbers) -> str:
    """Return the section."""
    by_target = own_defaults(record)
    functions = {key: i for i, key in enumerate(by_target)}
    folded = folded_calls(record.calls)

    def row(call: Call, depth: int) -> str:
        inner = folded.get(call.index, [])
        rows = "".join(row(each, 1) for each in inner)
        facts = _facts(call, by_target[call.key], functions[call.key], numbers)
        style = f' style="--d:{min(depth, 10)}"' if depth else ""
        return (
            f"<div class=row id=c{call.index} tabindex=-1{style}>"
            f"{facts}{_folded(inner, rows)}</div>"
        )

    rows = [row(call, depth) for call, depth in listed_calls(record.calls, folded)]
    none = "" if rows else "<p>No scoped call was made.</p>"
    return (
        f"<section id=calls><h2>Calls <small id=found></small></h2>{none}"
        f"<div class=rows>{''.join(rows)}</div></section>"
    )


def _folded(calls: list[Call], rows: str) -> str:
    """Return the rows of the calls that a call made on its line, closed."""
    if not calls:
        return ""
    names = ", ".join(dict.fromkeys(call.name for call in calls))
    said = words.count(len(calls), "call")
    return f"<details><summary>{said} in it: {text(names)}</summary>{rows}</details>"


def _facts(call: Call, own: OwnDefaults, function: int, numbers: Numbers) -> str:
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
        f"<div class=what><span class=n>{call.index + 1}</span> "
        f"<strong>{text(call.name)}</strong> {line_link(call.site)}"
        f"{_thread(call)} <span class=arrow>gives</span> "
        f"<code{failed}>{text(words.outcome(call))}</code></div>"
        f"{chips(shown, numbers)}{more}"
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
        _function(i, names[key], places.get(key), own)
        for i, (key, own) in enumerate(own_defaults(record).items())
    )
    if not cards:
        return ""
    return (
        "<section id=functions><h2>The functions' own defaults</h2>"
        f"<div class=cards>{cards}</div></section>"
    )


def _function(index: int, name: str, place: Origin | None, own: OwnDefaults) -> str:
    items = "".join(
        f"<li data-by=own><b>{text(argument)}</b>={text(value)}</li>"
        for argument, value in own.items()
    )
    where = "" if place is None else f" <small>{text(words.place(place))}</small>"
    return (
        f"<article class=fn id=f{index}><h3>{text(name)}{where}</h3>"
        f"<ul>{items}</ul></article>"
    )
