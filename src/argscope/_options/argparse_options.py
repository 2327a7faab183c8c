"""Options for settings in a parser of `argparse`."""

from __future__ import annotations

import argparse
from typing import Any, Final

from argscope._options.given import OPTIONS, Given, Option

DEST: Final = "argscope"
"""The attribute of parsed arguments with what was given."""


def add_to_parser(parser: Any) -> None:
    """Add the options to a parser, in a group of their own, or to a group of options."""
    group = parser
    if isinstance(parser, argparse.ArgumentParser):
        group = parser.add_argument_group("settings")
    for option in OPTIONS:
        group.add_argument(
            option.flag,
            action=_Note,
            option=option,
            metavar=option.metavar or None,
            nargs=None if option.metavar else 0,
            help=option.help,
        )


class _Note(argparse.Action):
    """Notes one option; what is wrong with it is an error of the parser that took it."""

    def __init__(self, *, option: Option, **options: Any) -> None:
        super().__init__(**{**options, "dest": DEST, "default": Given()})
        self._option = option

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        _flag: str | None = None,
    ) -> None:
        given = getattr(namespace, DEST).with_option(self._option, values)
        setattr(namespace, DEST, given.refused_by(parser.error))
