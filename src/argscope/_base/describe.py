"""Values in one short line, for error messages, tables and traces.

A description never holds on to the value, never shows the contents of an array, and
has no characters that a terminal or a browser would obey instead of showing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

MAX_LENGTH = 60
MAX_ERROR = 300

_MAX_ITEMS: Final = 8
_MAX_DEPTH: Final = 3
# Where an object lies in memory tells nothing, and differs from run to run.
_PLAIN_OBJECT: Final = re.compile(r"<(?:[\w.<>]+\.)?(\w+) object at 0x[0-9a-fA-F]+>")
_ADDRESS: Final = re.compile(r" at 0x[0-9a-fA-F]+")
_BRACKETS: Final[dict[Any, tuple[str, str]]] = {
    list: ("[", "]"),
    tuple: ("(", ")"),
    set: ("{", "}"),
    frozenset: ("frozenset({", "})"),
    dict: ("{", "}"),
}


def describe(value: object) -> str:
    """Return a short text for `value`: arrays by type and shape, functions by name.

    Example:
        >>> describe("SAME"), describe(len), describe([len, 3])
        ("'SAME'", 'len()', '[len(), 3]')
    """
    try:
        text = _described(value, _MAX_DEPTH)
    except Exception:  # noqa: BLE001  # an attribute of a value may raise anything
        text = f"<{type(value).__name__} object that cannot be described>"
    return shortened(text)


def describe_error(error: BaseException) -> str:
    """Return the type and the text of an error, in one line.

    Example:
        >>> describe_error(ValueError("no"))
        'ValueError: no'
    """
    try:
        text = str(error)
    except Exception:  # noqa: BLE001  # a broken __str__ must not hide the error
        text = "<an error whose text fails>"
    return shortened(f"{type(error).__name__}: {text}", MAX_ERROR)


def _described(value: Any, depth: int) -> str:
    kind = type(value)
    if kind is str or kind is bytes:
        # Cut first: the repr of a text of many megabytes takes long.
        head, tail = value[: 2 * MAX_LENGTH], value[-2 * MAX_LENGTH :]
        return repr(value if len(value) <= 4 * MAX_LENGTH else head + tail)
    if kind in _BRACKETS:
        return _container(value, depth)
    return (
        _array_or_function(value)
        or _configured(value, depth)
        or _without_address(_safe_repr(value))
    )


def _configured(value: Any, depth: int) -> str | None:
    """Return the text for a Keras initializer or the like, which has no `repr` of its own."""
    kind: Any = type(value)
    if kind.__repr__ is not object.__repr__ or not hasattr(kind, "get_config"):
        return None
    try:
        config = value.get_config().items()
    except Exception:  # noqa: BLE001  # a method of somebody else may raise anything
        return None
    inside = ", ".join(f"{k}={_described(v, depth - 1)}" for k, v in _first(config))
    return f"{kind.__name__}({inside})"


def _without_address(text: str) -> str:
    if "0x" not in text:
        return text
    return _ADDRESS.sub("", _PLAIN_OBJECT.sub(r"<\1 object>", text))


def _array_or_function(value: Any) -> str | None:
    try:
        shape, dtype = getattr(value, "shape", None), getattr(value, "dtype", None)
    except Exception:  # noqa: BLE001  # a property may raise anything
        shape, dtype = None, None
    if isinstance(value, type):
        return value.__qualname__
    if isinstance(shape, Iterable) and not isinstance(shape, str):
        return f"{_element(value, dtype)}[{_sizes(shape)}]"
    qualname = getattr(value, "__qualname__", None)
    return f"{qualname}()" if callable(value) and isinstance(qualname, str) else None


def _element(value: object, dtype: Any) -> str:
    """Return what an array is made of; of tables, which mix dtypes, what they are."""
    if dtype is None:
        return type(value).__name__
    return str(getattr(dtype, "name", None) or str(dtype).rpartition(".")[2])


def _sizes(shape: Iterable[object]) -> str:
    try:
        return ",".join(str(size) for size in shape)
    except ValueError:  # TensorFlow's shape of unknown rank
        return "?"


def _container(value: Any, depth: int) -> str:
    if not value:
        return repr(value)
    opening, closing = _BRACKETS[type(value)]
    if depth == 0:
        return f"{opening}...{closing}"
    items: Iterable[str]
    if type(value) is dict:
        items = (
            f"{_described(k, depth - 1)}: {_described(v, depth - 1)}"
            for k, v in _first(value.items())
        )
    else:
        items = (_described(item, depth - 1) for item in _first(value))
    inside = ", ".join([*items, *(["..."] if len(value) > _MAX_ITEMS else [])])
    comma = "," if type(value) is tuple and len(value) == 1 else ""
    return f"{opening}{inside}{comma}{closing}"


def _first(values: Iterable[Any]) -> list[Any]:
    return [value for value, _ in zip(values, range(_MAX_ITEMS), strict=False)]


def shortened(text: str, length: int = MAX_LENGTH) -> str:
    """Return `text` on one line, cut in the middle if it is longer than `length`."""
    if len(text) > 20 * length:
        text = f"{text[: 10 * length]}{text[-10 * length :]}"
    text = visible(" ".join(text.split()))
    if len(text) <= length:
        return text
    half = (length - 3) // 2
    return f"{text[: length - 3 - half]}...{text[-half:]}"


def visible(text: str) -> str:
    r"""Return `text` with everything that does not show escaped.

    A mark that turns the direction of writing would let a name look like another.

    Example:
        >>> print(visible("a\u202eb"))
        a\u202eb
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    # Not every invisible character has an escape in `repr`: a lone surrogate has.
    return repr(character)[1:-1]


def _safe_repr(value: object) -> str:
    try:
        return repr(value)
    except Exception:  # noqa: BLE001  # a broken __repr__ must not hide our own message
        return f"<{type(value).__name__} object whose repr fails>"
