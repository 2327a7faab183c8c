"""The pieces of HTML that all parts of the page share. Everything is escaped here."""

from __future__ import annotations

from html import escape

from argscope._base.describe import visible
from argscope.report._facts import Argument, By, Call, Setting
from argscope.report._showing import wording as words
from argscope.report._showing.numbering import Numbers

_MOST_TEXT = 2000


def text(value: object) -> str:
    """Return any text as HTML that shows exactly that text, and not too much of it."""
    shown = visible(str(value)[:_MOST_TEXT])
    return escape(shown, quote=True)


def chips(arguments: list[Argument], numbers: Numbers) -> str:
    """Return a list of arguments, each in the colour of the scope that set it."""
    items = "".join(chip(argument, numbers) for argument in arguments)
    return f"<ul>{items}</ul>" if items else ""


def chip(argument: Argument, numbers: Numbers) -> str:
    """Return one argument: name, value, and struck through what it shadowed."""
    setting = argument.setting
    # A page has thousands of these: no element, and for the commonest no attribute,
    # more than needed.
    lost = "".join(
        f"<s{_loser(shadowed, numbers)}>{text(shadowed.value)}</s>"
        for shadowed in argument.shadowed
    )
    return (
        f"<li{_owner(setting, numbers)}><b>{text(argument.name)}</b>="
        f"{text(setting.value)}{lost}</li>"
    )


def _owner(setting: Setting, numbers: Numbers) -> str:
    """Return the attributes that say who set a value."""
    if setting.by is By.SCOPE:
        strength = f" data-strength={setting.strength}" if setting.strength else ""
        return f" data-s={numbers[setting.origin]}{strength}"
    return f" data-by={'own' if setting.by is By.DEFAULT else 'call'}"


def _loser(setting: Setting, numbers: Numbers) -> str:
    """Return who set what was shadowed; nothing for the function's own default."""
    return "" if setting.by is By.DEFAULT else _owner(setting, numbers)


def badge(number: int) -> str:
    """Return the number of a scope in its colour, a link to the scope."""
    return f'<a class=badge data-s={number} href="#s{number}">{number}</a>'


def shown_arguments(call: Call, own_defaults: dict[str, str]) -> list[Argument]:
    """Return the arguments that a call's row has to show.

    Left out is what the table of the functions' own defaults says of all calls.
    """
    return [
        argument
        for argument in call.arguments
        if not (
            words.is_plain_default(argument)
            and own_defaults.get(argument.name) == argument.setting.value
        )
    ]
