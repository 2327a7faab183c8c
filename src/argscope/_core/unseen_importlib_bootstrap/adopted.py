"""The code that an adopted function gets."""

from __future__ import annotations

from types import CodeType, FunctionType
from typing import Any, Final

# inspect.CO_NESTED, CO_GENERATOR, CO_COROUTINE and CO_ASYNC_GENERATOR
_KINDS: Final = 0x10 | 0x20 | 0x80 | 0x200


def code_calling(scoped: FunctionType, function: FunctionType) -> CodeType:
    """Return code for `function` that calls `scoped` with all that it gets.

    The code of a function can name what is in its module and in its closure, and both
    belong to somebody else. What it is to call is therefore one of its constants.
    """
    code, own = _pattern.__code__, function.__code__
    return code.replace(
        co_consts=tuple(scoped if c == _SCOPED else c for c in code.co_consts),
        co_name=own.co_name,
        co_qualname=own.co_qualname,
        co_flags=code.co_flags | (own.co_flags & _KINDS),
        co_freevars=own.co_freevars,
    )


def _pattern(*args: Any, **kwargs: Any) -> Any:
    scoped: Any = "what is called"
    return scoped(*args, **kwargs)


_SCOPED: Final = "what is called"
