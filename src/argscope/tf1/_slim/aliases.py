"""Collections of tensors by name: where TF-Slim's networks put their end points.

Source:
    tf_slim/layers/utils.py.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from argscope.tf1._graph.evaluation import evaluation
from argscope.tf1._graph.graph import get_default_graph, graph_run
from argscope.tf1._names.collections import add_to_collections, get_collection


def collect_named_outputs(collections: Any, alias: str, outputs: Any) -> Any:
    """Put a tensor into collections under a name, and return it."""
    if not collections:
        return outputs
    if evaluation() is not None:  # what recorded the call gives the alias
        return graph_run().collect(collections, alias.removesuffix("/"), outputs)
    append_tensor_alias(outputs, alias)
    add_to_collections(collections, outputs)
    return outputs


def append_tensor_alias(tensor: Any, alias: str) -> Any:
    """Give a tensor one more name, and return it."""
    tensor.aliases = [*getattr(tensor, "aliases", ()), alias.removesuffix("/")]
    return tensor


def get_tensor_aliases(tensor: Any) -> list[str]:
    """Return the names of a tensor: those that it was given, or else its own."""
    if hasattr(tensor, "aliases"):
        return list(tensor.aliases)
    name: str = tensor.name
    return [name.removesuffix(":0")]


def gather_tensors_aliases(tensors: Iterable[Any]) -> list[str]:
    """Return the names of several tensors, in order."""
    return [alias for tensor in tensors for alias in get_tensor_aliases(tensor)]


def convert_collection_to_dict(
    collection: str, clear_collection: bool = False
) -> OrderedDict[str, Any]:
    """Return the tensors of a collection by their names.

    Args:
        collection: Its name.
        clear_collection: Whether to empty it.
    """
    if evaluation() is not None:
        collected = graph_run().collections
        found = OrderedDict(collected.get(collection, ()))
    else:
        collected = get_default_graph().collections
        found = OrderedDict(
            (alias, tensor)
            for tensor in get_collection(collection)
            for alias in get_tensor_aliases(tensor)
        )
    if clear_collection:
        collected.pop(collection, None)
    return found
