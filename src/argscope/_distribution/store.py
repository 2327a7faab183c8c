"""The texts that all processes of a run see."""

from __future__ import annotations

from typing import Protocol


class Store(Protocol):
    """A few short texts that all processes see. Every call may raise if it is gone."""

    def put(self, name: str, value: str) -> None:
        """Write a text; one that is there is replaced."""

    def get(self, name: str) -> str | None:
        """Return a text; None if there is none."""

    def wait_for(self, name: str, seconds: float) -> str:
        """Return a text as soon as it is there.

        Raises:
            TimeoutError: It did not come.
        """
