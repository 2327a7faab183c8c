"""TensorFlow 1, made of the layers of this package and of Keras's operations."""

from typing import Any

import argscope.layers  # noqa: F401  # before Keras: it chooses the backend
from argscope.tf1._frozen import load_graph
from argscope.tf1._graph.graph import Graph
from argscope.tf1._imports.hook import ImportHook, install, is_loaded, load
from argscope.tf1._imports.namespace import namespace, provide
from argscope.tf1._model import model, recorded
from argscope.tf1._running import gradients_of, run
from argscope.tf1._slim import recorder as _recorder  # noqa: F401
from argscope.tf1.errors import (
    ClosedSessionError,
    FedShapeError,
    FeedError,
    FetchError,
    HostOnlyError,
    InputsError,
    MissingSymbolError,
    NoSessionError,
    NotLoadedError,
    NoValueError,
)

__all__ = [
    "ClosedSessionError",
    "FedShapeError",
    "FeedError",
    "FetchError",
    "Graph",
    "HostOnlyError",
    "ImportHook",
    "InputsError",
    "MissingSymbolError",
    "NoSessionError",
    "NoValueError",
    "NotLoadedError",
    "gradients_of",
    "install",
    "is_loaded",
    "load",
    "load_graph",
    "model",
    "namespace",
    "provide",
    "recorded",
    "run",
]


def __getattr__(name: str) -> Any:
    """Return what the namespace has, so that `import argscope.tf1 as tf` is one."""
    if name.startswith("_") or name not in vars(namespace()):
        raise AttributeError(f"argscope.tf1 does not have {name}.", name=name)
    return getattr(namespace(), name)
