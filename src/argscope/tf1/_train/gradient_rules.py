"""Changes to gradients before they are applied, and summaries of them.

All take pairs of a gradient, or None, and its variable.

Source:
    tf_slim 1.1.0, tf_slim/learning.py and tf_slim/training/training.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from argscope.tf1._graph.op import symbol
from argscope.tf1._graph.variable import Variable
from argscope.tf1._host import logs, summaries
from argscope.tf1._ops.casting import cast
from argscope.tf1._ops.clipping import clip_by_norm, global_norm
from argscope.tf1._ops.creation import convert_to_tensor
from argscope.tf1._train.optimizer_errors import OptimizerArgumentError

Pairs = list[tuple[Any, Variable]]
Given = Iterable[tuple[Any, Variable]]

OF_TRAINING: Final = (
    "contrib.training",
    "contrib.slim.training",
    "contrib.slim.training.training",
)
"""Where TF-Slim's later training functions stand."""


def _everywhere(name: str) -> Callable[[Any], Any]:
    modules = ("contrib.slim.learning", *OF_TRAINING)
    return symbol(*(f"{module}.{name}" for module in modules))


@_everywhere("clip_gradient_norms")
def clip_gradient_norms(gradients_to_variables: Given, max_norm: Any) -> Pairs:
    """Return the pairs, each gradient made shorter if its norm is above `max_norm`."""
    return [
        (None if gradient is None else clip_by_norm(gradient, max_norm), variable)
        for gradient, variable in gradients_to_variables
    ]


@_everywhere("clip_gradient_norms_fn")
def clip_gradient_norms_fn(max_norm: Any) -> Callable[[Given], Pairs]:
    """Return a function of pairs that does `clip_gradient_norms`."""
    return lambda pairs: clip_gradient_norms(pairs, max_norm)


@_everywhere("multiply_gradients")
def multiply_gradients(
    grads_and_vars: Pairs, gradient_multipliers: Mapping[Any, Any]
) -> Pairs:
    """Return the pairs, gradients multiplied by the factors of their variables.

    Args:
        grads_and_vars: A list of pairs.
        gradient_multipliers: Factors by variables, or by their names: `"conv1/weights"`.

    Raises:
        OptimizerArgumentError: The first is no list, the second no dictionary or empty,
            or there is a factor for a gradient that is None.
    """
    if not isinstance(grads_and_vars, list):
        raise _wrong("grads_and_vars", grads_and_vars, "a list of pairs")
    if not isinstance(gradient_multipliers, dict) or not gradient_multipliers:
        expected = "a dictionary of factors by variables or by their names"
        raise _wrong("gradient_multipliers", gradient_multipliers, expected)
    return [
        (_multiplied(gradient, variable, gradient_multipliers), variable)
        for gradient, variable in grads_and_vars
    ]


def _multiplied(
    gradient: Any, variable: Variable, multipliers: Mapping[Any, Any]
) -> Any:
    key = variable if variable in multipliers else variable.op.name
    if key not in multipliers:
        return gradient
    if gradient is None:
        expected = "factors of variables on which the loss depends"
        raise _wrong("gradient_multipliers", variable.op.name, expected)
    return gradient * cast(convert_to_tensor(multipliers[key]), gradient.dtype)


def _wrong(argument: str, value: object, expected: str) -> OptimizerArgumentError:
    return OptimizerArgumentError.about("multiply_gradients", argument, value, expected)


@symbol("contrib.slim.learning.add_gradients_summaries")
def add_gradients_summaries(grads_and_vars: Given) -> list[Any]:
    """Return summaries of gradients and of their norms, which are put into the graph."""
    return _summarized(grads_and_vars, "/")


@symbol(*(f"{module}.add_gradients_summaries" for module in OF_TRAINING))
def add_gradients_summaries_of_training(grads_and_vars: Given) -> list[Any]:
    """Return what `slim.learning`'s does, with `_` in names for `/`."""
    return _summarized(grads_and_vars, "_")


def _summarized(grads_and_vars: Given, joint: str) -> list[Any]:
    made = []
    for gradient, variable in grads_and_vars:
        name = variable.op.name
        if gradient is None:
            logs.log(logs.LEVELS["INFO"], "Var %s has no gradient", name)
            continue
        made.append(summaries.histogram(f"{name}{joint}gradient", gradient))
        norm = global_norm([gradient])
        made.append(summaries.scalar(f"{name}{joint}gradient_norm", norm))
    return made
