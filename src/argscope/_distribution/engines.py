"""The engine of each backend."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argscope._distribution.engine import Engine
    from argscope._distribution.mesh import Mesh
    from argscope._distribution.processes import Processes


def engine_for(backend: str, mesh: Mesh, processes: Processes) -> Engine:
    """Return what spreads models over the devices of a mesh.

    Raises:
        DistributionError: There are too few devices, or the backend cannot.
    """
    # Imported here: each of them needs its backend.
    if mesh.devices == 1 and not processes.are_several:
        from argscope._distribution.one_device import OneDevice

        return OneDevice()
    if backend == "torch":
        from argscope._distribution.torch_engine import TorchEngine

        return TorchEngine(mesh, processes)
    if backend == "tensorflow":
        from argscope._distribution.tensorflow_engine import TensorFlowEngine

        return TensorFlowEngine(mesh, processes)
    from argscope._distribution.jax_engine import JaxEngine

    return JaxEngine(mesh, processes)
