"""Operations on sparse tensors of TensorFlow: every name raises an error that says what to write instead."""

from argscope.slim._absent import absent_from

__getattr__ = absent_from("sparse_ops")
