"""Giving variables of a session what a checkpoint has: all of them, or none."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from argscope._base.listing import listed
from argscope.checkpoint import CheckpointReader
from argscope.tf1._graph.variable import Variable
from argscope.tf1._host.statuses import KINDS
from argscope.tf1._train.saved_variables import Variables, holds, made_of

_FAILED: Final = (
    "Restoring from checkpoint failed. This is most likely due to {why} from the "
    "checkpoint. Please ensure that you have not altered the graph expected based on the "
    "checkpoint. Original error:\n\n{error}"
)
_MISSING: Final = "a Variable name or other graph key that is missing"
_MISMATCH: Final = "a mismatch between the current graph and the graph"


def restore(
    session: Any, reader: CheckpointReader, variables: Variables, *, reshape: bool
) -> None:
    """Assign values of a checkpoint to variables of a session.

    Args:
        session: The session.
        reader: The checkpoint.
        variables: By their names in it.
        reshape: Whether an equal number of elements is enough.

    Raises:
        NotFoundError: It does not have some of the names; all are told.
        InvalidArgumentError: Shapes or dtypes differ; all are told.
    """
    missing = [name for name in variables if name not in reader]
    if missing:
        told = "\n".join(f"Key {name} not found in checkpoint" for name in missing)
        told += f"\n{reader.path} has {listed(reader.names)}."
        raise KINDS["NotFound"](None, None, _FAILED.format(why=_MISSING, error=told))
    differing = [
        problem
        for name, variable in variables.items()
        if (problem := _difference(name, variable, reader, reshape=reshape))
    ]
    if differing:
        told = "\n".join(differing)
        raise KINDS["InvalidArgument"](
            None, None, _FAILED.format(why=_MISMATCH, error=told)
        )
    for name, variable in variables.items():
        session.assign(variable, value_for(variable, name, reader[name]))


def value_for(variable: Variable, name: str, value: NDArray[Any]) -> NDArray[Any]:
    """Return a value of a checkpoint as the variable has it.

    Raises:
        InvalidArgumentError: A whole number is too large for the backend.
    """
    dtype = made_of(np.dtype(variable.dtype.as_numpy_dtype))
    result = value.reshape([int(size) for size in variable.shape])
    made = result.astype(dtype)
    if value.dtype.kind in "iu" and not np.array_equal(made, result):
        told = f"tensor_name = {name}; a value is too large for {dtype.name}"
        raise KINDS["InvalidArgument"](
            None, None, _FAILED.format(why=_MISMATCH, error=told)
        )
    return made


def _difference(
    name: str, variable: Variable, reader: CheckpointReader, *, reshape: bool
) -> str | None:
    # A name may be a key of a checkpoint of objects, of which the reader tells no shapes.
    shape, dtype = reader.shapes.get(name), reader.dtypes.get(name)
    if shape is None or dtype is None:
        shape, dtype = reader[name].shape, reader[name].dtype
    if not holds(variable, dtype):
        kind = "string" if dtype == np.dtype(object) else dtype.name
        return (
            f"tensor_name = {name}; expected dtype {variable.dtype.name} does not equal "
            f"original dtype {kind}"
        )
    wanted = tuple(int(size) for size in variable.shape)
    fits = np.prod(wanted) == np.prod(shape) if reshape else wanted == shape
    if fits:
        return None
    return (
        f"Assign requires shapes of both tensors to match. lhs shape= {list(wanted)} of "
        f"{variable.op.name}, rhs shape= {list(shape)} of {name} in the checkpoint"
    )
