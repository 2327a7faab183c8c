"""The variables of a Saver by the names that they have in checkpoints, and their values.

Source:
    tensorflow/python/training/saving/saveable_object_util.py for what a Saver takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from argscope.checkpoint._dtypes import numpy_dtype
from argscope.tf1._graph.variable import Variable
from argscope.tf1._names.collections import GraphKeys, get_collection

Variables = Mapping[str, Variable]


def variables_by_name(var_list: Any) -> dict[str, Variable]:
    """Return variables by their names in checkpoints, sorted.

    Args:
        var_list: A mapping that tells the names; a list, whose names are those of the
            variables; None for all variables of the graph that are not local.

    Raises:
        TypeError: Something else is in it.
        ValueError: Two have one name, or one has two.
    """
    if var_list is None:
        var_list = _saveable()
    if not isinstance(var_list, Mapping | Iterable):
        raise TypeError(
            f"Variables to save should be passed in a dict or a list: {var_list}"
        )
    pairs = var_list.items() if isinstance(var_list, Mapping) else _named(var_list)
    found: dict[str, Variable] = {}
    seen: set[Variable] = set()
    for name, given in pairs:
        variable = _only(given)
        if not isinstance(variable, Variable):
            raise TypeError(f"Variable to save is not a Variable: {variable}")
        if name in found:
            raise ValueError(f"At least two variables have the same name: {name}")
        if variable in seen:
            raise ValueError(
                f"The same saveable will be restored with two names: {name}"
            )
        found[name] = variable
        seen.add(variable)
    return dict(sorted(found.items()))


def _saveable() -> list[Variable]:
    local = get_collection(GraphKeys.LOCAL_VARIABLES)
    found = get_collection(GraphKeys.GLOBAL_VARIABLES)
    return [each for each in found if each not in local]


def _named(variables: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    for each in variables:
        yield (each.op.name if isinstance(each, Variable) else ""), each


def _only(given: Any) -> Any:
    """Return a variable that is given as the one part of itself."""
    return given[0] if isinstance(given, list | tuple) and len(given) == 1 else given


@final
class SessionValues(Mapping[str, NDArray[Any]]):
    """What variables have in a session, each looked up when it is asked for."""

    def __init__(self, session: Any, variables: Variables) -> None:
        self._session = session
        self._variables = variables

    def __getitem__(self, name: str) -> NDArray[Any]:
        variable = self._variables[name]
        value = np.asarray(self._session.value_of(variable))
        return value.astype(stored_dtype(variable), copy=False)

    def __iter__(self) -> Iterator[str]:
        return iter(self._variables)

    def __len__(self) -> int:
        return len(self._variables)


def stored_dtype(variable: Variable) -> np.dtype[Any]:
    """Return the dtype of a variable in files: as declared, on every backend.

    JAX has 32 bits for 64, and the global step is declared so there.
    """
    if counts_steps(variable):
        return np.dtype("int64")
    return numpy_dtype(variable.dtype.as_datatype_enum)


def counts_steps(variable: Variable) -> bool:
    """Return whether a variable is the global step of its graph."""
    with variable.graph.current():
        return variable in get_collection(GraphKeys.GLOBAL_STEP)
