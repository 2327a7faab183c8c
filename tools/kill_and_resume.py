"""Kill a run of `argscope train --net` again and again; it must end as if nothing was.

    python tools/kill_and_resume.py [--kills 20] [--seed 0]

Trains one run without interruption. Then trains the same run in another folder, killing
it with SIGKILL after a random time until it was killed so many times, and lets it come
to its end. Ends with status 1 unless every variable of both is the same, bit for bit.
"""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image
from safetensors import safe_open
from safetensors.numpy import load_file

STATE = "state.safetensors"
EPOCHS = 80


def main() -> int:
    """Run, kill, compare."""
    options = parsed()
    chance = np.random.default_rng(options.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_images(folder / "images")
        seconds = finish(command(folder, "whole"))
        killed = kill(command(folder, "killed"), options.kills, seconds, chance)
        finish(command(folder, "killed"))
        whole, other = (load_file(folder / run / STATE) for run in ("whole", "killed"))
    differ = [name for name in whole if not np.array_equal(whole[name], other[name])]
    print(f"killed {killed} times; {len(differ)} of {len(whole)} arrays differ")
    return 1 if differ or killed < options.kills else 0


def parsed() -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0, help="decides the moments")
    return parser.parse_args()


def write_images(folder: Path) -> None:
    """Write noise around three colours, twenty images each."""
    random_pixels = np.random.default_rng(0)
    for name, channel in (("red", 0), ("green", 1), ("blue", 2)):
        (folder / name).mkdir(parents=True)
        for number in range(20):
            pixels = random_pixels.integers(0, 160, (36, 36, 3), dtype="uint8")
            pixels[..., channel] += 90
            Image.fromarray(pixels).save(folder / name / f"{number}.png")


def command(folder: Path, run: str) -> list[str]:
    """Return what a user would type."""
    return [
        *(sys.executable, "-m", "argscope", "train", "--net", "cifarnet"),
        *("--data", str(folder / "images"), "--run-dir", str(folder / run)),
        *("--epochs", str(EPOCHS), "--batch-size", "10"),
    ]


def finish(arguments: list[str]) -> float:
    """Let a run come to its end; return the seconds it took."""
    start = time.perf_counter()
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    return time.perf_counter() - start


def kill(
    arguments: list[str], kills: int, seconds: float, chance: np.random.Generator
) -> int:
    """Kill a run that takes so many seconds; return how often it could be done.

    Each time after none to two more epochs and a random time, so that kills are all
    over a run: while it starts, in the middle of an epoch, while it writes.
    """
    for number in range(kills):
        last = finished_epochs(arguments) + int(chance.integers(3))
        process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL)  # noqa: S603
        while process.poll() is None and finished_epochs(arguments) < last:
            time.sleep(0.001)
        time.sleep(chance.uniform(0, seconds / EPOCHS))
        process.kill()
        if process.wait() != -signal.SIGKILL:
            return number
        done = finished_epochs(arguments)
        print(f"kill {number + 1}: {done} of {EPOCHS} epochs are finished", flush=True)
    return kills


def finished_epochs(arguments: list[str]) -> int:
    """Return how far a run has come."""
    state = Path(arguments[arguments.index("--run-dir") + 1]) / STATE
    if not state.exists():
        return 0
    with safe_open(state, framework="numpy") as file:
        return int(json.loads(file.metadata()["progress"])["epochs"])


if __name__ == "__main__":
    sys.exit(main())
