"""The parts of the benchmark, each measured, shown and allowed to fail on its own."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.networks import bars, fresh, original, published, subjects, ways
from benchmarks.networks import steps as timing
from benchmarks.networks.report import Failure, Results, as_text
from benchmarks.networks.subjects import Network

LONGEST_ERROR: Final = 100
"""Characters of an error that the tables show."""


@dataclass(frozen=True)
class Part:
    """One thing to measure.

    Attributes:
        what: What standard error and the tables call it.
        measure: Returns what was found.
    """

    what: str
    measure: Callable[[], Results]


@dataclass(frozen=True)
class Options:
    """What to measure, and for how long.

    Attributes:
        backend: Of Keras.
        networks: Names of the two networks, or of one.
        width: Factor on all their channels.
        quick: Few rounds.
        slim_python: The original's interpreter; None: it is not measured.
    """

    backend: str
    networks: tuple[str, ...]
    width: float
    quick: bool
    slim_python: Path | None

    def subjects(self) -> list[Network]:
        """Return the networks to measure."""
        return [subjects.networks(self.width)[name] for name in self.networks]

    def interpreters(self) -> dict[str, Path]:
        """Return the interpreter of each way that starts processes."""
        here = Path(sys.executable)
        found = {fresh.OURS: here, fresh.KERAS: here}
        if self.slim_python is not None:
            found[fresh.SLIM] = self.slim_python
        return found


def measure_all(parts: Iterable[Part]) -> Results:
    """Measure one after the other; print each when it is done.

    A part that fails is noted, its traceback goes to standard error, and the next goes
    on: what took minutes before is not lost, and what comes after is still worth having.
    """
    results = Results()
    for part in parts:
        print(f"measuring: {part.what}", file=sys.stderr, flush=True)
        try:
            found = part.measure()
        except Exception as error:  # noqa: BLE001  # any: it is reported, not handled
            traceback.print_exc()
            found = Results(failures=[Failure(part.what, in_short(error))])
        print(f"\n{as_text(found)}", flush=True)
        results.add(found)
    return results


def in_short(error: Exception) -> str:
    """Return the error in one line: its class, and the first line of what it says."""
    said, *_ = str(error).splitlines() or [""]
    text = f"{type(error).__name__}: {said}"
    return text if len(text) <= LONGEST_ERROR else f"{text[:LONGEST_ERROR]}..."


def step_parts(options: Options) -> Iterator[Part]:
    """Yield the training steps and inference of both networks."""
    for network in options.subjects():
        yield Part(network.title, partial(_steps, network, options))


def published_parts(options: Options) -> Iterator[Part]:
    """Yield the same of published networks."""
    for name in published.NAMES:
        network = published.Published(name)
        yield Part(network.title, partial(_published, network, options))


def build_parts(options: Options) -> Iterator[Part]:
    """Yield how long ResNet-50 takes to build."""
    yield Part("building ResNet-50", partial(_build, options))


def first_step_parts(options: Options) -> Iterator[Part]:
    """Yield the first step of both networks in a new process."""
    for network in options.subjects():
        title = f"{network.title}: first step"
        yield Part(title, partial(_first_step, title, network, options))


PARTS: Final = {
    "steps": step_parts,
    "published": published_parts,
    "build": build_parts,
    "first": first_step_parts,
}


def _steps(network: Network, options: Options) -> Results:
    effort = timing.QUICK if options.quick else timing.FULL
    found = ways.all_ways(network, options.backend)
    if options.slim_python is None:
        return _of_steps(timing.measure(network, found, effort))
    with closing(original.Original(options.slim_python, network)) as slim:
        found[original.NAME] = slim
        return _of_steps(timing.measure(network, found, effort))


def _published(network: published.Published, options: Options) -> Results:
    effort = timing.QUICK if options.quick else timing.LARGE
    return _of_steps(published.measure(network, effort))


def _of_steps(measured: list[timing.Times]) -> Results:
    met = [bar for times in measured for bar in bars.of_steps(times)]
    return Results(steps=measured, bars=met)


def _build(options: Options) -> Results:
    starts = {
        way: fresh.Start(
            "build", way, subjects.RESNET_50, python, fresh.without_cache()
        )
        for way, python in options.interpreters().items()
    }
    found = fresh.in_turns(starts, runs=2 if options.quick else 5)
    title = "build ResNet-50, full width"
    return Results(starts={title: found}, bars=bars.of_build(found))


def _first_step(title: str, network: Network, options: Options) -> Results:
    with fresh.cache_folder() as folder:
        cache = fresh.with_cache(folder)
        starts = {
            way: fresh.Start("first", way, network, python, cache)
            for way, python in options.interpreters().items()
            if way != fresh.KERAS
        }
        # The first process of all fills the cache.
        first = {bars.COLD: [starts[fresh.OURS].run()]}
        starts[bars.CACHED] = starts.pop(fresh.OURS)
        found = first | fresh.in_turns(starts, runs=1 if options.quick else 5)
    met = bars.of_first_step(network.title, found)
    return Results(starts={title: found}, bars=met)
