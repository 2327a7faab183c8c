"""Options for settings in a command of click, or of what is built on it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Final

from argscope._options.given import OPTIONS, Given, Option

_OPTION_CLASSES: Final = {"typer.core": "TyperOption", "click.core": "Option"}
_KEY: Final = "argscope.given"


def option_class(command: object) -> Any:
    """Return what options of a command are made of; None if it is no command.

    Found by the names of its classes: neither library is imported for that, and typer has
    a click of its own.
    """
    for base in type(command).__mro__:
        name = _OPTION_CLASSES.get(base.__module__)
        if name is not None:
            return getattr(sys.modules[base.__module__], name)
    return None


def add_to_command(command: Any, make_option: Any) -> None:
    """Add the options to a command, and let it run, with its subcommands, under them."""
    for option in OPTIONS:
        command.params.append(
            make_option(
                param_decls=[option.flag],
                metavar=option.metavar or None,
                multiple=bool(option.metavar),
                is_flag=not option.metavar,
                expose_value=False,
                callback=_noting(option),
                help=option.help,
            )
        )
    invoke = command.invoke

    def invoke_with_settings(context: Any) -> Any:
        with context.meta.get(_KEY, Given()).program_settings():
            return invoke(context)

    command.invoke = invoke_with_settings


def _noting(option: Option) -> Callable[..., None]:
    def note(context: Any, _parameter: Any, value: Any) -> None:
        given = context.meta.get(_KEY, Given(refuse=context.fail))
        for each in value if option.metavar else [value] * value:
            given = given.with_option(option, each)
        context.meta[_KEY] = given

    return note
