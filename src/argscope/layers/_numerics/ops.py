"""The tensor operations of the layers: `keras.ops`, with its faults worked around.

Everything numeric that differs between backends is here and nowhere else.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any, Final, Literal

import keras
from keras import ops

from argscope._base.tensor import Tensor
from argscope._distribution.batch import parts_of_batch
from argscope._distribution.parts import total_of
from argscope.layers._numerics.gradient_ops import larger

ON_TORCH: Final = keras.backend.backend() == "torch"
if ON_TORCH:
    from argscope._distribution.torch_one_call import one_call
    from argscope.layers._numerics import torch_ops

DataFormat = Literal["channels_last", "channels_first"]
Padding = Literal["same", "valid"]

CHANNELS_FIRST: Final[DataFormat] = "channels_first"
CHANNELS_LAST: Final[DataFormat] = "channels_last"


def channel_axis(inputs: Tensor, data_format: DataFormat) -> int:
    """Return the axis of the channels."""
    return 1 if data_format == CHANNELS_FIRST else len(inputs.shape) - 1


def convolve(
    inputs: Tensor,
    kernel: Tensor,
    *,
    stride: tuple[int, ...],
    padding: Padding,
    data_format: DataFormat,
    rate: tuple[int, ...],
) -> Tensor:
    """Return the convolution of `inputs` with a kernel `(*window, inputs, outputs)`."""
    if ON_TORCH:
        return torch_ops.convolve(
            inputs, kernel, stride, padding, data_format == CHANNELS_LAST, rate
        )
    return _with_channels_last(
        lambda images, layout: ops.conv(images, kernel, stride, padding, layout, rate),
        inputs,
        data_format,
    )


def convolve_transpose(
    inputs: Tensor,
    kernel: Tensor,
    *,
    stride: tuple[int, ...],
    padding: Padding,
    data_format: DataFormat,
) -> Tensor:
    """Return the transposed convolution with a kernel `(*window, outputs, inputs)`."""
    return _with_channels_last(
        lambda images, layout: ops.conv_transpose(
            images, kernel, stride, padding, None, layout
        ),
        inputs,
        data_format,
    )


def convolve_depthwise(
    inputs: Tensor,
    kernel: Tensor,
    *,
    stride: tuple[int, ...],
    padding: Padding,
    data_format: DataFormat,
    rate: tuple[int, ...],
) -> Tensor:
    """Return the convolution of each channel with its kernels `(*window, inputs, m)`."""
    return _with_channels_last(
        lambda images, layout: ops.depthwise_conv(
            images, kernel, stride, padding, layout, rate
        ),
        inputs,
        data_format,
    )


def lay_out(kernel: Tensor) -> Tensor:
    """Return the initial value of a kernel as the backend wants it to lie in memory."""
    return torch_ops.lay_out(kernel) if ON_TORCH else kernel


def _with_channels_last(
    function: Callable[[Tensor, DataFormat], Tensor],
    inputs: Tensor,
    data_format: DataFormat,
) -> Tensor:
    """Return `function(inputs, data_format)`.

    TensorFlow has no convolutions and pools with the channels first on a CPU.
    """
    if data_format == CHANNELS_LAST or keras.backend.backend() != "tensorflow":
        return function(inputs, data_format)
    outputs = function(ops.moveaxis(inputs, 1, -1), CHANNELS_LAST)
    return ops.moveaxis(outputs, -1, 1)


def along(vector: Tensor | None, inputs: Tensor, axis: int) -> Tensor:
    """Return `vector` in a shape that broadcasts along `axis` of `inputs`; None if None."""
    if vector is None:
        return None
    axes_after = len(inputs.shape) - 1 - axis
    vector = ops.convert_to_tensor(vector)
    return ops.reshape(vector, [-1] + [1] * axes_after) if axes_after else vector


def add_bias(inputs: Tensor, bias: Tensor, axis: int) -> Tensor:
    """Return `inputs` with `bias` added along the channel `axis`."""
    # Not ops.add: on TensorFlow it takes a bias of shape (C, 1, 1) for one of the last
    # axis when the sizes happen to agree, and adds it there.
    return inputs + along(bias, inputs, axis)


def sum_of_squares(values: Tensor) -> Tensor:
    """Return the sum of the squares of all numbers, a scalar."""
    if ON_TORCH:
        return torch_ops.sum_of_squares(values)
    return ops.sum(ops.square(values))


def activate(inputs: Tensor, function: Callable[[Tensor], Tensor]) -> Tensor:
    """Return `function(inputs)`."""
    return _relu(inputs) if function is ops.relu else function(inputs)


def drop(
    inputs: Tensor, rate: float, noise_shape: Sequence[int | None] | None, seed: Any
) -> Tensor:
    """Return `inputs` with a share `rate` of it set to zero, and the rest made larger.

    Args:
        inputs: Any floating point tensor.
        rate: Share of zeros, in (0, 1), or a tensor of it, in [0, 1).
        noise_shape: Shape of what is drawn, broadcast to `inputs`; None for its shape.
        seed: A number, or a `SeedGenerator`; None for the backend's own generator.
    """
    parts = parts_of_batch()
    if parts is not None:
        # Drawn for the whole batch: an image's mask is what it is on one device.
        sizes = list(ops.shape(inputs))
        sizes[0] = total_of(parts, sizes[0])
        if noise_shape is not None and _has_rows(noise_shape, len(sizes)):
            noise_shape = [sizes[0], *noise_shape[1:]]
        kept = _drop(ops.ones(sizes, inputs.dtype), rate, noise_shape, seed)
        return inputs * parts.own(kept)
    return _drop(inputs, rate, noise_shape, seed)


def _has_rows(noise_shape: Sequence[int | None], rank: int) -> bool:
    return len(noise_shape) == rank and noise_shape[0] not in (None, 1)


def _drop(
    inputs: Tensor, rate: float, noise_shape: Sequence[int | None] | None, seed: Any
) -> Tensor:
    if is_tensor(rate):
        return _drop_by_tensor(inputs, rate, noise_shape, seed)
    if ON_TORCH and seed is None:
        return torch_ops.drop(inputs, rate, noise_shape)
    return _dropout(inputs, rate, noise_shape=noise_shape, seed=seed)


def _drop_by_tensor(
    inputs: Tensor, rate: Tensor, noise_shape: Sequence[int | None] | None, seed: Any
) -> Tensor:
    sizes = ops.shape(inputs)
    if noise_shape is not None:
        pairs = zip(reversed(noise_shape), reversed(sizes), strict=False)
        sizes = tuple(reversed([own if n is None else n for n, own in pairs]))
    by_torch = ON_TORCH and seed is None
    drawn = torch_ops.drawn(sizes) if by_torch else _uniform(sizes, seed=seed)
    kept = 1.0 - ops.cast(rate, "float32")
    outputs = inputs / ops.cast(kept, inputs.dtype)
    return ops.where(drawn < kept, outputs, ops.zeros_like(outputs))


def max_pool(
    inputs: Tensor,
    window: tuple[int, ...],
    stride: tuple[int, ...],
    padding: Padding,
    data_format: DataFormat,
) -> Tensor:
    """Return the maximum of each window."""
    if ON_TORCH:
        return torch_ops.max_pool(
            inputs, window, stride, padding, data_format == CHANNELS_LAST
        )
    return _with_channels_last(
        lambda images, layout: ops.max_pool(images, window, stride, padding, layout),
        inputs,
        data_format,
    )


def avg_pool(
    inputs: Tensor,
    window: tuple[int, ...],
    stride: tuple[int, ...],
    padding: Padding,
    data_format: DataFormat,
) -> Tensor:
    """Return the mean of each window; padding is not counted."""
    if ON_TORCH:
        return torch_ops.avg_pool(
            inputs, window, stride, padding, data_format == CHANNELS_LAST
        )
    return _with_channels_last(
        lambda images, layout: ops.average_pool(
            images, window, stride, padding, layout
        ),
        inputs,
        data_format,
    )


def dilated_pool(
    inputs: Tensor,
    window: tuple[int, ...],
    rate: tuple[int, ...],
    padding: Padding,
    data_format: DataFormat,
    *,
    maximum: bool,
) -> Tensor:
    """Return the maximum or mean of windows whose elements are `rate` apart."""
    first = 2 if data_format == CHANNELS_FIRST else 1
    spans = [(size - 1) * step for size, step in zip(window, rate, strict=True)]
    widths = [(0, 0)] * len(inputs.shape)
    if padding == "same":
        widths[first : first + len(window)] = [(s // 2, s - s // 2) for s in spans]

    def shifted(values: Tensor, fill: float) -> list[Tensor]:
        padded = ops.pad(values, widths, constant_values=fill)
        return [
            padded[
                (slice(None),) * first
                + tuple(
                    slice(i * step, i * step - span or None)
                    for i, step, span in zip(index, rate, spans, strict=True)
                )
            ]
            for index in itertools.product(*map(range, window))
        ]

    if maximum:
        return functools.reduce(larger, shifted(inputs, -math.inf))
    return sum(shifted(inputs, 0.0)) / sum(shifted(ops.ones_like(inputs), 0.0))


def select(condition: bool | Tensor, if_true: Tensor, if_false: Tensor) -> Tensor:
    """Return one of two tensors, by a bool or by a scalar tensor of 0 or 1."""
    if isinstance(condition, bool):
        return if_true if condition else if_false
    both = [ops.convert_to_tensor(each) for each in (if_true, if_false)]
    return ops.where(ops.cast(condition, "bool"), *both)


def cast(tensor: Tensor, dtype: str) -> Tensor:
    """Return `tensor` in `dtype`; itself if it has it."""
    return tensor if dtype_name(tensor.dtype) == dtype else ops.cast(tensor, dtype)


@functools.cache
def dtype_name(dtype: Any) -> str:
    """Return the name of a dtype of any backend, `"float32"`."""
    return str(keras.backend.standardize_dtype(dtype))


def is_tensor(value: object) -> bool:
    """Return whether `value` is a tensor, a symbol or a variable of Keras's backend.

    What it holds may be known only when a compiled program runs.
    """
    symbolic = isinstance(value, keras.KerasTensor | keras.Variable)
    return symbolic or bool(ops.is_tensor(value))


def is_float(tensor: Tensor) -> bool:
    """Return whether `tensor` has a floating point dtype."""
    return "float" in dtype_name(tensor.dtype)


def has_values(tensor: Tensor) -> bool:
    """Return whether the number of elements may depend on values of `tensor`."""
    backend = keras.backend.backend()
    if backend == "jax":
        import jax

        return not isinstance(tensor, jax.core.Tracer)
    return backend != "torch" or tensor.device.type != "meta"


def traced_once(function: Callable[..., Any], *static: str) -> Callable[..., Any]:
    """Return `function`, which JAX then traces once for each shape, not for each call.

    Tracing and lowering is half of what a first step takes, compilation apart. The
    arguments named in `static` are no tensors.
    """
    if keras.backend.backend() != "jax":
        return function
    import jax

    traced = jax.jit(function, static_argnames=static)

    @functools.wraps(function)
    def call(inputs: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        # Keras's symbols are none of JAX's.
        symbolic = isinstance(inputs, keras.KerasTensor)
        return (function if symbolic else traced)(inputs, *args, **kwargs)

    return call


# On torch Keras reads the seed as a number, which is another one in each step.
_dropout, _uniform = (
    one_call(function) if ON_TORCH else function
    for function in (keras.random.dropout, keras.random.uniform)
)

convolve = traced_once(convolve, "stride", "padding", "data_format", "rate")

# On torch ops.relu first looks for symbols, which takes longer than the function. On JAX
# it has a derivative of its own, which takes as long to trace as a convolution.
_relu = torch_ops.relu if ON_TORCH else traced_once(ops.relu)
