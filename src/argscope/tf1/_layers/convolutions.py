"""`tf.layers.conv1d`, `conv2d`, ...: what the classes do, in one call."""

from __future__ import annotations

from typing import Any, Final

from argscope.tf1._graph.op import symbol
from argscope.tf1._layers.convolution import (
    Conv1D,
    Conv2D,
    Conv2DTranspose,
    Conv3D,
    Conv3DTranspose,
    SeparableConv1D,
    SeparableConv2D,
)
from argscope.tf1._layers.functions import function_of

_CLASSES: Final[dict[str, Any]] = {
    "conv1d": Conv1D,
    "conv2d": Conv2D,
    "conv3d": Conv3D,
    "conv2d_transpose": Conv2DTranspose,
    "conv3d_transpose": Conv3DTranspose,
    "separable_conv1d": SeparableConv1D,
    "separable_conv2d": SeparableConv2D,
}

for _name, _class in _CLASSES.items():
    symbol(f"layers.{_name}", f"python.layers.convolutional.{_name}")(
        function_of(_class, _name)
    )
