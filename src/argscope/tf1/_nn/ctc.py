"""`tf.nn.ctc_loss`: sequences that are not aligned with the labels that they are of.

Source:
    Graves et al. 2006, "Connectionist Temporal Classification"; the arithmetic is Keras's
    `ops.ctc_loss`.
"""

from __future__ import annotations

import math
from typing import Any

from keras import ops

from argscope.tf1._graph.op import op, symbol
from argscope.tf1._nn.operands import tensor
from argscope.tf1._ops.gathering import scatter_nd
from argscope.tf1._ops.sizes import is_recording
from argscope.tf1._ops.values import Array, dtype_of, shape_of


@symbol("nn.ctc_loss")
def ctc_loss(
    labels: Any,
    inputs: Any = None,
    sequence_length: Any = None,
    preprocess_collapse_repeated: bool = False,
    ctc_merge_repeated: bool = True,
    ignore_longer_outputs_than_inputs: bool = False,
    time_major: bool = True,
    logits: Any = None,
) -> Any:
    """Return the loss of each sequence.

    Differs: A sequence that is shorter than its labels has the loss NaN, where TensorFlow
    ends the run, unless `ignore_longer_outputs_than_inputs`, which makes it 0.

    Args:
        labels: A `SparseTensor` of shape `(batch, most labels)`. The last class is none.
        inputs: Logits `(time, batch, classes)`.
        sequence_length: The number of steps of each sequence.
        preprocess_collapse_repeated: Must be False.
        ctc_merge_repeated: Must be True.
        ignore_longer_outputs_than_inputs: See above.
        time_major: Whether time comes first in `inputs`, not the batch.
        logits: As `inputs`.

    Raises:
        NotImplementedError: Repetitions are to be treated in another way.
    """
    if preprocess_collapse_repeated or not ctc_merge_repeated:
        raise NotImplementedError(
            "tf.nn.ctc_loss is there with preprocess_collapse_repeated=False and "
            f"ctc_merge_repeated=True, got {preprocess_collapse_repeated} and "
            f"{ctc_merge_repeated}."
        )
    return _ctc_loss(
        logits if inputs is None else inputs,
        labels.indices,
        labels.values,
        sequence_length,
        bool(time_major),
        0.0 if ignore_longer_outputs_than_inputs else math.nan,
    )


@op("CTCLoss")
def _ctc_loss(
    logits: Array,
    indices: Array,
    values: Array,
    steps: Array,
    time_major: bool,
    of_longer: float,
) -> Array:
    logits = tensor(logits)
    if time_major:
        logits = ops.transpose(logits, (1, 0, 2))
    batch, time, classes = shape_of(logits)
    if is_recording():  # what stands for a batch need not be that of the labels
        return ops.zeros([batch], dtype_of(logits))
    steps = tensor(steps, "int32")
    targets, counts = _dense(indices, values, [batch, time])
    follows = ops.cast(targets[:, 1:] == targets[:, :-1], "int32")
    inside = ops.arange(1, time, dtype="int32") < counts[:, None]
    repeated = ops.sum(ops.where(inside, follows, 0), 1)
    # Between two equal labels there has to be a step of none.
    fits = counts + repeated <= steps
    found = ops.ctc_loss(
        targets, logits, ops.where(fits, counts, 0), steps, classes - 1
    )
    found = ops.where(fits, found, math.inf)
    return ops.where(counts > steps, of_longer, found)


def _dense(indices: Array, values: Array, sizes: list[Any]) -> tuple[Array, Array]:
    """Return labels in rows as long as there are steps, and how many there are in each.

    Those of a longer row are dropped: it has no loss.
    """
    rows, columns = tensor(indices, "int32")[:, 0], tensor(indices, "int32")[:, 1]
    batch, time = sizes
    is_there = columns < time
    places = ops.stack([rows, ops.where(is_there, columns, 0)], 1)
    kept = ops.where(is_there, tensor(values, "int32"), 0)
    targets = scatter_nd.of_values(places, kept, [batch, time])
    ones = ops.ones_like(rows)
    return targets, scatter_nd.of_values(rows[:, None], ones, [batch])
