"""`tf.errors`: what TensorFlow 1 raised, by kinds that programs catch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from argscope.tf1._graph.op import SYMBOLS

CODES: Final = {
    "Cancelled": 1,
    "Unknown": 2,
    "InvalidArgument": 3,
    "DeadlineExceeded": 4,
    "NotFound": 5,
    "AlreadyExists": 6,
    "PermissionDenied": 7,
    "ResourceExhausted": 8,
    "FailedPrecondition": 9,
    "Aborted": 10,
    "OutOfRange": 11,
    "Unimplemented": 12,
    "Internal": 13,
    "Unavailable": 14,
    "DataLoss": 15,
    "Unauthenticated": 16,
}
"""The numbers of the kinds.

Source:
    tensorflow/core/protobuf/error_codes.proto.
"""


class OpError(Exception):
    """An operation failed.

    Args:
        node_def: The definition of the operation, if there is one.
        op: The operation, if there is one.
        message: What happened.
        error_code: The number of the kind.
    """

    def __init__(self, node_def: Any, op: Any, message: str, error_code: int) -> None:
        super().__init__(node_def, op, message, error_code)
        self.node_def = node_def
        self.op = op
        self.message = message
        self.error_code = error_code

    def __str__(self) -> str:
        return self.message


def _kind(name: str, code: int) -> Any:
    def init(self: OpError, node_def: Any, op: Any, message: str) -> None:
        OpError.__init__(self, node_def, op, message, code)

    doc = f"An operation failed: {name}."
    return type(f"{name}Error", (OpError,), {"__init__": init, "__doc__": doc})


KINDS: Final = {name: _kind(name, code) for name, code in CODES.items()}

_OF_FILES: Final = {
    FileNotFoundError: "NotFound",
    FileExistsError: "AlreadyExists",
    PermissionError: "PermissionDenied",
    IsADirectoryError: "FailedPrecondition",
    NotADirectoryError: "FailedPrecondition",
}


@contextmanager
def told_by_kind() -> Iterator[None]:
    """Raise what Python says of files in the block as TensorFlow 1 did."""
    try:
        yield
    except OSError as error:
        kind = KINDS[_OF_FILES.get(type(error), "Unknown")]
        raise kind(None, None, str(error)) from error


SYMBOLS["OpError"] = SYMBOLS["errors.OpError"] = OpError
for _name, _class in KINDS.items():
    SYMBOLS[f"errors.{_class.__name__}"] = _class
    words = "".join(f"_{c}" if c.isupper() else c for c in _name)
    SYMBOLS[f"errors.{words.strip('_').upper()}"] = CODES[_name]
