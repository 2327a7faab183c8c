"""Numbers of bytes and text: `tf.decode_raw`, `tf.decode_csv`, `tf.string_to_number`."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from argscope.tf1._data.sparse import SparseTensor, sparse_spec
from argscope.tf1._graph.host import Spec
from argscope.tf1._graph.op import op
from argscope.tf1._graph.tensor import Tensor
from argscope.tf1._host.statuses import KINDS
from argscope.tf1._ops.values import Array, array
from argscope.tf1._types.dtypes import DTYPES, dtype_name
from argscope.tf1._types.strings import strings


def _shape(value: Any) -> list[int | None] | None:
    """Return the static shape of an argument."""
    if isinstance(value, Tensor):
        sizes = value.shape.sizes
        return None if sizes is None else list(sizes)
    return list(np.shape(value))


def _like(dtype: str) -> Callable[..., Spec]:
    """Return what tells that a result has the shape of the first argument."""

    def spec(value: Any, *_more: Any, **_rest: Any) -> Spec:
        return Spec(dtype, _shape(value))

    return spec


def _each(function: Callable[[bytes], Any], values: Any, dtype: Any) -> Array:
    given = strings(values)
    made = np.empty(given.shape, dtype)
    made.reshape(-1)[:] = [function(each) for each in given.reshape(-1)]
    return made


# --- numbers of bytes


def _raw_spec(
    bytes: Any = None, out_type: Any = None, *_more: Any, **rest: Any
) -> Spec:
    given = rest.get("input_bytes", bytes)
    shape = _shape(given)
    return Spec(dtype_name(out_type), None if shape is None else [*shape, None])


@op("DecodeRaw", "decode_raw", "io.decode_raw", gives=_raw_spec)
def decode_raw(
    bytes: Any = None,
    out_type: str = "uint8",
    little_endian: bool = True,
    name: str | None = None,
    input_bytes: Any = None,
) -> Array:
    """Return the numbers that bytes are, along a new last axis."""
    given = strings(input_bytes if bytes is None else bytes)
    kind = np.dtype(DTYPES[out_type].as_numpy_dtype)
    stored = kind.newbyteorder("<" if little_endian else ">")
    for each in given.reshape(-1):
        if len(each) % kind.itemsize:
            raise _wrong(
                f"Input to DecodeRaw has length {len(each)} that is not a multiple of "
                f"{kind.itemsize}, the size of {out_type}"
            )
    rows = [np.frombuffer(each, stored).astype(kind) for each in given.reshape(-1)]
    if len({len(row) for row in rows}) > 1:
        raise _wrong("DecodeRaw requires input strings to all be the same size.")
    return np.stack(rows).reshape(*given.shape, -1)


# --- numbers of text


def _number_spec(string_tensor: Any, out_type: Any = "float32", **_rest: Any) -> Spec:
    return Spec(dtype_name(out_type), _shape(string_tensor))


@op(
    "StringToNumber",
    "string_to_number",
    "strings.to_number",
    gives=_number_spec,
)
def string_to_number(
    string_tensor: Any, out_type: str = "float32", name: str | None = None
) -> Array:
    """Return the numbers that text is."""
    return _each(
        lambda text: _number(
            text, out_type, "StringToNumberOp could not correctly convert"
        ),
        string_tensor,
        DTYPES[out_type].as_numpy_dtype,
    )


def _number(text: bytes, dtype: str, failure: str) -> Any:
    try:
        return float(text) if DTYPES[dtype].is_floating else int(text)
    except ValueError:
        raise _wrong(f"{failure} string: {text.decode(errors='replace')}") from None


def _csv_specs(
    records: Any,
    record_defaults: Sequence[Any],
    *_more: Any,
    select_cols: Sequence[int] | None = None,
    **_rest: Any,
) -> list[Spec]:
    return [Spec(_default_dtype(each), _shape(records)) for each in record_defaults]


@op("DecodeCSV", "decode_csv", "io.decode_csv", gives=_csv_specs)
def decode_csv(
    records: Any,
    record_defaults: Sequence[Any],
    field_delim: str = ",",
    use_quote_delim: bool = True,
    name: str | None = None,
    na_value: str = "",
    select_cols: Sequence[int] | None = None,
) -> list[Array]:
    """Return the columns of lines of text, each in the dtype of its default."""
    given = strings(records)
    rows = [
        _fields(line.decode(), field_delim, use_quote_delim)
        for line in given.reshape(-1)
    ]
    width = len(record_defaults) if select_cols is None else None
    for index, row in enumerate(rows):
        if width is not None and len(row) != width:
            raise _wrong(f"Expect {width} fields but have {len(row)} in record {index}")
    columns = range(len(record_defaults)) if select_cols is None else select_cols
    return [
        _column([row[place] for row in rows], default, na_value, number, given.shape)
        for number, (place, default) in enumerate(
            zip(columns, record_defaults, strict=True)
        )
    ]


def _fields(line: str, delimiter: str, quoted: bool) -> list[str]:
    if not quoted:
        return line.split(delimiter)
    return next(csv.reader([line], delimiter=delimiter), [])


def _default_dtype(default: Any) -> str:
    """Return the dtype of a column, which its default has, or is."""
    if isinstance(default, Tensor):
        return default.dtype.name
    if isinstance(default, str | bytes) and default in DTYPES:
        return str(default)
    try:
        return dtype_name(array(default).dtype)
    except (AttributeError, TypeError, ValueError):
        return dtype_name(default)


def _column(
    texts: Sequence[str], default: Any, missing: str, number: int, shape: Any
) -> Array:
    dtype = _default_dtype(default)
    fill = None if isinstance(default, str) else np.asarray(array(default)).reshape(-1)
    values = []
    for index, text in enumerate(texts):
        if text and text != missing:
            failure = f"Field {number} in record {index} is not a valid {dtype}:"
            values.append(
                text.encode()
                if dtype == "string"
                else _number(text.encode(), dtype, failure)
            )
        elif fill is None or not fill.size:
            raise _wrong(f"Field {number} is required but missing in record {index}!")
        else:
            values.append(fill[0])
    made: Array = np.empty(len(values), DTYPES[dtype].as_numpy_dtype)
    made[:] = values
    return made.reshape(shape)


# --- text


def _split_spec(*_args: Any, **_rest: Any) -> SparseTensor:
    return sparse_spec("string", 2)


@op("StringSplit", "string_split", gives=_split_spec)
def string_split(
    source: Any,
    delimiter: Any = " ",
    skip_empty: bool = True,
    sep: Any = None,
    name: str | None = None,
) -> SparseTensor:
    """Return the parts of each of several texts, as a sparse matrix.

    Each byte of the delimiter parts them; with an empty one every byte is a part.
    """
    given = strings(delimiter if sep is None else sep).item()
    rows = [_parts(text, given, skip_empty) for text in strings(source)]
    places = [(i, j) for i, row in enumerate(rows) for j in range(len(row))]
    return SparseTensor(
        np.array(places, np.int64).reshape(-1, 2),
        strings([part for row in rows for part in row]),
        np.array([len(rows), max(map(len, rows), default=0)], np.int64),
    )


def _parts(text: bytes, delimiter: bytes, skip_empty: bool) -> list[bytes]:
    if not delimiter:
        return [text[i : i + 1] for i in range(len(text))]
    parts = re.split(b"[" + re.escape(delimiter) + b"]", text)
    return [part for part in parts if part or not skip_empty]


def _joined_spec(inputs: Sequence[Any], *_more: Any, **_rest: Any) -> Spec:
    shapes = [_shape(each) for each in inputs]
    return Spec("string", next((each for each in shapes if each), []))


@op("StringJoin", "string_join", "strings.join", gives=_joined_spec)
def string_join(
    inputs: Sequence[Any], separator: str = "", name: str | None = None
) -> Any:
    """Return texts one behind the other; a single one stands before or after each."""
    parts = np.broadcast_arrays(*(strings(each) for each in inputs))
    between = strings(separator).item()
    made = np.empty(parts[0].shape, object)
    rows = zip(*(part.reshape(-1) for part in parts), strict=True)
    made.reshape(-1)[:] = [between.join(row) for row in rows]
    return made


@op(
    "AsString",
    "as_string",
    "strings.as_string",
    "dtypes.as_string",
    gives=_like("string"),
)
def as_string(
    input: Any,
    precision: int = -1,
    scientific: bool = False,
    shortest: bool = False,
    width: int = -1,
    fill: str = "",
    name: str | None = None,
) -> Array:
    """Return numbers as text."""
    numbers = np.asarray(array(input))
    kind = numbers.dtype.kind
    letter = ("e" if scientific else "g" if shortest else "f") if kind == "f" else "d"
    digits = f".{precision}" if precision >= 0 and kind == "f" else ""
    form = f"%{fill}{width if width >= 0 else ''}{digits}{letter}"

    def text(number: Any) -> bytes:
        return (
            str(bool(number)).lower().encode()
            if kind == "b"
            else (form % number).encode()
        )

    made = np.empty(numbers.shape, object)
    made.reshape(-1)[:] = [text(each) for each in numbers.reshape(-1)]
    return made


@op("StringLength", "strings.length", gives=_like("int32"))
def string_length(input: Any, name: str | None = None, unit: str = "BYTE") -> Array:
    """Return how many bytes, or letters (`unit="UTF8_CHAR"`), texts have."""
    if unit == "BYTE":
        return _each(len, input, np.int32)
    return _each(lambda text: len(text.decode()), input, np.int32)


@op("Substr", "substr", "strings.substr", gives=_like("string"))
def substr(input: Any, pos: Any, len: Any, name: str | None = None) -> Array:
    """Return a part of each text: `len` bytes from `pos` on."""
    start, count = int(pos), int(len)
    return _each(lambda text: text[start:][:count], input, object)


@op("RegexReplace", "regex_replace", "strings.regex_replace", gives=_like("string"))
def regex_replace(
    input: Any,
    pattern: Any,
    rewrite: Any,
    replace_global: bool = True,
    name: str | None = None,
) -> Array:
    """Return texts with what matches a regular expression replaced."""
    expression = re.compile(strings(pattern).item())
    made = strings(rewrite).item()
    count = 0 if replace_global else 1
    return _each(lambda text: expression.sub(made, text, count=count), input, object)


def _wrong(message: str) -> Exception:
    error: Exception = KINDS["InvalidArgument"](None, None, message)
    return error
