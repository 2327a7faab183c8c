"""Measure and print it: `python -m benchmarks.pictures [--threads N ...]`.

Writes photos of two sizes into a temporary folder. For each size, family and number of
threads all ways make all pictures, decoding included, in turns.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any, NamedTuple

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import argscope.layers  # noqa: F401  # before Keras: it chooses the backend

# isort: split
from benchmarks.pictures import photos
from benchmarks.pictures.ways import BATCH, Pass, Task, all_ways
from benchmarks.report import machine, table

SIZES = {(500, 375): 2 * BATCH, (4000, 3000): BATCH // 2}
"""Width and height of the photos, and how many of them there are."""

FAMILIES = ("inception", "vgg")


class Times(NamedTuple):
    """What each pass of a way took, in seconds."""

    wall: list[float]
    cpu: list[float]
    """Of this process, however busy the machine is. torchvision's others do not count."""


def main() -> None:
    options = _options()
    packages = ("argscope", "opencv-python-headless", "pillow", "torchvision")
    facts = machine((*packages, "tensorflow-cpu"))
    print("\n".join(f"{name:<24}{value}" for name, value in facts.items()))
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for (width, height), count in SIZES.items():
            place = Path(folder) / f"{width}"
            place.mkdir()
            files = photos.write(place, count, width, height)
            found += _measured(f"{width} x {height}", files, options)
    if options.json:
        text = json.dumps({"machine": facts, "pictures": found}, indent=2)
        options.json.write_text(text + "\n", encoding="utf-8")


def _measured(
    size: str, files: list[Path], options: argparse.Namespace
) -> list[dict[str, Any]]:
    found = []
    for family in FAMILIES:
        for threads in options.threads:
            ways = dict(all_ways(Task(family, files, threads)))
            passes = {n: way for n, way in ways.items() if not isinstance(way, str)}
            times = _in_turns(passes, options.rounds)
            title = f"{size}, {family}, threads: {threads}"
            header = (title, "pictures/s", "median", "CPU ms each")
            print(f"\n{table(header, _rows(times, len(files)))}")
            for name, way in ways.items():
                if isinstance(way, str):
                    print(f"{name}: {way}")
            about = {"photos": size, "family": family, "threads": threads}
            seconds = {name: each._asdict() for name, each in times.items()}
            found.append({**about, "count": len(files), "seconds": seconds})
    return found


def _in_turns(passes: dict[str, Pass], rounds: int) -> dict[str, Times]:
    """Return the times of each round, without the first: it starts what has to run."""
    times = {name: Times([], []) for name in passes}
    for _ in range(rounds + 1):
        for name, one in passes.items():
            before = perf_counter(), process_time()
            one()
            times[name].wall.append(perf_counter() - before[0])
            times[name].cpu.append(process_time() - before[1])
    return {name: Times(each.wall[1:], each.cpu[1:]) for name, each in times.items()}


def _rows(times: dict[str, Times], count: int) -> list[tuple[str, ...]]:
    return [
        (
            name,
            f"{count / min(each.wall):.0f}",
            f"{count / median(each.wall):.0f}",
            f"{1000 * min(each.cpu) / count:.2f}",
        )
        for name, each in times.items()
    ]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.pictures",
        description="Compare how fast pictures to train on are made.",
    )
    parser.add_argument("--rounds", type=int, default=10, help="passes by each way")
    parser.add_argument(
        "--threads", type=int, nargs="+", default=[1, 2], help="how many work"
    )
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="write all rounds too"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
