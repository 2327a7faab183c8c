"""`argscope export`: the network of a run for other programs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from argscope.cli._paths import check_place, check_run
from argscope.cli._stop_signals import stop_signals


def add_export(commands: Any) -> None:
    """Add the command to a parser's subparsers."""
    export = commands.add_parser(
        "export",
        help="write a network that you trained as ONNX, SavedModel or safetensors",
        description="Write the network of a run for other programs. Its input are "
        "images as its preprocessing returns them, its output are logits.",
    )
    export.add_argument(
        "run_dir",
        type=Path,
        metavar="RUN_DIR",
        help="folder of `argscope train --net`",
    )
    export.add_argument(
        "--format", required=True, help="onnx, saved_model or safetensors"
    )
    export.add_argument(
        "--output", type=Path, metavar="PATH", help="where to; default: in the folder"
    )
    export.set_defaults(run=_run, extras=("layers", "train"))


def _run(options: argparse.Namespace) -> None:
    from argscope.finetune import export

    check_run(options.run_dir)
    if options.output is not None:
        check_place("--output", options.output.parent)
    with stop_signals(at_once=True):
        target = export(options.run_dir, options.format, options.output)
    sys.stdout.write(f"wrote {target}\n")
