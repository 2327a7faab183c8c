"""What all commands share in how they are typed."""

from __future__ import annotations

import argparse
import functools
import os
import sys
from typing import Any, Final, NoReturn, final

from argscope.errors import suggestion

WRONGLY_TYPED: Final = 2


@final
class Parser(argparse.ArgumentParser):
    """A parser with the options of every command, whose errors are two lines."""

    def __init__(
        self,
        *,
        formatter_class: type[argparse.HelpFormatter] = argparse.HelpFormatter,
        **options: Any,
    ) -> None:
        # Left to itself, argparse imports what compresses files, to find the width.
        sized: Any = functools.partial(formatter_class, width=_width())
        super().__init__(formatter_class=sized, **options)
        # Left out if not given: that of a command must not undo that before it.
        self.add_argument(
            "--traceback",
            action="store_true",
            default=argparse.SUPPRESS,
            help="after an error, show where in the program it was raised",
        )

    def add_commands(self, title: str, metavar: str) -> Any:
        """Return what takes commands; without one, the help is shown as an error is.

        The status is 2 then, and not 0: a script whose variable for the command is empty
        must not take it for success. (git ends with 1, and Cargo with 0.)
        """
        self.set_defaults(run=self._show_help)
        # Left to itself, argparse lays out a usage to find the name.
        return self.add_subparsers(title=title, metavar=metavar, prog=self.prog)

    def _show_help(self, _options: argparse.Namespace) -> int:
        self.print_help(sys.stderr)
        return WRONGLY_TYPED

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with what was typed, and where to read on; exit with 2."""
        is_whole = message.endswith((".", "?")) or "\n" in message
        sentence = message if is_whole else f"{message}."
        self.exit(WRONGLY_TYPED, f"argscope: {sentence}\nSee: {self.prog} --help\n")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        # In the words of this house; argparse of Python 3.14 suggests a name, too.
        if action.choices is not None and value not in action.choices:
            known = ", ".join(action.choices)
            close = suggestion(str(value), action.choices)
            raise argparse.ArgumentError(
                action, f"there is no {value!r}.{close} Known are: {known}"
            )


def _width() -> int:
    """Return the width for helps, as argparse does."""
    try:
        columns = int(os.environ.get("COLUMNS", ""))
    except ValueError:
        columns = 0
    try:
        columns = columns or os.get_terminal_size(sys.__stdout__.fileno()).columns  # type: ignore[union-attr]
    except (AttributeError, ValueError, OSError):
        columns = 80
    return columns - 2


def split_at_dashes(given: list[str]) -> tuple[list[str], list[str]]:
    """Return our own arguments, and what follows `--`: those of a program to run.

    By hand: argparse loses track where options stand between a program and its `--`.
    """
    at = given.index("--") if "--" in given else 0
    if {"explain", "knobs", "run"} & {*given[:at]}:
        return given[:at], given[at + 1 :]
    return given, []


def whole_number(text: str) -> int:
    """Return the number that an option was given."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"expected a whole number, got {text!r}"
        ) from None


def number(text: str) -> float:
    """Return the number that an option was given."""
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a number, got {text!r}") from None
