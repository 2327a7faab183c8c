"""Which variables are cut along which axis: rules by path, checked against a model."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from argscope._distribution.auto_layout import proposed
from argscope._distribution.errors import DistributionError
from argscope._distribution.mesh import MODEL

AUTO: Final = "auto"

Axes = tuple[str | None, ...]
Layout = Mapping[str, Axes] | str | None
"""Rules by regular expression, `"auto"`, or nothing: all variables are whole."""


class Placement(NamedTuple):
    """Where a variable is.

    Attributes:
        axes: For each of its axes `"model"` if it is cut along it, or None.
        why: The rule that says so, or a reason.
    """

    axes: Axes
    why: str

    @property
    def cut(self) -> int | None:
        """The axis along which it is cut; None if every device has all of it."""
        return self.axes.index(MODEL) if MODEL in self.axes else None


def check_rules(layout: Layout) -> None:
    """Refuse what is no layout, whatever the model.

    Raises:
        DistributionError: A rule is no regular expression with axes.
    """
    if layout is None or layout == AUTO:
        return
    if not isinstance(layout, Mapping):
        raise DistributionError.bad_rule("layout", layout)
    for rule, axes in layout.items():
        if not (_is_pattern(rule) and _are_axes(axes)):
            raise DistributionError.bad_rule(rule, axes)
        for axis in axes:
            if axis is not None and axis != MODEL:
                raise DistributionError.unknown_axis(rule, axis, [MODEL])


def placements(
    layout: Layout, shapes: Mapping[str, tuple[int, ...]], parts: int
) -> dict[str, Placement]:
    """Return where each variable of a model is to be.

    Args:
        layout: The rules.
        shapes: Shapes of the model's variables by path.
        parts: Devices that share them: the size of the axis `model`.

    Raises:
        DistributionError: A rule matches nothing, two of them disagree, or a variable
            cannot be cut as one says.
    """
    if layout == AUTO:
        return {
            path: Placement(axes, why)
            for path, (axes, why) in proposed(shapes, parts).items()
        }
    rules: dict[str, Any] = dict(layout) if isinstance(layout, Mapping) else {}
    found = {path: [r for r in rules if matches(r, path)] for path in shapes}
    for rule in rules:
        if not any(rule in by for by in found.values()):
            raise DistributionError.no_match(rule, list(shapes))
    return {
        path: _by_rules({r: rules[r] for r in by}, path, shapes[path], parts)
        for path, by in found.items()
    }


def matches(rule: str, path: str) -> bool:
    """Return whether a regular expression is that of a path, or of its end after a `/`."""
    return re.fullmatch(f"(?:.*/)?(?:{rule})", path) is not None


def _by_rules(
    rules: Mapping[str, Axes], path: str, shape: tuple[int, ...], parts: int
) -> Placement:
    if not rules:
        return Placement((None,) * len(shape), "")
    if len(set(rules.values())) > 1:
        raise DistributionError.clash(path, rules)
    rule, axes = next(iter(rules.items()))
    if len(axes) != len(shape):
        raise DistributionError.other_rank(rule, axes, path, shape)
    placement = Placement(axes, rule)
    if placement.cut is not None and shape[placement.cut] % parts:
        raise DistributionError.uneven(rule, path, shape, placement.cut, parts)
    return placement


def _is_pattern(rule: object) -> bool:
    try:
        return isinstance(rule, str) and bool(re.compile(rule))
    except re.error:
        return False


def _are_axes(axes: object) -> bool:
    return isinstance(axes, tuple) and axes.count(MODEL) <= 1
