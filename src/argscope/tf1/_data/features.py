"""What a program says of the features of its examples: `tf.FixedLenFeature` and its like."""

from __future__ import annotations

from typing import Any, NamedTuple

from argscope.tf1._graph.op import symbol


@symbol("FixedLenFeature", "io.FixedLenFeature")
class FixedLenFeature(NamedTuple):
    """A feature with as many values in each example.

    Attributes:
        shape: The shape of its tensor.
        dtype: Its dtype: int64, float32 or string.
        default_value: What it is in an example without it; without one it must be there.
    """

    shape: Any
    dtype: Any
    default_value: Any = None


@symbol("VarLenFeature", "io.VarLenFeature")
class VarLenFeature(NamedTuple):
    """A feature with any number of values, which gives a sparse tensor.

    Attributes:
        dtype: Its dtype: int64, float32 or string.
    """

    dtype: Any


@symbol("FixedLenSequenceFeature", "io.FixedLenSequenceFeature")
class FixedLenSequenceFeature(NamedTuple):
    """A feature with any number of values, which gives a dense tensor.

    Attributes:
        shape: The shape of one of its elements.
        dtype: Its dtype: int64, float32 or string.
        allow_missing: Whether it may be missing, which is taken for no elements.
        default_value: What a batch is filled up with.
    """

    shape: Any
    dtype: Any
    allow_missing: bool = False
    default_value: Any = None
