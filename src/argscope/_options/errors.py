"""The error of options for settings."""

from __future__ import annotations

from typing import Self

from argscope.errors import ArgScopeError

__all__ = ["SettingsOptionError"]


class SettingsOptionError(ArgScopeError, ValueError):
    """Options for settings that do not fit together, or are asked for where none are."""

    @classmethod
    def preset_of_nothing(cls, preset: str) -> Self:
        """Say that there is no file to choose a `preset` from."""
        return cls(
            f"--preset {preset} is a table [presets.{preset}] of a file, and there is no "
            "file. Give it with --settings.",
            preset=preset,
        )

    @classmethod
    def not_added(cls, given: object) -> Self:
        """Say that arguments are not of a parser that knows the options."""
        return cls(
            f"settings_of() got {type(given).__name__} without settings. Give what "
            "parse_args() returns, of a parser that add_settings_options() was called "
            "with first.",
            given=given,
        )

    @classmethod
    def no_parser(cls, given: object) -> Self:
        """Say what options can be added to."""
        return cls(
            f"add_settings_options() got {type(given).__name__}. Give an "
            "argparse.ArgumentParser or a command of click. Other programs enter "
            "from_argv(), which takes the options out of sys.argv.",
            given=given,
        )
