"""`tf.summary`: summaries are in the graph, under their names, and hold nothing.

A summary is a tensor of a string, which is empty: there is nothing that reads it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from argscope.tf1._graph.evaluation import evaluation
from argscope.tf1._graph.op import symbol
from argscope.tf1._graph.operation import Call
from argscope.tf1._graph.recording import record
from argscope.tf1._graph.tensor import Tensor, Value
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
    return _summary("ScalarSummary", name, tensor, collections, family)


@symbol("summary.histogram")
def histogram(
    name: str, values: Any, collections: Collections = None, family: str | None = None
) -> Tensor:
    """Return a summary of how numbers are distributed."""
    return _summary("HistogramSummary", name, values, collections, family)


@symbol("summary.image")
def image(
    name: str,
    tensor: Any,
    max_outputs: int = 3,
    collections: Collections = None,
    family: str | None = None,
) -> Tensor:
    """Return a summary of images."""
    del max_outputs
    return _summary("ImageSummary", name, tensor, collections, family)


@symbol("summary.audio")
def audio(
    name: str,
    tensor: Any,
    sample_rate: Any,
    max_outputs: int = 3,
    collections: Collections = None,
    family: str | None = None,
) -> Tensor:
    """Return a summary of sounds."""
    del sample_rate, max_outputs
    return _summary("AudioSummaryV2", name, tensor, collections, family)


@symbol("summary.text", "summary.tensor_summary")
def text(
    name: str, tensor: Any, summary_description: Any = None, collections: Any = None
) -> Tensor:
    """Return a summary of text, or of anything."""
    given = summary_description if isinstance(summary_description, list) else None
    return _summary("TensorSummaryV2", name, tensor, collections or given)


@symbol("summary.merge", "merge_summary")
def merge(
    inputs: Any, collections: Collections = None, name: str | None = None
) -> Tensor:
    """Return a summary of summaries."""
    given = [] if collections is None else collections
    return _summary("MergeSummary", name or "Merge/MergeSummary", inputs, given)


@symbol("summary.merge_all", "merge_all_summaries")
def merge_all(
    key: str = GraphKeys.SUMMARIES, scope: Any = None, name: str | None = None
) -> Tensor | None:
    """Return a summary of all that are in a collection; None if it is empty."""
    found = get_collection(key, scope)
    return merge(found, name=name) if found else None


@symbol("scalar_summary")
def scalar_summary(
    tags: Any, values: Any, collections: Collections = None, name: str | None = None
) -> Tensor:
    """Return a summary of a number, as TensorFlow 0.x spelled it."""
    del tags
    return _summary("ScalarSummary", name, values, collections)


@symbol("histogram_summary")
def histogram_summary(
    tag: Any, values: Any, collections: Collections = None, name: str | None = None
) -> Tensor:
    """Return a summary of a distribution, as TensorFlow 0.x spelled it."""
    del tag
    return _summary("HistogramSummary", name, values, collections)


@symbol("image_summary")
def image_summary(
    tag: Any,
    tensor: Any,
    max_images: int = 3,
    collections: Collections = None,
    name: str | None = None,
) -> Tensor:
    """Return a summary of images, as TensorFlow 0.x spelled it."""
    del tag, max_images
    return _summary("ImageSummary", name, tensor, collections)


def _summary(
    kind: str,
    name: str | None,
    value: Any,
    collections: Collections,
    family: str | None = None,
) -> Tensor:
    """Return a summary, and put it into collections; default: that of summaries."""
    if evaluation() is not None:
        return Value(_no_text())
    path = "/".join(_cleaned(part) for part in (family, name) if part)
    made: Tensor = record(kind, Call(_no_text, (value,)), name=path)
    keys = [GraphKeys.SUMMARIES] if collections is None else collections
    add_to_collections(keys, made)
    return made


def _no_text(*_summarized: Any) -> Any:
    return np.array(b"", object)


def _cleaned(name: str) -> str:
    """Return a name with `_` for what names may not have in them."""
    return re.sub(r"[^-/\w.]", "_", name).lstrip("/")
