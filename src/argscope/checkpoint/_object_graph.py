"""Names for the variables of checkpoints of objects, which TensorFlow 2 writes.

Their keys are paths through the objects of a program, such as
`model/layer_with_weights-0/kernel/.ATTRIBUTES/VARIABLE_VALUE`. The names that variables
were given stand in one more entry, a TrackableObjectGraph of TensorFlow's
`core/protobuf/trackable_object_graph.proto`: nodes, with attributes, with a key and,
of a variable, its full name. Here a variable is called

1. by its full name, `dense/kernel`, if it is the only one of that name;
2. else by its key without `/.ATTRIBUTES/VARIABLE_VALUE`.

`Variable` is no name: TensorFlow calls a variable so which was given none. What is not
the value of a variable keeps its key, and the graph itself is no variable.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from typing import Any, Final

from numpy.typing import NDArray

from argscope.checkpoint._damage import Malformed
from argscope.checkpoint._dtypes import STRING
from argscope.checkpoint._wire import fields, message, text

GRAPH: Final = "_CHECKPOINTABLE_OBJECT_GRAPH"

_SUFFIX: Final = "/.ATTRIBUTES/VARIABLE_VALUE"
_UNNAMED: Final = "Variable"


def readable_names(
    keys: Collection[str], read: Callable[[str], NDArray[Any]]
) -> dict[str, str]:
    """Return the keys of variables by their names, sorted; the same without a graph.

    Args:
        keys: The keys of a checkpoint.
        read: What returns the value of one.

    Raises:
        Malformed: The graph is not one.
    """
    if GRAPH not in keys:
        return {key: key for key in sorted(keys)}
    full_names = _full_names(read(GRAPH))
    paths = {key: _path(key, keys) for key in keys if key != GRAPH}
    taken = Counter([*full_names.values(), *paths.values(), *keys, _UNNAMED])
    names = {}
    for key, path in paths.items():
        full_name = full_names.get(key, "")
        names[full_name if taken[full_name] == 1 else path] = key
    return dict(sorted(names.items()))


def _path(key: str, keys: Collection[str]) -> str:
    path = key.removesuffix(_SUFFIX)
    return key if path in keys else path


def _full_names(graph: NDArray[Any]) -> dict[str, str]:
    if graph.dtype != STRING or graph.shape:
        raise Malformed("it is not one string")
    return dict(_attributes(memoryview(graph.item())))


def _attributes(graph: memoryview) -> Iterator[tuple[str, str]]:
    # TrackableObjectGraph 1: nodes; TrackableObject 2: attributes
    for node in _each(graph, 1):
        for attribute in _each(node, 2):
            # SerializedTensor 1: name, 2: full name, 3: key
            parts = dict(fields(attribute))
            key, name = (text(parts.get(n, memoryview(b""))) for n in (3, 2))
            if key.endswith(_SUFFIX) and name:
                yield key, name


def _each(data: memoryview, number: int) -> Iterator[memoryview]:
    return (message(field) for n, field in fields(data) if n == number)
