"""Errors that only echo another process's: the talk between them broke off.

When one process ends, those that wait for its numbers get an error of the network. What a
person has to know is why the first one ended.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from argscope.errors import ArgScopeError

_OF_THE_TALK: Final = ("gloo", "nccl", "coordination")
"""What no other error speaks of."""

_BROKEN: Final = (
    "aborted",
    "barrier",
    "broken pipe",
    "cancelled",
    "connection",
    "deadline",
    "heartbeat",
    "socket",
    "timed out",
    "timeout",
    "unavailable",
)
_KINDS: Final = frozenset(
    [
        "ConnectionError",
        "DistError",  # of torch: DistBackendError, DistNetworkError, DistStoreError
        "JaxRuntimeError",
        "RuntimeError",
        "XlaRuntimeError",
    ]
)


def is_echo(error: BaseException) -> bool:
    """Return whether an error looks as if another process had ended."""
    return any(_is_of_the_talk(one) for one in _with_causes(error))


def _is_of_the_talk(error: BaseException) -> bool:
    if isinstance(
        error, TimeoutError
    ):  # of waiting for a text, which says nothing else
        return True
    if isinstance(error, ArgScopeError) or not isinstance(error, Exception):
        return False
    text = str(error).lower()
    if any(sign in text for sign in _OF_THE_TALK):
        return True
    kinds = {kind.__name__ for kind in type(error).__mro__}
    return bool(kinds & _KINDS) and any(sign in text for sign in _BROKEN)


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
