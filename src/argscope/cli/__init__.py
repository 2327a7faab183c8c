"""The command line: parse, call, print. One file a command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from argscope._base.version import __version__
from argscope.cli._checkpoint import add_checkpoint
from argscope.cli._explain import add_explain
from argscope.cli._export import add_export
from argscope.cli._nets import add_nets
from argscope.cli._predict import add_predict
from argscope.cli._train import add_train

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status, 0 if all went well.

    Args:
        arguments: What follows the program's name; default: `sys.argv[1:]`.
    """
    own, rest = _split(list(sys.argv[1:] if arguments is None else arguments))
    options = _parser().parse_args(own, argparse.Namespace(rest=rest))
    run = options.run
    try:
        return int(run(options))
    except ModuleNotFoundError as error:
        return _fail(
            f"{error}.\nInstall what this command needs: "
            "pip install 'argscope[layers,train]'"
        )
    except (ValueError, LookupError, OSError) as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return _fail("stopped")


def _split(given: list[str]) -> tuple[list[str], list[str]]:
    """Return our own arguments, and what follows `--`: those of a script to explain.

    By hand: argparse loses track where options stand between a program and its `--`.
    """
    if given[:1] == ["explain"] and "--" in given:
        at = given.index("--")
        return given[:at], given[at + 1 :]
    return given, []


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="argscope",
        description="Scoped default arguments, and networks built on them.",
    )
    parser.add_argument(
        "--version", action="version", version=f"argscope {__version__}"
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    add_train(commands)
    add_predict(commands)
    add_export(commands)
    add_nets(commands)
    add_explain(commands)
    add_checkpoint(commands)
    return parser


def _fail(message: str) -> int:
    sys.stderr.write(f"argscope: {message}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
