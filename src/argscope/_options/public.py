"""What a program calls to take settings from its command line."""

from __future__ import annotations

import sys
from typing import Any, TypeVar

from argscope._options.errors import SettingsOptionError
from argscope._options.given import Given
from argscope._options.program_settings import ProgramSettings

P = TypeVar("P")


def add_settings_options(parser: P) -> P:
    """Add `--set`, `--settings`, `--preset` and `--force` to a command line.

    Args:
        parser: An `argparse.ArgumentParser`, or a group of its options; then enter
            `settings_of` what it parsed. Or a command of click: it runs under the
            settings, with its subcommands. For other libraries there is `from_argv`.

    Returns:
        The same parser or command; so this is also a decorator of click's commands.

    Raises:
        SettingsOptionError: `parser` is something else.

    Example:
        >>> import argparse
        >>> from argscope import add_arg_scope, add_settings_options, settings_of
        >>> @add_arg_scope
        ... def bricks(width, height=1):
        ...     return width * height
        >>> parser = add_settings_options(argparse.ArgumentParser())
        >>> with settings_of(parser.parse_args(["--set", "bricks.height=3"])):
        ...     bricks(2)
        6
    """
    if hasattr(parser, "add_argument"):
        from argscope._options.argparse_options import add_to_parser

        add_to_parser(parser)
        return parser
    from argscope._options.click_options import add_to_command, is_command

    if not is_command(parser):
        raise SettingsOptionError.no_parser(parser)
    add_to_command(parser)
    return parser


def settings_of(arguments: Any) -> ProgramSettings:
    """Return the settings that were given on the command line, to be entered.

    From entering to leaving they are in force in all threads and tasks, stronger than the
    scopes that the program opens (see `ArgScope.pinned`; with `--force` than the calls,
    too). On leaving, what had no effect is told on standard error. What is wrong with
    them is an error of the parser: it exits with the status 2.

    Args:
        arguments: What `parse_args` returned, of a parser with `add_settings_options`.

    Returns:
        A context manager, which yields the settings, an `ArgScope`.

    Raises:
        SettingsOptionError: The parser has no such options.
    """
    given = getattr(arguments, "argscope", None)
    if not isinstance(given, Given):
        raise SettingsOptionError.not_added(arguments)
    return given.program_settings()


def from_argv(arguments: list[str] | None = None) -> ProgramSettings:
    """Take the options for settings out of the command line of a program.

    For programs without a parser, or with one that need not know. What follows a `--`
    is left alone.

    Args:
        arguments: The arguments; default: those of `sys.argv`. The options, and what
            belongs to them, are taken out of the list.

    Returns:
        As of `settings_of`.

    Example:
        >>> from argscope import add_arg_scope, from_argv
        >>> @add_arg_scope
        ... def tiles(width, height=1):
        ...     return width * height
        >>> arguments = ["--set", "tiles.height=3", "--epochs", "3"]
        >>> with from_argv(arguments):
        ...     tiles(2), arguments
        (6, ['--epochs', '3'])
    """
    from argscope._options.argv import taken_from

    if arguments is not None:
        return taken_from(arguments).program_settings()
    own = sys.argv[1:]
    given = taken_from(own)
    sys.argv[1:] = own
    return given.program_settings()
