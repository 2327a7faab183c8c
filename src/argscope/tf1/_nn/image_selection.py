"""`tf.image.non_max_suppression`: boxes of which none is much of another.

How many there are only their values tell, so JAX cannot compile it.
"""

from __future__ import annotations

import importlib
from typing import Any

import keras
import numpy as np
from keras import ops

from argscope.tf1._graph.op import op
from argscope.tf1._ops.sizes import any_size, sized_by_values
from argscope.tf1._ops.values import Array, array, is_constant


@op("NonMaxSuppressionV3", "image.non_max_suppression")
def non_max_suppression(
    boxes: Array,
    scores: Array,
    max_output_size: Any,
    iou_threshold: Any = 0.5,
    score_threshold: Any = float("-inf"),
    name: str | None = None,
) -> Array:
    """Return the indices of the boxes of the highest scores, none much of another.

    Args:
        boxes: Shape `(count, 4)`: two opposite corners of each.
        scores: Shape `(count,)`.
        max_output_size: How many indices there are at most.
        iou_threshold: Of two boxes that share more than this part of their union, that
            of the lower score is left out.
        score_threshold: Boxes are left out whose score is not above it.
        name: The operation's name.

    Raises:
        SizeByValuesError: JAX compiles it.
    """
    given = boxes, scores, max_output_size, iou_threshold, score_threshold
    stand_in = any_size()
    if stand_in is not None:
        return ops.zeros((stand_in,), "int32")
    if keras.backend.backend() == "tensorflow" and not is_constant([*given]):
        # It compiles it, which Keras has no way to do.
        compiled: Any = importlib.import_module("tensorflow")
        return compiled.image.non_max_suppression(*given)
    with sized_by_values("tf.image.non_max_suppression"):
        known = [ops.convert_to_numpy(array(each)) for each in given]
    return _chosen(*known)


def _chosen(
    boxes: Array, scores: Array, limit: Array, most_shared: Array, least_score: Array
) -> Array:
    boxes = np.stack(
        [np.minimum(boxes[:, :2], boxes[:, 2:]), np.maximum(boxes[:, :2], boxes[:, 2:])]
    )
    chosen: list[int] = []
    for index in np.argsort(-scores, kind="stable"):
        if len(chosen) >= limit or scores[index] <= least_score:
            break
        shared = _shared(boxes[:, [index]], boxes[:, chosen])
        if not np.any(shared > most_shared):
            chosen.append(int(index))
    return np.array(chosen, "int32")


def _shared(box: Array, others: Array) -> Array:
    """Return the intersection of a box with others, as a part of the union."""
    sides = np.minimum(box[1], others[1]) - np.maximum(box[0], others[0])
    intersection = np.prod(np.maximum(sides, 0), -1)
    union = _area(box) + _area(others) - intersection
    return np.where(union > 0, intersection / np.where(union > 0, union, 1), 0)


def _area(boxes: Array) -> Array:
    return np.prod(boxes[1] - boxes[0], -1)
