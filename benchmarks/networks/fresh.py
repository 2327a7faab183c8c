"""What a program waits for at its start: building a network, the first training step.

Each is measured in processes of its own, which take turns; what Python imports is not
counted.

    python -m benchmarks.networks.fresh build|first WAY NETWORK SIZE WIDTH

prints the seconds of each phase as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from benchmarks.networks.subjects import BATCH, Network

OURS: Final = "ours"
KERAS: Final = "keras"
SLIM: Final = "slim"

_ROOT: Final = Path(__file__).resolve().parents[2]

Phases = dict[str, float]


@dataclass(frozen=True)
class Start:
    """A kind of process to start.

    Attributes:
        what: `build` or `first`.
        way: `ours`, `keras` or `slim`.
        network: What it builds.
        python: The interpreter.
        environment: Variables besides those of this process.
    """

    what: str
    way: str
    network: Network
    python: Path
    environment: Mapping[str, str]

    def run(self) -> Phases:
        """Start one, wait for it and return the seconds of its phases."""
        network = self.network
        arguments = (self.what, self.way, network.name, network.size, network.width)
        done = subprocess.run(  # noqa: S603  # our own interpreter, or the user's option
            [self.python, "-m", __name__, *map(str, arguments)],
            check=False,
            capture_output=True,
            text=True,
            cwd=_ROOT,
            env={**os.environ, **self.environment},
        )
        if done.returncode:
            raise RuntimeError(
                f"{self.way}: {_last_line(done.stderr)}\n{done.stderr[-2000:]}"
            )
        phases: Phases = json.loads(done.stdout.splitlines()[-1])
        return phases


def _last_line(text: str) -> str:
    return text.rstrip().rpartition("\n")[2]


def in_turns(starts: dict[str, Start], runs: int) -> dict[str, list[Phases]]:
    """Return the phases of `runs` processes of each kind."""
    found: dict[str, list[Phases]] = {name: [] for name in starts}
    for _ in range(runs):
        for name, start in starts.items():
            found[name].append(start.run())
    return found


def cache_folder() -> tempfile.TemporaryDirectory[str]:
    """Return an empty folder for compiled programs."""
    return tempfile.TemporaryDirectory(prefix="argscope-benchmark-")


def with_cache(folder: str) -> dict[str, str]:
    """Return the variables that make JAX keep everything that it compiles there."""
    return {
        "JAX_COMPILATION_CACHE_DIR": folder,
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
    }


def without_cache() -> dict[str, str]:
    """Return the variables that make JAX compile everything anew."""
    return {"JAX_ENABLE_COMPILATION_CACHE": "false"}


def build(way: str, network: Network) -> Phases:
    """Return the seconds that building the network takes, its values computed."""
    if way == SLIM:
        from benchmarks.networks import slim

        return {"build": _timed(lambda: slim.build_once(network))[1]}
    make, variables = _keras_way(way)
    import keras  # after our layers: they choose the backend

    def make_and_wait() -> None:
        model = make(network)
        # Waits for the last value; torch gives none of what it computes gradients for
        # to NumPy alone.
        keras.ops.convert_to_numpy(variables(model).popitem()[1])

    return {"build": _timed(make_and_wait)[1]}


def _first(way: str, network: Network) -> Phases:
    pixels, labels = network.images(BATCH)
    if way == SLIM:
        from benchmarks.networks.slim import SlimWay

        subject, seconds = _timed(lambda: SlimWay(network))
    else:
        from benchmarks.networks.keras_fit import KerasWay

        make, variables = _keras_way(way)
        model, seconds = _timed(lambda: make(network))
        subject = KerasWay(model, variables(model))
    events = _watch_jax()
    phases = {"build": seconds}
    phases["first step"] = _timed(lambda: subject.train(pixels, labels))[1]
    phases |= dict(events)
    phases["second step"] = _timed(lambda: subject.train(pixels, labels))[1]
    return phases


def _keras_way(way: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
    from benchmarks.networks import keras_layers, ours

    module: Any = {OURS: ours, KERAS: keras_layers}[way]
    return module.build, module.variables


def _timed(action: Callable[[], Any]) -> tuple[Any, float]:
    before = perf_counter()
    result = action()
    return result, perf_counter() - before


def _watch_jax() -> Phases:
    """Return a dict into which JAX reports the seconds of its own phases."""
    events: Phases = {}
    if "jax" in sys.modules and "tf_slim" not in sys.modules:
        import jax

        def note(event: str, seconds: float, **_: Any) -> None:
            name = f"jax: {event.rpartition('/')[2]}"
            events[name] = events.get(name, 0.0) + seconds

        jax.monitoring.register_event_duration_secs_listener(note)
    return events


if __name__ == "__main__":
    _what, _way, _name, _size, _width = sys.argv[1:]
    _network = Network(_name, int(_size), float(_width))
    print(json.dumps({"build": build, "first": _first}[_what](_way, _network)))
