"""`tf.summary`: summaries are strings that the host computes, for TensorBoard.

Source:
    tensorflow/python/summary/summary.py and tensorflow/python/ops/summary_op_util.py of
    TensorFlow 1.15.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from argscope.tf1._graph.evaluation import evaluation
from argscope.tf1._graph.graph import get_default_graph
from argscope.tf1._graph.host import Spec, host_call
from argscope.tf1._graph.op import symbol
from argscope.tf1._graph.tensor import Tensor, Value
from argscope.tf1._graph.variable import Variable
from argscope.tf1._host import summary_values
from argscope.tf1._host.logs import log
from argscope.tf1._host.protos import message
from argscope.tf1._names.collections import (
    GraphKeys,
    add_to_collections,
    get_collection,
)

Collections = Sequence[str] | None


@symbol("summary.scalar")
def scalar(
    name: str, tensor: Any, collections: Collections = None, family: str | None = None
) -> Tensor:
    """Return a summary of a number."""
    return _summary(
        "ScalarSummary", summary_values.scalars, name, [tensor], collections, family
    )


@symbol("summary.histogram")
def histogram(
    name: str, values: Any, collections: Collections = None, family: str | None = None
) -> Tensor:
    """Return a summary of how numbers are distributed."""
    return _summary(
        "HistogramSummary",
        summary_values.histogram,
        name,
        [values],
        collections,
        family,
    )


@symbol("summary.image")
def image(
    name: str,
    tensor: Any,
    max_outputs: int = 3,
    collections: Collections = None,
    family: str | None = None,
) -> Tensor:
    """Return a summary of the first images of a batch."""
    values = [tensor, max_outputs]
    return _summary(
        "ImageSummary", summary_values.images, name, values, collections, family
    )


@symbol("summary.audio")
def audio(
    name: str,
    tensor: Any,
    sample_rate: Any,
    max_outputs: int = 3,
    collections: Collections = None,
    family: str | None = None,
) -> Tensor:
    """Return a summary of the first sounds of a batch."""
    values = [tensor, sample_rate, max_outputs]
    return _summary(
        "AudioSummaryV2", summary_values.sounds, name, values, collections, family
    )


@symbol("summary.text")
def text(name: str, tensor: Any, collections: Collections = None) -> Tensor:
    """Return a summary of strings."""
    plugin = {"plugin_name": "text"}
    return tensor_summary(name, tensor, collections=collections, plugin=plugin)


@symbol("summary.tensor_summary")
def tensor_summary(
    name: str,
    tensor: Any,
    summary_description: str | None = None,
    collections: Collections = None,
    summary_metadata: Any = None,
    family: str | None = None,
    display_name: str | None = None,
    plugin: dict[str, str] | None = None,
) -> Tensor:
    """Return a summary of a tensor of any kind."""

    def compute(tag: str, value: Any) -> bytes:
        metadata = summary_metadata or message("SummaryMetadata")(
            display_name=display_name or "",
            summary_description=summary_description or "",
            plugin_data=plugin,
        )
        return summary_values.any_tensor(tag, value, metadata.SerializeToString())

    return _summary("TensorSummaryV2", compute, name, [tensor], collections, family)


@symbol("summary.merge", "merge_summary")
def merge(
    inputs: Any, collections: Collections = None, name: str | None = None
) -> Tensor:
    """Return one summary of several, whose tags have to differ."""
    path = get_default_graph().unique_name(name or "Merge")
    return _recorded(
        "MergeSummary",
        lambda *summaries: summary_values.merged(summaries),
        list(inputs),
        f"{path}/{name or 'MergeSummary'}/",
        [] if collections is None else collections,
    )


@symbol("summary.merge_all", "merge_all_summaries")
def merge_all(
    key: str = GraphKeys.SUMMARIES, scope: Any = None, name: str | None = None
) -> Tensor | None:
    """Return one summary of all that are in a collection; None if it is empty."""
    found = get_collection(key, scope)
    return merge(found, name=name) if found else None


@symbol("scalar_summary")
def scalar_summary(
    tags: Any, values: Any, collections: Collections = None, name: str | None = None
) -> Tensor:
    """Return a summary of numbers, as TensorFlow 0.x spelled it."""
    return _recorded(
        "ScalarSummary", summary_values.scalars, [tags, values], name, collections
    )


@symbol("histogram_summary")
def histogram_summary(
    tag: Any, values: Any, collections: Collections = None, name: str | None = None
) -> Tensor:
    """Return a summary of a distribution, as TensorFlow 0.x spelled it."""
    return _recorded(
        "HistogramSummary", summary_values.histogram, [tag, values], name, collections
    )


@symbol("image_summary")
def image_summary(
    tag: Any,
    tensor: Any,
    max_images: int = 3,
    collections: Collections = None,
    name: str | None = None,
) -> Tensor:
    """Return a summary of images, as TensorFlow 0.x spelled it."""
    values = [tag, tensor, max_images]
    return _recorded("ImageSummary", summary_values.images, values, name, collections)


@symbol("audio_summary")
def audio_summary(
    tag: Any,
    tensor: Any,
    sample_rate: Any,
    max_outputs: int = 3,
    collections: Collections = None,
    name: str | None = None,
) -> Tensor:
    """Return a summary of sounds, as TensorFlow 0.x spelled it."""
    values = [tag, tensor, sample_rate, max_outputs]
    return _recorded("AudioSummaryV2", summary_values.sounds, values, name, collections)


@symbol("summary.get_summary_description")
def get_summary_description(node_def: Any) -> Any:
    """Return what a summary of a tensor says of itself: nothing."""
    del node_def
    return message("SummaryDescription")()


def _summary(
    kind: str,
    compute: Callable[..., bytes],
    name: str,
    values: list[Any],
    collections: Collections,
    family: str | None,
) -> Tensor:
    """Return a summary that is tagged by its own name, of a family before it."""
    path = "/".join(cleaned(part) for part in (family, name) if part)
    if evaluation() is None:
        path = _free(path)
    made = _recorded(kind, compute, ["", *values], path, collections)
    if isinstance(made, Value):
        return made
    made.op.call.args[0] = "/".join(filter(None, (family, made.op.name)))
    return made


def _free(name: str) -> str:
    """Return a whole path for a summary: variables are operations, too, with names."""
    graph = get_default_graph()
    path = graph.unique_name(name)
    try:
        is_variable = isinstance(graph.get_tensor_by_name(f"{path}:0"), Variable)
    except KeyError:
        is_variable = False
    return f"{graph.unique_name(name) if is_variable else path}/"


def _recorded(
    kind: str,
    compute: Callable[..., bytes],
    arguments: list[Any],
    name: str | None,
    collections: Collections,
) -> Tensor:
    """Return a summary, and put it into collections; default: that of summaries."""
    if evaluation() is not None:  # in a function that a loop or a data set calls
        return Value(np.array(b"", object))

    def summary(*values: Any) -> Any:
        return np.array(compute(*values), object)

    made: Tensor = host_call(kind, summary, arguments, gives=Spec("string"), name=name)
    keys = [GraphKeys.SUMMARIES] if collections is None else collections
    add_to_collections(keys, made)
    return made


@symbol("python.ops.summary_op_util.clean_tag")
def cleaned(name: str) -> str:
    """Return a name with `_` for what names may not have in them."""
    made = re.sub(r"[^-/\w.]", "_", name).lstrip("/")
    if made != name:
        log(20, f"Summary name {name} is illegal; using {made} instead.")
    return made
