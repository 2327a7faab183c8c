"""`tf.custom_gradient`: a function of the program with a gradient of its own."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import keras
from keras import ops

from argscope.tf1._graph.callbacks import on_values
from argscope.tf1._graph.evaluation import Evaluation, evaluating, evaluation
from argscope.tf1._graph.op import op, symbol
from argscope.tf1._ops.structures import flat, is_recording, tensors
from argscope.tf1._ops.values import Array, array

Function = Callable[..., tuple[Any, Callable[..., Any]]]


@symbol("custom_gradient")
def custom_gradient(f: Function) -> Callable[..., Any]:
    """Return a function with another gradient than its own.

    Args:
        f: From tensors to a tensor, and to a function from the gradient by that to the
            gradients by the arguments.

    Raises:
        TypeError: It gives several tensors.
    """

    @functools.wraps(f)
    def call(*args: Any) -> Any:
        return _called(on_values(f), args)

    return call


@op("IdentityN", calls_back=True)
def _called(function: Function, args: tuple[Array, ...]) -> Array:
    values = tensors(map(array, args))
    current = evaluation()
    if current is None or is_recording():
        return _result(function, values)[0]
    return _with_gradient(function, current)(*values)


def _with_gradient(function: Function, current: Evaluation) -> Callable[..., Array]:
    @ops.custom_gradient  # type: ignore[untyped-decorator]
    def call(*values: Array) -> Any:
        result, gradient = _result(function, values)

        def pull(*args: Array, upstream: Array = None) -> Any:
            # The backend asks for it when the evaluation is done.
            given = args[-1] if upstream is None else upstream
            with evaluating(current):
                found = flat(on_values(gradient)(given))
            return tuple(found) if len(values) > 1 else found[0]

        return result, pull

    if keras.backend.backend() == "torch":
        from argscope._distribution.torch_one_call import one_call

        return one_call(call)  # type: ignore[no-any-return]
    return call  # type: ignore[no-any-return]


def _result(function: Function, values: Any) -> tuple[Array, Callable[..., Any]]:
    result, gradient = function(*values)
    if len(flat(result)) != 1 or isinstance(result, list | tuple):
        raise TypeError(
            "The function of tf.custom_gradient gives one tensor and the function of its "
            f"gradient; this gives {type(result).__name__} for the tensor."
        )
    return ops.convert_to_tensor(result), gradient
