"""The words for facts, the same in the text, the notebook and the page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from argscope._base.describe import visible
from argscope._base.markers import ANY_KEY
from argscope._base.origin import Origin
from argscope._core.strength import PLAIN, Strength
from argscope._core.target import title
from argscope.report._facts import (
    Argument,
    By,
    Call,
    Default,
    Network,
    OpenedScope,
    Record,
    Setting,
    Shape,
    Unused,
)
from argscope.report._showing.numbering import Numbers

NO_VALUE: Final = "(required)"


def place(origin: Origin) -> str:
    """Return `net.py:12 in build()`, or what to say where no line set it."""
    if origin.line:
        return visible(str(origin))
    named = origin.filename.strip("<>")
    return "no line of the program" if named == "unknown" else visible(named)


def set_by(setting: Setting, numbers: Numbers) -> str:
    """Return who set a value: `the call`, `scope 2`, `own default`."""
    if setting.by is By.SCOPE:
        number = numbers.get(setting.origin)
        name = f"scope {number}" if number else f"scope at {place(setting.origin)}"
        return f"{name}, {setting.strength}" if setting.strength else name
    return {
        By.CALL: "the call",
        By.DEFAULT: "own default",
        By.NOBODY: "nobody yet",
    }[setting.by]


def instead_of(argument: Argument, numbers: Numbers) -> str:
    """Return what an argument's value shadowed, the strongest first."""
    return ", ".join(
        f"{setting.value} ({set_by(setting, numbers)})" for setting in argument.shadowed
    )


def is_plain_default(argument: Argument) -> bool:
    """Return whether nobody said anything about the argument."""
    return argument.setting.by is By.DEFAULT and not argument.shadowed


def target(key: str) -> str:
    """Return how one would write the target of a default."""
    return "every target" if key == ANY_KEY else title(key)


def targets(keys: Iterable[str]) -> str:
    """Return how one would write several targets."""
    return ", ".join(target(key) for key in keys)


def outcome(call: Call) -> str:
    """Return what became of a call."""
    if call.error is not None:
        return f"raised {call.error}"
    return "has not returned" if call.result is None else call.result


def uses(default: Default) -> str:
    """Return how often a default was used.

    "Never used" is kept for what `record.unused` lists: a line that speaks of several
    targets is of use if one of them was called.
    """
    return f"used by {count(default.uses, 'call') if default.uses else 'no call'}"


def unused(item: Unused, numbers: Numbers) -> str:
    """Return the sentence about a default that nobody used."""
    number = numbers.get(item.origin)
    name = f"scope {number}, {place(item.origin)}," if number else place(item.origin)
    return f"{item.argument} of {name} was never used (for {targets(item.keys)})"


def kind(scope: OpenedScope, record: Record) -> str:
    """Return what opening a scope does to those around it."""
    if scope.before:
        return "open before"
    if not scope.replaces or scope.parent is None:
        return "adds"
    kept = " or ".join(map(str, sorted(_strengths_around(scope, record))))
    return f"replaces all scopes around it{f', but for what is {kept}' if kept else ''}"


def _strengths_around(scope: OpenedScope, record: Record) -> set[Strength]:
    """Return the strengths of the defaults around a scope that it does not replace."""
    found: set[Strength] = set()
    around = scope.parent
    while around is not None:
        outer = record.scopes[around]
        found |= {default.strength for default in outer.defaults}
        around = outer.parent
    return found - {PLAIN}


def summary(record: Record, numbers: Numbers) -> str:
    """Return the one sentence that counts everything."""
    facts = [
        count(len(record.calls), "scoped call"),
        count(len(numbers), "scope"),
        f"{count(len(record.unused), 'default')} never used",
    ]
    return ", ".join(facts)


def network_summary(network: Network) -> str:
    """Return the one sentence that counts a network."""
    layers = sum(node.call is not None for node in network.nodes)
    work = network.multiply_adds
    return (
        f"{count(layers, 'layer')}, {count(network.parameters, 'parameter')}, "
        f"{'an unknown number of' if work is None else f'{work:,}'} multiply-adds "
        "for one example"
    )


def shape(sizes: Shape | None) -> str:
    """Return a shape as `? x 28 x 28 x 64`; the batch, usually unknown, comes first."""
    if sizes is None:
        return "-"
    return " x ".join("?" if size is None else str(size) for size in sizes) or "scalar"


def amount(number: int | None) -> str:
    """Return a number for a column: grouped, `-` for zero, `?` for unknown."""
    if number is None:
        return "?"
    return f"{number:,}" if number else "-"


def count(number: int, noun: str) -> str:
    """Return `1 call`, `2 calls`, `1,234 calls`."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
