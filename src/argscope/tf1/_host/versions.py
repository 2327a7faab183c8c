"""What a program asks of TensorFlow itself: its version, and whether there is a GPU."""

from __future__ import annotations

import tempfile
from typing import Any, Final

import keras

from argscope.tf1._graph.op import SYMBOLS, symbol

VERSION: Final = "1.15.0"

SYMBOLS.update(
    {
        "__version__": VERSION,
        "VERSION": VERSION,
        "version.VERSION": VERSION,
        "GIT_VERSION": f"v{VERSION}",
        "COMPILER_VERSION": "",
    }
)


@symbol("test.is_gpu_available")
def is_gpu_available(
    cuda_only: bool = False, min_cuda_compute_capability: Any = None
) -> bool:
    """Return whether the backend has a GPU."""
    del cuda_only, min_cuda_compute_capability
    if keras.backend.backend() == "torch":
        import torch

        return bool(torch.cuda.is_available())
    devices = keras.distribution.list_devices()
    return any(device.lower().startswith("gpu") for device in devices)


@symbol("test.is_built_with_cuda")
def is_built_with_cuda() -> bool:
    """Return whether the backend has a GPU, which is all that can be told."""
    return is_gpu_available()


@symbol("test.gpu_device_name")
def gpu_device_name() -> str:
    """Return the name of the first GPU; an empty one if there is none."""
    return "/device:GPU:0" if is_gpu_available() else ""


@symbol("test.get_temp_dir")
def get_temp_dir() -> str:
    """Return the path of a directory for temporary files."""
    return tempfile.gettempdir()
