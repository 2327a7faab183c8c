"""TensorFlow: the batch in parts, one a device of this process, by `MirroredStrategy`."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack, nullcontext
from typing import Any, Final, final

import numpy as np
import tensorflow as tf  # type: ignore[import-untyped]

from argscope._distribution.engine import Read, Store, bytes_of
from argscope._distribution.errors import DistributionError
from argscope._distribution.layout import Placement
from argscope._distribution.mesh import Mesh
from argscope._distribution.parts import Parts
from argscope._distribution.processes import Processes
from argscope._distribution.tensorflow_iterators import (
    UntunedStrategy,
    untuned_on_devices,
)
from argscope._distribution.tensorflow_parts import TensorFlowParts, outside_of_steps

_INSTEAD: Final = (
    "It computes parts of a batch on the devices of one process (data=N). JAX and torch "
    "have both: KERAS_BACKEND=jax, or torch."
)
_ONE_FOR_A_GPU: Final = "TensorFlow takes one GPU for each part of a batch."
_BEFORE_IT_STARTS: Final = (
    "TensorFlow has already started, with this many. Without GPUs a process can have "
    "several CPU devices, if argscope.distribute(...) is called before anything is "
    "computed and before any model is made."
)


@final
class TensorFlowEngine:
    """See `Engine`.

    Args:
        mesh: How many devices to use: the first ones of the GPUs; if there are none,
            parts of the CPU.
        processes: Who else is there: nobody.

    Raises:
        DistributionError: There are too few devices, or what is asked for is what
            TensorFlow lacks.
    """

    gives_first_values = True

    def __init__(self, mesh: Mesh, processes: Processes) -> None:
        for asked, what in (
            (mesh.model > 1, f"variables that devices share (model={mesh.model})"),
            (processes.are_several, f"distribution over {processes.count} processes"),
        ):
            if asked:
                raise DistributionError.lacking("tensorflow", what, _INSTEAD)
        self.mesh = mesh
        self.processes = processes
        self._strategy = _strategy(mesh)
        self._opened = ExitStack()

    def open(self) -> None:
        """Let variables that are made from now on be on all devices."""
        self._opened.enter_context(untuned_on_devices())
        self._opened.enter_context(self._strategy.scope())

    def close(self) -> None:
        """Undo it."""
        self._opened.close()

    def share(self, batch: int) -> slice:
        """Return all images: each device takes its part of a batch, of any size."""
        return slice(0, batch)

    def whole_batches(self) -> AbstractContextManager[None]:
        """Change nothing: a batch may be cut unevenly."""
        return nullcontext()

    def by_itself(self) -> AbstractContextManager[None]:
        """Change nothing."""
        return nullcontext()

    def parts(self) -> Parts | None:
        """Return the parts, where one device's program runs; else None."""
        context = tf.distribute.get_replica_context()
        if context is None or context.num_replicas_in_sync == 1:
            return None
        return TensorFlowParts(context)

    def place(
        self, model: Any, variables: Mapping[str, Any], placed: Mapping[str, Placement]
    ) -> None:
        """Change nothing: every device has all of them."""

    def assign(self, variable: Any, read: Read) -> None:
        """Give a variable its value on all devices."""
        value = read((slice(None),) * len(variable.shape))
        if getattr(variable, "_value", None) is not None:
            variable.assign(value)
            return
        with outside_of_steps(self._strategy):
            variable._initialize(tf.convert_to_tensor(value, variable.dtype))

    def value(self, variable: Any) -> Any:
        """Return the value on the first device, which is that on all."""
        return np.asarray(variable.numpy(), order="C")

    def bytes_held(self, variable: Any) -> int:
        """Return the size of all of it."""
        return bytes_of(variable.shape, variable.dtype)

    def store(self) -> Store | None:
        """Return None: there is one process."""
        return None

    def wait(self, name: str) -> None:
        """Return at once."""


def _strategy(mesh: Mesh) -> Any:
    if tf.config.list_physical_devices("GPU"):
        there = [device.name for device in tf.config.list_logical_devices("GPU")]
        if len(there) < mesh.data:
            raise _too_few(mesh, there, _ONE_FOR_A_GPU)
        return UntunedStrategy(there[: mesh.data])
    # Through one of them: collective operations on a CPU keep threads waiting.
    summing = tf.distribute.ReductionToOneDevice()
    return UntunedStrategy(_parts_of_the_cpu(mesh), summing)


def _parts_of_the_cpu(mesh: Mesh) -> list[str]:
    (cpu,) = tf.config.list_physical_devices("CPU")
    parts = tf.config.get_logical_device_configuration(cpu) or ()
    if len(parts) < mesh.data:
        try:
            one = tf.config.LogicalDeviceConfiguration()
            tf.config.set_logical_device_configuration(cpu, [one] * mesh.data)
        except RuntimeError:  # TensorFlow keeps the devices that it has started with
            there = [device.name for device in tf.config.list_logical_devices("CPU")]
            raise _too_few(mesh, there, _BEFORE_IT_STARTS) from None
    return [f"CPU:{index}" for index in range(mesh.data)]


def _too_few(mesh: Mesh, there: list[str], hint: str) -> DistributionError:
    short = [name.removeprefix("/device:") for name in there]
    return DistributionError.too_few(f"distribute({mesh})", mesh.data, short, hint)
