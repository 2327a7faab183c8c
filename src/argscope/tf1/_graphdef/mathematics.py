"""The operations of TensorFlow's graphs that compute: of numbers, along axes, of matrices.

Source: the definitions (`REGISTER_OP`) in TensorFlow's `core/ops/math_ops.cc`,
`bitwise_ops.cc`, `linalg_ops.cc` and `random_ops.cc`.
"""

from __future__ import annotations

from typing import Any, Final

from argscope.tf1._graphdef.entry import Entry, by, computed, of

Array = Any

_BY_ELEMENT: Final = {
    "Abs": "abs",
    "Acos": "acos",
    "Acosh": "acosh",
    "Asin": "asin",
    "Asinh": "asinh",
    "Atan": "atan",
    "Atanh": "atanh",
    "Ceil": "ceil",
    "Cos": "cos",
    "Cosh": "cosh",
    "Erf": "erf",
    "Erfc": "erfc",
    "Exp": "exp",
    "Expm1": "expm1",
    "Floor": "floor",
    "Inv": "reciprocal",
    "Invert": "bitwise.invert",
    "IsFinite": "is_finite",
    "IsInf": "is_inf",
    "IsNan": "is_nan",
    "Log": "log",
    "Log1p": "log1p",
    "LogicalNot": "logical_not",
    "Neg": "negative",
    "Reciprocal": "reciprocal",
    "Rint": "rint",
    "Round": "round",
    "Rsqrt": "rsqrt",
    "Sigmoid": "sigmoid",
    "Sign": "sign",
    "Sin": "sin",
    "Sinh": "sinh",
    "Sqrt": "sqrt",
    "Square": "square",
    "Tan": "tan",
    "Tanh": "tanh",
}

_OF_TWO: Final = {
    "Add": "add",
    "AddV2": "add",
    "Atan2": "atan2",
    "BitwiseAnd": "bitwise.bitwise_and",
    "BitwiseOr": "bitwise.bitwise_or",
    "BitwiseXor": "bitwise.bitwise_xor",
    "DivNoNan": "div_no_nan",
    "Equal": "equal",
    "FloorDiv": "floor_div",
    "FloorMod": "floormod",
    "Greater": "greater",
    "GreaterEqual": "greater_equal",
    "LeftShift": "bitwise.left_shift",
    "Less": "less",
    "LessEqual": "less_equal",
    "LogicalAnd": "logical_and",
    "LogicalOr": "logical_or",
    "Maximum": "maximum",
    "Minimum": "minimum",
    "Mod": "truncatemod",
    "Mul": "multiply",
    "NotEqual": "not_equal",
    "Pow": "pow",
    "RealDiv": "realdiv",
    "RightShift": "bitwise.right_shift",
    "SquaredDifference": "squared_difference",
    "Sub": "subtract",
    "TruncateDiv": "truncatediv",
    "TruncateMod": "truncatemod",
    "Xlogy": "math.xlogy",
}

_OVER_AXES: Final = {
    "All": "reduce_all",
    "Any": "reduce_any",
    "Max": "reduce_max",
    "Mean": "reduce_mean",
    "Min": "reduce_min",
    "Prod": "reduce_prod",
    "Sum": "reduce_sum",
}


def _divided(x: Array, y: Array) -> Array:
    """Return x / y: of whole numbers a whole number, rounded towards 0."""
    is_whole = "int" in str(getattr(x, "dtype", ""))
    return computed("truncatediv" if is_whole else "realdiv", x, y)


def _added(*inputs: Array) -> Array:
    return computed("add_n", list(inputs))


def _einsum(*inputs: Array, equation: str) -> Array:
    return computed("einsum", equation, *inputs)


def _drawn(path: str) -> Any:
    def draw(shape: Array, dtype: str = "float32") -> Array:
        return computed(path, shape, dtype=dtype)

    return draw


def _drawn_between(shape: Array, low: Array, high: Array) -> Array:
    dtype = str(low.dtype.name if hasattr(low.dtype, "name") else low.dtype)
    return computed("random_uniform", shape, low, high, dtype=dtype)


TABLE: Final[dict[str, Entry]] = {
    **{kind: of(path) for kind, path in {**_BY_ELEMENT, **_OF_TWO}.items()},
    **{kind: of(path, "keep_dims:keepdims") for kind, path in _OVER_AXES.items()},
    "Div": by(_divided),
    "ClipByValue": of("clip_by_value"),
    "AddN": by(_added),
    "AccumulateNV2": by(_added),
    "ArgMax": of("argmax", "output_type"),
    "ArgMin": of("argmin", "output_type"),
    "Cumsum": of("cumsum", "exclusive reverse"),
    "Cumprod": of("cumprod", "exclusive reverse"),
    "Cast": of("cast", "DstT:dtype"),
    "Bitcast": of("bitcast", "type"),
    "Real": of("real"),
    "Imag": of("imag"),
    "Conj": of("conj"),
    "Complex": of("complex"),
    "ComplexAbs": of("complex_abs"),
    # of matrices
    "MatMul": of("matmul", "transpose_a transpose_b"),
    "BatchMatMul": of("batch_matmul", "adj_x adj_y"),
    "BatchMatMulV2": of("batch_matmul", "adj_x adj_y"),
    "BatchMatMulV3": of("batch_matmul", "adj_x adj_y"),
    "Einsum": by(_einsum, "equation"),
    "Cross": of("cross"),
    "Cholesky": of("cholesky"),
    "MatrixInverse": of("matrix_inverse"),
    "MatrixDeterminant": of("matrix_determinant"),
    "MatrixSolve": of("matrix_solve"),
    "MatrixBandPart": of("matrix_band_part"),
    "MatrixDiag": of("matrix_diag"),
    "MatrixDiagPart": of("matrix_diag_part"),
    "Diag": of("diag"),
    "DiagPart": of("diag_part"),
    # of segments
    "SegmentSum": of("segment_sum"),
    "SegmentMean": of("segment_mean"),
    "UnsortedSegmentSum": of("unsorted_segment_sum"),
    "UnsortedSegmentMax": of("unsorted_segment_max"),
    "UnsortedSegmentMin": of("unsorted_segment_min"),
    # random
    "RandomUniform": by(_drawn("random_uniform"), "dtype"),
    "RandomStandardNormal": by(_drawn("random_normal"), "dtype"),
    "TruncatedNormal": by(_drawn("truncated_normal"), "dtype"),
    "RandomUniformInt": by(_drawn_between),
    "RandomShuffle": of("random_shuffle"),
}
