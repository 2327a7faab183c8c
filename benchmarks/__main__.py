"""Measure everything and print it: `python -m benchmarks [--quick] [--json FILE]`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from benchmarks.bars import check
from benchmarks.imports import measure_import, slowest_modules
from benchmarks.peers import all_cases
from benchmarks.report import as_json, as_text, machine
from benchmarks.timing import measure


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="few rounds, a few seconds"
    )
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="write the results too"
    )
    parser.add_argument(
        "--importtime", action="store_true", help="list the slowest imports and stop"
    )
    options = parser.parse_args()
    if options.importtime:
        print(slowest_modules())
        return
    import_time = measure_import(runs=5 if options.quick else 40)
    cases, absent = all_cases()
    times = measure(cases, rounds=10 if options.quick else 200)
    bars = check(times, import_time)
    facts = machine()
    print(as_text(facts, times, import_time, bars))
    if absent:
        print(f"\nnot installed, and so not measured: {', '.join(absent)}")
    if options.json:
        data = as_json(facts, times, import_time, bars)
        options.json.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
