"""The engine of one device, which does nothing: models run as they do without it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, final

import keras
import numpy as np

from argscope._distribution.engine import Read, Store, bytes_of
from argscope._distribution.layout import Placement
from argscope._distribution.mesh import Mesh
from argscope._distribution.parts import Parts
from argscope._distribution.processes import Processes


@final
class OneDevice:
    """See `Engine`."""

    gives_first_values = False

    def __init__(self) -> None:
        self.mesh = Mesh()
        self.processes = Processes()

    def open(self) -> None:
        """Change nothing."""

    def close(self) -> None:
        """Change nothing."""

    def share(self, batch: int) -> slice:
        """Return all images."""
        return slice(0, batch)

    def whole_batches(self) -> AbstractContextManager[None]:
        """Change nothing."""
        return nullcontext()

    def by_itself(self) -> AbstractContextManager[None]:
        """Change nothing."""
        return nullcontext()

    def parts(self) -> Parts | None:
        """Return None: there is one."""
        return None

    def place(
        self, model: Any, variables: Mapping[str, Any], placed: Mapping[str, Placement]
    ) -> None:
        """Change nothing: they are where they are."""

    def assign(self, variable: Any, read: Read) -> None:
        """Assign all of it."""
        variable.assign(read((slice(None),) * len(variable.shape)))

    def value(self, variable: Any) -> Any:
        """Return the value as a NumPy array."""
        return np.asarray(keras.ops.convert_to_numpy(variable.value), order="C")

    def bytes_held(self, variable: Any) -> int:
        """Return the size of all of it."""
        return bytes_of(variable.shape, variable.dtype)

    def store(self) -> Store | None:
        """Return None: there is one process."""
        return None

    def wait(self, name: str) -> None:
        """Return at once."""
