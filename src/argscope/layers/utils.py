"""Collections of named outputs, from which a network makes its end points."""

from __future__ import annotations

from typing import Any

from argscope.layers._layer import this_run

__all__ = ["collect_named_outputs", "convert_collection_to_dict"]


def collect_named_outputs(
    collections: str | list[str] | None, alias: str, outputs: Any
) -> Any:
    """Put `outputs` into collections of the run under the name `alias`; return them."""
    return this_run().collect(collections, alias, outputs)


def convert_collection_to_dict(
    collection: str, clear_collection: bool = False
) -> dict[str, Any]:
    """Return a collection of the run as a dict; of equal names the last one counts."""
    members = dict(this_run().collections.get(collection, []))
    if clear_collection:
        this_run().collections.pop(collection, None)
    return members
