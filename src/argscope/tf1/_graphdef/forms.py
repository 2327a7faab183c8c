"""The form in a file of operations that a program made.

Source: the definitions (`REGISTER_OP`) in TensorFlow's `core/ops/{math,array,nn}_ops.cc`.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, final

import numpy as np

from argscope.tf1._graph.op import SYMBOLS
from argscope.tf1._graph.operation import Operation
from argscope.tf1._graph.tensor import OPERATORS, Tensor, Value
from argscope.tf1._graphdef.graph_util import constant_node
from argscope.tf1._graphdef.messages import message
from argscope.tf1._graphdef.operations import OPERATIONS
from argscope.tf1._graphdef.tensors import type_number
from argscope.tf1._ops.values import array

_OF_ONE: Final = (
    "Abs Ceil Cos Elu Exp Expm1 Floor Identity L2Loss Log Log1p LogSoftmax Neg Reciprocal "
    "Relu Relu6 Rint Round Rsqrt Selu Sigmoid Sign Sin Softmax Softplus Softsign Sqrt "
    "Square StopGradient Tan Tanh ZerosLike OnesLike"
)
_OF_TWO: Final = (
    "Add Sub Mul RealDiv FloorDiv FloorMod Maximum Minimum Pow SquaredDifference Equal "
    "NotEqual Less LessEqual Greater GreaterEqual"
)
_WITH_INDICES: Final = {
    "Reshape": "Tshape",
    "Transpose": "Tperm",
    "ExpandDims": "Tdim",
    "Tile": "Tmultiples",
    "Pad": "Tpaddings",
    **dict.fromkeys(("Sum", "Mean", "Max", "Min", "Prod"), "Tidx"),
}
_OPERATORS: Final = {
    "__add__": "Add",
    "__radd__": "Add",
    "__sub__": "Sub",
    "__mul__": "Mul",
    "__rmul__": "Mul",
    "__truediv__": "RealDiv",
    "__div__": "RealDiv",
    "__matmul__": "MatMul",
}
"""What operators are; those that turn round what is not symmetric are left out."""


@final
@dataclass(frozen=True, slots=True)
class Form:
    """What the node of an operation has.

    Attributes:
        kind: The type of the operation.
        inputs: How many inputs.
        index: The attribute that has the type of the second input, if that has its own.
        has_type: Whether an attribute `T` has the type of the first.
    """

    kind: str
    inputs: int
    index: str | None = None
    has_type: bool = True

    @property
    def parameters(self) -> dict[str, str]:
        """By which parameter of the function each attribute is given."""
        return dict(OPERATIONS[self.kind].parameters)


FORMS: Final = {
    **{kind: Form(kind, 1) for kind in _OF_ONE.split()},
    **{kind: Form(kind, 2) for kind in _OF_TWO.split()},
    **{kind: Form(kind, 2, index) for kind, index in _WITH_INDICES.items()},
    "LogicalNot": Form("LogicalNot", 1, has_type=False),
    "LogicalAnd": Form("LogicalAnd", 2, has_type=False),
    "LogicalOr": Form("LogicalOr", 2, has_type=False),
    "LeakyRelu": Form("LeakyRelu", 1),
    "Squeeze": Form("Squeeze", 1),
    "Shape": Form("Shape", 1),
    "MatMul": Form("MatMul", 2),
    "BiasAdd": Form("BiasAdd", 2),
    "Conv2D": Form("Conv2D", 2),
    "DepthwiseConv2dNative": Form("DepthwiseConv2dNative", 2),
    "MaxPool": Form("MaxPool", 1),
    "AvgPool": Form("AvgPool", 1),
}
"""The operations of a program that can be written, by type."""


@functools.cache
def _by_function() -> dict[Callable[..., Any], Form]:
    """Return the forms by the functions of values that compute them."""
    found = {
        SYMBOLS[path].of_values: form
        for kind, form in FORMS.items()
        if (path := OPERATIONS[kind].path) is not None
    }
    for name, kind in _OPERATORS.items():
        if name in OPERATORS:
            function: Any = OPERATORS[name]
            found.setdefault(function.of_values, FORMS[kind])
    return found


def form_of(operation: Operation) -> tuple[list[Any], Any] | None:
    """Return the nodes of the constants that an operation takes, and its own.

    None if it has no form: there is none for its function, or not for its arguments.
    """
    call = operation.call
    form = None if call is None else _by_function().get(call.function)
    if form is None or call is None:
        return None
    bound = inspect.signature(call.function).bind(*call.args, **call.kwargs).arguments
    bound.pop("name", None)
    bound = {name: value for name, value in bound.items() if value is not None}
    given = {p: bound.pop(p) for p in form.parameters.values() if p in bound}
    attributes = {n: given[p] for n, p in form.parameters.items() if p in given}
    inputs = list(bound.values())
    if len(inputs) != form.inputs or not all(map(_is_plain, attributes.values())):
        return None
    return _written(operation, form, inputs, attributes)


def _is_plain(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(isinstance(each, int) for each in value)
    return isinstance(value, bool | int | float | str) or hasattr(value, "base_dtype")


def _written(
    operation: Operation, form: Form, inputs: list[Any], attributes: dict[str, Any]
) -> tuple[list[Any], Any] | None:
    tensors = [each for each in inputs if isinstance(each, Tensor)]
    dtype = tensors[0].dtype.base_dtype.name
    made = message("NodeDef")(name=operation.name, op=form.kind)
    constants = []
    for index, each in enumerate(inputs):
        if isinstance(each, Tensor) and not _is_nameless(each):
            made.input.append(each.name.removesuffix(":0"))
            continue
        own = "int32" if index and form.index else dtype
        name = f"{operation.name}/{'xy'[index]}"
        constants.append(constant_node(name, _numbers(each, own)))
        made.input.append(name)
    if form.has_type:
        made.attr["T"].type = type_number(dtype)
    if form.index:
        second = inputs[1]
        kind = second.dtype if isinstance(second, Tensor) else "int32"
        made.attr[form.index].type = type_number(kind)
    for name, value in attributes.items():
        _set(made.attr[name], value)
    return constants, made


def _is_nameless(tensor: Tensor) -> bool:
    return isinstance(tensor, Value) and tensor.op is None


def _numbers(value: Any, dtype: str) -> Any:
    return np.asarray(
        value.constant() if isinstance(value, Value) else array(value), dtype
    )


def _set(attribute: Any, value: Any) -> None:
    if isinstance(value, bool):
        attribute.b = value
    elif isinstance(value, int):
        attribute.i = value
    elif isinstance(value, float):
        attribute.f = value
    elif isinstance(value, str):
        attribute.s = value.encode()
    elif hasattr(value, "base_dtype"):
        attribute.type = type_number(value)
    else:
        attribute.list.i.extend(value)
