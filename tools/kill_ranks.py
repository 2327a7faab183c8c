"""Kill one process of a run of two again and again; the run must end the same.

    python tools/kill_ranks.py [--backend jax] [--times 20] [--seed 0]

Trains one run of two processes, with variables that are cut over them, without
interruption. Then trains the same run in another folder; a process of it, one of the two
at random, is ended by SIGKILL at so many random moments, and the other one has to end by
itself. Lets the run come to its end. Half of the way a copy of its folder is made, and one
process alone brings that to its end.

Ends with status 1 unless no finished epoch was lost, the files of both runs are the same,
and the weights of the copy are to rounding.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import h5py
import numpy as np
from kill_and_resume import different, write_images
from safetensors import SafetensorError, safe_open

INDEX = "state.safetensors.index.json"
WHOLE = "state.safetensors"
EPOCHS = 40
TO_END = 60
"""Seconds in which the process that is left has to end."""
SAME = (
    *("metrics.csv", "model.weights.h5", "curves.png", "used.json"),
    *("classes.csv", "confusion.csv", "confusion.png", "images.json", INDEX),
)


class Pace(NamedTuple):
    """How long the parts of a run take, in seconds."""

    start: float
    epoch: float


def main() -> int:
    """Run, kill, compare."""
    options = parsed()
    os.environ["KERAS_BACKEND"] = options.backend
    chance = np.random.default_rng(options.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_images(folder / "images")
        pace = ended_by_itself(folder, "whole")
        faults = []
        for number in range(options.times):
            if number == options.times // 2:
                shutil.copytree(folder / "ended", folder / "alone")
            for fault in kill_one(folder, pace, chance):
                print(f"  FAULT {fault}", flush=True)
                faults.append(fault)
        ended_by_itself(folder, "ended")
        faults += different(folder / "whole", folder / "ended", SAME)
        faults += different_shards(folder / "whole", folder / "ended")
        subprocess.run(  # noqa: S603
            command(folder, "alone"), check=True, stdout=subprocess.DEVNULL
        )
        faults += farther_than_rounding(folder / "whole", folder / "alone")
    print(f"{options.times} times killed on {options.backend}; faults: {len(faults)}")
    print("\n".join(faults))
    return 1 if faults else 0


def parsed() -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--backend", default=os.environ.get("KERAS_BACKEND", "jax"))
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0, help="decides the moments")
    return parser.parse_args()


def command(folder: Path, run: str) -> list[str]:
    """Return what a user would type for one process."""
    return [
        *(sys.executable, "-m", "argscope", "train", "--net", "cifarnet"),
        *("--data", str(folder / "images"), "--run-dir", str(folder / run)),
        *("--epochs", str(EPOCHS), "--batch-size", "18"),
    ]


def start(folder: Path, run: str, stack: ExitStack) -> list[subprocess.Popen[str]]:
    """Start two processes, which are killed at the end of the stack's block."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    meeting = ("--coordinator", f"127.0.0.1:{port}", "--processes", "2", "--process")
    processes = []
    for index in ("0", "1"):
        process = subprocess.Popen(  # noqa: S603
            [*command(folder, run), "--distribute", "model=2", *meeting, index],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        stack.callback(process.kill)
        processes.append(process)
    return processes


def ended_by_itself(folder: Path, run: str) -> Pace:
    """Let a run come to its end; return how long its parts took."""
    begin = time.perf_counter()
    with ExitStack() as stack:
        processes = start(folder, run, stack)
        before = finished_epochs(folder / run)
        wait_for_epoch(processes, folder / run, before + 1)
        started = time.perf_counter()
        for process in processes:
            errors = process.communicate()[1]
            if process.returncode:
                raise SystemExit(f"{run} has failed:\n{errors}")
    seconds = time.perf_counter() - started
    return Pace(started - begin, seconds / EPOCHS)


def kill_one(folder: Path, pace: Pace, chance: np.random.Generator) -> Iterator[str]:
    """Kill one process at a random moment; yield what was not as it should be.

    One time in five while the run starts, otherwise after one more epoch and a random
    time: in the middle of an epoch, or while it writes.
    """
    run = folder / "ended"
    before = finished_epochs(run)
    with ExitStack() as stack:
        processes = start(folder, run.name, stack)
        if chance.integers(5) == 0:
            time.sleep(chance.uniform(0, pace.start))
        else:
            wait_for_epoch(processes, run, before + 1)
            time.sleep(chance.uniform(0, pace.epoch))
        victim = int(chance.integers(2))
        processes[victim].send_signal(signal.SIGKILL)
        killed = time.perf_counter()
        try:
            errors = processes[1 - victim].communicate(timeout=TO_END)[1]
        except subprocess.TimeoutExpired:
            yield f"process {1 - victim} has not ended {TO_END} s after the other one"
            errors = ""
        seconds = time.perf_counter() - killed
    done = finished_epochs(run)
    last = errors.strip().rpartition("\n")[2]
    print(
        f"process {victim} killed: the other one ended after {seconds:.1f} s, "
        f"{done} of {EPOCHS} epochs; {last[:200]}",
        flush=True,
    )
    if done < before:
        yield f"{before - done} epochs are lost"


def wait_for_epoch(
    processes: Sequence[subprocess.Popen[str]], run: Path, epoch: int
) -> None:
    """Return when so many epochs are finished, or a process has ended."""
    while all(process.poll() is None for process in processes):
        if finished_epochs(run) >= epoch:
            return
        time.sleep(0.02)


def finished_epochs(run: Path) -> int:
    """Return how far a run has come, by the state that counts; all of it must be there."""
    return max(epochs_of_index(run / INDEX), epochs_of_whole(run / WHOLE))


def epochs_of_index(index: Path) -> int:
    """Return the epochs of a state in several files; they may be replaced meanwhile."""
    while index.exists():
        content = json.loads(index.read_text())
        try:
            for name in set(content["weight_map"].values()):
                with safe_open(index.with_name(name), framework="numpy") as file:
                    file.keys()
        except (FileNotFoundError, SafetensorError):
            if json.loads(index.read_text()) == content:
                raise
            continue
        return int(content["metadata"]["progress"]["epochs"])
    return 0


def epochs_of_whole(path: Path) -> int:
    """Return the epochs of a state in one file."""
    if not path.exists():
        return 0
    with safe_open(path, framework="numpy") as file:
        return int(json.loads(file.metadata()["progress"])["epochs"])


def different_shards(one: Path, other: Path) -> Iterator[str]:
    """Yield the files of two states that are not the same."""
    for path in sorted(one.glob("state-epoch-*")):
        if path.read_bytes() != (other / path.name).read_bytes():
            yield f"{path.name} differs"


def farther_than_rounding(one: Path, other: Path) -> Iterator[str]:
    """Yield the weights of two runs that differ by more than 1e-4 of the largest."""
    values = [weights(run / "model.weights.h5") for run in (one, other)]
    for name, value in values[0].items():
        apart = np.abs(value - values[1][name]).max() / np.abs(value).max()
        if apart > 1e-4:
            yield f"{name} is {apart:.1e} apart when one process goes on"


def weights(path: Path) -> dict[str, Any]:
    """Return the variables of the network in a file of weights."""
    found: dict[str, Any] = {}

    def see(name: str, item: Any) -> None:
        if isinstance(item, h5py.Dataset) and not name.startswith("optimizer"):
            found[name] = item[()]

    with h5py.File(path) as file:
        file.visititems(see)
    return found


if __name__ == "__main__":
    sys.exit(main())
