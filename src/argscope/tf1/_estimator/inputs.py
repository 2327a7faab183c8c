"""`tf.estimator.inputs`: arrays of NumPy as the data of an estimator.

Source:
    tensorflow_estimator/python/estimator/inputs/numpy_io.py of 1.15.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from argscope.tf1._graph.host import Spec, host_call
from argscope.tf1._graph.op import symbol
from argscope.tf1._host.statuses import KINDS


@symbol(
    "estimator.inputs.numpy_input_fn",
    "contrib.learn.io.numpy_input_fn",
)
def numpy_input_fn(
    x: Any,
    y: Any = None,
    batch_size: int = 128,
    num_epochs: int | None = 1,
    shuffle: bool | None = None,
    queue_capacity: int = 1000,
    num_threads: int = 1,
) -> Callable[[], Any]:
    """Return a function of features and labels, in batches.

    Args:
        x: The features: an array, or a dictionary of them.
        y: The labels, likewise; None for none.
        batch_size: How many examples are in a batch.
        num_epochs: How often each example comes; None: for ever.
        shuffle: Whether in a random order, a new one each time.
        queue_capacity: Accepted, as `num_threads`.
        num_threads: Accepted.

    Raises:
        ValueError: `shuffle` is not told, or lengths differ.
    """
    del queue_capacity, num_threads
    if not isinstance(shuffle, bool):
        raise ValueError(  # noqa: TRY004  # as TensorFlow
            "shuffle must be provided and explicitly set as boolean (it is recommended to "
            f"set it as True for training); got {shuffle}"
        )
    parts = {"x": x} if y is None else {"x": x, "y": y}
    columns = [_arrays(part) for part in parts.values()]
    lengths = {len(array) for part in columns for array in part.values()}
    if len(lengths) != 1:
        raise ValueError(
            "Length of tensors in x and y is mismatched. All elements in x and y must "
            f"have the same length; got {sorted(lengths)}."
        )
    (length,) = lengths

    def input_fn() -> Any:
        batches = _batches(length, batch_size, num_epochs, shuffle=shuffle)

        def following() -> list[dict[Any, Any]]:
            chosen = next(batches, None)
            if chosen is None:
                raise KINDS["OutOfRange"](None, None, "End of the data.")
            return [{k: v[chosen] for k, v in part.items()} for part in columns]

        size = batch_size if num_epochs is None else None
        specs = [{k: _spec(v, size) for k, v in part.items()} for part in columns]
        made = host_call("QueueDequeueUpTo", following, gives=specs)
        given = [
            each if isinstance(part, Mapping) else each[None]
            for part, each in zip(parts.values(), made, strict=True)
        ]
        return given[0] if y is None else tuple(given)

    return input_fn


def _arrays(part: Any) -> dict[Any, Any]:
    if isinstance(part, Mapping):
        return {name: np.asarray(each) for name, each in part.items()}
    return {None: np.asarray(part)}


def _spec(array: Any, size: int | None) -> Spec:
    dtype = "string" if array.dtype.kind in "OSU" else array.dtype.name
    return Spec(dtype, [size, *array.shape[1:]])


def _batches(
    length: int, batch_size: int, num_epochs: int | None, *, shuffle: bool
) -> Iterator[Any]:
    """Yield which examples are in each batch; a batch may go on into the next epoch."""
    random = np.random.default_rng()
    epochs = itertools.count() if num_epochs is None else range(num_epochs)
    order = itertools.chain.from_iterable(
        random.permutation(length) if shuffle else range(length) for _ in epochs
    )
    while batch := list(itertools.islice(order, batch_size)):
        yield np.array(batch)
