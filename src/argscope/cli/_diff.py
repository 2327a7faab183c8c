"""`argscope diff`: on what two files of settings differ."""

from __future__ import annotations

import argparse
import sys
from typing import Any, Final

DIFFERENT: Final = 1
TROUBLE: Final = 2

_DESCRIPTION: Final = """\
Show the arguments on which two files of settings differ, such as those that
`argscope run --keep` wrote for two runs. The order in a file does not count,
and the formats (TOML, JSON, YAML) may differ. No program is run: a short name
is taken for the full one in the other file that ends so.
"""

_EPILOG: Final = """\
The exit status is 0 if the files say the same, 1 if not, and 2 if one of
them cannot be read.
"""


def add_diff(commands: Any) -> None:
    """Add the command to a parser's subparsers."""
    diff = commands.add_parser(
        "diff",
        help="show on what two files of settings differ",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    diff.add_argument("left", metavar="FILE", help="a file of settings")
    diff.add_argument("right", metavar="FILE", help="another one")
    diff.set_defaults(run=_run, extras=("settings",), failed=TROUBLE)


def _run(options: argparse.Namespace) -> int:
    from argscope._core.scope import ArgScope

    left = ArgScope.from_file(options.left, late=True)
    right = ArgScope.from_file(options.right, late=True)
    difference = left.diff(right)
    if difference:
        sys.stdout.write(difference.text(options.left, options.right) + "\n")
    return DIFFERENT if difference else 0
