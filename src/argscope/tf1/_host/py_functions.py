"""`tf.py_func`: a function of NumPy's arrays in the graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from argscope.tf1._graph.host import Spec, host_call
from argscope.tf1._graph.op import symbol
from argscope.tf1._types.dtypes import dtype_name


@symbol("py_func", "numpy_function")
def py_func(
    func: Callable[..., Any],
    inp: Sequence[Any],
    Tout: Any,  # noqa: N803  # its name
    stateful: bool = True,
    name: str | None = None,
) -> Any:
    """Return what a function gives for the values of tensors, of unknown shapes.

    It is called once in each run that needs it.
    """
    del stateful
    is_several = isinstance(Tout, list | tuple)
    dtypes = [dtype_name(each) for each in (Tout if is_several else [Tout])]

    def call(*values: Any) -> Any:
        found = func(*map(_given, values))
        results = found if isinstance(found, list | tuple) else [found]
        if not dtypes and found is None:
            results = []
        made = [
            np.asarray(value, object if dtype == "string" else dtype)
            for value, dtype in zip(results, dtypes, strict=True)
        ]
        return made if is_several else made[0]

    specs = [Spec(dtype, None) for dtype in dtypes]
    gives = specs if is_several else specs[0]
    return host_call("PyFunc", call, list(inp), gives=gives, name=name)


def _given(value: Any) -> Any:
    """Return a value as the function gets it: an array or a number, strings as bytes."""
    array = np.asarray(value)
    if array.dtype.kind == "U":
        array = np.char.encode(array, "utf-8").astype(object)
    return array[()]
