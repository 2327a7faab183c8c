"""Linear algebra: decompositions, equations, norms; diagonals and triangles of matrices."""

from __future__ import annotations

from typing import Any

import numpy as np
from keras import ops

from argscope.tf1._graph.op import op
from argscope.tf1._ops.complex_numbers import conjugate
from argscope.tf1._ops.operands import operands
from argscope.tf1._ops.values import (
    Array,
    array,
    axes_of,
    dtype_of,
    module_for,
    shape_of,
)

# --- decompositions and equations


@op("MatrixInverse", "matrix_inverse", "linalg.inv")
def matrix_inverse(
    input: Array, adjoint: bool = False, name: str | None = None
) -> Array:
    """Return the inverse matrices, or those of the adjoint ones."""
    input = array(input)
    return ops.inv(_adjoint(input) if adjoint else input)


@op("MatrixDeterminant", "matrix_determinant", "linalg.det")
def matrix_determinant(input: Array, name: str | None = None) -> Array:
    """Return the determinants."""
    return ops.det(array(input))


@op("Cholesky", "cholesky", "linalg.cholesky")
def cholesky(input: Array, name: str | None = None) -> Array:
    """Return lower triangular matrices whose squares, by their adjoints, are these."""
    return ops.cholesky(array(input))


@op("MatrixSolve", "matrix_solve", "linalg.solve")
def matrix_solve(
    matrix: Array, rhs: Array, adjoint: bool = False, name: str | None = None
) -> Array:
    """Return the solutions of `matrix @ x = rhs`."""
    matrix, rhs = operands(matrix, rhs)
    return ops.solve(_adjoint(matrix) if adjoint else matrix, rhs)


@op("MatrixTriangularSolve", "matrix_triangular_solve", "linalg.triangular_solve")
def matrix_triangular_solve(
    matrix: Array,
    rhs: Array,
    lower: bool = True,
    adjoint: bool = False,
    name: str | None = None,
) -> Array:
    """Return the solutions of `matrix @ x = rhs`, of a triangle of the matrix only."""
    matrix, rhs = operands(matrix, rhs)
    if adjoint:
        matrix, lower = _adjoint(matrix), not lower
    return ops.solve_triangular(matrix, rhs, lower=bool(lower))


@op("cholesky_solve", "cholesky_solve", "linalg.cholesky_solve")
def cholesky_solve(chol: Array, rhs: Array, name: str | None = None) -> Array:
    """Return the solutions of `A @ x = rhs`, where `chol` is of A."""
    chol, rhs = operands(chol, rhs)
    half = ops.solve_triangular(chol, rhs, lower=True)
    return ops.solve_triangular(_adjoint(chol), half, lower=False)


@op("SelfAdjointEigV2", "self_adjoint_eig", "linalg.eigh")
def self_adjoint_eig(tensor: Array, name: str | None = None) -> tuple[Array, Array]:
    """Return eigenvalues, in rising order, and eigenvectors, which are columns.

    Differs: Vectors may have the other sign, which is free.
    """
    values, vectors = ops.eigh(array(tensor))
    return values, vectors


@op("SelfAdjointEigV2", "self_adjoint_eigvals", "linalg.eigvalsh")
def self_adjoint_eigvals(tensor: Array, name: str | None = None) -> Array:
    """Return eigenvalues, in rising order."""
    return ops.eigh(array(tensor))[0]


@op("Qr", "qr", "linalg.qr")
def qr(
    input: Array, full_matrices: bool = False, name: str | None = None
) -> tuple[Array, Array]:
    """Return orthogonal and upper triangular matrices, whose products these are.

    Differs: Vectors may have the other sign, which is free.
    """
    return tuple(ops.qr(array(input), mode="complete" if full_matrices else "reduced"))


@op("Svd", "svd", "linalg.svd")
def svd(
    tensor: Array,
    full_matrices: bool = False,
    compute_uv: bool = True,
    name: str | None = None,
) -> Any:
    """Return singular values, and singular vectors, which are columns: `(s, u, v)`.

    Differs: Vectors may have the other sign, which is free.
    """
    found = ops.svd(array(tensor), bool(full_matrices), bool(compute_uv))
    if not compute_uv:
        return found
    u, s, v = found
    return s, u, _adjoint(v)


def _adjoint(matrix: Array) -> Array:
    return ops.swapaxes(conjugate(matrix), -1, -2)


# --- norms


@op("norm/Squeeze", "norm", "linalg.norm")
def norm(
    tensor: Array,
    ord: Any = "euclidean",
    axis: Any = None,
    keepdims: bool | None = None,
    name: str | None = None,
    keep_dims: bool | None = None,
) -> Array:
    """Return the norms of vectors, over one axis or all, or of matrices, over two.

    Args:
        tensor: The vectors or matrices.
        ord: `"euclidean"`, which for matrices is that of all elements, as `"fro"` is; 1,
            2, `np.inf`, for vectors any other number.
        axis: Over what; None for all axes, as one vector.
        keepdims: Whether the axes stay, with the size 1.
        name: The operation's name.
        keep_dims: As `keepdims`.
    """
    tensor, axes = array(tensor), axes_of(axis)
    keep = bool(keepdims or keep_dims)
    if isinstance(axes, tuple) and len(axes) == 2:
        return _norm_of_matrices(tensor, ord, axes, keep)
    if isinstance(axes, tuple):
        (axes,) = axes
    return _norm_of_vectors(tensor, ord, axes, keep)


def _norm_of_vectors(tensor: Array, ord: Any, axis: Any, keep: bool) -> Array:
    axis = tuple(range(len(tensor.shape))) if axis is None else axis
    if ord in ("euclidean", "fro", 2):
        return ops.sqrt(_sum_of_squares(tensor, axis, keep))
    sizes = ops.absolute(tensor)
    if ord == 1:
        return ops.sum(sizes, axis, keepdims=keep)
    if ord == np.inf:
        return ops.max(sizes, axis, keepdims=keep)
    return ops.power(ops.sum(ops.power(sizes, ord), axis, keepdims=keep), 1 / ord)


def _norm_of_matrices(
    tensor: Array, ord: Any, axes: tuple[int, int], keep: bool
) -> Array:
    rows, columns = axes
    if ord in ("euclidean", "fro"):
        return ops.sqrt(_sum_of_squares(tensor, axes, keep))
    if ord == 2:
        matrices = ops.moveaxis(tensor, axes, (-2, -1))
        largest = ops.max(ops.svd(matrices, compute_uv=False), -1)
        rank = len(tensor.shape)
        return (
            ops.expand_dims(largest, sorted(each % rank for each in axes))
            if keep
            else largest
        )
    if ord not in (1, np.inf):
        raise ValueError(
            f"tf.norm of matrices takes ord 'fro', 1, 2 or inf; given {ord!r}."
        )
    over, then = (rows, columns) if ord == 1 else (columns, rows)
    sums = ops.sum(ops.absolute(tensor), over, keepdims=True)
    largest = ops.max(sums, then, keepdims=True)
    return largest if keep else ops.squeeze(largest, axes)


def _sum_of_squares(tensor: Array, axis: Any, keep: bool) -> Array:
    sizes = ops.absolute(tensor) if dtype_of(tensor).startswith("complex") else tensor
    return ops.sum(ops.square(sizes), axis, keepdims=keep)


# --- diagonals and triangles


@op("Trace", "trace", "linalg.trace")
def trace(x: Array, name: str | None = None) -> Array:
    """Return the sums of the diagonals."""
    return ops.trace(array(x), axis1=-2, axis2=-1)


@op("diag", "matrix_diag", "linalg.diag")
def matrix_diag(diagonal: Array, name: str | None = None) -> Array:
    """Return matrices with these diagonals, and 0 elsewhere."""
    diagonal = array(diagonal)
    module = module_for(diagonal)
    identity = np.eye(diagonal.shape[-1], dtype=dtype_of(diagonal))
    return module.multiply(module.expand_dims(diagonal, -1), identity)


@op("diag_part", "matrix_diag_part", "linalg.diag_part")
def matrix_diag_part(input: Array, name: str | None = None) -> Array:
    """Return the diagonals of matrices."""
    input = array(input)
    return module_for(input).diagonal(input, axis1=-2, axis2=-1)


@op("DiagPart", "diag_part", "linalg.tensor_diag_part")
def diag_part(input: Array, name: str | None = None) -> Array:
    """Return the diagonal of a tensor of twice its rank."""
    input = array(input)
    half = tuple(input.shape)[: len(input.shape) // 2]
    count = int(np.prod(half))
    module = module_for(input)
    return module.reshape(module.diagonal(module.reshape(input, (count, count))), half)


@op("set_diag", "matrix_set_diag", "linalg.set_diag")
def matrix_set_diag(input: Array, diagonal: Array, name: str | None = None) -> Array:
    """Return the matrices with other diagonals."""
    input, diagonal = operands(input, diagonal)
    on_diagonal = np.equal(*np.indices(input.shape[-2:]))
    columns = input.shape[-1]
    missing = [(0, 0)] * (len(diagonal.shape) - 1) + [
        (0, max(0, columns - diagonal.shape[-1]))
    ]
    rows = ops.expand_dims(ops.pad(diagonal, missing), -2)
    return ops.where(on_diagonal, rows, input)


@op("MatrixBandPart", "matrix_band_part", "linalg.band_part")
def matrix_band_part(
    input: Array, num_lower: Any, num_upper: Any, name: str | None = None
) -> Array:
    """Return the matrices with 0 outside of a band about the diagonal.

    Args:
        input: The matrices.
        num_lower: How many diagonals below it are kept; all if negative.
        num_upper: How many above it; likewise.
        name: The operation's name.
    """
    input = array(input)
    rows, columns = shape_of(input)[-2:]
    module = module_for(input, rows, columns)
    below = module.expand_dims(module.arange(rows), 1) - module.arange(columns)
    lower, upper = int(array(num_lower)), int(array(num_upper))
    # No diagonal is further below than the number of rows, or above than that of columns.
    is_near = below <= (lower if lower >= 0 else rows)
    kept = module.logical_and(is_near, -below <= (upper if upper >= 0 else columns))
    return module_for(input).where(kept, input, module_for(input).zeros_like(input))
