"""Dropout."""

from __future__ import annotations

from collections.abc import Sequence

from argscope._base.tensor import Tensor
from argscope.layers._arguments import OutputCollections
from argscope.layers._call import LayerCall
from argscope.layers._layer import layer
from argscope.layers._numerics.ops import drop, is_tensor, select
from argscope.layers._state.scopes import Name


@layer
def dropout(
    inputs: Tensor,
    keep_prob: float | Tensor = 0.5,
    noise_shape: Sequence[int | None] | None = None,
    is_training: bool | Tensor | None = None,
    outputs_collections: OutputCollections = None,
    scope: Name = None,
    seed: int | None = None,
) -> Tensor:
    """Set random elements to zero while training, and scale up the others.

    Args:
        inputs: Any shape, any float dtype.
        keep_prob: Probability that an element is kept, in (0, 1]. (Keras's `rate` is
            the probability that it is dropped.) Kept elements are divided by it. A
            tensor is not checked.
        noise_shape: Shape of the mask; axes of size 1 are dropped as a whole. Default:
            the shape of `inputs`.
        is_training: Whether to drop: a bool or a scalar tensor. None follows the
            model's mode; the original's default is True.
        outputs_collections: Collections for the output.
        scope: Name of the layer; default: `Dropout`, `Dropout_1`, ...
        seed: Makes the mask the same at every call. Default: the model's stream.

    Returns:
        Shape of `inputs`.

    Raises:
        LayerArgumentError: `keep_prob` is outside (0, 1].

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.dropout(keras.Input((5,)), keep_prob=0.8).shape
        (None, 5)

    Source:
        Srivastava et al. 2014, JMLR 15; tf_slim/layers/layers.py, `dropout`.
    """
    with LayerCall(dropout, inputs, scope, "Dropout") as call:
        is_known = not is_tensor(keep_prob)
        if is_known and not 0.0 < keep_prob <= 1.0:
            raise call.wrong("keep_prob", keep_prob, "a number in (0, 1]")
        if noise_shape is not None and not _broadcasts(noise_shape, inputs.shape):
            raise call.wrong("noise_shape", noise_shape, "a shape that inputs contain")
        drops = call.run.training if is_training is None else is_training
        outputs = inputs
        if not (is_known and keep_prob == 1.0) and (is_tensor(drops) or drops):
            seed = call.run.seed if seed is None else seed
            dropped = drop(inputs, 1.0 - keep_prob, noise_shape, seed)
            outputs = select(drops, dropped, inputs) if is_tensor(drops) else dropped
        return call.collected(outputs_collections, outputs)


def _broadcasts(shape: Sequence[int | None], to: Sequence[int | None]) -> bool:
    """Return whether `shape` broadcasts to the shape `to`; None stands for any size."""
    return len(shape) <= len(to) and all(
        size in (1, None) or own in (size, None)
        for size, own in zip(reversed(shape), reversed(to), strict=False)
    )
