"""What custom layers of TF-Slim programs use: collections, and small checks.

Collections belong to the model that runs: these functions are for network functions.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from argscope._base.tensor import Tensor
from argscope.layers._arguments import Sizes
from argscope.layers._numerics.ops import select
from argscope.layers._state.run import Run, current_run
from argscope.layers._state.store import Collections, collection_names
from argscope.layers.errors import OutsideModelError

__all__ = [
    "append_tensor_alias",
    "channel_dimension",
    "collect_named_outputs",
    "constant_value",
    "convert_collection_to_dict",
    "gather_tensors_aliases",
    "get_tensor_aliases",
    "get_variable_collections",
    "last_dimension",
    "n_positive_integers",
    "smart_cond",
    "static_cond",
    "two_element_tuple",
]


def collect_named_outputs(
    collections: str | Iterable[str] | None, alias: str, outputs: Tensor
) -> Tensor:
    """Put `outputs` into collections under the name `alias`, and return it.

    Args:
        collections: Names of collections, or one name, or None for no effect.
        alias: What `convert_collection_to_dict` will call it; without one slash at its
            end, so that it may be a scope's `original_name_scope`.
        outputs: A tensor.

    Raises:
        OutsideModelError: No network is running.

    Example:
        >>> from argscope import layers
        >>> def network(x):
        ...     x = layers.utils.collect_named_outputs("ends", "doubled", 2 * x)
        ...     return x, layers.utils.convert_collection_to_dict("ends")
        >>> model = layers.Model(network)
        >>> import numpy as np
        >>> list(model.end_points(np.ones((1, 2), "float32")))
        ['doubled']
    """
    return _run("collect_named_outputs").collect(collections, alias, outputs)


def convert_collection_to_dict(
    collection: str, clear_collection: bool = False
) -> OrderedDict[str, Tensor]:
    """Return the tensors of a collection by their aliases, in order.

    Args:
        collection: Its name.
        clear_collection: Whether to empty it.

    Returns:
        A tensor is there under each of its names, whichever collections it was given
        them for; of two tensors with one name the later one.

    Raises:
        OutsideModelError: No network is running.
    """
    run = _run("convert_collection_to_dict")
    members = run.collections.get(collection, ())
    found = OrderedDict(
        (alias, tensor) for _, tensor in members for alias in run.aliases_of(tensor)
    )
    if clear_collection:
        run.collections.pop(collection, None)
    return found


def append_tensor_alias(tensor: Tensor, alias: str) -> Tensor:
    """Remember one more name of `tensor` in this run, and return the tensor.

    A slash at the end of `alias` is left out.

    Raises:
        OutsideModelError: No network is running.
    """
    _run("append_tensor_alias").add_alias(tensor, alias)
    return tensor


def get_tensor_aliases(tensor: Tensor) -> list[str]:
    """Return the names that `tensor` was given in this run, in order.

    They are those of all collections, and of `append_tensor_alias`.

    Raises:
        OutsideModelError: No network is running.
    """
    return _run("get_tensor_aliases").aliases_of(tensor)


def gather_tensors_aliases(tensors: Iterable[Tensor]) -> list[str]:
    """Return the aliases of all `tensors`, in order.

    Raises:
        OutsideModelError: No network is running.
    """
    return [alias for tensor in tensors for alias in get_tensor_aliases(tensor)]


def get_variable_collections(
    variables_collections: Collections, name: str
) -> list[str]:
    """Return the collections of the variable `name`: all, or those of its name.

    Example:
        >>> get_variable_collections({"weights": ["decayed"]}, "weights")
        ['decayed']
    """
    return collection_names(variables_collections, name)


def constant_value(value_or_tensor_or_var: Any, dtype: Any = None) -> Any:
    """Return the argument if it is a plain Python value, else None.

    Example:
        >>> constant_value(True)
        True
    """
    del dtype
    value = value_or_tensor_or_var
    return value if isinstance(value, bool | int | float | str) else None


def static_cond(pred: bool, fn1: Callable[[], Any], fn2: Callable[[], Any]) -> Any:
    """Return `fn1()` if `pred` is true, else `fn2()`.

    Example:
        >>> static_cond(False, lambda: 1, lambda: 2)
        2
    """
    return fn1() if pred else fn2()


def smart_cond(
    pred: bool | Tensor,
    fn1: Callable[[], Any],
    fn2: Callable[[], Any],
    name: str | None = None,
) -> Any:
    """As `static_cond`; where `pred` is a tensor, both run and one result is taken."""
    del name
    if constant_value(pred) is not None:
        return static_cond(bool(pred), fn1, fn2)
    return select(pred, fn1(), fn2())


def two_element_tuple(int_or_tuple: Sizes) -> tuple[int, int]:
    """Return height and width, from both or from one number for both.

    Raises:
        ValueError: Neither a number nor two.

    Example:
        >>> two_element_tuple(3), two_element_tuple([3, 5])
        ((3, 3), (3, 5))
    """
    first, second = n_positive_integers(2, int_or_tuple)
    return first, second


def n_positive_integers(n: int, value: Sizes) -> tuple[int, ...]:
    """Return `n` positive integers, from all or from one number for all.

    Raises:
        ValueError: Another count, or a number that is not a positive integer.

    Example:
        >>> n_positive_integers(3, 2)
        (2, 2, 2)
    """
    numbers = [value] if isinstance(value, int) else list(value)
    numbers = numbers * n if len(numbers) == 1 else numbers
    if len(numbers) != n or not all(int(i) == i and i > 0 for i in numbers):
        raise ValueError(f"Expected {n} positive integers or one, got {value!r}.")
    return tuple(numbers)


def channel_dimension(
    shape: Sequence[int | None], data_format: str | None, min_rank: int = 1
) -> int:
    """Return the number of channels in a shape.

    Args:
        shape: Sizes of the axes.
        data_format: `"NCHW"` and such for channels first, else last.
        min_rank: Least number of axes.

    Raises:
        ValueError: Fewer axes, or an unknown number of channels.

    Example:
        >>> channel_dimension((2, 3, 8, 8), "NCHW")
        3
    """
    first = (data_format or "").startswith("NC")
    return _known_size(shape, 1 if first else -1, min_rank)


def last_dimension(shape: Sequence[int | None], min_rank: int = 1) -> int:
    """Return the size of the last axis.

    Raises:
        ValueError: Fewer axes than `min_rank`, or an unknown size.

    Example:
        >>> last_dimension((None, 5))
        5
    """
    return _known_size(shape, -1, min_rank)


def _known_size(shape: Sequence[int | None], axis: int, min_rank: int) -> int:
    if len(shape) < min_rank:
        raise ValueError(f"Expected a rank of {min_rank} or more, got {tuple(shape)}.")
    size = shape[axis]
    if size is None:
        raise ValueError(f"Expected a known size of axis {axis}, got {tuple(shape)}.")
    return size


def _run(function: str) -> Run:
    run = current_run()
    if run is None:
        raise OutsideModelError.variables(function)
    return run
