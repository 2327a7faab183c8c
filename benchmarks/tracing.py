"""What tracing costs, and how the page behaves: `python -m benchmarks.tracing`.

Needs the layers; and chromium and playwright for the page, which is left out otherwise.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import argscope.layers  # noqa: F401  # before Keras: it chooses the backend
from argscope import add_arg_scope, arg_scope, trace
from argscope._core.active import ACTIVE
from argscope._core.look_alike import look_alike
from argscope._core.target import find_target
from argscope.nets.resnet_utils import resnet_arg_scope
from argscope.nets.resnet_v1 import resnet_v1_50, resnet_v1_200
from argscope.report import page, run_network
from benchmarks.subjects import CONFIGURED, make_function
from benchmarks.timing import Case, measure

OPTIONS: Final = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def without_tracing(public: Any) -> Any:
    """Return what `add_arg_scope` would make if it knew of no traces and no notes."""
    target: Any = find_target(public)
    function, active = target.function, ACTIVE.get

    def scoped(*args: Any, **kwargs: Any) -> Any:
        link = active()
        if link is None:
            return function(*args, **kwargs)
        try:
            call = link[0][target]
        except KeyError:
            call = link[1]._call_for(target)
        return call(*args, **kwargs)

    return look_alike(scoped, function)


def call_ratios(rounds: int = 300) -> dict[str, float]:
    """Return the time of a call, over that of a core without tracing."""
    f = add_arg_scope(make_function())
    bare = without_tracing(f)

    def inside() -> Any:
        return arg_scope([f], **CONFIGURED)

    cases = [
        Case("outside a scope", "ours", "f(1)", {"f": f}),
        Case("outside a scope", "bare", "f(1)", {"f": bare}),
        Case("in a scope", "ours", "f(1)", {"f": f}, inside),
        Case("in a scope", "bare", "f(1)", {"f": bare}, inside),
    ]
    times = measure(cases, rounds=rounds)
    return {
        group: times[group, "ours"] / times[group, "bare"]
        for group in ("outside a scope", "in a scope")
    }


def build(*, traced: bool) -> float:
    """Return the CPU seconds of this thread that building ResNet-50 takes."""
    from argscope.layers import Model

    with arg_scope(resnet_arg_scope()):
        model = Model(resnet_v1_50, seed=0)
        start = time.thread_time()
        if traced:
            with trace():
                model.build((None, 224, 224, 3))
        else:
            model.build((None, 224, 224, 3))
        return time.thread_time() - start


def build_times(rounds: int = 4) -> tuple[float, float]:
    """Return the fastest build without and with a trace, taking turns."""
    build(traced=False)
    pairs = [(build(traced=False), build(traced=True)) for _ in range(rounds)]
    return min(plain for plain, _ in pairs), min(traced for _, traced in pairs)


_REACT = """() => new Promise((done) => {
  const chip = document.querySelector("li[data-s]");
  const start = performance.now();
  chip.dispatchEvent(new PointerEvent('pointerover', {bubbles: true}));
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
})"""
_SEARCH = """() => new Promise((done) => {
  const search = document.querySelector('#search');
  const start = performance.now();
  search.value = 'unit_3';
  search.dispatchEvent(new Event('input'));
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
})"""
# What the measurement itself costs; it has what the scripts look for, and no more.
_EMPTY = "<!doctype html><p id=source><li data-s=1></li><input id=search>"
_OPENED = "performance.getEntriesByType('navigation')[0].domComplete"


def in_browser(path: Path, rounds: int = 5) -> dict[str, float]:
    """Return the milliseconds until the page is open, and until it has reacted."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as p, tempfile.TemporaryDirectory() as folder:
        browser = p.chromium.launch_persistent_context(
            folder,
            executable_path=shutil.which("chromium"),
            args=OPTIONS,
            headless=True,
        )
        rows = []
        for _ in range(rounds):
            tab = browser.new_page()
            tab.goto(path.as_uri())
            scripts = (_OPENED, _REACT, _SEARCH)
            rows.append([float(tab.evaluate(script)) for script in scripts])
            tab.close()
        browser.close()
    names = ("open", "point at an argument", "search")
    return {
        name: sorted(column)[rounds // 2]
        for name, column in zip(names, zip(*rows, strict=True), strict=True)
    }


def main() -> None:
    for where, ratio in call_ratios().items():
        print(f"untraced call {where}: {ratio:.3f} x a core without tracing")
    plain, traced = build_times()
    print(
        f"ResNet-50 build {plain:.2f} s, traced {traced:.2f} s: {traced / plain:.3f} x"
    )
    with arg_scope(resnet_arg_scope()):
        record = run_network(resnet_v1_200, [(224, 224, 3)], title="ResNet-200")
    start = time.perf_counter()
    text = page(record)
    seconds = time.perf_counter() - start
    size = len(text.encode())
    print(
        f"page of {len(record.calls)} calls: {size:,} bytes, written in {seconds:.2f} s"
    )
    if shutil.which("chromium") is None:
        print("no chromium: the page was not opened")
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(text, encoding="utf-8")
        empty = Path(folder) / "empty.html"
        empty.write_text(_EMPTY, encoding="utf-8")
        opened = in_browser(empty)["open"]
        print(f"open an empty page: {opened:.0f} ms, median of 5")
        for what, milliseconds in in_browser(path).items():
            print(f"{what}: {milliseconds:.0f} ms, median of 5")


if __name__ == "__main__":
    main()
