"""The weights of a run in a file that is whole at every moment."""

from __future__ import annotations

from pathlib import Path

import keras

from argscope._base.whole_file import write_whole
from argscope.layers._model import values


def write_weights(path: Path, model: keras.Model) -> None:
    """Write a model's weights; where it is spread over processes, all of them call this.

    The first one writes. When they return, the file is there for all.
    """
    if values.processes().is_first:
        write_whole(path, model.save_weights)
    else:
        model.save_weights(path)
    values.meet("weights")
