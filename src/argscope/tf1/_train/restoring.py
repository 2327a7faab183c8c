"""Giving variables of a session what a checkpoint has."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from keras import ops
from numpy.typing import NDArray

from argscope._base.listing import listed
from argscope.checkpoint import CheckpointReader
from argscope.checkpoint._dtypes import STRING
from argscope.tf1._graph.variable import Variable
from argscope.tf1._host.statuses import KINDS
from argscope.tf1._train.saved_variables import Variables, stored_dtype

_FAILED: Final = (
    "Restoring from checkpoint failed. This is most likely due to {why} from the "
    "checkpoint. Please ensure that you have not altered the graph expected based on the "
    "checkpoint. Original error:\n\n{told}"
)
_WHY: Final = {
    "NotFound": "a Variable name or other graph key that is missing",
    "InvalidArgument": "a mismatch between the current graph and the graph",
}


def restore(
    session: Any, reader: CheckpointReader, variables: Variables, *, reshape: bool
) -> None:
    """Assign values of a checkpoint to variables of a session: of all, or of none.

    Args:
        session: The session.
        reader: The checkpoint.
        variables: By their names in it.
        reshape: Whether an equal number of elements is enough.

    Raises:
        NotFoundError: It does not have some of the names; all are told.
        InvalidArgumentError: Shapes or dtypes differ; all are told.
    """
    missing = [f"Key {n} not found in checkpoint" for n in variables if n not in reader]
    if missing:
        raise _failure(
            "NotFound", *missing, f"{reader.path} has {listed(reader.names)}."
        )
    differing = [
        problem
        for name, variable in variables.items()
        if (problem := _difference(name, variable, reader, reshape=reshape))
    ]
    if differing:
        raise _failure("InvalidArgument", *differing)
    values = [value_for(variables[name], name, reader[name]) for name in variables]
    for variable, value in zip(variables.values(), values, strict=True):
        session.assign(variable, value)


def value_for(variable: Variable, name: str, value: NDArray[Any]) -> NDArray[Any]:
    """Return a value of a checkpoint as the backend has it for the variable.

    Raises:
        InvalidArgumentError: A whole number is too large for the backend.
    """
    result = value.reshape([int(size) for size in variable.shape])
    if value.dtype.kind not in "iu":
        return result
    made = ops.convert_to_numpy(ops.convert_to_tensor(result))  # JAX: 32 bits for 64
    if not np.array_equal(made, result):
        told = f"tensor_name = {name}; a value is too large for {made.dtype.name}"
        raise _failure("InvalidArgument", told)
    return result


def _failure(kind: str, *told: str) -> Exception:
    text = _FAILED.format(why=_WHY[kind], told="\n".join(told))
    failure: Exception = KINDS[kind](None, None, text)
    return failure


def _difference(
    name: str, variable: Variable, reader: CheckpointReader, *, reshape: bool
) -> str | None:
    # A name may be a key of a checkpoint of objects, of which the reader tells no shapes.
    shape, dtype = reader.shapes.get(name), reader.dtypes.get(name)
    if shape is None or dtype is None:
        shape, dtype = reader[name].shape, reader[name].dtype
    wanted = [int(size) for size in variable.shape]
    if dtype != stored_dtype(variable):
        return (
            f"tensor_name = {name}; expected dtype {_called(stored_dtype(variable))} does "
            f"not equal original dtype {_called(dtype)}"
        )
    if wanted == list(shape) or (reshape and math.prod(wanted) == math.prod(shape)):
        return None
    return (
        f"Assign requires shapes of both tensors to match. lhs shape= {wanted} of "
        f"{variable.op.name}, rhs shape= {list(shape)} of {name} in the checkpoint"
    )


def _called(dtype: np.dtype[Any]) -> str:
    return "string" if dtype == STRING else dtype.name
