"""Measure networks and print it.

python -m benchmarks.networks [--backend jax|torch|tensorflow] [--quick]
    [--only steps|published|build|first ...] [--slim-python PATH] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.networks.report import Results

PARTS = ("steps", "published", "build", "first")


def main() -> None:
    options = _options()
    _environment(options.backend)  # before anything that imports the backend

    from benchmarks.networks.report import Results, as_json, as_text

    results = Results(_machine(options))
    measures = {
        "steps": _steps,
        "published": _published,
        "build": _build,
        "first": _first,
    }
    for part in options.only:
        measures[part](options, results)
    print(as_text(results))
    if options.slim_python is None:
        print("\nnot installed, and so not measured: tf_slim (see --slim-python)")
    if options.json:
        text = json.dumps(as_json(results), indent=2) + "\n"
        options.json.write_text(text, encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.networks",
        description="Measure what training a network costs, next to other ways.",
    )
    add = parser.add_argument
    add("--backend", choices=("jax", "torch", "tensorflow"), default="jax")
    add("--quick", action="store_true", help="few rounds, a minute or two")
    add("--width", type=float, default=0.25, help="factor on all channels")
    add("--only", nargs="+", choices=PARTS, default=PARTS, help="what to measure")
    add("--networks", nargs="+", choices=("vgg", "resnet"), default=("vgg", "resnet"))
    add(
        "--slim-python",
        type=Path,
        metavar="PATH",
        help="an interpreter with tf_slim 1.1.0 and TensorFlow 2.12",
    )
    add("--json", type=Path, metavar="FILE", help="write all rounds too")
    return parser.parse_args()


def _environment(backend: str) -> None:
    os.environ["KERAS_BACKEND"] = backend
    # TensorFlow tells standard error about the processor, at every start.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    if backend == "torch":
        # Its threads wait for each other by spinning: two on a busy machine are slower
        # than one by a factor that has nothing to do with what is measured.
        os.environ["OMP_NUM_THREADS"] = "1"


def _machine(options: argparse.Namespace) -> dict[str, str]:
    from benchmarks.report import machine

    facts = machine(("argscope", "keras", "jax", "torch", "tensorflow-cpu"))
    facts["backend"] = options.backend
    facts["threads"] = os.environ.get("OMP_NUM_THREADS", str(os.cpu_count()))
    facts["tf_slim"] = "not installed"
    if options.slim_python is not None:
        facts["tf_slim"] = _slim_versions(options.slim_python)
    return facts


def _slim_versions(python: Path) -> str:
    code = (
        "from importlib.metadata import version as v; "
        "print(v('tf_slim'), 'on', 'TensorFlow', v('tensorflow-cpu'))"
    )
    done = subprocess.run(  # noqa: S603  # the user's option
        [python, "-c", code], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def _steps(options: argparse.Namespace, results: Results) -> None:
    from benchmarks.networks import bars, original, steps, subjects, ways

    effort = steps.QUICK if options.quick else steps.FULL
    for name in options.networks:
        network = subjects.networks(options.width)[name]
        _say(network.title)
        found = ways.all_ways(network, options.backend)
        if options.slim_python is None:
            measured = steps.measure(network, found, effort)
        else:
            with closing(original.Original(options.slim_python, network)) as slim:
                found[original.NAME] = slim
                measured = steps.measure(network, found, effort)
        results.steps += measured
        results.bars += [bar for times in measured for bar in bars.of_steps(times)]


def _published(options: argparse.Namespace, results: Results) -> None:
    from benchmarks.networks import bars, published, steps

    effort = steps.QUICK if options.quick else steps.LARGE
    for name in published.NAMES:
        network = published.Published(name)
        _say(network.title)
        measured = published.measure(network, effort)
        results.steps += measured
        results.bars += [bar for times in measured for bar in bars.of_steps(times)]


def _build(options: argparse.Namespace, results: Results) -> None:
    from benchmarks.networks import bars, fresh
    from benchmarks.networks.subjects import RESNET_50

    _say("building ResNet-50")
    found = fresh.in_turns(
        {
            way: fresh.Start("build", way, RESNET_50, python, fresh.without_cache())
            for way, python in _interpreters(options).items()
        },
        runs=2 if options.quick else 5,
    )
    results.starts["build ResNet-50, full width"] = found
    results.bars += bars.of_build(found)


def _first(options: argparse.Namespace, results: Results) -> None:
    from benchmarks.networks import bars, fresh, subjects

    runs = 1 if options.quick else 5
    for name in options.networks:
        network = subjects.networks(options.width)[name]
        _say(f"first step of {network.title}")
        with fresh.cache_folder() as folder:
            starts = {
                way: fresh.Start(
                    "first", way, network, python, fresh.with_cache(folder)
                )
                for way, python in _interpreters(options).items()
                if way != fresh.KERAS
            }
            # The first process of all fills the cache.
            first = {"ours, first run": [starts[fresh.OURS].run()]}
            starts[bars.CACHED] = starts.pop(fresh.OURS)
            found = first | fresh.in_turns(starts, runs)
        title = f"{network.title}: first step"
        results.starts[title] = found
        results.bars += bars.of_first_step(network.title, found)


def _interpreters(options: argparse.Namespace) -> dict[str, Path]:
    from benchmarks.networks import fresh

    here = Path(sys.executable)
    found = {fresh.OURS: here, fresh.KERAS: here}
    if options.slim_python is not None:
        found[fresh.SLIM] = options.slim_python
    return found


def _say(what: str) -> None:
    print(f"measuring: {what}", file=sys.stderr)


if __name__ == "__main__":
    main()
