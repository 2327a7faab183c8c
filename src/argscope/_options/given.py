"""What of settings was given on a command line, and the scope that it means."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Final, NoReturn, final

from argscope._core.scope import ArgScope
from argscope._options.errors import SettingsOptionError
from argscope._options.program_settings import ProgramSettings
from argscope.errors import ArgScopeError

Refuse = Callable[[str], NoReturn]
"""Ends the program with a message about what was typed, and the status 2."""


# Neither class is a NamedTuple or dataclass: making one takes as long as the rest of this.


@final
class Option:
    """An option for settings.

    Attributes:
        flag: How it is written, `--set`.
        metavar: What stands for its value in a help; empty if it takes none.
        help: What it is for.
    """

    __slots__ = ("flag", "help", "metavar")

    def __init__(self, flag: str, metavar: str, text: str) -> None:
        self.flag = flag
        self.metavar = metavar
        self.help = text


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


@final
class Given:
    """The options for settings that were given.

    Attributes:
        assignments: `TARGET.ARGUMENT=VALUE`, in their order.
        files: Files of settings, in their order.
        presets: Names of presets in the files, in their order.
        force: Whether they win over calls.
        refuse: Whom to tell what is wrong with them.
    """

    __slots__ = ("assignments", "files", "force", "presets", "refuse")

    def __init__(
        self,
        assignments: tuple[str, ...] = (),
        files: tuple[str, ...] = (),
        presets: tuple[str, ...] = (),
        force: bool = False,
        refuse: Refuse = refuse_here,
    ) -> None:
        self.assignments = assignments
        self.files = files
        self.presets = presets
        self.force = force
        self.refuse = refuse

    def with_option(self, option: Option, value: str) -> Given:
        """Return the same with one option more."""
        more = {SET: (), SETTINGS: (), PRESET: (), option: (value,)}
        return Given(
            self.assignments + more[SET],
            self.files + more[SETTINGS],
            self.presets + more[PRESET],
            self.force or option is FORCE,
            self.refuse,
        )

    def refused_by(self, refuse: Refuse) -> Given:
        """Return the same with somebody else to tell what is wrong."""
        return Given(self.assignments, self.files, self.presets, self.force, refuse)

    def scope(self) -> ArgScope:
        """Return what they set: what is typed wins over files, later ones over earlier.

        Raises:
            SettingsOptionError: A preset is to be chosen from no file.
            ArgScopeError: A file or an assignment is not what it should be.
            OSError: There is no such file.
        """
        if self.presets and not self.files:
            raise SettingsOptionError.preset_of_nothing(self.presets[0])
        scope = ArgScope.from_assignments(self.assignments, late=True)
        if self.files:  # else what reads files is not even imported
            read = ArgScope.from_file(*self.files, preset=self.presets, late=True)
            scope = read | scope
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
