"""What says how TensorFlow 1 was to run.

Differs: Accepted, and without effect: the backend decides about devices, memory, threads.
"""

from __future__ import annotations

from typing import Any

from argscope.tf1._graph.op import SYMBOLS, symbol


class Settings:
    """A protocol buffer of settings: any names, to any depth."""

    def __init__(self, **values: Any) -> None:
        vars(self).update(values)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        inner = Settings()
        setattr(self, name, inner)
        return inner

    def __setitem__(self, key: Any, value: Any) -> None:
        setattr(self, str(key), value)

    def CopyFrom(self, other: Settings) -> None:  # noqa: N802  # of protocol buffers
        """Take the values of others."""
        vars(self).clear()
        vars(self).update(vars(other))

    MergeFrom = CopyFrom

    def __repr__(self) -> str:
        return f"{type(self).__name__}({vars(self)})"


def _kind(name: str, **constants: int) -> None:
    made = type(name, (Settings,), {"__doc__": f"Settings: {name}.", **constants})
    SYMBOLS[name] = made


_kind("ConfigProto")
_kind("GPUOptions")
_kind("GraphOptions")
_kind("OptimizerOptions", L0=-1, L1=0, OFF=-1, DEFAULT=0, ON_1=1, ON_2=2)
_kind("RunMetadata")
_kind(
    "RunOptions",
    NO_TRACE=0,
    SOFTWARE_TRACE=1,
    HARDWARE_TRACE=2,
    FULL_TRACE=3,
    timeout_in_ms=0,
)


@symbol(
    "disable_v2_behavior",
    "disable_v2_tensorshape",
    "disable_eager_execution",
    "disable_resource_variables",
    "enable_resource_variables",
    "disable_control_flow_v2",
)
def as_it_is() -> None:
    """Accept what chooses the behaviour of TensorFlow 1, which is the only one."""


@symbol("executing_eagerly")
def executing_eagerly() -> bool:
    """Return that operations are recorded."""
    return False
