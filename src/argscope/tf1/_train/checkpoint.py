"""`tf.train.Checkpoint`: variables by the paths of the objects that have them.

Source:
    tensorflow/python/checkpoint/checkpoint.py, as it works where a graph is made.
"""

from __future__ import annotations

from collections import ChainMap
from os import fspath
from os.path import split
from pathlib import Path
from typing import Any, Final, Self, final

import numpy as np

from argscope.checkpoint import CheckpointReader, write_checkpoint
from argscope.checkpoint._object_graph import GRAPH
from argscope.tf1._graph.op import SYMBOLS, symbol
from argscope.tf1._graph.variable import Variable
from argscope.tf1._train.checkpoint_reader import opened_checkpoint
from argscope.tf1._train.checkpoint_state import update_checkpoint_state
from argscope.tf1._train.objects import VALUE, Objects, children_of
from argscope.tf1._train.restoring import restore
from argscope.tf1._train.saved_variables import SessionValues

_COUNTER: Final = f"save_counter/.ATTRIBUTES/{VALUE}"


@final
@symbol("train.Checkpoint", "contrib.eager.Checkpoint")
class Checkpoint:
    """Saves and restores objects.

    Args:
        root: A Checkpoint or a mapping, whose objects are saved too.
        **kwargs: Objects by name: variables, lists and dicts of them, Checkpoints.

    Attributes:
        tracked: The objects by name.

    Raises:
        ValueError: One is of a kind that cannot be saved.
    """

    def __init__(self, root: Any = None, **kwargs: Any) -> None:
        self.tracked = dict(sorted({**children_of(root or {}), **kwargs}.items()))
        vars(self).update(self.tracked)
        Objects(self.tracked)  # an error is told now

    @property
    def save_counter(self) -> Variable:
        """How often it was saved."""
        if "save_counter" not in self.tracked:
            self.tracked["save_counter"] = Variable(
                0, trainable=False, name="save_counter", dtype="int64"
            )
        counter: Variable = self.tracked["save_counter"]
        return counter

    def save(self, file_prefix: Any, session: Any = None) -> str:
        """Write a checkpoint whose path ends in a number, and the state file.

        Args:
            file_prefix: What the path begins with.
            session: The session that has the values; default: the open one.
        """
        session = _session(session)
        counter = self.save_counter
        count = int(session.value_of(counter)) if session.has_value(counter) else 0
        session.assign(counter, np.int64(count + 1))
        path = self.write(f"{fspath(file_prefix)}-{count + 1}", session)
        update_checkpoint_state(split(path)[0], path, [path], relative=True)
        return path

    def write(self, file_prefix: Any, session: Any = None) -> str:
        """Write a checkpoint of a path."""
        session = _session(session)
        objects = Objects(self.tracked)
        path: str = fspath(file_prefix)
        Path(path).parent.mkdir(exist_ok=True)
        values: Any = SessionValues(session, objects.variables)
        write_checkpoint(path, ChainMap({GRAPH: objects.graph()}, values))
        return path

    def restore(self, save_path: Any) -> Status:
        """Return what restores a checkpoint, or nothing if there is no path."""
        return Status(self, None if save_path is None else fspath(save_path))

    read = restore


@final
class Status:
    """What is to be restored: values go to a session when that is told.

    Args:
        checkpoint: The objects.
        path: The checkpoint; None for initial values.
    """

    def __init__(self, checkpoint: Checkpoint, path: str | None) -> None:
        self._path = path
        self._variables = Objects(checkpoint.tracked).variables
        self._stored: CheckpointReader | None = None
        if path is not None:
            with opened_checkpoint(path) as reader:
                self._stored = reader

    def assert_existing_objects_matched(self) -> Self:
        """Check that all objects are in the checkpoint.

        Raises:
            AssertionError: Some are not.
        """
        missing = [v.op.name for k, v in self._variables.items() if not self._has(k)]
        if missing:
            raise AssertionError(
                f"Found {len(missing)} Python objects that were not bound to checkpointed "
                f"values, likely due to changes in the Python program: {missing}"
            )
        return self

    def assert_consumed(self) -> Self:
        """Check that all objects are in the checkpoint, and nothing else is.

        Raises:
            AssertionError: Something is in one only.
        """
        self.assert_existing_objects_matched()
        stored = 0 if self._stored is None else len(self._stored)
        more = stored - sum(map(self._has, self._variables))
        if more and _COUNTER not in self._variables:
            more -= self._has(_COUNTER)
        if more:
            raise AssertionError(
                f"Unresolved objects in checkpoint {self._path}: {more} of {stored}"
            )
        return self

    def expect_partial(self) -> Self:
        """Accept that something is in one only."""
        return self

    assert_nontrivial_match = expect_partial

    def run_restore_ops(self, session: Any = None) -> None:
        """Give the variables of a session what the checkpoint has of them."""
        if self._stored is None:
            return
        found = {k: v for k, v in self._variables.items() if self._has(k)}
        restore(_session(session), self._stored, found, reshape=False)

    def initialize_or_restore(self, session: Any = None) -> None:
        """Give all variables a value: of the checkpoint, or else their initial one."""
        session = _session(session)
        rest = [v for k, v in self._variables.items() if not self._has(k)]
        if rest:
            session.run([variable.initializer for variable in rest])
        self.run_restore_ops(session)

    def _has(self, key: str) -> bool:
        return self._stored is not None and key in self._stored


def _session(session: Any) -> Any:
    return SYMBOLS["get_default_session"]() if session is None else session
