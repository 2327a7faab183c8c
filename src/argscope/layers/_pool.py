"""Pooling: one value for each window of an image. No variables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from argscope.layers._layer import Arguments, layer, this_run
from argscope.layers._ops import avg_pool, max_pool


@layer
def max_pool2d(
    inputs: Any,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] = 2,
    padding: str = "VALID",
    data_format: str | None = "NHWC",
    outputs_collections: str | list[str] | None = None,
    scope: str | None = None,
) -> Any:
    """Take the maximum of each window.

    Args:
        inputs: Images, shape `(batch, height, width, channels)`, any float dtype;
            `(batch, channels, height, width)` with `data_format="NCHW"`.
        kernel_size: Window in pixels: one whole number, or `[height, width]`.
        stride: Step in pixels, likewise. (The default is 2, unlike Keras's.)
        padding: `"VALID"` (none) or `"SAME"` (keep size / stride).
        data_format: None or `"NHWC"`, or `"NCHW"`.
        outputs_collections: Collections for the output.
        scope: Name of the output in collections.

    Returns:
        Shape `(batch, new_height, new_width, channels)`, where `new_height` is
        `ceil((height - window + 1) / stride)` for `"VALID"` and
        `ceil(height / stride)` for `"SAME"`.

    Raises:
        InputError: `inputs` is not of rank 4.
        LayerArgumentError: An argument has a wrong value.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.max_pool2d(keras.Input((32, 32, 3)), [2, 2]).shape
        (None, 16, 16, 3)

    Source:
        tf_slim/layers/layers.py, `max_pool2d`.
    """
    return _pool(
        max_pool, "max_pool2d", "MaxPool2D", inputs, kernel_size, stride, padding,
        data_format, outputs_collections, scope,
    )  # fmt: skip


@layer
def avg_pool2d(
    inputs: Any,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] = 2,
    padding: str = "VALID",
    data_format: str | None = "NHWC",
    outputs_collections: str | list[str] | None = None,
    scope: str | None = None,
) -> Any:
    """Take the mean of each window; padded pixels are not counted.

    As `max_pool2d`.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.avg_pool2d(keras.Input((32, 32, 3)), 3, padding="SAME").shape
        (None, 16, 16, 3)
    """
    return _pool(
        avg_pool, "avg_pool2d", "AvgPool2D", inputs, kernel_size, stride, padding,
        data_format, outputs_collections, scope,
    )  # fmt: skip


def _pool(
    pool: Callable[..., Any],
    name: str,
    default_scope: str,
    inputs: Any,
    kernel_size: Any,
    stride: Any,
    padding: Any,
    data_format: Any,
    outputs_collections: str | list[str] | None,
    scope: str | None,
) -> Any:
    run = this_run()
    # Without variables there is no variable scope, so no default name is used up.
    alias = run.scope.path(scope or default_scope)
    check = Arguments(name, inputs, alias)
    check.rank(4)
    outputs = pool(
        inputs,
        check.window("kernel_size", kernel_size),
        check.window("stride", stride),
        check.padding(padding),
        check.data_format(data_format),
    )
    return run.collect(outputs_collections, alias, outputs)
