"""The parts of Xception: separable convolutions, and modules of three of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from keras import ops

from argscope import layers
from argscope._base.tensor import Tensor
from argscope._core.scoped import add_arg_scope
from argscope.layers._arguments import Activation, OutputCollections
from argscope.layers.utils import collect_named_outputs
from argscope.nets._network import Scope
from argscope.nets._padding import fixed_padding
from argscope.nets.errors import NetworkArgumentError
from argscope.nets.resnet_utils import Block

_SHORTCUTS: Final = ("conv", "sum", "none")
_CAP: Final = 6.0  # that of `relu6`


@add_arg_scope
def separable_conv2d_same(
    inputs: Tensor,
    num_outputs: int,
    kernel_size: int,
    depth_multiplier: int,
    stride: int,
    rate: int = 1,
    use_explicit_padding: bool = True,
    regularize_depthwise: bool = False,
    scope: str | None = None,
    **kwargs: Any,
) -> Tensor:
    """Convolve each channel by itself and mix them, keeping positions in place.

    As `argscope.nets.resnet_utils.conv2d_same`, and besides:

    Args:
        inputs: Features, shape `(batch, height, width, channels)`.
        num_outputs: Number of output channels.
        kernel_size: Height and width of the window.
        depth_multiplier: Filters for each input channel.
        stride: Step in pixels.
        rate: Distance between the taps of the window.
        use_explicit_padding: Whether to pad by the window alone where `stride` is not
            1; else `"SAME"` pads.
        regularize_depthwise: Whether both halves are one layer, `separable_conv2d`,
            with one penalty and nothing between them; else they are two, `_depthwise`
            and `_pointwise`, and each is normalized and activated.
        scope: Name of the variables' scope, or what the two names begin with.
        **kwargs: More arguments of the layers.
    """
    padding = "SAME"
    if stride > 1 and use_explicit_padding:
        inputs = fixed_padding(inputs, (kernel_size, kernel_size), rate)
        padding = "VALID"
    window: dict[str, Any] = {
        "kernel_size": kernel_size,
        "depth_multiplier": depth_multiplier,
        "stride": stride,
        "rate": rate,
        "padding": padding,
    }
    if regularize_depthwise:
        return layers.separable_conv2d(
            inputs, num_outputs, **window, scope=scope, **kwargs
        )
    first, second = (
        (f"{scope}_depthwise", f"{scope}_pointwise") if scope else (None, None)
    )
    net = layers.separable_conv2d(inputs, None, **window, scope=first, **kwargs)
    return layers.conv2d(net, num_outputs, 1, scope=second, **kwargs)


@add_arg_scope
def xception_module(
    inputs: Tensor,
    depth_list: Sequence[int],
    skip_connection_type: str,
    stride: int,
    kernel_size: int = 3,
    unit_rate_list: Sequence[int] | None = None,
    rate: int = 1,
    activation_fn_in_separable_conv: bool = False,
    regularize_depthwise: bool = False,
    outputs_collections: OutputCollections = None,
    scope: Scope = None,
    use_bounded_activation: bool = False,
    use_explicit_padding: bool = True,
) -> Tensor:
    """Compute three separable convolutions, and add a shortcut.

    Args:
        inputs: Features, shape `(batch, height, width, channels)`.
        depth_list: Numbers of channels of the three.
        skip_connection_type: The shortcut: `"conv"` convolves 1x1, `"sum"` is the
            inputs, `"none"` is none.
        stride: Step of the last convolution and of the shortcut, in pixels.
        kernel_size: Height and width of the windows.
        unit_rate_list: Dilations of the three, times `rate`; None for 1.
        rate: Dilation of all three.
        activation_fn_in_separable_conv: Whether the activation comes in the
            convolutions, instead of before them.
        regularize_depthwise: See `separable_conv2d_same`.
        outputs_collections: Collections for the output.
        scope: Name of the variables' scope; default: `xception_module`.
        use_bounded_activation: Whether features are kept in [-6, 6].
        use_explicit_padding: See `separable_conv2d_same`.

    Returns:
        Shape `(batch, ceil(height / stride), ceil(width / stride), depth_list[2])`.

    Raises:
        NetworkArgumentError: There are not three numbers, or no such shortcut.
    """
    rates = (1, 1, 1) if unit_rate_list is None else tuple(unit_rate_list)
    _check_three("depth_list", depth_list)
    _check_three("unit_rate_list", rates)
    if skip_connection_type not in _SHORTCUTS:
        raise NetworkArgumentError.about(
            "xception_module",
            "skip_connection_type",
            skip_connection_type,
            expected=f"one of {', '.join(_SHORTCUTS)}",
        )
    relu = ops.relu6 if use_bounded_activation else ops.relu
    bounded = _clip if use_bounded_activation else None
    with layers.variable_scope(scope, "xception_module") as here:
        residual = inputs
        for number, (depth, own_rate) in enumerate(
            zip(depth_list, rates, strict=True), start=1
        ):
            if not activation_fn_in_separable_conv:
                residual = relu(residual)
            residual = separable_conv2d_same(
                residual,
                depth,
                kernel_size,
                depth_multiplier=1,
                stride=stride if number == len(rates) else 1,
                rate=rate * own_rate,
                activation_fn=relu if activation_fn_in_separable_conv else bounded,
                use_explicit_padding=use_explicit_padding,
                regularize_depthwise=regularize_depthwise,
                scope=f"separable_conv{number}",
            )
        outputs = residual
        if skip_connection_type != "none":
            shortcut = inputs
            if skip_connection_type == "conv":
                shortcut = layers.conv2d(
                    inputs,
                    depth_list[-1],
                    [1, 1],
                    stride=stride,
                    activation_fn=None,
                    scope="shortcut",
                )
            outputs = _sum(residual, shortcut, bounded)
        return collect_named_outputs(outputs_collections, here.name, outputs)


def _check_three(name: str, values: Sequence[int]) -> None:
    if len(values) != 3:
        raise NetworkArgumentError.about(
            "xception_module", name, values, expected="three numbers"
        )


def _clip(features: Tensor) -> Tensor:
    return ops.clip(features, -_CAP, _CAP)


def _sum(residual: Tensor, shortcut: Tensor, bounded: Activation | None) -> Tensor:
    if bounded is None:
        return residual + shortcut
    return ops.relu6(bounded(residual) + bounded(shortcut))


def xception_block(
    scope: str,
    depth_list: Sequence[int],
    skip_connection_type: str,
    activation_fn_in_separable_conv: bool,
    regularize_depthwise: bool,
    num_units: int,
    stride: int,
    kernel_size: int = 3,
    unit_rate_list: Sequence[int] | None = None,
) -> Block:
    """Return a block of equal modules, for `xception`.

    Args:
        scope: Name of the block's scope.
        num_units: Number of modules; each has the `stride`.
        depth_list: As the other arguments, see `xception_module`.
    """
    unit = {
        "depth_list": depth_list,
        "skip_connection_type": skip_connection_type,
        "activation_fn_in_separable_conv": activation_fn_in_separable_conv,
        "regularize_depthwise": regularize_depthwise,
        "stride": stride,
        "kernel_size": kernel_size,
        "unit_rate_list": unit_rate_list,
    }
    return Block(scope, xception_module, [unit] * num_units)
