"""Optimizers that stand around another one, which has the slots."""

from __future__ import annotations

from typing import Any

from argscope.tf1._graph.tensor import Tensor
from argscope.tf1._graph.variable import Variable
from argscope.tf1._train.optimizer import Optimizer


class WrappedOptimizer(Optimizer):
    """An optimizer of which another one computes gradients and keeps slots.

    Args:
        opt: The other optimizer.
        use_locking: See `Optimizer`.
        name: See `Optimizer`.
    """

    def __init__(self, opt: Any, *, use_locking: bool = False, name: str) -> None:
        super().__init__(use_locking, name)
        self._opt = opt

    def compute_gradients(
        self, *args: Any, **kwargs: Any
    ) -> list[tuple[Any, Variable]]:
        """Return what the other one does."""
        pairs: list[tuple[Any, Variable]] = self._opt.compute_gradients(*args, **kwargs)
        return pairs

    def get_slot(self, var: Tensor, name: str) -> Variable | None:
        """Return the slot of a variable that the other one keeps."""
        slot: Variable | None = self._opt.get_slot(var, name)
        return slot

    def get_slot_names(self) -> list[str]:
        """Return the names of the other one's slots."""
        return list(self._opt.get_slot_names())

    def variables(self) -> list[Variable]:
        """Return what the other one keeps."""
        return list(self._opt.variables())
