"""What makes an operation of the formula of an update: `@update_rule`.

A formula is a function of the values of some variables and of numbers, which gives the
variables' new values. TensorFlow has an operation for each: `ApplyAdam`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any, Final

import keras
from keras import ops

from argscope.tf1._graph.op import SYMBOLS, op
from argscope.tf1._graph.structure import is_array
from argscope.tf1._graph.variable import Variable
from argscope.tf1._ops.structures import is_recording
from argscope.tf1._ops.values import Array, array, dtype_of, is_constant

Rule = Callable[..., tuple[Array, ...]]

_MODULES: Final = ("python.training.training_ops", "python.training.gen_training_ops")


def update_rule(kind: str, states: int) -> Callable[[Rule], Callable[..., Any]]:
    """Make a formula an operation that changes variables, and put it into the namespace.

    The operation takes what the formula takes, in its order, and gives the first variable.
    Numbers are cast to the dtype of that.

    Args:
        kind: What TensorFlow calls the operation.
        states: How many of the first arguments are variables, which get new values.
    """

    def decorate(rule: Rule) -> Callable[..., Any]:
        signature = inspect.signature(rule)

        @op(kind, has_effect=True)
        def apply(
            read: Sequence[Array],
            targets: Sequence[keras.Variable],
            numbers: Sequence[Any],
            options: dict[str, Any],
            name: str | None = None,
        ) -> Array:
            del read, name  # tells the graph what the operation stands on
            values = [target.value for target in targets]
            if is_recording():  # of variables that keep their shapes
                return values[0]
            dtype = dtype_of(values[0])
            given = [_cast(number, dtype) for number in numbers]
            for target, new in zip(
                targets, rule(*values, *given, **options), strict=True
            ):
                target.assign(ops.cast(new, dtype_of(target)))
            return targets[0].value

        def call(
            *args: Any, use_locking: Any = None, name: str | None = None, **kwargs: Any
        ) -> Any:
            del use_locking  # nothing else runs at the time
            bound = signature.bind(*args, **kwargs)
            variables: list[Variable] = list(bound.args[:states])
            targets = [variable.keras_variable for variable in variables]
            numbers = list(bound.args[states:])
            return apply(variables, targets, numbers, bound.kwargs, name=name)

        call.__doc__ = rule.__doc__
        call.__name__ = rule.__name__
        for module in _MODULES:
            SYMBOLS[f"{module}.{rule.__name__}"] = call
            SYMBOLS[f"{module}.resource_{rule.__name__}"] = call
        SYMBOLS[f"raw_ops.{kind}"] = SYMBOLS[f"raw_ops.Resource{kind}"] = call
        return call

    return decorate


def _cast(number: Any, dtype: str) -> Any:
    if is_constant(number) or is_array(number):
        return ops.cast(array(number), dtype)
    return number
