"""The extras of argscope, and the packages that each brings."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_KERAS: Final = ("keras", "numpy")
_CHECKPOINT: Final = (
    "cramjam",
    "google_crc32c",
    "h5py",
    "ml_dtypes",
    "numpy",
    "safetensors",
)

EXTRAS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "layers": (*_KERAS, "jax"),
        "torch": (*_KERAS, "torch"),
        "tensorflow": (*_KERAS, "tensorflow"),
        "safetensors": ("safetensors",),
        "checkpoint": _CHECKPOINT,
        "settings": ("tomlkit", "yaml"),
        "completion": ("argcomplete",),
        "train": (
            *_CHECKPOINT,
            "sklearn",
            "matplotlib",
            "PIL",
            "cv2",
            "rich",
            "tensorboardX",
        ),
    }
)
"""The names of the packages as one imports them, by extra."""

OF_BACKEND: Final[Mapping[str, str]] = MappingProxyType(
    {"jax": "layers", "torch": "torch", "tensorflow": "tensorflow"}
)
"""The extra that brings Keras with a backend, by backend."""


def is_brought(module: str) -> bool:
    """Return whether an extra brings the package that `module` belongs to."""
    package = module.partition(".")[0]
    return any(package in packages for packages in EXTRAS.values())


def install_line(*extras: str) -> str:
    """Return the command that installs argscope with the extras.

    Example:
        >>> from argscope._catalog.extras import install_line
        >>> install_line("layers", "train")
        "pip install 'argscope[layers,train]'"
    """
    return f"pip install 'argscope[{','.join(extras)}]'"
