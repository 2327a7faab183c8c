"""A fault of TensorFlow 2.21 at the end of every epoch, worked around.

Images for several devices pass through data sets that TensorFlow makes, one a device.
What tunes these and the data set that they come from (`autotune`) has a thread for each.
It sleeps longer each time, and who drops the iterator has to wait until it wakes up:
measured as long as the iterator was in use. Keras drops one at the end of every epoch.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, final

import tensorflow as tf  # type: ignore[import-untyped]
from tensorflow.python.data.ops import (  # type: ignore[import-untyped]
    multi_device_iterator_ops,
)

_UNTUNED: Final = tf.data.Options()
_UNTUNED.autotune.enabled = False


@final
class UntunedStrategy(tf.distribute.MirroredStrategy):
    """A `MirroredStrategy` whose data sets are not tuned while they run."""

    def experimental_distribute_dataset(self, dataset: Any, options: Any = None) -> Any:
        """Return the data set in parts (Keras calls this)."""
        untuned = dataset.with_options(_UNTUNED)
        return super().experimental_distribute_dataset(untuned, options)


@contextmanager
def untuned_on_devices() -> Iterator[None]:
    """Let the data sets that TensorFlow makes for devices in the block not be tuned."""
    name = "_create_device_dataset"
    create = getattr(multi_device_iterator_ops, name, None)
    if create is None:  # a version that does it in another way
        yield
        return

    def create_untuned(*args: Any, **kwargs: Any) -> Any:
        return create(*args, **kwargs).with_options(_UNTUNED)

    setattr(multi_device_iterator_ops, name, create_untuned)
    try:
        yield
    finally:
        setattr(multi_device_iterator_ops, name, create)
