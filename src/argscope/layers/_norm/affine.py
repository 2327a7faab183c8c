"""The learned offset and scale at the end of every normalization."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from argscope._base.tensor import Tensor
from argscope.layers._arguments import Initializer, Regularizer
from argscope.layers._call import LayerCall
from argscope.layers.initializers import ones_initializer, zeros_initializer

INITIAL: Final = {"beta": zeros_initializer(), "gamma": ones_initializer()}


def offset_and_scale(
    call: LayerCall,
    shape: tuple[int, ...],
    *,
    center: bool,
    scale: bool,
    initializers: Mapping[str, Initializer] | None = None,
    regularizers: Mapping[str, Regularizer] | None = None,
    beta_first: bool = True,
) -> tuple[Tensor | None, Tensor | None]:
    """Return the variables `beta` and `gamma`, each None if it is switched off.

    Args:
        call: The layer that normalizes.
        shape: Shape of each.
        center: Whether there is a `beta`.
        scale: Whether there is a `gamma`.
        initializers: Initial values by name, instead of 0 and 1.
        regularizers: Penalties by name.
        beta_first: Which of them is created first: the original's layers differ.
    """
    wanted = {"beta": center, "gamma": scale}
    initial = {**INITIAL, **(initializers or {})}
    penalties = regularizers or {}
    found = {
        name: call.variable(
            name, shape, initial[name], penalties.get(name), raw=True
        ).value
        for name in (("beta", "gamma") if beta_first else ("gamma", "beta"))
        if wanted[name]
    }
    return found.get("beta"), found.get("gamma")
