"""Measure and print it: `python -m benchmarks.run [--peers PYTHON] [--rounds N]`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.report import machine, table
from benchmarks.run.programs import (
    ALONE,
    FILES,
    FROM_FILE,
    NOTHING,
    RUN_NOTHING,
    SET,
    STARTS,
    Start,
)
from benchmarks.run.starting import Taken, fastest

BAR = 60
"""How many milliseconds `argscope run` may add to the start of a program."""

SAME_PROGRAM = {RUN_NOTHING: NOTHING, SET: ALONE, FROM_FILE: ALONE}


def main() -> None:
    options = _options()
    starts = [each for each in STARTS if each.package is None]
    starts += _installed([each for each in STARTS if each.package], options.peers)
    interpreter = {True: sys.executable, False: options.peers}
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for name, text in FILES.items():
            (folder / name).write_text(text, encoding="utf-8")
        commands = {
            each.name: [interpreter[each.package is None], *each.arguments]
            for each in starts
        }
        found = fastest(commands, folder, rounds=options.rounds)
    facts = machine(("argscope",))
    print("\n".join(f"{name:<16}{value}" for name, value in facts.items()), end="\n\n")
    print(_table(found), end="\n\n")
    for name, alone in SAME_PROGRAM.items():
        added = found[name].wall - found[alone].wall
        busy = found[name].cpu - found[alone].cpu
        met = "met" if added <= BAR else "missed"
        print(
            f"{name:<30} adds {added:5.1f} ms, of processors {busy:5.1f} ms;", end=" "
        )
        print(f"bar {BAR} ms: {met}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.run", description=__doc__
    )
    parser.add_argument("--rounds", type=int, default=30, help="starts of each kind")
    parser.add_argument(
        "--peers",
        default=sys.executable,
        metavar="PYTHON",
        help="an interpreter with gin-config, hydra-core and tyro; default: this one",
    )
    return parser.parse_args()


def _installed(starts: list[Start], python: str) -> Iterator[Start]:
    """Yield the starts whose package the interpreter has; tell of the others."""
    for each in starts:
        code = f"import importlib.metadata as m; print(m.version({each.package!r}))"
        found = subprocess.run(  # noqa: S603  # our own program
            [python, "-c", code],
            capture_output=True,
            text=True,
            check=False,
            env=_bare(),
        )
        if found.returncode == 0:
            yield each
            print(f"{each.package:<16}{found.stdout.strip()}")
        else:
            print(f"{each.package:<16}not installed, and so not measured")


def _bare() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}


def _table(found: dict[str, Taken]) -> str:
    nothing, ours = found[NOTHING], found[SET]
    rows = [
        (
            name,
            f"{taken.wall:.1f}",
            f"{taken.wall - nothing.wall:.1f}",
            f"{taken.cpu - nothing.cpu:.1f}",
            f"{(taken.wall - nothing.wall) / (ours.wall - nothing.wall):.2f}",
        )
        for name, taken in found.items()
    ]
    return table(("start", "ms", "added", "of processors", "x ours"), rows)


if __name__ == "__main__":
    main()
