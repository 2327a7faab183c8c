"""Steps of Keras's trainer on several devices, made to be those of one device.

What Keras 3.15 does otherwise, by its files `backend/tensorflow/trainer.py` and
`optimizer.py`: each device's mean counts the same, however few images it has; each
device clips its own gradients, before they are summed; and `train_on_batch` and its like
let every device compute the whole batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import keras
import tensorflow as tf  # type: ignore[import-untyped]
from keras import tree

from argscope._distribution.tensorflow_parts import TensorFlowParts, step_of, weighted

_PREPARED: Final = "sums_gradients_of_parts"
_CUT_ALREADY: Final = (tf.data.Iterator, tf.distribute.DistributedIterator)


@contextmanager
def one_step(optimizer: Any, parts: TensorFlowParts, data: Any) -> Iterator[None]:
    """Let Keras's step in the block be one of the whole batch.

    Args:
        optimizer: What a step of training applies gradients with; None if there is none.
        parts: The parts, one of which this is.
        data: What Keras gives the step: the images of this part, and their labels.
    """
    inputs, _, _ = keras.utils.unpack_x_y_sample_weight(data)
    if optimizer is not None and not hasattr(optimizer, _PREPARED):
        _prepare(optimizer)
    with step_of(parts, tf.shape(_first(inputs))[0]):
        yield


def _prepare(optimizer: Any) -> None:
    """Let an optimizer see the gradients of the whole batch, clip and accumulate these."""
    apply, scale_loss = optimizer.apply, optimizer.scale_loss

    def apply_sum(grads: Any, trainable_variables: Any = None) -> Any:
        return apply(_summed(list(grads)), trainable_variables)

    optimizer.apply = apply_sum
    optimizer.scale_loss = lambda loss: scale_loss(weighted(loss))
    setattr(optimizer, _PREPARED, True)
    while optimizer is not None:
        optimizer._all_reduce_sum_gradients = list  # they are summed
        optimizer = getattr(optimizer, "inner_optimizer", None)


def _summed(gradients: list[Any]) -> list[Any]:
    context = tf.distribute.get_replica_context()
    there = [each for each in gradients if each is not None]
    if context is None or context.num_replicas_in_sync == 1 or not there:
        return gradients
    sums = iter(context.all_reduce(tf.distribute.ReduceOp.SUM, there))
    return [None if each is None else next(sums) for each in gradients]


def cutting(model: Any, steps: Callable[..., Any]) -> Callable[..., Any]:
    """Return Keras's `train_function` or `test_function`, which cuts single batches.

    What `train_on_batch` returns is then read from the metrics of all devices.
    """

    def run(batches: Any) -> Any:
        if isinstance(batches, _CUT_ALREADY):
            return steps(batches)
        cut = (_cut(model.distribute_strategy, batch) for batch in batches)
        return model._get_metrics_result_or_logs(steps(cut))

    return run


def cutting_inputs(model: Any, predict: Callable[..., Any]) -> Callable[..., Any]:
    """Return Keras's `predict_function`, which cuts batches that are whole.

    A model that has no variables yet makes them first: in a step, each device would.
    """

    def run(batches: Any) -> Any:
        strategy = model.distribute_strategy
        if not model.built:
            inputs, _, _ = keras.utils.unpack_x_y_sample_weight(
                first_part(strategy, batches[0])
            )
            model(inputs)
        return predict([_cut(strategy, batch) for batch in batches])

    return run


CUTTING: Final = {
    "train_function": cutting,
    "test_function": cutting,
    "predict_function": cutting_inputs,
}


def first_part(strategy: Any, batch: Any) -> Any:
    """Return the first device's part of a batch."""

    def first(part: Any) -> Any:
        return strategy.experimental_local_results(part)[0]

    return tree.map_structure(first, batch)


def _cut(strategy: Any, batch: Any) -> Any:
    return tree.map_structure(lambda each: _cut_one(strategy, each), batch)


def _cut_one(strategy: Any, whole: Any) -> Any:
    if whole is None or isinstance(whole, tf.distribute.DistributedValues):
        return whole
    whole = tf.convert_to_tensor(whole)
    rows = whole.shape[0]

    def part(context: Any) -> Any:
        place, parts = context.replica_id_in_sync_group, context.num_replicas_in_sync
        return whole[rows * place // parts : rows * (place + 1) // parts]

    return strategy.experimental_distribute_values_from_function(part)


def _first(inputs: Any) -> Any:
    return next(each for each in tree.flatten(inputs) if each is not None)
