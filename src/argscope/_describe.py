"""Values in one short line, for error messages and tables."""

from __future__ import annotations

from collections.abc import Iterable

MAX_LENGTH = 60


def describe(value: object) -> str:
    """Return a short text for `value`: arrays by type and shape, functions by name.

    Example:
        >>> describe("SAME"), describe(len)
        ("'SAME'", 'len()')
    """
    shape, dtype = getattr(value, "shape", None), getattr(value, "dtype", None)
    if isinstance(shape, Iterable) and dtype is not None:
        name = getattr(dtype, "name", None) or str(dtype).rpartition(".")[2]
        return f"{name}[{_sizes(shape)}]"
    if isinstance(value, type):
        return value.__qualname__
    name = getattr(value, "__qualname__", None)
    if callable(value) and isinstance(name, str):
        return f"{name}()"
    return shortened(_safe_repr(value))


def _sizes(shape: Iterable[object]) -> str:
    try:
        return ",".join(str(size) for size in shape)
    except ValueError:  # TensorFlow's shape of unknown rank
        return "?"


def shortened(text: str, length: int = MAX_LENGTH) -> str:
    """Return `text` on one line, cut in the middle if it is longer than `length`."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    half = (length - 3) // 2
    return f"{text[: length - 3 - half]}...{text[-half:]}"


def _safe_repr(value: object) -> str:
    try:
        return repr(value)
    except Exception:  # noqa: BLE001  # a broken __repr__ must not hide our own message
        return f"<{type(value).__name__} object whose repr fails>"
