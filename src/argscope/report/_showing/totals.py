"""How parameters and multiply-adds spread over the variable scopes of a network."""

from __future__ import annotations

from dataclasses import dataclass

from argscope._base.paths import scopes_around
from argscope.report._facts import Network


@dataclass(frozen=True, slots=True)
class Total:
    """The sums over all layers at and below one variable scope.

    Attributes:
        path: The scope, `block1/unit_1`.
        depth: How many scopes are around it.
        layers: Number of layers.
        parameters: Number of values in their variables.
        multiply_adds: For one example; None if one is unknown.
    """

    path: str
    depth: int
    layers: int
    parameters: int
    multiply_adds: int | None


def totals(network: Network) -> tuple[Total, ...]:
    """Return the sums for each variable scope, each scope before those inside it."""
    sums: dict[str, list[int | None]] = {}
    for node in network.nodes:
        if node.call is None:
            continue
        for path in _with_scopes_around(node.path) if node.path else ():
            layers, parameters, work = sums.get(path, [0, 0, 0])
            sums[path] = [
                (layers or 0) + 1,
                (parameters or 0) + node.parameters,
                None
                if work is None or node.multiply_adds is None
                else work + node.multiply_adds,
            ]
    return tuple(
        Total(path, path.count("/"), layers or 0, parameters or 0, work)
        for path, (layers, parameters, work) in _nested(sums).items()
    )


def _nested(sums: dict[str, list[int | None]]) -> dict[str, list[int | None]]:
    """Return the same with each scope's inner scopes right after it, in their order."""
    first = {path: index for index, path in enumerate(sums)}

    def rank(path: str) -> list[int]:
        return [first[scope] for scope in _with_scopes_around(path)]

    return {path: sums[path] for path in sorted(sums, key=rank)}


def _with_scopes_around(path: str) -> list[str]:
    return [*scopes_around(path), path]
