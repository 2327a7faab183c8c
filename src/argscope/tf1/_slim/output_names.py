"""What TensorFlow 1 called the output of a layer: by the last thing that the layer does.

Programs find tensors by these names, and end points are called after them.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any, Final, final

from argscope.layers._state.run import Run

Layer = Callable[..., Any]

# The last operation of layers that have no activation, or are given none.
_LAST: Final = {
    "avg_pool2d": "AvgPool",
    "avg_pool3d": "AvgPool3D",
    "dropout": "dropout/mul_1",
    "flatten": "flatten/Reshape",
    "group_norm": "Reshape_2",
    "images_to_sequence": "Reshape",
    "instance_norm": "instancenorm/add_1",
    "layer_norm": "batchnorm/add_1",
    "max_pool2d": "MaxPool",
    "max_pool3d": "MaxPool3D",
    "maxout": "Max",
    "one_hot_encoding": "one_hot",
    "pool": "",
    "scale_gradient": "IdentityN",
    "sequence_to_images": "Reshape",
    "softmax": "Reshape_1",
    "spatial_softmax": "spatial_softmax_op/Reshape_3",
    "unit_norm": "div",
}
# Likewise of those that add biases, where they are given none.
_WITHOUT_BIASES: Final = {
    "conv1d": "conv1d/Squeeze",
    "conv2d": "Conv2D",
    "conv2d_in_plane": "depthwise",
    "conv2d_transpose": "conv2d_transpose",
    "conv3d": "Conv3D",
    "conv3d_transpose": "conv3d_transpose",
    "fully_connected": "MatMul",
    "separable_conv2d": "separable_conv2d",
}
_SCOPES: Final = {
    "batch_norm": "BatchNorm",
    "group_norm": "GroupNorm",
    "instance_norm": "InstanceNorm",
    "layer_norm": "LayerNorm",
}
# Those that open a scope of names only: collections have their outputs under its path.
_WITHOUT_VARIABLE_SCOPE: Final = {
    "avg_pool2d",
    "avg_pool3d",
    "flatten",
    "images_to_sequence",
    "max_pool2d",
    "max_pool3d",
    "one_hot_encoding",
    "pool",
    "sequence_to_images",
}


@final
class OutputName:
    """The name of what one call of a layer gives, once the call was made in a run.

    Args:
        layer: The layer.
        arguments: Its arguments, by name.

    Attributes:
        alias: What collections call the output.
    """

    def __init__(self, layer: Layer, arguments: Mapping[str, Any]) -> None:
        self._layer = layer
        self._arguments = arguments
        self.alias = ""

    def __call__(self, run: Run) -> str:
        """Return the name of the operation."""
        note, name = run.note, self._layer.__name__
        first = next(iter(self._arguments.values()), None)
        rank = getattr(getattr(first, "shape", None), "ndims", None)
        leaf = _last_step(self._layer, self._arguments, rank)
        if note is None or note.path is None:
            return run.output_path(leaf or name)
        by_path = name in _WITHOUT_VARIABLE_SCOPE
        self.alias = note.output_path if by_path else note.path
        if not note.output_path:
            return run.output_path(leaf or name)
        return f"{note.output_path}/{leaf}" if leaf else note.output_path


def _last_step(layer: Any, arguments: Mapping[str, Any], rank: int | None) -> str:
    activation = _argument(layer, arguments, "activation_fn")
    if activation is not None:
        return _of_function(activation)
    normalizer = _argument(layer, arguments, "normalizer_fn")
    name = getattr(layer, "__name__", "")
    if normalizer is not None:
        return _of_normalizer(
            normalizer, arguments.get("normalizer_params") or {}, rank
        )
    if name == "batch_norm":
        return _of_batch_norm(arguments, rank)
    if name == "dropout" and arguments.get("is_training") is False:
        return "Identity"
    if name in _WITHOUT_BIASES and arguments.get("biases_initializer", "") is None:
        return _WITHOUT_BIASES[name]
    if name in _LAST:
        return _LAST[name]
    takes_activation = "activation_fn" in _parameters(layer)
    return "BiasAdd" if takes_activation else "Identity"


def _of_normalizer(normalizer: Any, params: Mapping[str, Any], rank: int | None) -> str:
    name = getattr(normalizer, "__name__", "")
    if name not in _SCOPES:
        return _of_function(normalizer)
    scope = params.get("scope") or _SCOPES[name]
    return f"{scope}/{_last_step(normalizer, params, rank)}"


def _of_batch_norm(arguments: Mapping[str, Any], rank: int | None) -> str:
    special = ("renorm", "batch_weights", "adjustment")
    is_fused = arguments.get("fused") is not False
    if not is_fused or any(arguments.get(name) for name in special):
        return "batchnorm/add_1"
    return "Reshape_1" if rank == 2 else "FusedBatchNormV3"


def _of_function(function: Any) -> str:
    """Return `LeakyRelu` for `leaky_relu`."""
    name = str(getattr(function, "__name__", ""))
    if not name.isidentifier():
        return "Activation"
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def _argument(layer: Any, arguments: Mapping[str, Any], name: str) -> Any:
    if name in arguments:
        return arguments[name]
    parameter = _parameters(layer).get(name)
    return None if parameter is None else parameter.default


@functools.cache
def _parameters(layer: Any) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(layer).parameters
