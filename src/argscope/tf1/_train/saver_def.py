"""`tf.train.SaverDef`: how a Saver was made, and what its operations are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, final

from argscope.tf1._graph.op import symbol


@final
@symbol("train.SaverDef")
@dataclass
class SaverDef:
    """What is told of a Saver.

    Source:
        tensorflow/core/protobuf/saver.proto.
    """

    LEGACY: ClassVar[int] = 0
    V1: ClassVar[int] = 1
    V2: ClassVar[int] = 2

    filename_tensor_name: str = ""
    save_tensor_name: str = ""
    restore_op_name: str = ""
    max_to_keep: int = 0
    sharded: bool = False
    keep_checkpoint_every_n_hours: float = 0.0
    version: int = 0
