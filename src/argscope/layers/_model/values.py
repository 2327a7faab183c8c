"""The values of variables, wherever their parts are: here, on devices, in other processes."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Final, TypeVar

import keras
import numpy as np

from argscope._distribution.current import current
from argscope._distribution.engine import Read
from argscope._distribution.engine import bytes_of as size_in_bytes
from argscope._distribution.processes import Processes

Name = TypeVar("Name")

# Each meeting has a name of its own: all processes come to them in one order.
_MEETINGS: Final = itertools.count()


def value(variable: keras.Variable) -> Any:
    """Return the whole value as a NumPy array whose memory is in the order of its axes.

    On torch kernels lie in another order, and safetensors 0.8 writes memory as it lies.
    All processes call this, in one order, for what is cut over them.
    """
    distribution = current()
    if distribution is None:
        return np.asarray(keras.ops.convert_to_numpy(variable.value), order="C")
    return np.asarray(distribution.engine.value(variable), order="C")


def brought_together(
    variables: Mapping[Name, keras.Variable],
) -> Iterator[tuple[Name, Any]]:
    """Yield whole values one after the other, in the first process.

    All processes go through it, to give it their parts; in the others it yields nothing.
    """
    for name, variable in variables.items():
        found = value(variable)
        if processes().is_first:
            yield name, found


def assign(variable: keras.Variable, read: Read) -> None:
    """Give a variable its value; what no device of this process holds is not read."""
    distribution = current()
    if distribution is None:
        variable.assign(read((slice(None),) * len(variable.shape)))
    else:
        distribution.engine.assign(variable, read)


def processes() -> Processes:
    """Return which process of how many this is."""
    distribution = current()
    return Processes() if distribution is None else distribution.processes


def by_itself() -> AbstractContextManager[None]:
    """Return a block in which this process does what the others do not."""
    distribution = current()
    return nullcontext() if distribution is None else distribution.engine.by_itself()


def bytes_of(variable: keras.Variable) -> int:
    """Return the size of the whole value."""
    return size_in_bytes(variable.shape, variable.dtype)


def are_cut_over_processes(variables: Iterable[keras.Variable]) -> bool:
    """Return whether there are several processes, and devices that have parts only."""
    distribution = current()
    if distribution is None or not distribution.processes.are_several:
        return False
    held = distribution.engine.bytes_held
    return any(held(variable) < bytes_of(variable) for variable in variables)


def meet(what: str) -> None:
    """Return when all processes have come here."""
    distribution = current()
    if distribution is not None and distribution.processes.are_several:
        distribution.engine.wait(distribution.named(f"{what}/{next(_MEETINGS)}"))
