"""SavedModels: a graph in `saved_model.pb`, and its variables as a V2 checkpoint.

Source: TensorFlow's `python/saved_model/constants.py`. Modules of TF-Hub have the same
files, and one `tfhub_module.pb` more.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from argscope.checkpoint._files import checkpoint_at
from argscope.checkpoint._found import Found
from argscope.checkpoint._graph_location import graph_at
from argscope.checkpoint.errors import NotACheckpointError

_GRAPHS: Final = ("saved_model.pb", "saved_model.pbtxt")
_VARIABLES: Final = Path("variables", "variables")


def saved_model_in(folder: Path) -> Found | None:
    """Return the variables of a SavedModel, None if the folder is something else.

    Those of one without `variables` are the constants of its graph, if it is frozen.

    Raises:
        NotACheckpointError: It has neither.
    """
    graph = next((folder / each for each in _GRAPHS if (folder / each).is_file()), None)
    if graph is None:
        return None
    if found := checkpoint_at(folder / _VARIABLES) or graph_at(graph):
        return found
    raise NotACheckpointError.about(
        folder,
        why=f"it is a SavedModel without {_VARIABLES.as_posix()}.index",
        instead="Copy its folder 'variables' too.",
    )


def saved_model_of(graph: Path) -> Found | None:
    """Return the variables of the SavedModel that a file is the graph of."""
    is_graph = graph.name in _GRAPHS and graph.is_file()
    return saved_model_in(graph.parent) if is_graph else None
