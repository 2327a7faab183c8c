"""`tf.gradients` and what is made of it."""

from __future__ import annotations

from typing import Any

from argscope.tf1._graph.gradient import record_gradients
from argscope.tf1._graph.op import symbol
from argscope.tf1._graph.tensor import Symbol, Tensor
from argscope.tf1._graph.variable import Variable
from argscope.tf1._ops.creation import convert_to_tensor, zeros_like
from argscope.tf1._ops.identities import identity
from argscope.tf1._ops.joining import stack


@symbol("gradients")
def gradients(
    ys: Any,
    xs: Any,
    grad_ys: Any = None,
    name: str = "gradients",
    colocate_gradients_with_ops: bool = False,
    gate_gradients: bool = False,
    aggregation_method: Any = None,
    stop_gradients: Any = None,
    unconnected_gradients: Any = "none",
) -> list[Tensor | None]:
    """Return the gradients of the sum of `ys` by each of `xs`.

    Args:
        ys: One tensor, or several.
        xs: One tensor or variable, or several.
        grad_ys: The gradients by `ys`, which theirs are multiplied with; None for ones.
        name: The name of the operation.
        colocate_gradients_with_ops: Accepted, as `gate_gradients` and
            `aggregation_method` are, which say how it is computed.
        gate_gradients: See above.
        aggregation_method: See above.
        stop_gradients: Tensors that are taken for constants.
        unconnected_gradients: `"zero"` for zeros in place of None.

    Returns:
        A list as long as `xs`: tensors of their shapes, and None for what no `y` depends
        on.
    """
    del colocate_gradients_with_ops, gate_gradients, aggregation_method
    targets, sources = _listed(ys), _listed(xs)
    given = [None] * len(targets) if grad_ys is None else _listed(grad_ys)
    symbols = [_symbol(y) for y in targets]
    pairs = [(y, g) for y, g in zip(symbols, given, strict=True) if y is not None]
    found = record_gradients(
        [y for y, _ in pairs],
        [x if isinstance(x, Tensor) else convert_to_tensor(x) for x in sources],
        [None if g is None else convert_to_tensor(g) for _, g in pairs],
        _listed(stop_gradients),
        name or "gradients",
    )
    if getattr(unconnected_gradients, "value", unconnected_gradients) != "zero":
        return list(found)
    pairs_of_xs = zip(found, sources, strict=True)
    return [
        zeros_like(x) if gradient is None else gradient for gradient, x in pairs_of_xs
    ]


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _symbol(y: Any) -> Symbol | None:
    """Return what a gradient is taken of; None for a constant."""
    if isinstance(y, Variable):
        y = identity(y)
    return y if isinstance(y, Symbol) else None


@symbol("hessians")
def hessians(ys: Any, xs: Any, name: str = "hessians", **_how: Any) -> list[Any]:
    """Return the second derivatives of the sum of `ys` by each of `xs`, vectors."""
    made = []
    for x in _listed(xs):
        (gradient,) = gradients(ys, x, name=name)
        rows = [gradients(each, x)[0] for each in gradient]  # type: ignore[union-attr]
        made.append(stack(rows))
    return made
