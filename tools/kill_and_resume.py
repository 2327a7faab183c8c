"""Stop and kill a run of `argscope train --net` again and again; it must end the same.

    python tools/kill_and_resume.py [--backend jax] [--times 20] [--seed 0]

Trains one run without interruption. Then trains the same run in another folder, ended at
random moments until it was so many times each by SIGKILL and by SIGINT or SIGTERM in
turn, and lets it come to its end. Every fourth of these is followed by a second one.

Ends with status 1 unless the status was the signal's each time, nothing but the
command's own words was on standard error, and the files of both runs are the same.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image
from safetensors import safe_open

STATE = "state.safetensors"
EPOCHS = 60
SAME = (
    *(STATE, "metrics.csv", "model.weights.h5", "curves.png", "used.json"),
    *("classes.csv", "confusion.csv", "confusion.png", "images.json"),
)


class Pace(NamedTuple):
    """How long the parts of a run take, in seconds."""

    start: float
    """Until the first epoch is finished."""
    epoch: float


class End(NamedTuple):
    """How a process ended."""

    status: int
    """As shells count it."""
    seconds: float
    """From the signal on."""
    errors: str


def main() -> int:
    """Run, end, compare."""
    options = parsed()
    os.environ["KERAS_BACKEND"] = options.backend
    # What a shell runs in the background ignores it, and so would the runs.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    chance = np.random.default_rng(options.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_images(folder / "images")
        paces = pace(command(folder, "whole"))
        faults = []
        for fault in end_often(command(folder, "ended"), options.times, paces, chance):
            print(f"  FAULT {fault}", flush=True)
            faults.append(fault)
        pace(command(folder, "ended"))
        faults += different(folder / "whole", folder / "ended", SAME)
    print(
        f"{2 * options.times} times ended on {options.backend}; faults: {len(faults)}"
    )
    print("\n".join(faults))
    return 1 if faults else 0


def parsed() -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--backend", default=os.environ.get("KERAS_BACKEND", "jax"))
    parser.add_argument("--times", type=int, default=20)
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


def pace(arguments: list[str]) -> Pace:
    """Let a run come to its end; return how long its parts took."""
    start = time.perf_counter()
    with subprocess.Popen(  # noqa: S603
        arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        while process.poll() is None and not finished_epochs(arguments):
            time.sleep(0.01)
        started = time.perf_counter()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, arguments)
    return Pace(started - start, (time.perf_counter() - started) / EPOCHS)


def end_often(
    arguments: list[str], times: int, paces: Pace, chance: np.random.Generator
) -> Iterator[str]:
    """End a run of that pace again and again; yield what was not as it should be.

    One time in three while it starts, otherwise after one more epoch and a random time:
    in the middle of an epoch, or while it writes.
    """
    for number in range(times):
        asked = (signal.SIGINT, signal.SIGTERM)[number % 2]
        for sent in (signal.SIGKILL, asked):
            before = finished_epochs(arguments)
            early = chance.integers(3) == 0
            last = 0 if early else before + 1
            # The first start of all takes longer: it compiles what JAX keeps.
            pause = chance.uniform(0, paces.start / 2 if early else paces.epoch)
            again = number % 4 == 3 and sent is asked
            end = ended(arguments, sent, last, pause, again=again)
            done = finished_epochs(arguments)
            last_line = end.errors.strip().rpartition("\n")[2]
            print(
                f"{sent.name}{' twice' if again else ''}: status {end.status} after "
                f"{end.seconds:.1f} s, {done} of {EPOCHS} epochs; {last_line}",
                flush=True,
            )
            yield from faults_of(end, sent, lost=done < before)


def ended(
    arguments: list[str], sent: signal.Signals, last: int, pause: float, *, again: bool
) -> End:
    """Run until so many epochs are finished, wait, and end it."""
    with subprocess.Popen(  # noqa: S603
        arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        # Before, it is Python that starts, and ends by a signal in its own way.
        while process.poll() is None and not catches(process.pid, signal.SIGTERM):
            time.sleep(0.001)
        while process.poll() is None and finished_epochs(arguments) < last:
            time.sleep(0.001)
        time.sleep(pause)
        start = time.perf_counter()
        process.send_signal(sent)
        if again:
            time.sleep(pause / 10)
            process.send_signal(sent)
        errors = process.communicate()[1]
        status = process.returncode
        status = 128 - status if status < 0 else status
        return End(status, time.perf_counter() - start, errors)


def catches(process: int, number: signal.Signals) -> bool:
    """Return whether a process has a handler for the signal (on Linux)."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        name, _, mask = line.partition(":")
        if name == "SigCgt":
            return bool(int(mask, 16) >> number - 1 & 1)
    return False  # it has ended


def faults_of(end: End, sent: signal.Signals, *, lost: bool) -> Iterator[str]:
    """Yield what was wrong with an end."""
    if lost:
        yield f"{sent.name}: epochs are lost"
    if end.status != 128 + sent:
        yield f"{sent.name}: the status is {end.status}"
    if sent is not signal.SIGKILL and "argscope: stopped" not in end.errors:
        yield f"{sent.name}: it does not say that it stopped:\n{end.errors}"
    for word in ("Traceback", "Fatal", "Error", "terminate called", "Aborted"):
        if word in end.errors:
            yield f"{sent.name}: shows {word}:\n{end.errors}"


def finished_epochs(arguments: list[str]) -> int:
    """Return how far a run has come."""
    state = Path(arguments[arguments.index("--run-dir") + 1]) / STATE
    if not state.exists():
        return 0
    with safe_open(state, framework="numpy") as file:
        return int(json.loads(file.metadata()["progress"])["epochs"])


def different(one: Path, other: Path, same: Sequence[str]) -> Iterator[str]:
    """Yield the files of two runs that are not the same."""
    for name in same:
        if (one / name).read_bytes() != (other / name).read_bytes():
            yield f"{name} differs"
    if result(one) != result(other):
        yield "result.json differs"
    if points(one) != points(other):
        yield "the points for TensorBoard differ"
    names = [{path.name for path in run.iterdir()} for run in (one, other)]
    if left := names[0] ^ names[1]:
        yield f"only one of the runs has {', '.join(sorted(left))}"


def result(run: Path) -> dict[str, Any]:
    """Return what a run has come to; the seconds are another's each time."""
    facts: dict[str, Any] = json.loads((run / "result.json").read_text())
    return {name: v for name, v in facts.items() if not name.startswith("seconds")}


def points(run: Path) -> list[tuple[int, str, float]]:
    """Return the points of a run's only file of events."""
    from tensorboardX.proto.event_pb2 import Event

    (file,) = (run / "events").iterdir()
    data, at, found = file.read_bytes(), 0, []
    while at < len(data):  # length, its checksum, record, checksum
        length = int.from_bytes(data[at : at + 8], "little")
        event = Event.FromString(data[at + 12 : at + 12 + length])
        found += [(event.step, v.tag, v.simple_value) for v in event.summary.value]
        at += 16 + length
    return found


if __name__ == "__main__":
    sys.exit(main())
