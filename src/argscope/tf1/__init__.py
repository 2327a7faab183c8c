"""TensorFlow 1, made of the layers of this package and of Keras's operations."""

import argscope.layers  # noqa: F401  # before Keras: it chooses the backend
from argscope.tf1._graph.graph import Graph
from argscope.tf1._imports.namespace import namespace
from argscope.tf1._model import model
from argscope.tf1._running import run
from argscope.tf1._slim import recorder as _recorder  # noqa: F401

__all__ = ["Graph", "model", "namespace", "run"]
