"""Variables by TF-Slim's functions, of which scopes set arguments: `slim.model_variable`.

Source:
    tf_slim/ops/variables.py. What says where a variable is kept is accepted and has no
    effect.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

from argscope._core.scoped import add_arg_scope
from argscope.tf1._graph.variable import Variable
from argscope.tf1._names.collections import GraphKeys
from argscope.tf1._names.scopes import get_variable_scope
from argscope.tf1._names.variables import get_variable


@add_arg_scope
def variable(
    name: str,
    shape: Any = None,
    dtype: Any = None,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: bool = True,
    collections: Iterable[str] | None = None,
    caching_device: Any = None,
    device: Any = None,
    partitioner: Any = None,
    custom_getter: Callable[..., Any] | None = None,
    use_resource: bool | None = None,
    synchronization: Any = None,
    aggregation: Any = None,
) -> Variable:
    """Return the variable `name` of the open scope; see `tf.get_variable`."""
    del caching_device, device, use_resource, synchronization, aggregation
    getter: Callable[..., Any] = get_variable
    if custom_getter is not None:
        getter = functools.partial(custom_getter, reuse=get_variable_scope().reuse)
    made: Variable = getter(
        name,
        shape=shape,
        dtype=dtype,
        initializer=initializer,
        regularizer=regularizer,
        trainable=trainable,
        collections=list(dict.fromkeys(collections or [GraphKeys.GLOBAL_VARIABLES])),
        partitioner=partitioner,
    )
    return made


@add_arg_scope
def model_variable(
    name: str,
    shape: Any = None,
    dtype: Any = "float32",
    initializer: Any = None,
    regularizer: Any = None,
    trainable: bool = True,
    collections: Iterable[str] | None = None,
    caching_device: Any = None,
    device: Any = None,
    partitioner: Any = None,
    custom_getter: Callable[..., Any] | None = None,
    use_resource: bool | None = None,
    synchronization: Any = None,
    aggregation: Any = None,
) -> Variable:
    """Return what `variable` does, and count it among the variables of layers."""
    groups = [GraphKeys.GLOBAL_VARIABLES, GraphKeys.MODEL_VARIABLES]
    return variable(
        name,
        shape,
        dtype,
        initializer,
        regularizer,
        trainable,
        [*(collections or ()), *groups],
        caching_device,
        device,
        partitioner,
        custom_getter,
        use_resource,
        synchronization,
        aggregation,
    )


def local_variable(
    initial_value: Any,
    validate_shape: bool = True,
    name: str | None = None,
    use_resource: bool | None = None,
) -> Variable:
    """Return a new variable that training does not change and no checkpoint keeps."""
    del validate_shape, use_resource
    groups = [GraphKeys.LOCAL_VARIABLES]
    return Variable(initial_value, trainable=False, collections=groups, name=name)


def global_variable(
    initial_value: Any,
    validate_shape: bool = True,
    name: str | None = None,
    use_resource: bool | None = None,
) -> Variable:
    """Return a new variable that training does not change."""
    del validate_shape, use_resource
    return Variable(initial_value, trainable=False, name=name)


def VariableDeviceChooser(*_args: Any, **_kwargs: Any) -> Callable[[Any], str]:  # noqa: N802  # its name
    """Return a function that names no device: the backend decides where variables are."""
    return lambda _operation: ""
