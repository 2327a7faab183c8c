"""Measure and print it: `python -m benchmarks.checkpoints [--gigabytes N] [--json FILE]`.

Writes a checkpoint and a frozen graph of the same float32 tensors into a temporary folder
with TensorFlow, reads all of each with both readers in turns from a warm page cache, and
deletes them.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from benchmarks.checkpoints.memory import measure_memory
from benchmarks.checkpoints.speed import (
    Reader,
    measure_speed,
    read_checkpoint,
    read_frozen_graph,
)
from benchmarks.checkpoints.writing import CHECKPOINT, FROZEN_GRAPH, write
from benchmarks.report import machine

BAR = 1.5
"""How many times as long as TensorFlow's reader ours may take."""

KINDS: dict[str, tuple[str, Reader]] = {
    "checkpoint": (CHECKPOINT, read_checkpoint),
    "frozen graph": (FROZEN_GRAPH, read_frozen_graph),
}


def main() -> None:
    options = _options()
    facts = machine(("argscope", "numpy", "google-crc32c", "tensorflow-cpu"))
    print("\n".join(f"{name:<16}{value}" for name, value in facts.items()))
    found = {kind: _measured(kind, options) for kind in KINDS}
    if options.json:
        text = json.dumps({"machine": facts, **found}, indent=2)
        options.json.write_text(text + "\n", encoding="utf-8")


def _measured(kind: str, options: argparse.Namespace) -> dict[str, Any]:
    program, read_theirs = KINDS[kind]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        largest = write(path, program, options.gigabytes)
        speed = measure_speed(path, read_theirs, rounds=options.rounds)
        memory = measure_memory(path)
    print(f"\na {kind} of {options.gigabytes:g} GiB, largest tensor", end=" ")
    print(f"{largest / 2**20:.0f} MiB; seconds (fastest and median round)")
    for name, seconds in speed.seconds.items():
        print(f"  {name:<12}{min(seconds):7.3f}{speed.median(name):9.3f}")
    met = "met" if speed.ratio <= BAR else "missed"
    print(f"  ratio       {speed.ratio:7.2f}   bar {BAR}: {met}")
    for name, size in memory.items():
        print(f"  {name:<28}{size / 2**20:8.1f} MiB")
    return {
        "seconds": speed.seconds,
        "ratio": speed.ratio,
        "largest": largest,
        "memory": memory,
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.checkpoints",
        description="Compare our readers of checkpoints and graphs with TensorFlow's.",
    )
    parser.add_argument("--gigabytes", type=float, default=1.0, help="size of a file")
    parser.add_argument("--rounds", type=int, default=7, help="readings by each")
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="write all rounds too"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
