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
from pathlib import Path

NAMES_OF_PARTS = ("steps", "published", "build", "first")


def main() -> int:
    options = _options()
    _environment(options.backend)  # before anything that imports the backend

    from benchmarks.networks.parts import PARTS, Options, measure_all
    from benchmarks.networks.report import as_json, bars_as_text, machine_as_text

    machine = _machine(options)
    print(machine_as_text(machine), flush=True)
    chosen = Options(
        options.backend,
        tuple(options.networks),
        options.width,
        options.quick,
        options.slim_python,
    )
    results = measure_all(part for name in options.only for part in PARTS[name](chosen))
    print(f"\n{bars_as_text(results)}")
    if options.slim_python is None:
        print("\nnot installed, and so not measured: tf_slim (see --slim-python)")
    if options.json:
        text = json.dumps(as_json(machine, results), indent=2) + "\n"
        options.json.write_text(text, encoding="utf-8")
    return 1 if results.failures else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.networks",
        description="Measure what training a network costs, next to other ways.",
    )
    add = parser.add_argument
    add("--backend", choices=("jax", "torch", "tensorflow"), default="jax")
    add("--quick", action="store_true", help="few rounds, a minute or two")
    add("--width", type=float, default=0.25, help="factor on all channels")
    add(
        "--only",
        nargs="+",
        choices=NAMES_OF_PARTS,
        default=NAMES_OF_PARTS,
        help="what to measure",
    )
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


if __name__ == "__main__":
    sys.exit(main())
