"""How many devices there are, and what for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self, final

from argscope._distribution.errors import DistributionError

DATA: Final = "data"
MODEL: Final = "model"
AXES: Final = (DATA, MODEL)


@final
@dataclass(frozen=True)
class Mesh:
    """Devices in a rectangle.

    Attributes:
        data: Parts that a batch is cut into.
        model: Devices that share the variables of one part.
    """

    data: int = 1
    model: int = 1

    def __post_init__(self) -> None:
        """Refuse sizes that are none."""
        for axis in AXES:
            size = getattr(self, axis)
            if type(size) is not int or size < 1:
                raise DistributionError.size(axis, size)

    @property
    def devices(self) -> int:
        """Number of devices."""
        return self.data * self.model

    def __str__(self) -> str:
        return f"data={self.data},model={self.model}"

    @classmethod
    def parse(cls, text: str, devices: int | None = None) -> Self:
        """Return the mesh that a command line asks for.

        Args:
            text: `data`, `data=4`, `model=2`, or `data=2,model=2`.
            devices: How many devices there are; what `text` gives no size gets them.

        Raises:
            DistributionError: It is none of these.
        """
        sizes: dict[str, int] = {}
        unsized = ""
        for part in text.split(","):
            axis, _, size = part.strip().partition("=")
            if axis not in AXES or axis in sizes or axis == unsized:
                raise DistributionError.text(text)
            if size.isdecimal():
                sizes[axis] = int(size)
            elif size or unsized or "=" in part:
                raise DistributionError.text(text)
            else:
                unsized = axis
        if unsized:
            others = cls(**sizes).devices
            there = others if devices is None else devices
            if there % others:
                raise DistributionError.shared_out(text, there)
            sizes[unsized] = there // others
        return cls(**sizes)
