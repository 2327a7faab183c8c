"""Where TF-Slim's modules of data stand in the namespace."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from argscope.tf1._graph.op import symbol

T = TypeVar("T", bound=Callable[..., object])


def slim_symbol(module: str, name: str = "") -> Callable[[T], T]:
    """Put something into one of TF-Slim's modules of data, under each of its paths.

    Args:
        module: The module: `"tfexample_decoder"`.
        name: The name; default: its own.
    """

    def publish(value: T) -> T:
        own = name or value.__name__
        folders = ("", "data.", "python.slim.data.")
        paths = [f"contrib.slim.{folder}{module}.{own}" for folder in folders]
        return symbol(*paths)(value)

    return publish
