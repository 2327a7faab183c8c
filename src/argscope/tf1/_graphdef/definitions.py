"""The nodes, as a file has them, of operations that were imported."""

from __future__ import annotations

from typing import Any, Final
from weakref import WeakKeyDictionary

from argscope.tf1._graph.operation import Operation

_DEFINITIONS: Final[WeakKeyDictionary[Operation, Any]] = WeakKeyDictionary()


def define(operation: Operation, definition: Any) -> None:
    """Note the NodeDef of an operation."""
    _DEFINITIONS[operation] = definition


def definition_of(operation: Operation) -> Any:
    """Return the NodeDef that an operation was imported from; None if it was not."""
    return _DEFINITIONS.get(operation)
