"""What a backend does for `argscope.distribute`: one file for each implements this."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from argscope._distribution.layout import Placement
from argscope._distribution.mesh import Mesh
from argscope._distribution.parts import Parts
from argscope._distribution.processes import Processes
from argscope._distribution.store import Store

__all__ = ["Engine", "Index", "Read", "Store"]

Index = tuple[slice, ...]
"""Which part of a variable: a slice for each axis."""

Read = Callable[[Index], Any]
"""Returns a part of a variable's value, as a NumPy array."""


class Engine(Protocol):
    """The devices of a mesh, in one process or several."""

    mesh: Mesh
    processes: Processes
    gives_first_values: bool
    """Whether `assign` gives variables their first values; else Keras does."""

    def open(self) -> None:
        """Let models that are made from now on be spread over the devices."""

    def close(self) -> None:
        """Undo `open`."""

    def share(self, batch: int) -> slice:
        """Return which images of a batch this process gives to `fit` and `evaluate`.

        Raises:
            DistributionError: The batch cannot be cut evenly.
        """

    def whole_batches(self) -> AbstractContextManager[None]:
        """Return a block in which each process gives whole batches.

        Every device computes all of them: for what is left over at the end.
        """

    def by_itself(self) -> AbstractContextManager[None]:
        """Return a block in which this process does what the others do not.

        Variables that Keras makes there are of this process alone.
        """

    def parts(self) -> Parts | None:
        """Return the parts of the batch of which a computation sees one; None on JAX."""

    def place(
        self, model: Any, variables: Mapping[str, Any], placed: Mapping[str, Placement]
    ) -> None:
        """Note where the variables of a model that is being built are to be.

        They are declared, and have no values yet.
        """

    def assign(self, variable: Any, read: Read) -> None:
        """Give a variable its value; this process reads no more than it holds."""

    def value(self, variable: Any) -> Any:
        """Return the whole value as a NumPy array.

        All processes must call it, in the same order, where it is cut over them.
        """

    def bytes_held(self, variable: Any) -> int:
        """Return how much of a variable is on one device."""

    def store(self) -> Store | None:
        """Return what all processes see; None if there is one process."""

    def wait(self, name: str) -> None:
        """Return when all processes have come here. Each name is used once."""


def bytes_of(shape: Sequence[int], dtype: str) -> int:
    """Return the size of an array.

    Args:
        shape: Its shape.
        dtype: Keras's name of its dtype, such as `"bfloat16"`.
    """
    bits = re.search(r"\d+", dtype)  # bool has none
    return math.prod(shape) * (int(bits[0]) if bits else 8) // 8
