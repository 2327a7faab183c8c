"""Calling one layer several times in a row, under numbered names."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, Final

from argscope._base.tensor import Tensor
from argscope.layers._state.scopes import Name, variable_scope
from argscope.layers.errors import LayerArgumentError

# The original's convolutions are named after the aliases that it defines first; the
# names of variables in checkpoints follow.
_FIRST_NAMES: Final = {
    "conv1d": "convolution1d",
    "conv2d": "convolution2d",
    "conv3d": "convolution3d",
    "conv2d_in_plane": "convolution2d_in_plane",
    "conv2d_transpose": "convolution2d_transpose",
    "conv3d_transpose": "convolution3d_transpose",
    "separable_conv2d": "separable_convolution2d",
}


def repeat(
    inputs: Tensor,
    repetitions: int,
    layer: Callable[..., Any],
    *args: Any,
    **kwargs: Any,
) -> Tensor:
    """Apply the same layer, with other weights, `repetitions` times.

    Args:
        inputs: Input of the first layer.
        repetitions: How often, >= 0.
        layer: Called as `layer(net, *args, **kwargs, scope=...)`.
        *args: Further arguments of every call.
        **kwargs: Likewise. `scope` names the scope of all; the layers are called
            `scope/scope_1`, `scope/scope_2`, ... Default: `Repeat`, and the layer's
            name: its `__name__`, also `<lambda>`, or `repeat` if it has none.

    Returns:
        Output of the last layer.

    Raises:
        OutsideModelError: No network is running.

    Example:
        >>> from argscope import layers
        >>> def network(images):
        ...     return layers.repeat(images, 2, layers.conv2d, 8, [3, 3], scope="conv1")
        >>> model = layers.Model(network)
        >>> model.build((None, 8, 8, 3))
        >>> [variable.path for variable in model.variables_in_order][::2]
        ['conv1/conv1_1/weights', 'conv1/conv1_2/weights']

    Source:
        tf_slim/layers/layers.py, `repeat`.
    """
    scope = kwargs.pop("scope", None)
    with variable_scope(scope, "Repeat", [inputs]):
        name = _name_of(layer, scope, "repeat")
        for number in range(1, repetitions + 1):
            inputs = layer(inputs, *args, scope=f"{name}_{number}", **kwargs)
        return inputs


def stack(
    inputs: Tensor, layer: Callable[..., Any], stack_args: Sequence[Any], **kwargs: Any
) -> Tensor:
    """Apply one layer several times, each time with other arguments.

    Args:
        inputs: Input of the first layer.
        layer: Called as `layer(net, *arguments, **kwargs, scope=...)`.
        stack_args: The arguments of each call: a list, or a value that stands for a
            list of one.
        **kwargs: Further arguments of every call. `scope` names the scope of all; the
            layers are called `scope/scope_1`, ... Default: `Stack`, and the layer's
            name, as in `repeat`.

    Returns:
        Output of the last layer.

    Raises:
        LayerArgumentError: `stack_args` is not a list or tuple.
        OutsideModelError: No network is running.

    Example:
        >>> from argscope import layers
        >>> def network(x):
        ...     return layers.stack(x, layers.fully_connected, [32, 64], scope="fc")
        >>> model = layers.Model(network)
        >>> model.build((None, 3))
        >>> [variable.path for variable in model.variables_in_order][::2]
        ['fc/fc_1/weights', 'fc/fc_2/weights']

    Source:
        tf_slim/layers/layers.py, `stack`.
    """
    if not isinstance(stack_args, list | tuple):
        raise LayerArgumentError.about(
            "stack()",
            "stack_args",
            stack_args,
            expected="a list with the arguments of each call",
            inputs=inputs,
            origin=None,
        )
    scope = kwargs.pop("scope", None)
    with variable_scope(scope, "Stack", [inputs]):
        name = _name_of(layer, scope, "stack")
        for number, arguments in enumerate(stack_args, start=1):
            if not isinstance(arguments, list | tuple):
                arguments = [arguments]  # noqa: PLW2901  # a list of one
            inputs = layer(inputs, *arguments, scope=f"{name}_{number}", **kwargs)
        return inputs


def _name_of(layer: Callable[..., Any], scope: Name, default: str) -> str:
    if isinstance(scope, str) and scope:
        return scope
    if isinstance(layer, functools.partial):
        layer = layer.func
    name: str = getattr(layer, "__name__", default)
    return _FIRST_NAMES.get(name, name)
