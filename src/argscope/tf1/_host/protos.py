"""`tf.Summary`, `tf.Event` and their like: the messages that TensorBoard reads.

They are those of tensorboardX, of the same fields and bytes as TensorFlow's. Without it
summaries can be put into a graph, and not computed.
"""

from __future__ import annotations

import importlib
from typing import Any, Final

from argscope._catalog.extras import install_line
from argscope.tf1._graph.op import SYMBOLS
from argscope.tf1.errors import MissingSymbolError

_MODULES: Final = {
    "Summary": "summary_pb2",
    "SummaryMetadata": "summary_pb2",
    "SummaryDescription": "summary_pb2",
    "HistogramProto": "summary_pb2",
    "Event": "event_pb2",
    "LogMessage": "event_pb2",
    "SessionLog": "event_pb2",
    "TaggedRunMetadata": "event_pb2",
    "GraphDef": "graph_pb2",
}
"""In which module of `tensorboardX.proto` a message is."""


def message(name: str) -> Any:
    """Return the class of a message, such as `"Summary"`.

    Raises:
        MissingSymbolError: tensorboardX is not installed.
    """
    return getattr(brought(f"tensorboardX.proto.{_MODULES[name]}", f"tf.{name}"), name)


def brought(module: str, user: str) -> Any:
    """Return a module that the extra `train` brings.

    Raises:
        MissingSymbolError: It is not installed; says that `user` needs it.
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        package = module.partition(".")[0]
        raise MissingSymbolError(
            f"{user} needs {package}, which is not installed: {install_line('train')}"
        ) from None


def _publish() -> None:
    for name in _MODULES:
        if name == "GraphDef":  # that of the namespace can be imported
            continue
        try:
            found = message(name)
        except MissingSymbolError:
            return
        SYMBOLS[name] = SYMBOLS[f"summary.{name}"] = found
        SYMBOLS[f"core.framework.summary_pb2.{name}"] = found
        SYMBOLS[f"core.util.event_pb2.{name}"] = found


_publish()
