"""The command line: parse, call, print."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import fields
from pathlib import Path
from typing import Any

from argscope import __version__
from argscope._checkpoint_command import add_checkpoint

_HELP = {
    "epochs": "passes over the training images",
    "batch_size": "images per training step",
    "learning_rate": "step size of Adam at the start",
    "weight_decay": "weight of the L2 penalty on all weights",
    "keep_prob": "probability that dropout keeps a feature",
    "seed": "decides initial weights, order of images and dropout",
    "run_dir": "folder for weights, metrics, curves and configuration",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status, 0 if all went well.

    Args:
        arguments: What follows the program's name; default: `sys.argv[1:]`.
    """
    options = _parser().parse_args(arguments)
    run = options.run
    try:
        return int(run(options))
    except ModuleNotFoundError as error:
        return _fail(
            f"{error}.\nInstall what this command needs: "
            "pip install 'argscope[layers,train]'"
        )
    except (ValueError, OSError) as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return _fail("stopped")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="argscope",
        description="Scoped default arguments, and networks built on them.",
    )
    parser.add_argument(
        "--version", action="version", version=f"argscope {__version__}"
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_train(commands)
    add_checkpoint(commands)
    return parser


def _add_train(commands: Any) -> None:
    train = commands.add_parser(
        "train",
        help="train a network on 1797 handwritten digits",
        description="Train a network written with arg_scope on scikit-learn's 1797 "
        "handwritten digits, and write weights, metrics, learning curves and the "
        "configuration into a folder.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    for name, default in _train_defaults().items():
        option = f"--{name.replace('_', '-')}"
        kind = type(default) if not isinstance(default, Path) else Path
        train.add_argument(
            option,
            type=kind,
            default=default,
            help=_HELP[name],
            metavar=kind.__name__.upper(),
        )
    train.set_defaults(run=_train)


def _train_defaults() -> dict[str, Any]:
    # Read without importing Keras: --help must answer at once.
    from argscope.train import TrainConfig

    return {field.name: field.default for field in fields(TrainConfig)}


def _train(options: argparse.Namespace) -> int:
    from argscope.train import TrainConfig, train

    names = [field.name for field in fields(TrainConfig)]
    config = TrainConfig(**{name: getattr(options, name) for name in names})
    with _kept_programs():
        result = train(config)
    sys.stdout.write(
        f"wrote {config.run_dir}/: config.json, scope.txt, metrics.csv, curves.png, "
        "model.weights.h5, result.json\n"
        f"test accuracy {result['test_accuracy']:.4f} after {result['seconds']:.0f} s\n"
    )
    return 0


def _kept_programs() -> AbstractContextManager[Any]:
    import argscope.layers  # noqa: F401  # chooses the backend
    from argscope._compilation_cache import compilation_cache

    return compilation_cache()


def _fail(message: str) -> int:
    sys.stderr.write(f"argscope: {message}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
