"""Products of matrices and tensors."""

from __future__ import annotations

from typing import Any

import numpy as np
from keras import ops

from argscope.tf1._graph.op import op
from argscope.tf1._ops.complex_numbers import conjugate
from argscope.tf1._ops.operands import operands
from argscope.tf1._ops.values import Array, array, module_for


@op("MatMul", "matmul", "linalg.matmul")
def matmul(
    a: Array,
    b: Array,
    transpose_a: bool = False,
    transpose_b: bool = False,
    adjoint_a: bool = False,
    adjoint_b: bool = False,
    a_is_sparse: bool = False,
    b_is_sparse: bool = False,
    name: str | None = None,
) -> Array:
    """Return the products of the matrices in the last two axes."""
    del a_is_sparse, b_is_sparse  # what they are kept as does not change a result
    a, b = operands(a, b)
    a = _turned(a, transpose=transpose_a, adjoint=adjoint_a)
    return _product(a, _turned(b, transpose=transpose_b, adjoint=adjoint_b))


@op("BatchMatMul", "batch_matmul")
def batch_matmul(
    x: Array,
    y: Array,
    adj_x: bool = False,
    adj_y: bool = False,
    name: str | None = None,
) -> Array:
    """Return the products of the matrices in the last two axes."""
    x, y = operands(x, y)
    return _product(_turned(x, adjoint=adj_x), _turned(y, adjoint=adj_y))


@op("matmul", operators=["__matmul__"])
def matmul_of(a: Array, b: Array) -> Array:
    """Return a @ b."""
    return _product(*operands(a, b))


@op("matmul", operators=["__rmatmul__"])
def matmul_from_right(b: Array, a: Array) -> Array:
    """Return a @ b."""
    return _product(*operands(a, b))


@op("MatVec/Squeeze", "linalg.matvec")
def matvec(
    a: Array,
    b: Array,
    transpose_a: bool = False,
    adjoint_a: bool = False,
    a_is_sparse: bool = False,
    b_is_sparse: bool = False,
    name: str | None = None,
) -> Array:
    """Return the products of matrices and vectors."""
    del a_is_sparse, b_is_sparse
    a, b = operands(a, b)
    columns = module_for(b).expand_dims(b, -1)
    product = _product(_turned(a, transpose=transpose_a, adjoint=adjoint_a), columns)
    return module_for(product).squeeze(product, -1)


def _product(a: Array, b: Array) -> Array:
    for which, matrix in (("a", a), ("b", b)):
        if len(matrix.shape) < 2:
            raise ValueError(
                f"tf.matmul takes matrices; {which} has the shape {tuple(matrix.shape)}. "
                "tf.expand_dims makes a matrix of a vector."
            )
    return module_for(a, b).matmul(a, b)


def _turned(matrix: Array, *, transpose: Any = False, adjoint: Any = False) -> Array:
    if transpose and adjoint:
        raise ValueError("A matrix is transposed or made adjoint, not both.")
    if adjoint:
        matrix = conjugate(matrix)
    if not (transpose or adjoint):
        return matrix
    return module_for(matrix).swapaxes(matrix, -1, -2)


@op("Tensordot", "tensordot", "linalg.tensordot")
def tensordot(a: Array, b: Array, axes: Any, name: str | None = None) -> Array:
    """Return the sums of products over some axes of both.

    Args:
        a: One of the tensors.
        b: The other.
        axes: How many axes, the last of a and the first of b; or which of both.
        name: The operation's name.
    """
    a, b = operands(a, b)
    return module_for(a, b).tensordot(a, b, _axes(axes))


def _axes(axes: Any) -> Any:
    if isinstance(axes, int):
        return axes
    found = (
        [np.atleast_1d(each).tolist() for each in axes] if np.ndim(axes) else int(axes)
    )
    return found if isinstance(found, int) else tuple(found)


@op("einsum/Einsum", "einsum", "linalg.einsum")
def einsum(equation: str, *inputs: Array, name: str | None = None) -> Array:
    """Return the sums of products that Einstein's notation says."""
    values = [array(each) for each in inputs]
    return module_for(*values).einsum(equation.replace(" ", ""), *values)


@op("Cross", "cross", "linalg.cross")
def cross(a: Array, b: Array, name: str | None = None) -> Array:
    """Return the vector products over the last axis, which has 3 elements."""
    a, b = operands(a, b)

    def moved(value: Array, places: int) -> Array:
        return ops.roll(value, -places, -1)

    return moved(a, 1) * moved(b, 2) - moved(a, 2) * moved(b, 1)
