"""The results as aligned tables, and as JSON."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks.bars import Bar, Times
from benchmarks.imports import ImportTime
from benchmarks.peers import plain
from benchmarks.subjects import CALL

_PACKAGES = ("argscope", "gin-config", "fiddle", "tf_slim", "tensorflow-cpu")


def machine(packages: Iterable[str] = _PACKAGES) -> dict[str, str]:
    """Return what ran: the processor, the interpreter, the packages compared."""
    facts = {
        "processor": _processor(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
    }
    for name in packages:
        try:
            facts[name] = version(name)
        except PackageNotFoundError:
            facts[name] = "not installed"
    return facts


def as_text(
    facts: dict[str, str], times: Times, import_time: ImportTime, bars: Iterable[Bar]
) -> str:
    """Return everything that was measured, for a terminal."""
    head = "\n".join(f"{name:<16}{value}" for name, value in facts.items())
    groups = dict.fromkeys(group for group, _ in times)
    parts = [head, *(_group(group, times) for group in groups)]
    return "\n\n".join([*parts, _imports(import_time), _bars(bars)])


def as_json(
    facts: dict[str, str], times: Times, import_time: ImportTime, bars: Iterable[Bar]
) -> dict[str, Any]:
    """Return everything that was measured, as plain data."""
    direct, partial = times[CALL, plain.DIRECT], times[CALL, plain.PARTIAL]
    groups: dict[str, dict[str, Any]] = {}
    for (group, name), ns in times.items():
        groups.setdefault(group, {})[name] = {
            "ns": round(ns, 1),
            "x_direct": round(ns / times.get((group, plain.DIRECT), direct), 3),
            "x_partial": round(ns / times.get((group, plain.PARTIAL), partial), 3),
        }
    added = {"min": import_time.added_min, "median": import_time.added_median}
    return {
        "machine": facts,
        "times": groups,
        "import_ms": {**vars(import_time), "added": added},
        "bars": [{**vars(bar), "met": bar.met} for bar in bars],
    }


def _group(group: str, times: Times) -> str:
    # A group without a direct call and a partial of its own is compared with plain calls.
    direct = times.get((group, plain.DIRECT), times[CALL, plain.DIRECT])
    partial = times.get((group, plain.PARTIAL), times[CALL, plain.PARTIAL])
    own = {name: ns for (of, name), ns in times.items() if of == group}
    rows = [
        (name, f"{ns:,.1f}", f"{ns / direct:,.2f}", f"{ns / partial:,.2f}")
        for name, ns in sorted(own.items(), key=lambda item: item[1])
    ]
    return table((group, "ns", "x direct", "x partial"), rows)


def _imports(times: ImportTime) -> str:
    def row(name: str, fastest: float, middle: float) -> tuple[str, str, str]:
        return name, f"{fastest:.1f}", f"{middle:.1f}"

    rows = [
        row("python -c pass", times.plain_min, times.plain_median),
        row("python -c 'import argscope'", times.core_min, times.core_median),
        row("difference", times.added_min, times.added_median),
    ]
    return table(("import, in a fresh interpreter", "min ms", "median ms"), rows)


def _bars(bars: Iterable[Bar]) -> str:
    words = {True: "yes", False: "NO", None: "-"}
    rows = [
        (
            bar.what,
            "not installed"
            if bar.measured is None
            else f"{bar.measured:.2f} {bar.unit}",
            f"<= {bar.at_most:g} {bar.unit}",
            words[bar.met],
        )
        for bar in bars
    ]
    return table(("bar", "measured", "required", "met"), rows)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    rows = list(rows)
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    lines = [header, ["-" * width for width in widths], *rows]
    return "\n".join(
        f"{first:<{widths[0]}}"
        + "".join(f"  {c:>{w}}" for c, w in zip(rest, widths[1:], strict=True))
        for first, *rest in lines
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
