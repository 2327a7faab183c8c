"""Measure and print it: `python -m benchmarks.checkpoints [--gigabytes N] [--json FILE]`.

Writes a checkpoint of float32 tensors into a temporary folder with TensorFlow, reads all
of it with both readers in turns from a warm page cache, and deletes it.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from benchmarks.checkpoints.memory import measure_memory
from benchmarks.checkpoints.speed import measure_speed
from benchmarks.checkpoints.writing import write
from benchmarks.report import machine

BAR = 1.5
"""How many times as long as TensorFlow's reader ours may take."""


def main() -> None:
    options = _options()
    facts = machine(("argscope", "numpy", "google-crc32c", "tensorflow-cpu"))
    with tempfile.TemporaryDirectory() as folder:
        prefix = Path(folder) / "model.ckpt"
        largest = write(prefix, options.gigabytes)
        speed = measure_speed(prefix, rounds=options.rounds)
        memory = measure_memory(prefix)
    print("\n".join(f"{name:<16}{value}" for name, value in facts.items()))
    print(f"\nreading {options.gigabytes:g} GiB, seconds (fastest and median round)")
    for name, seconds in speed.seconds.items():
        print(f"  {name:<12}{min(seconds):7.3f}{speed.median(name):9.3f}")
    ratio = speed.ratio
    print(
        f"  ratio       {ratio:7.2f}   bar {BAR}: {'met' if ratio <= BAR else 'missed'}"
    )
    print(f"\nmemory while reading, largest tensor {largest / 2**20:.0f} MiB")
    for name, size in memory.items():
        print(f"  {name:<28}{size / 2**20:8.1f} MiB")
    if options.json:
        data = {"machine": facts, "seconds": speed.seconds, "ratio": ratio}
        text = json.dumps({**data, "largest": largest, "memory": memory}, indent=2)
        options.json.write_text(text + "\n", encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.checkpoints",
        description="Compare our reader of checkpoints with TensorFlow's.",
    )
    parser.add_argument("--gigabytes", type=float, default=1.0, help="size of the file")
    parser.add_argument("--rounds", type=int, default=7, help="readings by each")
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="write all rounds too"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
