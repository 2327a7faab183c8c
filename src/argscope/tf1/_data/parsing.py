"""`tf.parse_single_example` and its like: tensors of serialized examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, Final

import numpy as np

from argscope.tf1._data.examples import MESSAGES
from argscope.tf1._data.features import (
    FixedLenFeature,
    FixedLenSequenceFeature,
    VarLenFeature,
)
from argscope.tf1._data.sparse import SparseTensor, sparse_spec
from argscope.tf1._graph.host import Spec
from argscope.tf1._graph.op import op
from argscope.tf1._graph.tensor import Tensor
from argscope.tf1._host.statuses import KINDS
from argscope.tf1._ops.values import Array
from argscope.tf1._types.dtypes import DTYPES, as_dtype, dtype_name
from argscope.tf1._types.shapes import TensorShape
from argscope.tf1._types.strings import string, strings
from argscope.tf1.errors import MissingSymbolError

_LISTS: Final = {
    "int64": "int64_list",
    "float32": "float_list",
    "string": "bytes_list",
}
_KINDS: Final = {"int64_list": "int64", "float_list": "float", "bytes_list": "string"}
"""What TensorFlow calls the types of values."""

Features = Mapping[str, Any]


# --- one example


def _single_specs(
    serialized: Any, features: Features, *_more: Any, **_rest: Any
) -> Any:
    return {key: _spec(feature, []) for key, feature in features.items()}


@op(
    "ParseSingleExample",
    "parse_single_example",
    "io.parse_single_example",
    gives=_single_specs,
)
def parse_single_example(
    serialized: Any,
    features: Features,
    name: str | None = None,
    example_names: Any = None,
) -> dict[str, Any]:
    """Return the tensors of an example by names.

    Raises:
        InvalidArgumentError: A feature is missing, or is not as it was said to be.
    """
    found = _message("Example", serialized).features.feature
    return {key: _value(key, feature, found) for key, feature in features.items()}


def _value(key: str, feature: Any, found: Any) -> Any:
    """Return the tensor of one feature of an example."""
    if isinstance(feature, VarLenFeature):
        return _sparse_row(_values(key, feature.dtype, found), feature.dtype)
    values = _values(key, feature.dtype, found)
    if isinstance(feature, FixedLenSequenceFeature):
        if values is None and not feature.allow_missing:
            raise _missing(key, feature.dtype)
        values = _array([], feature.dtype) if values is None else values
        return _rows(key, values, _sizes(feature))
    if values is None:
        return _default(key, feature)
    sizes = _sizes(feature)
    if values.size != np.prod(sizes, dtype=int):
        kind = _KINDS[_LISTS[dtype_name(feature.dtype)]]
        raise _wrong(
            f"Key: {key}.  Number of {kind} values != expected.  Values size: "
            f"{values.size} but output shape: {_shown(sizes)}"
        )
    return values.reshape(sizes)


def _default(key: str, feature: FixedLenFeature) -> Array:
    if feature.default_value is None:
        raise _missing(key, feature.dtype)
    return _array(feature.default_value, feature.dtype).reshape(_sizes(feature))


def _rows(key: str, values: Array, sizes: list[int]) -> Array:
    size = int(np.prod(sizes, dtype=int))
    if values.size % size:
        raise _wrong(
            f"Key: {key}.  Number of values {values.size} is no multiple of {size}, which "
            f"one element of the shape {_shown(sizes)} has."
        )
    return values.reshape(-1, *sizes)


# --- a batch of them


def _batch_specs(serialized: Any, features: Features, *_more: Any, **_rest: Any) -> Any:
    batch: list[int | None] = [None]
    if isinstance(serialized, Tensor):
        batch = serialized.shape.as_list()
    return {key: _spec(feature, batch) for key, feature in features.items()}


@op("ParseExample", "parse_example", "io.parse_example", gives=_batch_specs)
def parse_example(
    serialized: Any,
    features: Features,
    name: str | None = None,
    example_names: Any = None,
) -> dict[str, Any]:
    """Return the tensors of several examples by names; see `parse_single_example`."""
    found = [_message("Example", each).features.feature for each in strings(serialized)]
    return {key: _batch(key, feature, found) for key, feature in features.items()}


def _batch(key: str, feature: Any, found: Sequence[Any]) -> Any:
    if isinstance(feature, VarLenFeature):
        values = [_values(key, feature.dtype, each) for each in found]
        return _sparse_rows(values, feature.dtype)
    rows = [_value(key, feature, each) for each in found]
    if isinstance(feature, FixedLenSequenceFeature):
        rows = _filled_up(rows, feature)
    empty = np.zeros([0, *_sizes(feature)], _held(feature.dtype))
    return np.stack(rows) if rows else empty


def _filled_up(rows: Sequence[Array], feature: FixedLenSequenceFeature) -> list[Array]:
    default = feature.default_value
    if default is None:
        default = b"" if dtype_name(feature.dtype) == "string" else 0
    longest = max((len(row) for row in rows), default=0)
    made = []
    for row in rows:
        full = np.full((longest, *row.shape[1:]), _array(default, feature.dtype))
        full[: len(row)] = row
        made.append(full)
    return made


# --- a sequence


def _sequence_specs(
    serialized: Any,
    context_features: Features | None = None,
    sequence_features: Features | None = None,
    *_more: Any,
    **_rest: Any,
) -> Any:
    return (
        {key: _spec(each, []) for key, each in (context_features or {}).items()},
        {
            key: sparse_spec(each.dtype, 2)
            if isinstance(each, VarLenFeature)
            else _spec(each, [])
            for key, each in (sequence_features or {}).items()
        },
    )


@op(
    "ParseSingleSequenceExample",
    "parse_single_sequence_example",
    "io.parse_single_sequence_example",
    gives=_sequence_specs,
)
def parse_single_sequence_example(
    serialized: Any,
    context_features: Features | None = None,
    sequence_features: Features | None = None,
    example_name: Any = None,
    name: str | None = None,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the tensors of a sequence by names: of the whole, and of its steps."""
    message = _message("SequenceExample", serialized)
    context, lists = message.context.feature, message.feature_lists.feature_list
    return (
        {
            key: _value(key, each, context)
            for key, each in (context_features or {}).items()
        },
        {
            key: _steps(key, each, lists)
            for key, each in (sequence_features or {}).items()
        },
    )


def _steps(key: str, feature: Any, lists: Any) -> Any:
    if key not in lists and not getattr(feature, "allow_missing", True):
        raise _wrong(
            f"Name: <unknown>, Feature list '{key}' is required but could not be found.  "
            "Did you mean to include it in feature_list_dense_missing_assumed_empty or "
            "feature_list_dense_defaults?"
        )
    steps = lists[key].feature if key in lists else ()
    if isinstance(feature, VarLenFeature):
        rows = [_values(key, feature.dtype, {key: step}) for step in steps]
        return _sparse_rows(rows, feature.dtype)
    one = FixedLenFeature(feature.shape, feature.dtype)
    made = [_value(key, one, {key: step}) for step in steps]
    empty = np.zeros([0, *_sizes(feature)], _held(feature.dtype))
    return np.stack(made) if made else empty


# --- what they share


def _spec(feature: Any, batch: list[int | None]) -> Any:
    if isinstance(feature, VarLenFeature):
        return sparse_spec(feature.dtype, 1 + len(batch))
    if isinstance(feature, FixedLenSequenceFeature):
        return Spec(dtype_name(feature.dtype), [*batch, None, *_sizes(feature)])
    if isinstance(feature, FixedLenFeature):
        return Spec(dtype_name(feature.dtype), [*batch, *_sizes(feature)])
    raise MissingSymbolError.about(f"tf.{type(feature).__name__}")


def _sizes(feature: Any) -> list[Any]:
    return TensorShape(feature.shape).as_list()


def _message(kind: str, serialized: Any) -> Any:
    if not MESSAGES:
        raise MissingSymbolError.about(f"tf.train.{kind} without the library protobuf")
    failure = import_module("google.protobuf.message").DecodeError
    try:
        return MESSAGES[kind].FromString(string(serialized))
    except failure as error:
        raise _wrong(f"Could not parse example input, value: {serialized!r}") from error


def _values(key: str, dtype: Any, found: Any) -> Array | None:
    """Return the values of a feature in a row; None if it is missing."""
    if key not in found:
        return None
    feature, kind = found[key], _LISTS[dtype_name(dtype)]
    given = feature.WhichOneof("kind")
    if given is None:
        return None
    if given != kind:
        raise _wrong(
            f"Key: {key}.  Data types don't match. Data type: {_KINDS[given]} but "
            f"expected type: {_KINDS[kind]}"
        )
    return _array(list(getattr(feature, kind).value), dtype)


def _array(values: Any, dtype: Any) -> Array:
    name = dtype_name(dtype)
    if name == "string":
        return strings(values)
    return np.asarray(values, DTYPES[name].as_numpy_dtype)


def _held(dtype: Any) -> Any:
    return as_dtype(dtype).as_numpy_dtype


def _sparse_row(values: Array | None, dtype: Any) -> SparseTensor:
    values = _array([], dtype) if values is None else values
    indices = np.arange(values.size, dtype=np.int64)[:, None]
    return SparseTensor(indices, values, np.array([values.size], np.int64))


def _sparse_rows(rows: Sequence[Array | None], dtype: Any) -> SparseTensor:
    none = _array([], dtype)
    full = [none if row is None else row for row in rows]
    places = [(i, j) for i, row in enumerate(full) for j in range(row.size)]
    longest = max((row.size for row in full), default=0)
    return SparseTensor(
        np.array(places, np.int64).reshape(-1, 2),
        np.concatenate([none, *full]),
        np.array([len(full), longest], np.int64),
    )


def _missing(key: str, dtype: Any) -> Exception:
    kind = _KINDS[_LISTS[dtype_name(dtype)]]
    return _wrong(
        f"Feature: {key} (data type: {kind}) is required but could not be found."
    )


def _shown(sizes: Sequence[int]) -> str:
    return f"[{','.join(map(str, sizes))}]"


def _wrong(message: str) -> Exception:
    error: Exception = KINDS["InvalidArgument"](None, None, message)
    return error
