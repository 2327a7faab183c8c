"""Torch: one process for each device, as `torchrun` starts them.

Each process computes its part of a batch; DistributedDataParallel averages the gradients.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, final

import keras
import numpy as np
import torch
from keras.src.backend.torch.core import get_device, to_torch_dtype
from torch import nn

from argscope._distribution.engine import Read, Store, bytes_of
from argscope._distribution.errors import DistributionError
from argscope._distribution.layout import Placement
from argscope._distribution.mesh import Mesh
from argscope._distribution.parts import Parts
from argscope._distribution.processes import Processes
from argscope._distribution.torch_gradients import Averaging
from argscope._distribution.torch_parts import TorchParts
from argscope._distribution.torch_processes import TorchStore, join


@final
class TorchEngine:
    """See `Engine`.

    Args:
        mesh: How many devices there are, one for each process.
        processes: Who else is there.

    Attributes:
        gradients: Averages them over the processes.

    Raises:
        DistributionError: There are more or fewer processes than devices, they do not
            meet, or variables are to be cut.
    """

    gives_first_values = True

    def __init__(self, mesh: Mesh, processes: Processes) -> None:
        _check(mesh, processes)
        self.mesh = mesh
        self.processes = processes
        self._device = get_device()
        self._store: TorchStore = join(processes, on_gpus=self._device == "cuda")
        self._parts: TorchParts = TorchParts(processes.count, processes.index)
        self._cuts_batches = True
        self.gradients = Averaging()

    def open(self) -> None:
        """Change nothing: each process has a device."""

    def close(self) -> None:
        """Change nothing: the processes stay together."""

    def share(self, batch: int) -> slice:
        """Return the images of this process."""
        count = self.mesh.devices
        if batch % count:
            raise DistributionError.batch(batch, count)
        each = batch // count
        return slice(self.processes.index * each, (self.processes.index + 1) * each)

    @contextmanager
    def whole_batches(self) -> Iterator[None]:
        """Let every process compute all images."""
        self._cuts_batches = False
        try:
            yield
        finally:
            self._cuts_batches = True

    def parts(self) -> Parts | None:
        """Return the parts, one for each process."""
        return self.torch_parts()

    def torch_parts(self) -> TorchParts | None:
        """Return them with what only torch's have."""
        return self._parts if self._cuts_batches else None

    def place(
        self, model: Any, variables: Mapping[str, Any], placed: Mapping[str, Placement]
    ) -> None:
        """Change nothing: every process has all variables."""

    def assign(self, variable: Any, read: Read) -> None:
        """Give a variable its value in this process."""
        value = torch.as_tensor(read((slice(None),) * len(variable.shape)))
        if variable._value is None:
            value = value.to(self._device, to_torch_dtype(variable.dtype))
            variable._value = nn.Parameter(value, requires_grad=variable.trainable)
        else:
            with torch.no_grad():
                variable._value.copy_(value)

    def value(self, variable: Any) -> Any:
        """Return the value as a NumPy array."""
        return np.asarray(keras.ops.convert_to_numpy(variable.value), order="C")

    def bytes_held(self, variable: Any) -> int:
        """Return the size of all of it."""
        return bytes_of(variable.shape, variable.dtype)

    def store(self) -> Store | None:
        """Return what torch's TCP store keeps."""
        return self._store

    def wait(self, name: str) -> None:
        """Meet the others."""
        self._store.meet(name)


def _check(mesh: Mesh, processes: Processes) -> None:
    wanted = f"distribute({mesh})"
    if not processes.are_several:
        flags = str(mesh) if mesh.model > 1 else "data"
        raise DistributionError.one_process(wanted, mesh.devices, flags)
    if processes.count != mesh.devices:
        raise DistributionError.other_number(wanted, mesh.devices, processes.count)
    if mesh.model > 1:
        raise DistributionError.lacking(
            "torch",
            "variables that are cut over devices",
            "Keras on JAX has: KERAS_BACKEND=jax.",
        )
