"""What a device of a `MirroredStrategy` knows of the other devices' parts of a batch."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, final

import tensorflow as tf  # type: ignore[import-untyped]

# Of a thread: a strategy runs the program of each device in one of its own.
_STEP: Final = threading.local()


@final
class TensorFlowParts:
    """See `UnevenParts`: the parts of the step that is being traced, as one device sees it.

    Args:
        context: The device's context, of a strategy with several devices.
    """

    def __init__(self, context: Any) -> None:
        self._context = context
        self.count: int = context.num_replicas_in_sync

    def sum(self, values: Any) -> Any:
        """Return the sum of a tensor over all parts; its gradient is summed likewise."""
        return self._context.all_reduce(tf.distribute.ReduceOp.SUM, values)

    def own(self, whole: Any) -> Any:
        """Return the rows of this part."""
        rows = tf.shape(whole)[0]
        place, sizes = self._place(), getattr(_STEP, "sizes", None)
        if sizes is None:
            each = rows // self.count
            return whole[place * each : (place + 1) * each]
        # In units of a row of the batch: a layer may have several rows for an image.
        unit = rows // tf.reduce_sum(sizes)
        before = tf.reduce_sum(tf.where(tf.range(self.count) < place, sizes, 0))
        return whole[before * unit : (before + sizes[place]) * unit]

    def total(self, size: Any) -> Any:
        """Return the sum of a number, of one for each part, as an integer tensor."""
        return tf.reduce_sum(self.sizes(size))

    def divisor(self, count: Any) -> Any:
        """Return what a part divides a sum over its values by."""
        share = getattr(_STEP, "share", None)
        own = 1.0 / self.count if share is None else tf.cast(share, count.dtype)
        return self.sum(count) * own

    def sizes(self, size: Any) -> Any:
        """Return the numbers of all parts, in order, as an integer tensor."""
        # As floats: these are what every device can send.
        own = tf.one_hot(self._place(), self.count) * tf.cast(size, tf.float32)
        return tf.cast(self.sum(own), tf.int32)

    def _place(self) -> Any:
        return self._context.replica_id_in_sync_group


@contextmanager
def outside_of_steps(strategy: Any) -> Iterator[None]:
    """Let real values be made in the block, for all devices, also while a step is traced."""
    with tf.init_scope(), strategy.scope():
        yield


@contextmanager
def step_of(parts: TensorFlowParts, rows: Any) -> Iterator[None]:
    """Let a part of `rows` images be what this device computes in the block."""
    sizes = parts.sizes(rows)
    _STEP.parts, _STEP.sizes, _STEP.lists = parts, sizes, {}
    _STEP.share = tf.cast(rows, tf.float32) / tf.cast(tf.reduce_sum(sizes), tf.float32)
    try:
        yield
    finally:
        _STEP.__dict__.clear()


def weighted(mean: Any) -> Any:
    """Return the mean over a part so that the mean of all parts is that of the batch.

    In a block of `step_of`; elsewhere as it is, as where all parts are of one size.
    """
    if not hasattr(_STEP, "parts"):
        return mean
    return mean * tf.cast(_STEP.share * _STEP.parts.count, mean.dtype)


class OfEachPart:
    """An attribute of a model with another value in the step of each part.

    The programs of the devices are traced in turns, on one model.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = f"_whole{name}"

    def __get__(self, model: Any, owner: type | None = None) -> Any:
        """Return the value of this thread's part, at first an empty list."""
        if hasattr(_STEP, "parts"):
            return _STEP.lists.setdefault(id(model), [])
        if self._name not in model.__dict__:  # Keras looks whether it is there
            raise AttributeError(self._name)
        return model.__dict__[self._name]

    def __set__(self, model: Any, value: Any) -> None:
        """Set the value outside of steps."""
        model.__dict__[self._name] = value
