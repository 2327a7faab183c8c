"""Options for settings in a command of click, for it and its subcommands."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Final

from argscope._options.given import OPTIONS, Given, Option

_KEY: Final = "argscope.given"


def is_command(given: object) -> bool:
    """Return whether something is a command of click; who has one has imported click."""
    click = sys.modules.get("click")
    return click is not None and isinstance(given, click.Command)


def add_to_command(command: Any) -> None:
    """Add the options to a command, and let it run, with its subcommands, under them."""
    import click

    for option in OPTIONS:
        command.params.append(
            click.Option(
                [option.flag],
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
