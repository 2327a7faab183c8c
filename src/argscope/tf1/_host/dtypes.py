"""The types, as `tf.float32` and so on."""

from __future__ import annotations

from argscope.tf1._graph.op import SYMBOLS
from argscope.tf1._graph.operation import Operation
from argscope.tf1._graph.tensor import Tensor
from argscope.tf1._types.dtypes import DTYPES, DType, as_dtype
from argscope.tf1._types.shapes import Dimension, TensorShape

SYMBOLS.update(
    DTYPES,
    DType=DType,
    as_dtype=as_dtype,
    Dimension=Dimension,
    TensorShape=TensorShape,
    Tensor=Tensor,
    Operation=Operation,
)
