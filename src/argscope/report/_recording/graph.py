"""The graph of a network, from what its layers took and returned.

Keras remembers for each symbol the operation that made it. From the input of a layer
the way leads back through plain operations to outputs of other layers. Where several
ways meet, at an addition or a concatenation, the graph gets a node of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, final

from argscope.report._facts import Network, Node
from argscope.report._recording.layer_facts import shape_of
from argscope.report._recording.records import CallRecord


@final
class Graph:
    """Gathers the layer calls of one run.

    Args:
        inputs: The symbols the network gets; none if it runs without symbols, and then
            the edges stay unknown.
    """

    def __init__(self, inputs: list[Any]) -> None:
        self._nodes: list[Node] = []
        # Symbols are kept while the graph is built, so that no other takes the address.
        self._made: dict[int, tuple[Any, int]] = {}
        self._calls: list[tuple[CallRecord, Any, Any]] = []
        self._inputs = inputs
        self._numbers: dict[int, int] = {}

    def begin_with(self, inputs: list[Any]) -> None:
        """Say what the network got, where that is known only after its run."""
        self._inputs = inputs

    def note(self, record: CallRecord, inputs: Any, output: Any) -> None:
        """Note a call of a layer that has returned."""
        self._calls.append((record, inputs, output))

    def finished(self, numbers: dict[int, int]) -> Network:
        """Return the graph of the outermost layers.

        Args:
            numbers: The number of each call, by the identity of its record.
        """
        self._numbers = numbers
        for index, symbol in enumerate(self._inputs):
            name = "input" if len(self._inputs) == 1 else f"input {index + 1}"
            self._add(name, symbol, (), None)
        # A layer in a layer, such as its normalizer, ends first and belongs to it.
        layers = {id(record) for record, _, _ in self._calls}
        whole = [c for c in self._calls if not _is_part(c[0], layers)]
        for record, inputs, output in whole:
            sources = self._sources(inputs) if self._inputs else ()
            self._add(record.name.removesuffix("()"), output, sources, record)
        return Network(tuple(self._nodes), bool(self._inputs))

    def _add(
        self,
        name: str,
        output: Any,
        sources: tuple[int, ...],
        record: CallRecord | None,
    ) -> int:
        facts = [
            c.layer for c, _, _ in self._calls if _is_within(c, record) and c.layer
        ]
        works = [fact.multiply_adds for fact in facts]
        known = [work for work in works if work is not None]
        number = len(self._nodes)
        path = record.layer.path if record is not None and record.layer else ""
        self._nodes.append(
            Node(
                index=number,
                name=name,
                path=path,
                call=None if record is None else self._numbers[id(record)],
                inputs=sources,
                output_shape=shape_of(output),
                parameters=sum(fact.parameters for fact in facts),
                multiply_adds=sum(known) if len(known) == len(works) else None,
            )
        )
        for symbol in _symbols(output):
            self._made[id(symbol)] = (symbol, number)
        return number

    def _sources(self, inputs: Any) -> tuple[int, ...]:
        """Return the nodes that `inputs` come from, adding those where ways meet."""
        found: dict[int, None] = {}
        for symbol in _symbols(inputs):
            number = self._source(symbol)
            if number is not None:
                found[number] = None
        return tuple(found)

    def _source(self, symbol: Any) -> int | None:
        """Return the node that a symbol comes from, None if from no input at all."""
        # Not a recursion: hundreds of plain operations may follow each other.
        todo, done = [symbol], self._made
        results: dict[int, int | None] = {}
        while todo:
            top = todo[-1]
            if id(top) in done or id(top) in results:
                todo.pop()
                continue
            operation, parents = _history(top)
            open_ways = [
                p for p in parents if id(p) not in done and id(p) not in results
            ]
            if open_ways:
                todo += open_ways
                continue
            ways = dict.fromkeys(
                number
                for p in parents
                for number in [done[id(p)][1] if id(p) in done else results[id(p)]]
                if number is not None
            )
            todo.pop()
            if len(ways) > 1:
                self._add(operation, top, tuple(ways), None)
            else:
                results[id(top)] = next(iter(ways), None)
        return done[id(symbol)][1] if id(symbol) in done else results[id(symbol)]


def _is_part(record: CallRecord, layers: set[int]) -> bool:
    """Return whether a call was made by one of the `layers`, given by their identity."""
    return any(id(outer) in layers for outer in _calls_around(record))


def _is_within(record: CallRecord, outer: CallRecord | None) -> bool:
    return outer is not None and (record is outer or outer in _calls_around(record))


def _calls_around(record: CallRecord) -> Iterator[CallRecord]:
    """Return the calls that a call was made in, the innermost first."""
    parent = record.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def _symbols(value: Any) -> list[Any]:
    if isinstance(value, list | tuple):
        return [symbol for item in value for symbol in _symbols(item)]
    if isinstance(value, dict):
        return [symbol for item in value.values() for symbol in _symbols(item)]
    return [value] if hasattr(value, "shape") else []


def _history(symbol: Any) -> tuple[str, list[Any]]:
    """Return the name of the operation that made a symbol, and what it was made of."""
    if hasattr(symbol, "history"):  # of a graph of TensorFlow 1
        kind, made_of = symbol.history
        return kind, made_of
    history = getattr(symbol, "_keras_history", None)
    if history is None:
        return "", []
    operation, index = history.operation, history.node_index
    nodes = operation._inbound_nodes
    if not index < len(nodes):
        return "", []
    parents = list(nodes[index].input_tensors)
    return type(operation).__name__.lower(), parents
