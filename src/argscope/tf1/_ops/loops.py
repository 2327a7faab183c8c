"""Loops: `tf.while_loop`, and functions of each element.

A loop whose condition is known at each step, as that of a counter is, is run by Python,
step by step: then sizes may change, and all backends give gradients. Others are left to
the backend; there the shapes of loop variables do not change, and JAX has no gradients.

Differs: How a loop is run (`parallel_iterations`, `back_prop`, `swap_memory`,
`infer_shape`) and `shape_invariants` have no effect. A loop that ends by computed values
has no gradient on JAX.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras import ops

from argscope.tf1._graph.callbacks import on_values
from argscope.tf1._graph.op import op, symbol
from argscope.tf1._ops.structures import (
    arrays,
    flat,
    is_recording,
    like,
    packed,
    tensors,
)
from argscope.tf1._ops.tensor_array import TensorArray, settled
from argscope.tf1._ops.values import Array, array, is_constant, shape_of

# --- while


@symbol("while_loop")
def while_loop(
    cond: Callable[..., Any],
    body: Callable[..., Any],
    loop_vars: Any,
    shape_invariants: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    name: str | None = None,
    maximum_iterations: Any = None,
    return_same_structure: bool = False,
) -> Any:
    """Return the loop variables after the last step.

    Args:
        cond: From the loop variables to whether there is another step.
        body: From the loop variables to those of the next step.
        loop_vars: A list of structures of tensors.
        shape_invariants: Accepted.
        parallel_iterations: Accepted.
        back_prop: Accepted.
        swap_memory: Accepted.
        name: The operation's name.
        maximum_iterations: How many steps there are at most.
        return_same_structure: Whether a list of one variable stays a list.
    """
    del shape_invariants, parallel_iterations, back_prop, swap_memory
    if not loop_vars:
        raise ValueError("tf.while_loop takes at least one loop variable.")
    start = _sequence(loop_vars)
    found = _while(on_values(cond), on_values(body), start, maximum_iterations, name)
    return found if len(found) > 1 or return_same_structure else found[0]


def _sequence(result: Any) -> list[Any]:
    is_one = isinstance(result, TensorArray) or not isinstance(result, list | tuple)
    return [result] if is_one else list(result)


@op("while/Exit", calls_back=True, coincides=True)
def _while(
    cond: Callable[..., Any],
    body: Callable[..., Any],
    loop_vars: list[Any],
    maximum: Any,
    name: str | None = None,
) -> list[Any]:
    state = arrays(loop_vars)
    left = None if maximum is None else int(array(maximum))
    if is_recording():  # it may not be entered for the stand-ins
        body(*state)
    while left is None or left > 0:
        goes_on = cond(*state)
        if not is_constant(goes_on):
            return _loop_of_backend(cond, body, state, left)
        if not goes_on:
            break
        state = arrays(_sequence(body(*state)))
        left = None if left is None else left - 1
    return [settled(each) for each in state]


def _loop_of_backend(
    cond: Callable[..., Any],
    body: Callable[..., Any],
    state: list[Any],
    left: int | None,
) -> list[Any]:
    start = tensors(flat(state))

    def goes_on(*values: Array) -> Array:
        return ops.cast(ops.reshape(array(cond(*packed(state, values))), ()), "bool")

    def step(*values: Array) -> tuple[Array, ...]:
        return tuple(like(flat(body(*packed(state, values))), start))

    if is_recording():
        _keeps_shapes(start, step(*start))
        found = start
    else:
        found = ops.while_loop(goes_on, step, tuple(start), maximum_iterations=left)
    return [*packed(state, found)]


def _keeps_shapes(before: list[Array], after: tuple[Array, ...]) -> None:
    for one, two in zip(before, after, strict=True):
        if tuple(one.shape) != tuple(two.shape):
            raise ValueError(
                f"A loop variable of tf.while_loop has the shape {tuple(one.shape)}, and "
                f"{tuple(two.shape)} after a step. Shapes can change only in loops whose "
                "number of steps is known from sizes and constants."
            )


# --- each element


@symbol("map_fn")
def map_fn(
    fn: Callable[..., Any],
    elems: Any,
    dtype: Any = None,
    parallel_iterations: int | None = None,
    back_prop: bool = True,
    swap_memory: bool = False,
    infer_shape: bool = True,
    name: str | None = None,
) -> Any:
    """Return what a function gives for each element along the first axis, stacked.

    Args:
        fn: The function, of a structure like that of `elems`.
        elems: A structure of tensors.
        dtype: Accepted: the dtypes are those that `fn` gives.
        parallel_iterations: Accepted.
        back_prop: Accepted.
        swap_memory: Accepted.
        infer_shape: Accepted.
        name: The operation's name.
    """
    del dtype, parallel_iterations, back_prop, swap_memory, infer_shape
    return _map(on_values(fn), elems, name)


@op("map/TensorArrayStack/TensorArrayGatherV3", calls_back=True)
def _map(fn: Callable[..., Any], elems: Any, name: str | None = None) -> Any:
    elems = arrays(elems)
    values = flat(elems)
    structures: list[Any] = []

    def result(each: Any) -> list[Array]:
        structures.append(fn(packed(elems, each)))
        return tensors(flat(structures[-1]))

    if is_recording():
        one = result([value[0] for value in values])
        return packed(structures[-1], _repeated(one, shape_of(values[0])[0]))
    found = ops.map(result, tensors(values))
    return packed(structures[-1], found)


def _repeated(values: list[Array], count: Any) -> list[Array]:
    return [
        ops.broadcast_to(ops.expand_dims(value, 0), (count, *value.shape))
        for value in values
    ]


# --- each element, with what came before


@symbol("scan")
def scan(
    fn: Callable[..., Any],
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    infer_shape: bool = True,
    reverse: bool = False,
    name: str | None = None,
) -> Any:
    """Return all that `fn(last, element)` gives along the first axis, stacked.

    The first `last` is `initializer`, or, without one, the first element.
    """
    del parallel_iterations, back_prop, swap_memory, infer_shape
    return _scan(on_values(fn), elems, initializer, bool(reverse), name)


@op("scan/TensorArrayStack/TensorArrayGatherV3", calls_back=True)
def _scan(
    fn: Callable[..., Any],
    elems: Any,
    start: Any,
    reverse: bool,
    name: str | None = None,
) -> Any:
    structure, begin, values = _begun(elems, start, reverse)
    _, found = _accumulated(fn, elems, structure, begin, values, reverse)
    if start is None:
        first = [ops.expand_dims(each, 0) for each in begin]
        pairs = zip(first, found, strict=True)
        found = [ops.concatenate([b, a] if reverse else [a, b]) for a, b in pairs]
    return packed(structure, found)


@symbol("foldl")
def foldl(
    fn: Callable[..., Any],
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    name: str | None = None,
) -> Any:
    """Return the last that `fn(last, element)` gives, from the first element on."""
    del parallel_iterations, back_prop, swap_memory
    return _fold(on_values(fn), elems, initializer, reverse=False, name=name)


@symbol("foldr")
def foldr(
    fn: Callable[..., Any],
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    name: str | None = None,
) -> Any:
    """Return the last that `fn(last, element)` gives, from the last element on."""
    del parallel_iterations, back_prop, swap_memory
    return _fold(on_values(fn), elems, initializer, reverse=True, name=name)


@op("fold/while/Exit", calls_back=True)
def _fold(
    fn: Callable[..., Any],
    elems: Any,
    start: Any,
    *,
    reverse: bool,
    name: str | None = None,
) -> Any:
    structure, begin, values = _begun(elems, start, reverse)
    found, _ = _accumulated(fn, elems, structure, begin, values, reverse)
    return packed(structure, found)


def _begun(
    elems: Any, start: Any, reverse: bool
) -> tuple[Any, list[Array], list[Array]]:
    """Return what is carried, its first values, and the elements that follow."""
    values = tensors(flat(arrays(elems)))
    if start is not None:
        structure = arrays(start)
        return structure, tensors(flat(structure)), values
    first, rest = (-1, slice(0, -1)) if reverse else (0, slice(1, None))
    return elems, [value[first] for value in values], [value[rest] for value in values]


def _accumulated(
    fn: Callable[..., Any],
    elems: Any,
    structure: Any,
    begin: list[Array],
    values: list[Array],
    reverse: bool,
) -> tuple[list[Array], list[Array]]:
    """Return what is carried after the last step, and after each."""
    elems = arrays(elems)

    def step(last: list[Array], each: list[Array]) -> tuple[list[Array], list[Array]]:
        given = fn(packed(structure, last), packed(elems, each))
        carried = like(flat(given), begin)
        return carried, carried

    if is_recording():
        carried, _ = step(begin, [value[0] for value in values])
        return carried, _repeated(carried, shape_of(values[0])[0])
    last, found = ops.scan(step, begin, values, reverse=reverse)
    return list(last), list(found)
