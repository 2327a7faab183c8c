"""`argscope predict`: what the network of a run makes of images."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from argscope.cli._parser import whole_number
from argscope.cli._paths import check_run, images_at
from argscope.cli._stop_signals import stop_signals
from argscope.cli.errors import OptionError

if TYPE_CHECKING:
    from argscope.finetune._run import FinishedRun


def add_predict(commands: Any) -> None:
    """Add the command to a parser's subparsers."""
    predict = commands.add_parser(
        "predict",
        help="say what is in images, with a network that you trained",
        description="Print the most probable classes of each image, one line an image.",
    )
    predict.add_argument(
        "run_dir",
        type=Path,
        metavar="RUN_DIR",
        help="folder of `argscope train --net`",
    )
    predict.add_argument(
        "images",
        type=Path,
        nargs="+",
        metavar="IMAGE",
        help="files of images, or folders of them",
    )
    predict.add_argument(
        "--top",
        type=whole_number,
        default=3,
        metavar="INT",
        help="classes to tell (default: 3)",
    )
    predict.add_argument(
        "--json", action="store_true", help="one JSON object a line, for programs"
    )
    predict.set_defaults(run=_run, extras=("layers", "train"))


def _run(options: argparse.Namespace) -> None:
    from argscope.finetune import load_run

    if options.top < 1:
        raise OptionError.out_of_range("--top", options.top, expected=">= 1")
    check_run(options.run_dir)
    images = images_at(options.images)
    with stop_signals(at_once=True):
        run = load_run(options.run_dir)
        answers = list(_best(run, images, options.top))
    for file, found in answers:
        sys.stdout.write(
            f"{_as_json(file, found) if options.json else _as_text(file, found)}\n"
        )


def _best(
    run: FinishedRun, files: list[Path], top: int
) -> Iterator[tuple[Path, dict[str, float]]]:
    for file, row in zip(files, run.probabilities(files), strict=True):
        order = row.argsort()[::-1][:top]
        yield file, {run.classes[label]: float(row[label]) for label in order}


def _as_text(file: Path, found: dict[str, float]) -> str:
    told = [f"{name} {probability:.3f}" for name, probability in found.items()]
    return "  ".join([str(file), *told])


def _as_json(file: Path, found: dict[str, float]) -> str:
    return json.dumps({"file": str(file), "probabilities": found})
