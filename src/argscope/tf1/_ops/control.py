"""Choosing by a value that is not known while the program is made: `tf.cond`, `tf.case`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from keras import ops

from argscope.tf1._graph.callbacks import on_values
from argscope.tf1._graph.op import SYMBOLS, op, symbol
from argscope.tf1._graph.tensor import OPERATORS, Tensor, Value
from argscope.tf1._names.graphs import control_dependencies
from argscope.tf1._ops.branches import chosen
from argscope.tf1._ops.structures import flat, is_recording, packed, stand_in, tensors
from argscope.tf1._ops.values import Array, array, is_constant

Branch = Callable[[], Any]


@symbol("cond")
def cond(
    pred: Any,
    true_fn: Branch | None = None,
    false_fn: Branch | None = None,
    strict: bool = False,
    name: str | None = None,
    fn1: Branch | None = None,
    fn2: Branch | None = None,
) -> Any:
    """Return what one of two functions gives.

    Args:
        pred: Which: a tensor, or a truth value that is known, for which the other function
            is not called.
        true_fn: Called if `pred` is true.
        false_fn: Called if not.
        strict: Whether a list of one tensor stays a list.
        name: The operation's name.
        fn1: As `true_fn`.
        fn2: As `false_fn`.

    Raises:
        TypeError: There are no two functions.
        ValueError: They give different structures.
    """
    true, false = (
        (fn1 if true_fn is None else true_fn),
        (fn2 if false_fn is None else false_fn),
    )
    if not (callable(true) and callable(false)):
        raise TypeError("tf.cond takes two functions, true_fn and false_fn.")
    known = _known(pred)
    if known is None:
        return _cond(pred, on_values(true), on_values(false), bool(strict), name)
    return _unpacked(true() if known else false(), strict)


def _known(pred: Any) -> bool | None:
    if not isinstance(pred, Tensor):
        return bool(pred)
    if isinstance(pred, Value) and isinstance(pred.value, np.ndarray):
        return None if is_recording() else bool(pred.value)
    return None


@op("cond/Merge", calls_back=True, coincides=True)
def _cond(
    pred: Array,
    true_fn: Branch,
    false_fn: Branch,
    strict: bool,
    name: str | None = None,
) -> Any:
    if is_constant(pred) and not is_recording():
        return _unpacked(true_fn() if pred else false_fn(), strict)
    structures: list[Any] = []

    def values(branch: Branch) -> Callable[[], list[Array]]:
        def call() -> list[Array]:
            structures.append(_unpacked(branch(), strict))
            return tensors(flat(structures[-1]))

        return call

    branches = values(true_fn), values(false_fn)
    if is_recording():
        # Where the shapes differ, the first and the second stand-in do, too.
        results = [branch() for branch in branches]
        _agree(*results)
        which = stand_in()
        return packed(structures[which], results[which])
    found = chosen(ops.cast(pred, "bool"), *branches)
    return packed(structures[-1], found)


def _agree(first: list[Array], second: list[Array]) -> None:
    kinds = [
        [(each.dtype, len(each.shape)) for each in found] for found in (first, second)
    ]
    if kinds[0] != kinds[1]:
        raise ValueError(
            "The functions of tf.cond give the same number of tensors, of the same dtypes "
            f"and ranks; these give {_listed(first)} and {_listed(second)}."
        )


def _listed(values: list[Array]) -> str:
    shown = (f"{each.dtype}{list(each.shape)}" for each in values)
    return f"({', '.join(shown)})"


def _unpacked(result: Any, strict: Any) -> Any:
    is_single = isinstance(result, list | tuple) and len(result) == 1
    return result[0] if is_single and not strict else result


Pairs = Sequence[tuple[Any, Branch]] | Mapping[Any, Branch]


@symbol("case")
def case(
    pred_fn_pairs: Pairs,
    default: Branch | None = None,
    exclusive: bool = False,
    strict: bool = False,
    name: str = "case",
) -> Any:
    """Return what the function of the first true predicate gives.

    Args:
        pred_fn_pairs: Pairs of a predicate and a function.
        default: Called if none is true. Without it the last function is.
        exclusive: Accepted: at most one predicate is true then.
        strict: As for `tf.cond`.
        name: The operation's name.
    """
    del exclusive
    pairs = list(
        pred_fn_pairs.items() if isinstance(pred_fn_pairs, Mapping) else pred_fn_pairs
    )
    if not pairs:
        raise ValueError(
            "tf.case takes at least one pair of a predicate and a function."
        )
    chosen = default if default is not None else pairs.pop()[1]
    for pred, function in reversed(pairs):
        chosen = _choice(pred, function, chosen, strict, name)
    return _unpacked(chosen(), strict)


def _choice(
    pred: Any, function: Branch, otherwise: Branch, strict: bool, name: str
) -> Branch:
    return lambda: cond(pred, function, otherwise, strict, f"{name}/cond")


@symbol("switch_case")
def switch_case(
    branch_index: Any,
    branch_fns: Any,
    default: Branch | None = None,
    name: str = "switch_case",
) -> Any:
    """Return what the function with a number gives; the default's, or the last's, for none.

    Args:
        branch_index: The number.
        branch_fns: Functions, for the numbers from 0 on; or pairs, or a dictionary.
        default: Called if no function has the number.
        name: The operation's name.
    """
    if isinstance(branch_fns, Mapping):
        numbered = sorted(branch_fns.items())
    elif callable(branch_fns[0]):
        numbered = list(enumerate(branch_fns))
    else:
        numbered = sorted(branch_fns)
    equal = SYMBOLS["equal"]
    pairs = [(equal(branch_index, number), function) for number, function in numbered]
    return case(pairs, default, name=name)


# --- what changes no value


@op("StopGradient", "stop_gradient")
def stop_gradient(input: Array, name: str | None = None) -> Array:
    """Return the tensor, through which no gradient goes."""
    input = array(input)
    return input if is_constant(input) else ops.stop_gradient(input)


@symbol("tuple")
def tuple_of(
    tensors: Sequence[Any], name: str | None = None, control_inputs: Any = None
) -> list[Any]:
    """Return the tensors, each of which is there when all are."""
    del name
    waits = [*(each for each in tensors if each is not None), *(control_inputs or ())]
    with control_dependencies(waits):
        return [
            None if each is None else OPERATORS["identity"](each) for each in tensors
        ]


@symbol("with_dependencies", "contrib.framework.with_dependencies")
def with_dependencies(
    dependencies: Sequence[Any], output_tensor: Any, name: str | None = None
) -> Any:
    """Return a tensor that is there when some operations have run."""
    with control_dependencies(dependencies):
        return OPERATORS["identity"](output_tensor, name=name)
