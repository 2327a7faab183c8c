"""JAX: one program over all devices, cut by its compiler, through `keras.distribution`."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, final

import jax
import numpy as np
from jax.experimental import multihost_utils
from keras import distribution as by_keras
from keras.src.backend.jax import distribution_lib

from argscope._distribution.engine import Read, Store, bytes_of
from argscope._distribution.errors import DistributionError, DistributionWarning
from argscope._distribution.jax_processes import JaxStore, join
from argscope._distribution.layout import Placement
from argscope._distribution.mesh import AXES, DATA, Mesh
from argscope._distribution.parts import Parts
from argscope._distribution.processes import Processes

# Replaced while a distribution is in effect: Keras asks for the layout of a first batch
# only, and fails at a last one that does not divide.
_SPREAD_BY_KERAS: Final = distribution_lib.distribute_data_input

_MORE_ON_A_CPU: Final = (
    "On a CPU a process can have several: set JAX_NUM_CPU_DEVICES={needed} before it "
    "starts, or call jax.config.update('jax_num_cpu_devices', {needed}) before anything "
    "is computed. `argscope train` does it with --devices {all}."
)


@final
class JaxEngine:
    """See `Engine`.

    Args:
        mesh: How many devices to use: all that there are, in order, or the first ones.
        processes: Who else is there.

    Raises:
        DistributionError: There are too few devices, or the processes do not meet.
    """

    gives_first_values = True

    def __init__(self, mesh: Mesh, processes: Processes) -> None:
        self.mesh = mesh
        self.processes = processes
        self._store: JaxStore | None = None
        if processes.are_several:
            self._store = join(processes)
        self._distribution = _Parts(_device_mesh(mesh, processes), processes)
        self._before: Any = None

    def open(self) -> None:
        """Let Keras make models for the devices."""
        self._before = by_keras.distribution()
        by_keras.set_distribution(self._distribution)
        distribution_lib.distribute_data_input = self._distribution.spread

    def close(self) -> None:
        """Give Keras the distribution that it had."""
        by_keras.set_distribution(self._before)
        distribution_lib.distribute_data_input = _SPREAD_BY_KERAS

    def share(self, batch: int) -> slice:
        """Return the images of the devices of this process."""
        if batch % self.mesh.data:
            raise DistributionError.batch(batch, self.mesh.data)
        if not self.processes.are_several:
            return slice(0, batch)
        each = batch // self.mesh.data
        rows = self._distribution.local_rows()
        return slice(rows.start * each, rows.stop * each)

    @contextmanager
    def whole_batches(self) -> Iterator[None]:
        """Let every device compute all images."""
        self._distribution.cuts_batches = False
        try:
            yield
        finally:
            self._distribution.cuts_batches = True

    @contextmanager
    def by_itself(self) -> Iterator[None]:
        """Let Keras make variables on one device: on all, it waits for all processes."""
        by_keras.set_distribution(None)
        try:
            yield
        finally:
            by_keras.set_distribution(self._distribution)

    def parts(self) -> Parts | None:
        """Return None: a program sees the whole batch."""
        return None

    def place(
        self, model: Any, variables: Mapping[str, Any], placed: Mapping[str, Placement]
    ) -> None:
        """Give each variable the layout that Keras places it by."""
        del model
        for path, variable in variables.items():
            axes = placed[path].axes
            variable._layout = by_keras.TensorLayout(
                axes, self._distribution.device_mesh
            )

    def assign(self, variable: Any, read: Read) -> None:
        """Put each device's part on it."""
        if variable._layout is None:  # of a model that was made before
            variable.assign(read((slice(None),) * len(variable.shape)))
            return
        sharding = variable._layout.backend_layout
        dtype = variable.dtype
        found: dict[str, Any] = {}  # several devices may hold the same part

        def part(index: Any) -> Any:
            if str(index) not in found:
                found[str(index)] = np.asarray(read(index)).astype(dtype)
            return found[str(index)]

        shape = tuple(variable.shape)
        value = jax.make_array_from_callback(shape, sharding, part)
        variable._value = value

    def value(self, variable: Any) -> Any:
        """Bring the parts of one variable together."""
        value = variable.value
        if value.is_fully_replicated or value.is_fully_addressable:
            return np.asarray(value)
        return np.asarray(multihost_utils.process_allgather(value, tiled=True))

    def bytes_held(self, variable: Any) -> int:
        """Return the size of a device's part."""
        shape = tuple(variable.shape)
        if variable._layout is not None:
            shape = variable._layout.backend_layout.shard_shape(shape)
        return bytes_of(shape, variable.dtype)

    def store(self) -> Store | None:
        """Return what JAX's coordinator keeps."""
        return self._store

    def wait(self, name: str) -> None:
        """Meet the others."""
        if self._store is not None:
            self._store.meet(name)


def _device_mesh(mesh: Mesh, processes: Processes) -> Any:
    devices = by_keras.list_devices()
    if len(devices) < mesh.devices:
        each = -(-mesh.devices // processes.count)
        hint = _MORE_ON_A_CPU.format(needed=each, all=mesh.devices)
        raise DistributionError.too_few(
            f"distribute({mesh})", mesh.devices, devices, hint
        )
    if processes.are_several and len(devices) != mesh.devices:
        raise DistributionError.unused(f"distribute({mesh})", mesh.devices, devices)
    shape = (mesh.data, mesh.model)
    return by_keras.DeviceMesh(shape, AXES, devices[: mesh.devices])


class _Parts(by_keras.ModelParallel):
    """Keras's distribution over both axes; each variable is told its layout by us."""

    def __init__(self, device_mesh: Any, processes: Processes) -> None:
        super().__init__(
            layout_map=by_keras.LayoutMap(device_mesh),
            batch_dim_name=DATA,
            auto_shard_dataset=False,
        )
        self._processes = processes
        self.cuts_batches = True

    def get_data_layout(self, data_shape: Any) -> Any:
        """Return how a first batch is cut (Keras asks for it)."""
        if data_shape and self._is_uneven(data_shape[0]) and data_shape[0] > self._here:
            warning = DistributionWarning.batch(data_shape[0], self._here)
            warnings.warn(warning, stacklevel=2)
        axes = (DATA, *[None] * (len(data_shape) - 1)) if data_shape else ()
        return by_keras.TensorLayout(axes, self.device_mesh)

    def spread(self, batch: Any, layout: Any, batch_dim_name: str) -> Any:
        """Return a batch of this process as a part of the one on all devices.

        One that does not divide is computed by every device as a whole.
        """
        del batch_dim_name
        if batch is None:  # no labels, or no weights of examples
            return None
        layout = getattr(layout, "backend_layout", layout)
        if batch.shape and (not self.cuts_batches or self._is_uneven(batch.shape[0])):
            if self.cuts_batches and self._processes.are_several:
                raise DistributionError.batch(batch.shape[0], self._here)
            layout = jax.NamedSharding(layout.mesh, jax.P())
        return jax.make_array_from_process_local_data(layout, batch)

    def _is_uneven(self, rows: int) -> bool:
        return rows % self._here != 0

    @property
    def _here(self) -> int:
        rows = self.local_rows()
        return int(rows.stop - rows.start)

    def local_rows(self) -> slice:
        """Return which parts of a batch the devices of this process compute."""
        mine = {device.id for device in jax.local_devices()}
        mesh = self.device_mesh.backend_mesh.devices
        rows = [i for i, row in enumerate(mesh) if any(d.id in mine for d in row)]
        return slice(rows[0], rows[-1] + 1)
