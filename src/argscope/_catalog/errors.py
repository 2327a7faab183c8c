"""The error of a missing package, which says the extra that brings it."""

from __future__ import annotations

from typing import Self

from argscope._catalog.extras import OF_BACKEND, install_line
from argscope.errors import ArgScopeError, listing, suggestion

__all__ = ["MissingPackageError"]


class MissingPackageError(ArgScopeError, ModuleNotFoundError):
    """A package is needed that is not installed."""

    @classmethod
    def about(cls, needer: str, package: str, extra: str) -> Self:
        """Say what needs the `package`, and which `extra` brings it."""
        return cls(
            f"{needer} needs the package {package}, which is not installed. Install it: "
            f"{install_line(extra)}",
            package=package,
        )

    @classmethod
    def keras(cls) -> Self:
        """Say that there is no Keras, and how to get it with a backend."""
        return cls(
            f"argscope.layers needs Keras 3, which is not installed.{_any_backend()}",
            package="keras",
        )

    @classmethod
    def any_backend(cls) -> Self:
        """Say that Keras has nothing to run on."""
        return cls(
            f"Keras needs a backend, and none is installed.{_any_backend()}",
            package=None,
        )

    @classmethod
    def backend(cls, name: str, chosen_by: str) -> Self:
        """Say that the backend which was chosen for Keras is not there."""
        if name in OF_BACKEND:
            remedy = f" Install it: {install_line(OF_BACKEND[name])}"
        else:
            remedy = suggestion(name, OF_BACKEND) + listing("known", tuple(OF_BACKEND))
        return cls(
            f"{chosen_by} chooses {name!r} as the backend of Keras, which is not "
            f"installed.{remedy}",
            package=name,
        )


def _any_backend() -> str:
    lines = [
        f"\n  {install_line(extra)}  ({backend})"
        for backend, extra in OF_BACKEND.items()
    ]
    return f" Install it with one of its backends:{''.join(lines)}"
