"""Torch: one process for each device, as `torchrun` starts them.

Each process computes its part of a batch; DistributedDataParallel averages the gradients.
Variables that are cut are `fully_shard`'s.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, final
from weakref import WeakKeyDictionary

import keras
import numpy as np
import torch
from keras.src.backend.torch.core import get_device, to_torch_dtype
from torch import nn

from argscope._distribution import torch_slots
from argscope._distribution.engine import Read, Store, bytes_of
from argscope._distribution.errors import DistributionError
from argscope._distribution.layout import Placement
from argscope._distribution.mesh import Mesh
from argscope._distribution.parts import Parts
from argscope._distribution.processes import Processes
from argscope._distribution.torch_cut import Cut, Cutting, CutVariables
from argscope._distribution.torch_gradients import Averaging
from argscope._distribution.torch_parts import TorchParts
from argscope._distribution.torch_processes import TorchStore, join
from argscope._distribution.torch_tensor import tensor_of


@final
class TorchEngine:
    """See `Engine`.

    Args:
        mesh: How many devices there are, one for each process.
        processes: Who else is there.

    Raises:
        DistributionError: There are more or fewer processes than devices, or they do
            not meet.
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
        self._gradients = Averaging()
        self._cutting = Cutting(mesh, self._device) if mesh.model > 1 else None
        self._cut: WeakKeyDictionary[Any, CutVariables] = WeakKeyDictionary()

    def open(self) -> None:
        """Let optimizers that are built from now on hold pieces too."""
        if self._cutting is not None:
            torch_slots.cut(self._slot)

    def close(self) -> None:
        """Undo `open`; the processes stay together."""
        if self._cutting is not None:
            torch_slots.cut(None)

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

    def by_itself(self) -> AbstractContextManager[None]:
        """Change nothing."""
        return nullcontext()

    def parts(self) -> Parts | None:
        """Return the parts, one for each process."""
        return self.torch_parts()

    def torch_parts(self) -> TorchParts | None:
        """Return them with what only torch's have."""
        return self._parts if self._cuts_batches else None

    def place(
        self, model: Any, variables: Mapping[str, Any], placed: Mapping[str, Placement]
    ) -> None:
        """Note which variables are cut, and make room for their pieces."""
        cuts = []
        for path, variable in variables.items():
            axis = variable._layout = placed[path].cut
            if axis is not None:
                dtype = to_torch_dtype(variable.dtype)
                cuts.append(Cut(variable, axis, tuple(variable.shape), dtype))
        if cuts and self._cutting is not None:
            self._cut[model] = CutVariables(cuts, self._cutting)

    def assign(self, variable: Any, read: Read) -> None:
        """Give a variable its value, or that of its piece."""
        self._release()
        part = np.asarray(read(self._index(variable)))
        # Torch warns of memory that is not to be written, such as a file's.
        part = part if part.flags.writeable else part.copy()
        with keras.device(self._device):
            value = keras.ops.convert_to_tensor(part, variable.dtype)
        if tensor_of(variable) is None:
            variable._value = nn.Parameter(value, requires_grad=variable.trainable)
        else:
            with torch.no_grad():
                tensor_of(variable).copy_(value)

    def value(self, variable: Any) -> Any:
        """Return the whole value as a NumPy array."""
        self._release()
        value = tensor_of(variable)
        if self._cutting is not None and _is_cut(variable):
            value = self._cutting.joined(value, variable._layout)
        return np.asarray(keras.ops.convert_to_numpy(value), order="C")

    def bytes_held(self, variable: Any) -> int:
        """Return the size of all of it, or of its piece."""
        whole = bytes_of(variable.shape, variable.dtype)
        return whole // self.mesh.model if _is_cut(variable) else whole

    @contextmanager
    def whole_variables(self, model: Any, *, stay: bool) -> Iterator[None]:
        """Let the variables of a model be whole in the block.

        Args:
            model: The model; if another block for it is around this one, that decides.
            stay: Whether they may be it afterwards, until a gradient is computed.
        """
        cut = self.cut_variables(model)
        done = [] if stay else [each for each in cut if not each.are_whole]
        for each in cut:
            each.gather()
        try:
            yield
        finally:
            for each in done:
                each.release()

    def cut_variables(self, model: Any) -> list[CutVariables]:
        """Return those of a model and of the models in it."""
        if not self._cut:
            return []
        return [self._cut[m] for m in model._flatten_layers() if m in self._cut]

    def prepared(self, model: Any, loss: Any, optimizer: Any) -> Any:
        """Return the mean of a loss, whose gradients are averaged over the processes.

        Raises:
            DistributionError: The optimizer cannot have pieces of variables.
        """
        cut = self.cut_variables(model)
        if cut and optimizer is not None:
            torch_slots.check(optimizer)
        others = {i for each in cut for i in each.ids()}
        loss = self._gradients.prepared(model, loss, others)
        if torch.is_grad_enabled() and loss.requires_grad:
            for each in cut:
                loss = each.prepared(loss)
        return loss

    def _release(self) -> None:
        for each in self._cut.values():
            each.release()

    def _index(self, variable: Any) -> tuple[slice, ...]:
        shape = tuple(variable.shape)
        if self._cutting is None or not _is_cut(variable):
            return (slice(None),) * len(shape)
        return self._cutting.slice_of(shape, variable._layout)

    def _slot(self, slot: Any, of: Any) -> None:
        """Leave of an optimizer's variable the piece that goes with another's."""
        if self._cutting is not None and _is_cut(of):
            slot._layout = of._layout
            own = tensor_of(slot).detach()[self._index(slot)].clone()
            slot._value = nn.Parameter(own, requires_grad=False)

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


def _is_cut(variable: Any) -> bool:
    return getattr(variable, "_layout", None) is not None
