"""`tf.train.Saver`: variables of a session into checkpoints, and back.

Source:
    tensorflow/python/training/saver.py. What says how the saving is done (`sharded`,
    `restore_sequentially`, `builder`, ...) is accepted and has no effect.
"""

from __future__ import annotations

from contextlib import suppress
from os import fsdecode
from os.path import split
from pathlib import Path
from threading import Lock
from typing import Any, Final, Self, final

import numpy as np

from argscope.checkpoint import write_checkpoint
from argscope.checkpoint._state_file import STATE
from argscope.tf1._graph.graph import get_default_graph
from argscope.tf1._graph.op import SYMBOLS, symbol
from argscope.tf1._graph.variable import Variable
from argscope.tf1._host.logs import LEVELS, log
from argscope.tf1._train.checkpoint_files import checkpoint_exists, meta_graph_filename
from argscope.tf1._train.checkpoint_reader import opened_checkpoint
from argscope.tf1._train.checkpoint_state import update_checkpoint_state
from argscope.tf1._train.kept_checkpoints import KeptCheckpoints, delete
from argscope.tf1._train.restoring import restore
from argscope.tf1._train.saved_variables import SessionValues, variables_by_name
from argscope.tf1._train.saver_def import SaverDef
from argscope.tf1.errors import MissingSymbolError

EXPORT: Final = "train.export_meta_graph"
"""What of the namespace writes a graph beside its checkpoint, where it is there."""

# A loop saves in a thread of its own, while the program may save too.
_ONE_AT_A_TIME: Final = Lock()


@final
@symbol("train.Saver")
class Saver:
    """Saves variables and restores them.

    Args:
        var_list: The variables, or a mapping to them from their names in checkpoints;
            None for all of the graph.
        reshape: Whether an equal number of elements is enough to restore a variable.
        sharded: Has no effect: there is one file of values.
        max_to_keep: How many of the newest checkpoints are kept; None or 0 for all.
        keep_checkpoint_every_n_hours: The hours after each of which one is kept for good.
        name: The scope of what TensorFlow would add to the graph.
        restore_sequentially: Has no effect.
        saver_def: How another Saver was made, to make one like it.
        builder: Has no effect.
        defer_build: Whether variables are looked up when `build` is called.
        allow_empty: Whether there may be no variables; then nothing is saved.
        write_version: `SaverDef.V1` is not written any more: files are V2.
        pad_step_number: Whether steps in names of files have eight digits.
        save_relative_paths: Whether the state file has paths relative to its folder.
        filename: Has no effect.

    Raises:
        ValueError: There are no variables, or two with one name.
        TypeError: Something else is to be saved.
    """

    def __init__(
        self,
        var_list: Any = None,
        reshape: bool = False,
        sharded: bool = False,
        max_to_keep: int | None = 5,
        keep_checkpoint_every_n_hours: float = 10000.0,
        name: str | None = None,
        restore_sequentially: bool = False,
        saver_def: SaverDef | None = None,
        builder: Any = None,
        defer_build: bool = False,
        allow_empty: bool = False,
        write_version: int = SaverDef.V2,
        pad_step_number: bool = False,
        save_relative_paths: bool = False,
        filename: str | None = None,
    ) -> None:
        del restore_sequentially, builder, filename
        if defer_build and var_list:
            raise ValueError(
                "If `var_list` is provided then build cannot be deferred. Either set "
                "defer_build=False or var_list=None."
            )
        self._var_list = var_list
        self._reshape = reshape
        self._name = name
        self._allow_empty = allow_empty
        self._digits = 8 if pad_step_number else 1
        self._relative = save_relative_paths
        self._variables: dict[str, Variable] | None = None
        self.saver_def = saver_def or SaverDef(
            max_to_keep=max_to_keep or 0,
            sharded=sharded,
            keep_checkpoint_every_n_hours=keep_checkpoint_every_n_hours,
            version=write_version,
        )
        self._kept = KeptCheckpoints(
            self.saver_def.max_to_keep, self.saver_def.keep_checkpoint_every_n_hours
        )
        if not defer_build:
            self.build()

    def build(self) -> None:
        """Look up the variables to save.

        Raises:
            ValueError: There are none, or two with one name.
        """
        if self._variables is not None:
            return
        found = variables_by_name(self._var_list)
        if not found and not self._allow_empty:
            raise ValueError("No variables to save")
        self._variables = found
        if not self.saver_def.restore_op_name:
            scope = get_default_graph().unique_name(self._name or "save")
            self.saver_def.filename_tensor_name = f"{scope}/Const:0"
            self.saver_def.save_tensor_name = f"{scope}/control_dependency:0"
            self.saver_def.restore_op_name = f"{scope}/restore_all"

    # --- saving

    def save(
        self,
        sess: Any,
        save_path: Any,
        global_step: Any = None,
        latest_filename: str | None = None,
        meta_graph_suffix: str = "meta",
        write_meta_graph: bool = True,
        write_state: bool = True,
        strip_default_attrs: bool = False,
        save_debug_info: bool = False,
    ) -> str | None:
        """Write what the variables have in a session; delete what is too old.

        Args:
            sess: The session.
            save_path: The prefix of the files, to which the step is added.
            global_step: A number, or a tensor or the name of one.
            latest_filename: The name of the state file; default: `checkpoint`.
            meta_graph_suffix: How the file of the graph ends.
            write_meta_graph: Whether the graph is written too.
            write_state: Whether the state file is.
            strip_default_attrs: For the graph.
            save_debug_info: Has no effect.

        Returns:
            The prefix with the step; None where there is nothing to save.

        Raises:
            RuntimeError: `build` was deferred and not called.
            TypeError: `sess` is no session.
            ValueError: The state file would be one of another folder, or the checkpoint;
                or the folder is not there.
            FailedPreconditionError: A variable has no value.
        """
        del save_debug_info
        if self._variables is None:
            raise RuntimeError(
                "`build()` should be called before save if defer_build==True"
            )
        latest = latest_filename or STATE
        if split(latest)[0]:
            raise ValueError("'latest_filename' must not contain path components")
        path = save_path = fsdecode(save_path)
        if global_step is not None:
            path = f"{save_path}-{_number(sess, global_step):0{self._digits}d}"
        elif split(path)[1] == latest:
            raise ValueError(
                f"'latest_filename' collides with 'save_path': '{latest}' and '{path}'"
            )
        if not hasattr(sess, "value_of"):
            raise TypeError(f"'sess' must be a Session; {sess}")
        if self._variables:
            with _ONE_AT_A_TIME:
                self._write(sess, path)
                if write_state:
                    self._remember(path, latest, meta_graph_suffix)
        if write_meta_graph and EXPORT in SYMBOLS:
            with sess.graph.as_default():
                self.export_meta_graph(
                    meta_graph_filename(path, meta_graph_suffix),
                    strip_default_attrs=strip_default_attrs,
                )
        return path if self._variables else None

    def _write(self, session: Any, path: str) -> None:
        if self.saver_def.version == SaverDef.V1:
            log(LEVELS["WARN"], f"{path}: the format V1 is not written; this is a V2.")
        try:
            Path(path).parent.mkdir(exist_ok=True)  # one folder, as TensorFlow
        except OSError as error:
            told = f"Parent directory of {path} doesn't exist, can't save."
            raise ValueError(told) from error
        write_checkpoint(path, SessionValues(session, self._variables or {}))

    def _remember(self, path: str, latest: str, meta_graph_suffix: str) -> None:
        too_old = self._kept.add(path)
        folder = split(path)[0]  # as it is written, which pathlib would not keep
        update_checkpoint_state(
            folder, path, self._kept.paths, latest, relative=self._relative
        )
        with suppress(OSError):  # as TensorFlow, which goes on training
            delete(too_old, meta_graph_suffix)

    def export_meta_graph(self, filename: str | None = None, **options: Any) -> Any:
        """Write the graph of the program, as `tf.train.export_meta_graph` does.

        Raises:
            MissingSymbolError: That is not there.
        """
        if EXPORT not in SYMBOLS:
            raise MissingSymbolError.about(f"tf.{EXPORT}")
        return SYMBOLS[EXPORT](filename=filename, saver_def=self.saver_def, **options)

    # --- restoring

    def restore(self, sess: Any, save_path: Any) -> None:
        """Give the variables of a session what a checkpoint has: all, or none of them.

        Raises:
            ValueError: There is no checkpoint.
            NotFoundError: It lacks a variable.
            InvalidArgumentError: A variable is of another shape or dtype there.
            DataLossError: A value is not what was saved.
        """
        if self._variables is None:
            self.build()
        if not self._variables:
            return
        if save_path is None:
            raise ValueError("Can't load save_path when it is None.")
        path = fsdecode(save_path)
        if not checkpoint_exists(path):
            raise ValueError(f"The passed save_path is not a valid checkpoint: {path}")
        log(LEVELS["INFO"], f"Restoring parameters from {path}")
        with opened_checkpoint(path) as reader:
            restore(sess, reader, self._variables, reshape=self._reshape)

    # --- what was saved before

    @property
    def last_checkpoints(self) -> list[str]:
        """The checkpoints that were saved and not deleted, the oldest first."""
        return self._kept.paths

    def set_last_checkpoints(self, last_checkpoints: list[str]) -> None:
        """Take these for what was saved before."""
        self._kept.assume(last_checkpoints)

    def set_last_checkpoints_with_time(
        self, last_checkpoints_with_time: list[tuple[str, float]]
    ) -> None:
        """Take these, with the times when they were saved, for what was saved before."""
        self._kept.with_times = list(last_checkpoints_with_time)

    def recover_last_checkpoints(self, checkpoint_paths: list[str]) -> None:
        """Take those of these that are there for what was saved before."""
        self._kept.recover(checkpoint_paths)

    # --- as protocol buffers

    def as_saver_def(self) -> SaverDef:
        """Return how it was made."""
        return self.saver_def

    def to_proto(self, export_scope: str | None = None) -> SaverDef:
        """Return how it was made."""
        del export_scope
        return self.saver_def

    @classmethod
    def from_proto(cls, saver_def: SaverDef, import_scope: str | None = None) -> Self:
        """Return a Saver made like another."""
        return cls(saver_def=saver_def, name=import_scope)


def _number(session: Any, step: Any) -> int:
    if isinstance(step, int | np.integer):
        return int(step)
    tensor = session.graph.as_graph_element(step)
    if isinstance(tensor, Variable):
        return int(session.value_of(tensor))
    return int(session.run(tensor))
