"""What of settings was given on a command line, and the scope that it means."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Final, NamedTuple, NoReturn

from argscope._core.scope import ArgScope
from argscope._options.errors import SettingsOptionError
from argscope._options.program_settings import ProgramSettings
from argscope.errors import ArgScopeError

Refuse = Callable[[str], NoReturn]
"""Ends the program with a message about what was typed, and the status 2."""


class Option(NamedTuple):
    """An option for settings.

    Attributes:
        flag: How it is written, `--set`.
        metavar: What stands for its value in a help; empty if it takes none.
        help: What it is for.
    """

    flag: str
    metavar: str
    help: str


SET: Final = Option(
    "--set",
    "TARGET.ARGUMENT=VALUE",
    "a default of the program's functions, such as conv2d.padding=SAME; again for more",
)
SETTINGS: Final = Option(
    "--settings",
    "FILE",
    "a .toml, .json or .yaml file of them; again, and the later wins",
)
PRESET: Final = Option(
    "--preset",
    "NAME",
    "a table [presets.NAME] of the files, too; again, and the later wins",
)
FORCE: Final = Option("--force", "", "win over the arguments that calls give, too")

OPTIONS: Final = (SET, SETTINGS, PRESET, FORCE)


def refuse_here(message: str) -> NoReturn:
    """End the program as a parser does."""
    name = os.path.basename(sys.argv[0])  # noqa: PTH119  # importing pathlib takes longer
    sys.stderr.write(f"{name}: error: {message}\n")
    raise SystemExit(2)


class Given(NamedTuple):
    """The options for settings that were given.

    Attributes:
        assignments: `TARGET.ARGUMENT=VALUE`, in their order.
        files: Files of settings, in their order.
        presets: Names of presets in the files, in their order.
        force: Whether they win over calls.
        refuse: Whom to tell what is wrong with them.
    """

    assignments: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    presets: tuple[str, ...] = ()
    force: bool = False
    refuse: Refuse = refuse_here

    def with_option(self, option: Option, value: str) -> Given:
        """Return the same with one option more."""
        if option is SET:
            return self._replace(assignments=(*self.assignments, value))
        if option is SETTINGS:
            return self._replace(files=(*self.files, value))
        if option is PRESET:
            return self._replace(presets=(*self.presets, value))
        return self._replace(force=True)

    def scope(self) -> ArgScope:
        """Return what they set: what is typed wins over files, later ones over earlier.

        Raises:
            SettingsOptionError: A preset is to be chosen from no file.
            ArgScopeError: A file or an assignment is not what it should be.
            OSError: There is no such file.
        """
        if self.presets and not self.files:
            raise SettingsOptionError.preset_of_nothing(self.presets[0])
        files = ArgScope.from_file(*self.files, preset=self.presets, late=True)
        scope = files | ArgScope.from_assignments(self.assignments, late=True)
        return scope.forced() if self.force else scope.pinned()

    def program_settings(self) -> ProgramSettings:
        """Return them for a `with`; tell what is wrong with them, and end the program."""
        try:
            return ProgramSettings(self.scope())
        except OSError as error:
            reason = f"{error.filename}: {error.strerror}." if error.strerror else error
            self.refuse(f"{reason}")
        except ArgScopeError as error:
            self.refuse(str(error))
