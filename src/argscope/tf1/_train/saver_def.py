"""`tf.train.SaverDef`: how a Saver was made, and what its operations are called."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Self, final

from argscope.checkpoint._encode import bytes_field, fixed_field, number_field
from argscope.checkpoint._wire import fields, text, unsigned
from argscope.tf1._graph.op import symbol

_NAMES: Final = ("filename_tensor_name", "save_tensor_name", "restore_op_name")


@final
@symbol("train.SaverDef")
@dataclass
class SaverDef:
    """What is told of a Saver, a protocol buffer.

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

    def SerializeToString(self) -> bytes:  # noqa: N802  # its name
        """Return it as bytes."""
        hours = struct.pack("<f", self.keep_checkpoint_every_n_hours)
        names = (getattr(self, name).encode() for name in _NAMES)
        return b"".join(
            [
                *(bytes_field(at, name) for at, name in enumerate(names, 1) if name),
                number_field(4, self.max_to_keep),
                number_field(5, self.sharded),
                fixed_field(6, int.from_bytes(hours, "little")) if any(hours) else b"",
                number_field(7, self.version),
            ]
        )

    def ParseFromString(self, serialized: bytes) -> int:  # noqa: N802  # its name
        """Take what bytes tell; return how many there are."""
        self.__init__()  # what is not told is what it is by default
        for number, field in fields(memoryview(serialized)):
            if 1 <= number <= 3:
                setattr(self, _NAMES[number - 1], text(field))
            elif number == 4:
                self.max_to_keep = unsigned(field)
            elif number == 5:
                self.sharded = bool(unsigned(field))
            elif number == 6:
                packed = unsigned(field).to_bytes(4, "little")
                (self.keep_checkpoint_every_n_hours,) = struct.unpack("<f", packed)
            elif number == 7:
                self.version = unsigned(field)
        return len(serialized)

    @classmethod
    def FromString(cls, serialized: bytes) -> Self:  # noqa: N802  # its name
        """Return what bytes tell."""
        made = cls()
        made.ParseFromString(serialized)
        return made

    def CopyFrom(self, other: Any) -> None:  # noqa: N802  # its name
        """Take what another tells."""
        self.ParseFromString(other.SerializeToString())
