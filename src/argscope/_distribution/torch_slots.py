"""What optimizers keep for variables that are cut over processes of torch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from keras.optimizers import Optimizer
from keras.src.backend.torch.optimizers.torch_parallel_optimizer import (
    TorchParallelOptimizer,
)

from argscope._distribution.errors import DistributionError

_MADE_BY_KERAS: Final = Optimizer.add_variable_from_reference

_INSTEAD: Final = (
    "Keras on JAX has: KERAS_BACKEND=jax. On torch clip by value (clipvalue)."
)


def cut(slot: Callable[[Any, Any], None] | None) -> None:
    """Let `slot` see each variable that an optimizer makes for another; None: no more."""
    if slot is None:
        Optimizer.add_variable_from_reference = _MADE_BY_KERAS
        return

    def add_variable_from_reference(
        self: Any, reference_variable: Any, name: Any = None, initializer: Any = "zeros"
    ) -> Any:
        made = _MADE_BY_KERAS(self, reference_variable, name, initializer)
        slot(made, reference_variable)
        return made

    Optimizer.add_variable_from_reference = add_variable_from_reference


def check(optimizer: Any) -> None:
    """Refuse an optimizer that looks at more of a variable than a piece, or at all.

    Raises:
        DistributionError: It does.
    """
    kind = type(optimizer).__name__
    if not isinstance(optimizer, TorchParallelOptimizer) or optimizer.use_ema:
        what = f"{kind} for variables that are cut over devices"
        raise DistributionError.lacking("torch", what, _INSTEAD)
    for option in ("clipnorm", "global_clipnorm"):
        if getattr(optimizer, option) is not None:
            what = f"{option} of {kind} for variables that are cut over devices"
            raise DistributionError.lacking("torch", what, _INSTEAD)
