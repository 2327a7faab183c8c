"""The order of elements: shuffled, or in turn from several data sets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np


def shuffled(
    elements: Iterator[Any], size: int, numbers: np.random.Generator
) -> Iterator[Any]:
    """Yield elements in another order: each time one of `size` that wait."""
    waiting: list[Any] = []
    for element in elements:
        if len(waiting) < size:
            waiting.append(element)
            continue
        index = int(numbers.integers(size))
        yield waiting[index]
        waiting[index] = element
    for index in numbers.permutation(len(waiting)):
        yield waiting[int(index)]


def interleaved(
    elements: Iterator[Any],
    opened: Callable[[Any], Iterator[Any]],
    cycle: int,
    block: int = 1,
) -> Iterator[Any]:
    """Yield elements of several iterations in turn.

    Args:
        elements: What is opened.
        opened: Begins an iteration.
        cycle: How many are open at a time.
        block: How many elements are taken of each in turn.

    Source:
        TensorFlow 1.15, tensorflow/core/kernels/data/interleave_dataset_op.cc: a place
        whose iteration has ended is filled when its turn comes again.
    """
    places: list[Iterator[Any] | None] = [None] * cycle
    has_more, place = True, 0
    while has_more or any(each is not None for each in places):
        current = places[place]
        if current is None and has_more:
            try:
                places[place] = current = opened(next(elements))
            except StopIteration:
                has_more = False
        if current is not None:
            for _ in range(block):
                try:
                    element = next(current)
                except StopIteration:
                    places[place] = None
                    break
                yield element
        place = (place + 1) % cycle


def grouped(
    elements: Iterator[Any],
    key_of: Callable[[Any], int],
    reduced: Callable[[int, list[Any]], Iterator[Any]],
    size_of: Callable[[int], int],
) -> Iterator[Any]:
    """Yield what groups of elements with one key become, as soon as one is full."""
    groups: dict[int, list[Any]] = {}
    for element in elements:
        key = key_of(element)
        group = groups.setdefault(key, [])
        group.append(element)
        if len(group) == size_of(key):
            yield from reduced(key, groups.pop(key))
    for key, group in groups.items():
        yield from reduced(key, group)
