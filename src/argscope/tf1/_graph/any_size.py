"""Errors about shapes in which sizes are not known, as the program has them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from argscope.tf1._graph.tensor import Symbol

_SHAPE: Final = re.compile(r"(?<=[\[(])\d+(?:\s*,\s*\d+)*(?=,?[\])])")

Shown = tuple[int | None, ...]


def tell_any_size(error: Exception, symbols: Iterable[Symbol]) -> None:
    """Let the text of an error have None in shapes, where a number stood for a size.

    Args:
        error: What was raised for the stand-ins of `symbols`.
        symbols: What the call was made on.
    """
    if not (error.args and isinstance(error.args[0], str)):
        return
    shown: dict[tuple[int, ...], Shown] = {}
    for symbol in symbols:
        sizes = symbol.shape.sizes
        if sizes is not None:
            shown |= {tuple(each.shape): sizes for each in symbol.stand_ins}
    batches = {shape[0] for shape, sizes in shown.items() if sizes and not sizes[0]}

    def told(match: re.Match[str]) -> str:
        shape = tuple(map(int, re.findall(r"\d+", match[0])))
        sizes = shown.get(shape, shape)
        if sizes == shape and shape not in shown and shape[0] in batches:
            sizes = (None, *shape[1:])  # of something that was computed of a batch
        names = iter(map(str, sizes))
        return re.sub(r"\d+", lambda _: next(names), match[0])

    error.args = (_SHAPE.sub(told, error.args[0]), *error.args[1:])
