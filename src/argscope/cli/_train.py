"""`argscope train`."""

from __future__ import annotations

import argparse
import sys
from contextlib import AbstractContextManager
from dataclasses import fields
from pathlib import Path
from typing import Any

_HELP = {
    "epochs": "passes over the training images",
    "batch_size": "images per training step",
    "learning_rate": "step size of Adam at the start",
    "weight_decay": "weight of the L2 penalty on all weights",
    "keep_prob": "probability that dropout keeps a feature",
    "seed": "decides initial weights, order of images and dropout",
    "run_dir": "folder for weights, metrics, curves and configuration",
}


def add_train(commands: Any) -> None:
    """Add the command to a parser's subparsers."""
    train = commands.add_parser(
        "train",
        help="train a network on 1797 handwritten digits",
        description="Train a network written with arg_scope on scikit-learn's 1797 "
        "handwritten digits, and write weights, metrics, learning curves, the "
        "configuration and a page that explains every argument into a folder.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    for name, default in _defaults().items():
        option = f"--{name.replace('_', '-')}"
        kind = type(default) if not isinstance(default, Path) else Path
        train.add_argument(
            option,
            type=kind,
            default=default,
            help=_HELP[name],
            metavar=kind.__name__.upper(),
        )
    train.set_defaults(run=_run)


def _defaults() -> dict[str, Any]:
    # Read without importing Keras: --help must answer at once.
    from argscope.train import TrainConfig

    return {field.name: field.default for field in fields(TrainConfig)}


def _run(options: argparse.Namespace) -> int:
    from argscope.train import TrainConfig, train

    names = [field.name for field in fields(TrainConfig)]
    config = TrainConfig(**{name: getattr(options, name) for name in names})
    with _kept_programs():
        result = train(config)
    sys.stdout.write(
        f"wrote {config.run_dir}/: config.json, scope.txt, explain.html, metrics.csv, "
        "curves.png, model.weights.h5, result.json\n"
        f"test accuracy {result['test_accuracy']:.4f} after {result['seconds']:.0f} s\n"
    )
    return 0


def _kept_programs() -> AbstractContextManager[Any]:
    import argscope.layers  # noqa: F401  # chooses the backend
    from argscope._compilation_cache import compilation_cache

    return compilation_cache()
