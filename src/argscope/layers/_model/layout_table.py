"""`Model.layout`: who holds which variables, and how many bytes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import final

import keras

from argscope._base.table import underlined
from argscope._distribution.current import current
from argscope._distribution.distribution import Distribution
from argscope._distribution.engine import bytes_of
from argscope._distribution.layout import Placement
from argscope._distribution.mesh import Mesh
from argscope.layers._model.summary import size_text

_HEADINGS = ("name", "shape", "on a device", "bytes", "bytes a device", "why")


@final
@dataclass(frozen=True)
class Held:
    """A variable, and the part of it that one device has.

    Attributes:
        path: Its path.
        shape: Its shape.
        placement: Along which axis it is cut, and why.
        size: Bytes of all of it.
        held: Bytes on one device.
    """

    path: str
    shape: tuple[int, ...]
    placement: Placement
    size: int
    held: int

    def part(self, parts: int) -> tuple[int, ...]:
        """Return the shape of one device's part."""
        cut = self.placement.cut
        return tuple(
            size // parts if axis == cut else size
            for axis, size in enumerate(self.shape)
        )


@final
@dataclass(frozen=True)
class LayoutTable:
    """Who holds what; as text a table by scope.

    Attributes:
        name: The model's name.
        mesh: How many devices there are.
        variables: One entry a variable, in the order of their creation.
    """

    name: str
    mesh: Mesh
    variables: tuple[Held, ...]

    @property
    def size(self) -> int:
        """Bytes of all variables."""
        return sum(each.size for each in self.variables)

    @property
    def held(self) -> int:
        """Bytes of variables on one device."""
        return sum(each.held for each in self.variables)

    def __str__(self) -> str:
        share = self.held / max(self.size, 1)
        return "\n".join(
            [
                f"Layout of {self.name} on {_devices(self.mesh)}, {self.mesh}",
                "",
                *underlined([_HEADINGS, *self._rows()], right=(3, 4)),
                "",
                f"{size_text(self.held)} of {size_text(self.size)} a device: {share:.3f}",
            ]
        )

    def _rows(self) -> list[tuple[str, ...]]:
        rows: list[tuple[str, ...]] = []
        scope = ""
        for each in self.variables:
            here, _, name = each.path.rpartition("/")
            if here != scope:
                scope = here
                rows.append((here, "", "", "", "", ""))
            indent = "  " if scope else ""
            rows.append((f"{indent}{name}", *self._cells(each)))
        return rows

    def _cells(self, held: Held) -> tuple[str, ...]:
        part = held.part(self.mesh.model)
        return (
            _by(held.shape),
            "all" if part == held.shape else _by(part),
            f"{held.size:,}",
            f"{held.held:,}",
            held.placement.why,
        )


def layout_table(name: str, variables: Mapping[str, keras.Variable]) -> LayoutTable:
    """Return who holds which of the variables of a model.

    Raises:
        DistributionError: The layout does not go together with them.
    """
    distribution = current()
    shapes = {path: tuple(each.shape) for path, each in variables.items()}
    held = tuple(
        Held(
            path,
            shapes[path],
            placement,
            bytes_of(each.shape, each.dtype),
            _held(distribution, each),
        )
        for (path, each), placement in zip(
            variables.items(), _placements(distribution, shapes), strict=True
        )
    )
    return LayoutTable(
        name, Mesh() if distribution is None else distribution.mesh, held
    )


def _placements(
    distribution: Distribution | None, shapes: dict[str, tuple[int, ...]]
) -> list[Placement]:
    if distribution is None:
        return [Placement((None,) * len(shape), "") for shape in shapes.values()]
    return list(distribution.placements(shapes).values())


def _held(distribution: Distribution | None, variable: keras.Variable) -> int:
    if distribution is None:
        return bytes_of(variable.shape, variable.dtype)
    return distribution.engine.bytes_held(variable)


def _by(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape)) or "scalar"


def _devices(mesh: Mesh) -> str:
    return "1 device" if mesh.devices == 1 else f"{mesh.devices} devices"
