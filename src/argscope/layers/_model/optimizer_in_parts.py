"""The variables of an optimizer in Keras's files, where they are cut over processes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from argscope.layers._model import values


@contextmanager
def in_parts(optimizer: Any) -> Iterator[None]:
    """Let Keras save and load an optimizer part by part in the block.

    It would ask each variable for its whole value, which no process has.
    """
    if optimizer is None or not values.are_cut_over_processes(optimizer.variables):
        yield
        return
    ways = {"save_own_variables": _save, "load_own_variables": _load}
    for name, way in ways.items():
        # Past Keras, which looks for variables in all that it is given.
        object.__setattr__(optimizer, name, partial(way, optimizer.variables))
    try:
        yield
    finally:
        for name in ways:
            object.__delattr__(optimizer, name)


def _save(variables: list[Any], store: Any) -> None:
    for number, value in values.brought_together(dict(enumerate(variables))):
        store[str(number)] = value


def _load(variables: list[Any], store: Any) -> None:
    # As Keras does: weights may have been saved without an optimizer, or with another.
    if len(store.keys()) == len(variables):
        for number, variable in enumerate(variables):
            values.assign(variable, store[str(number)].__getitem__)
