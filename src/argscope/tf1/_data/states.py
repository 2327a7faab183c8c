"""What lasts from one run of a session to the next: of iterators, queues and readers.

Each session has its own; so has what is computed without one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import RLock
from typing import Any, Final, Generic, TypeVar, final
from weakref import WeakKeyDictionary

from argscope.tf1._session.session import Session, running_session

T = TypeVar("T")

_THREAD: Final[ContextVar[Session | None]] = ContextVar(
    "argscope.tf1.session_of_thread", default=None
)


@contextmanager
def on_behalf_of(session: Session | None) -> Iterator[None]:
    """Let what is computed in the block use the states of a session."""
    token = _THREAD.set(session)
    try:
        yield
    finally:
        _THREAD.reset(token)


@final
class PerSession(Generic[T]):
    """A state for each session.

    Args:
        make: Makes one.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._states: WeakKeyDictionary[Any, T] = WeakKeyDictionary()
        self._lock = RLock()

    def here(self) -> T:
        """Return the state for the session that computes here."""
        return self.of(_THREAD.get() or running_session())

    def of(self, session: Session | None) -> T:
        """Return the state for a session; None for what is computed without one."""
        key = self._make if session is None else session
        with self._lock:
            if key not in self._states:
                self._states[key] = self._make()
            return self._states[key]
