"""`tf.layers.max_pooling1d` to `average_pooling3d`, with their classes."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from argscope.layers._numerics import ops as numerics
from argscope.tf1._graph.op import op, symbol
from argscope.tf1._layers.base import Layer, window_of
from argscope.tf1._layers.functions import function_of
from argscope.tf1._ops.values import Array, array

_POOLING: Final = "python.layers.pooling"


class Pooling(Layer):
    """The maximum or the mean of windows over as many axes as the class says."""

    dims: ClassVar[int]
    maximum: ClassVar[bool]

    def __init__(
        self,
        pool_size: Any,
        strides: Any,
        padding: str = "valid",
        data_format: str | None = "channels_last",
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, **kwargs)
        self.pool_size = window_of(self, pool_size, self.dims)
        self.strides = window_of(
            self, pool_size if strides is None else strides, self.dims
        )
        self.padding = padding.lower()
        self.data_format = (data_format or "channels_last").lower()

    def call(self, inputs: Any) -> Any:
        """Compute the outputs."""
        pool = _largest if self.maximum else _averaged
        kind = "MaxPool" if self.maximum else "AvgPool"
        name = {1: "Squeeze", 2: kind, 3: f"{kind}3D"}[self.dims]
        window = (self.pool_size, self.strides, self.padding, self.data_format)
        return pool(inputs, *window, name=name)


@symbol("layers.MaxPooling1D", f"{_POOLING}.MaxPooling1D", f"{_POOLING}.MaxPool1D")
class MaxPooling1D(Pooling):
    """The maximum of windows over time."""

    dims = 1
    maximum = True


@symbol("layers.MaxPooling2D", f"{_POOLING}.MaxPooling2D", f"{_POOLING}.MaxPool2D")
class MaxPooling2D(Pooling):
    """The maximum of windows over images."""

    dims = 2
    maximum = True


@symbol("layers.MaxPooling3D", f"{_POOLING}.MaxPooling3D", f"{_POOLING}.MaxPool3D")
class MaxPooling3D(Pooling):
    """The maximum of windows over volumes."""

    dims = 3
    maximum = True


@symbol(
    "layers.AveragePooling1D", f"{_POOLING}.AveragePooling1D", f"{_POOLING}.AvgPool1D"
)
class AveragePooling1D(Pooling):
    """The mean of windows over time."""

    dims = 1
    maximum = False


@symbol(
    "layers.AveragePooling2D", f"{_POOLING}.AveragePooling2D", f"{_POOLING}.AvgPool2D"
)
class AveragePooling2D(Pooling):
    """The mean of windows over images."""

    dims = 2
    maximum = False


@symbol(
    "layers.AveragePooling3D", f"{_POOLING}.AveragePooling3D", f"{_POOLING}.AvgPool3D"
)
class AveragePooling3D(Pooling):
    """The mean of windows over volumes."""

    dims = 3
    maximum = False


for _class, _name in (
    (MaxPooling1D, "max_pooling1d"),
    (MaxPooling2D, "max_pooling2d"),
    (MaxPooling3D, "max_pooling3d"),
    (AveragePooling1D, "average_pooling1d"),
    (AveragePooling2D, "average_pooling2d"),
    (AveragePooling3D, "average_pooling3d"),
):
    symbol(f"layers.{_name}", f"{_POOLING}.{_name}")(
        function_of(_class, _name, shares=False)
    )


# --- on values


@op("MaxPool")
def _largest(
    inputs: Array, size: Any, strides: Any, padding: Any, layout: Any, name: Any = None
) -> Array:
    del name
    return numerics.max_pool(array(inputs), size, strides, padding, layout)


@op("AvgPool")
def _averaged(
    inputs: Array, size: Any, strides: Any, padding: Any, layout: Any, name: Any = None
) -> Array:
    del name
    return numerics.avg_pool(array(inputs), size, strides, padding, layout)
