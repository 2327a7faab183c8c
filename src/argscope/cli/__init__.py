"""The command line: parse, call, print. One file a command."""

from __future__ import annotations

import gc
import signal
import sys
from argparse import Namespace
from collections.abc import Sequence

from argscope.cli._checkpoint import add_checkpoint
from argscope.cli._diff import add_diff
from argscope.cli._exit_status import FAILED, exit_status
from argscope.cli._explain import add_explain
from argscope.cli._export import add_export
from argscope.cli._knobs import add_knobs, add_schema
from argscope.cli._nets import add_nets
from argscope.cli._parser import Parser, split_at_dashes
from argscope.cli._predict import add_predict
from argscope.cli._train import add_train
from argscope.cli._version import PrintVersions

__all__ = ["main", "program"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status, 0 if all went well.

    Args:
        arguments: What follows the program's name; default: `sys.argv[1:]`.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    own, rest = split_at_dashes(given)
    options = Namespace(rest=rest, traceback=False, extras=(), failed=FAILED)

    def run() -> int | None:
        _parser().parse_args(own, options)
        status: int | None = options.run(options)
        return status

    return exit_status(run, options)


def program() -> int:
    """Run the command line as a program of its own; return the exit status."""
    status = main()
    # TensorFlow complains if what reads ahead for it is still there when Python is not.
    gc.collect()
    # What is left is tidying up: an interrupt there would be told as a traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return status


def _parser() -> Parser:
    parser = Parser(
        prog="argscope",
        description="Scoped default arguments, and networks built on them.",
    )
    parser.add_argument(
        *("-V", "--version"),
        action=PrintVersions,
        help="print the versions of argscope and of what it runs on, and exit",
    )
    commands = parser.add_commands("commands", "COMMAND")
    add_nets(commands)
    add_train(commands)
    add_predict(commands)
    add_export(commands)
    add_explain(commands)
    add_knobs(commands)
    add_schema(commands)
    add_diff(commands)
    add_checkpoint(commands)
    return parser


if __name__ == "__main__":
    sys.exit(program())
