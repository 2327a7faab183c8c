"""Measure and print it.

python -m benchmarks.distribution [--backend jax|torch] [--quick]
    [--only throughput|step|held ...] [--batch N] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from benchmarks.distribution import bars, held, throughput
from benchmarks.distribution.bars import Bar
from benchmarks.networks.subjects import Network
from benchmarks.report import machine, table

PARTS = ("throughput", "step", "held")
NETWORK = Network("resnet", 64, 0.25)


def main() -> int:
    options = _options()
    os.environ["KERAS_BACKEND"] = options.backend
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    facts = machine(("argscope", "keras", "jax", "torch"))
    facts["load before"] = _load()
    measured: dict[str, Any] = {}
    found: list[Bar] = []
    if "throughput" in options.only:
        effort = throughput.QUICK if options.quick else throughput.Effort()
        effort = replace(effort, batch=options.batch or effort.batch)
        rates = throughput.measure(options.backend, NETWORK, effort)
        measured["throughput"] = asdict(rates)
        found += bars.of_throughput(options.backend, rates)
        print(_rates(rates), end="\n\n", flush=True)
    if "step" in options.only:
        times = _steps(options.quick)
        measured["step"] = times.rounds
        found.append(bars.of_step(options.backend, times, *times.rounds))
    if "held" in options.only and options.backend == "jax":
        share = held.measure()
        measured["held"] = share._asdict()
        found.append(bars.of_share(share.share))
    facts["load after"] = _load()
    print("\n".join(f"{name:<16}{value}" for name, value in facts.items()), end="\n\n")
    print(_bars(found))
    if options.json:
        data = {"machine": facts, "bars": [asdict(b) for b in found], **measured}
        options.json.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.distribution",
        description="Measure what several processes are worth.",
    )
    add = parser.add_argument
    add("--backend", choices=("jax", "torch"), default="jax")
    add("--quick", action="store_true", help="few rounds, a minute or two")
    add("--only", nargs="+", choices=PARTS, default=PARTS, help="what to measure")
    add("--batch", type=int, help="images that one process takes in a step")
    add("--json", type=Path, metavar="FILE", help="write all rounds too")
    return parser.parse_args()


def _steps(quick: bool) -> Any:
    from benchmarks.distribution import alone  # once the backend is chosen
    from benchmarks.networks.steps import FULL, QUICK

    return alone.measure(NETWORK, QUICK if quick else FULL)


def _load() -> str:
    """Return how many processes wanted to run in the last minute, of how many cores."""
    return f"{os.getloadavg()[0]:.1f} on {len(os.sched_getaffinity(0))} cores"


def _rates(found: throughput.Throughput) -> str:
    rows = [
        (
            who,
            str(found.images(who)),
            f"{min(seconds) * 1e3:.1f}",
            f"{found.rate(who):.1f}",
            f"{found.ratio(who):.2f}",
            f"{found.ratio_of_medians(who):.2f}",
        )
        for who, seconds in found.seconds.items()
    ]
    title = f"{NETWORK.title}, one core a process"
    header = (title, "images", "min ms", "images/s", "x 1 process", "of medians")
    return table(header, rows)


def _bars(found: list[Bar]) -> str:
    words = {True: "yes", False: "NO", None: "-"}
    rows = [
        (
            bar.what,
            f"{bar.measured:.3f}",
            "-" if bar.median is None else f"{bar.median:.3f}",
            "-"
            if bar.required is None
            else f"{'>=' if bar.at_least else '<='} {bar.required:g}",
            words[bar.met],
        )
        for bar in found
    ]
    return table(("bar", "measured", "of medians", "required", "met"), rows)


if __name__ == "__main__":
    sys.exit(main())
