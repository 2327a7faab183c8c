"""What signatures call a tensor."""

from typing import Any

from argscope._base.tensor import Tensor


def test_a_tensor_is_whatever_the_backend_of_keras_makes_one_of():
    assert Tensor is Any
