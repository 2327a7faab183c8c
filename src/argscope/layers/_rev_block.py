"""Blocks of a network that could be run backwards, with little memory for training."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, final

from argscope._base.tensor import Tensor
from argscope.layers._gradients import recompute_grad
from argscope.layers._state.scopes import variable_scope

Branch = Callable[..., Any]


def rev_block(
    x1: Tensor,
    x2: Tensor,
    f: Branch | Sequence[Branch],
    g: Branch | Sequence[Branch],
    num_layers: int = 1,
    f_side_input: Sequence[Tensor] | None = None,
    g_side_input: Sequence[Tensor] | None = None,
    is_training: bool = True,
) -> tuple[Tensor, Tensor]:
    """Couple two streams: `y1 = x1 + f(x2)`, `y2 = x2 + g(y1)`, several times.

    Each layer is computed a second time for the gradient, from its input, so only the
    inputs of the layers are kept in memory. (The original keeps only the last output,
    and inverts the layers.)

    Args:
        x1: The first stream.
        x2: The second stream, of the same shape.
        f: Function of one stream (and `f_side_input`) that keeps its shape, or a list
            with one for each layer.
        g: Likewise for the other stream.
        num_layers: Number of layers, >= 1.
        f_side_input: List of further tensors for `f`, or None.
        g_side_input: List of further tensors for `g`, or None.
        is_training: Whether to compute again instead of storing.

    Returns:
        Both streams after the last layer.

    Raises:
        ValueError: A list of functions is not `num_layers` long.
        OutsideModelError: No network is running.

    Example:
        >>> import numpy as np
        >>> from argscope import layers
        >>> def network(x):
        ...     branch = lambda x: layers.fully_connected(x, 4, scope="fc")
        ...     return layers.rev_block(x, x, branch, branch, num_layers=2)
        >>> model = layers.Model(network)
        >>> model.build((None, 4))
        >>> [v.path for v in model.variables_in_order][::2]  # doctest: +ELLIPSIS
        ['revblock/revlayer_0/f/fc/weights', ..., 'revblock/revlayer_1/g/fc/weights']

    Source:
        Gomez et al. 2017, arXiv:1707.04585, eq. 6 and 7; names of variables as in
        tf_slim/layers/rev_block_lib.py.
    """
    branches = zip(_each("f", f, num_layers), _each("g", g, num_layers), strict=True)
    with variable_scope(None, "revblock"):
        for number, (f_branch, g_branch) in enumerate(branches):
            with variable_scope(f"revlayer_{number}"):
                x1, x2 = _layer(
                    f_branch, g_branch, f_side_input, g_side_input, is_training
                )(x1, x2)
    return x1, x2


@final
class RevBlock:
    """`rev_block` as an object: `RevBlock(f, g)(x1, x2)`.

    Args:
        f: As in `rev_block`.
        g: As in `rev_block`.
        **arguments: The other arguments of `rev_block`.
    """

    def __init__(
        self,
        f: Branch | Sequence[Branch],
        g: Branch | Sequence[Branch],
        **arguments: Any,
    ) -> None:
        self._arguments = {"f": f, "g": g, **arguments}

    def __call__(self, x1: Tensor, x2: Tensor) -> tuple[Tensor, Tensor]:
        """Return `rev_block(x1, x2, ...)`."""
        return rev_block(x1, x2, **self._arguments)


def _each(
    name: str, branch: Branch | Sequence[Branch], num_layers: int
) -> list[Branch]:
    if callable(branch):
        return [branch] * num_layers
    if len(branch) != num_layers:
        raise ValueError(
            f"rev_block() got {len(branch)} functions as {name}, expected one, or "
            f"num_layers={num_layers}."
        )
    return list(branch)


def _layer(
    f: Branch,
    g: Branch,
    f_side: Sequence[Tensor] | None,
    g_side: Sequence[Tensor] | None,
    is_training: bool,
) -> Callable[[Tensor, Tensor], tuple[Tensor, Tensor]]:
    def coupled(x1: Tensor, x2: Tensor) -> tuple[Tensor, Tensor]:
        with variable_scope("f"):
            y1 = x1 + (f(x2) if f_side is None else f(x2, f_side))
        with variable_scope("g"):
            y2 = x2 + (g(y1) if g_side is None else g(y1, g_side))
        return y1, y2

    return recompute_grad(coupled) if is_training else coupled
