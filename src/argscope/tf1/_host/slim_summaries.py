"""`slim.summaries` and `slim.summarize_activation`: summaries that are named by tensors.

Source:
    tf_slim 1.1.0, tf_slim/summaries.py and tf_slim/layers/summaries.py.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any, Final

from argscope.tf1._graph.op import SYMBOLS
from argscope.tf1._graph.tensor import Tensor
from argscope.tf1._host import summaries
from argscope.tf1._names.collections import get_collection


def add_scalar_summary(
    tensor: Tensor,
    name: str | None = None,
    prefix: str | None = None,
    print_summary: bool = False,
) -> Tensor:
    """Return a summary of a number."""
    del print_summary  # a compiled program has no text to print
    return summaries.scalar(_name(tensor, name, prefix), tensor)


def add_histogram_summary(
    tensor: Tensor, name: str | None = None, prefix: str | None = None
) -> Tensor:
    """Return a summary of how numbers are distributed."""
    return summaries.histogram(_name(tensor, name, prefix), tensor)


def add_image_summary(
    tensor: Tensor,
    name: str | None = None,
    prefix: str | None = None,
    print_summary: bool = False,
) -> Tensor:
    """Return a summary of images."""
    del print_summary
    return summaries.image(_name(tensor, name, prefix), tensor)


def add_zero_fraction_summary(
    tensor: Tensor,
    name: str | None = None,
    prefix: str | None = None,
    print_summary: bool = False,
) -> Tensor:
    """Return a summary of how many numbers are 0."""
    del print_summary
    path = f"{_name(tensor, name, prefix)}/Fraction_of_Zero_Values"
    return summaries.scalar(path, SYMBOLS["nn.zero_fraction"](tensor))


def summarize_activation(op: Tensor) -> Tensor:
    """Return a summary of an activation's distribution, and make those of its limits."""
    path = op.op.name
    if op.op.type in ("Relu", "Softplus", "Relu6"):
        summaries.scalar(f"{path}/zeros", _share_of(0, op))
    if op.op.type == "Relu6":
        summaries.scalar(f"{path}/sixes", _share_of(6, op))
    return summaries.histogram(f"{path}/activation", op)


def summarize_tensor(tensor: Tensor, tag: str | None = None) -> Tensor:
    """Return a summary of a number, or of a distribution."""
    path = tag or f"{tensor.op.name}_summary"
    kind = summaries.scalar if tensor.shape.ndims == 0 else summaries.histogram
    return kind(path, tensor)


def summarize_tensors(
    tensors: Iterable[Tensor], summarizer: Callable[..., Any] = summarize_tensor
) -> list[Any]:
    """Return a summary of each tensor."""
    return [summarizer(tensor) for tensor in tensors]


def summarize_collection(
    collection: str,
    name_filter: str | None = None,
    summarizer: Callable[..., Any] = summarize_tensor,
) -> list[Any]:
    """Return a summary of each tensor in a collection whose name matches."""
    return summarize_tensors(get_collection(collection, name_filter), summarizer)


def summarize_activations(
    name_filter: str | None = None,
    summarizer: Callable[..., Any] = summarize_activation,
) -> list[Any]:
    """Return a summary of each activation whose name matches."""
    return summarize_collection("activations", name_filter, summarizer)


def _share_of(number: float, tensor: Tensor) -> Any:
    equal = SYMBOLS["cast"](SYMBOLS["equal"](tensor, number), "float32")
    return SYMBOLS["reduce_mean"](equal)


def _name(tensor: Tensor, name: str | None, prefix: str | None) -> str:
    name = name or tensor.op.name
    return f"{prefix}/{name}" if prefix else name


def _of_each(summarizer: Callable[..., Tensor]) -> Callable[..., list[Tensor]]:
    def add_summaries(
        tensors: Iterable[Tensor], prefix: str | None = None, **rest: Any
    ) -> list[Tensor]:
        return [summarizer(tensor, prefix=prefix, **rest) for tensor in tensors]

    add_summaries.__doc__ = (
        f"Return what `{summarizer.__name__}` gives for each tensor."
    )
    return add_summaries


_ONE: Final = (
    add_scalar_summary,
    add_histogram_summary,
    add_image_summary,
    add_zero_fraction_summary,
)
for _function in _ONE:
    _many = _function.__name__.replace("summary", "summaries")
    SYMBOLS[f"contrib.slim.summaries.{_function.__name__}"] = _function
    SYMBOLS[f"contrib.slim.summaries.{_many}"] = _of_each(_function)

_SUMMARIZERS: Final[dict[str, Callable[..., Any]]] = {
    "summarize_activation": summarize_activation,
    "summarize_tensor": summarize_tensor,
    "summarize_tensors": summarize_tensors,
    "summarize_collection": summarize_collection,
    "summarize_activations": summarize_activations,
    "summarize_variables": functools.partial(summarize_collection, "variables"),
    "summarize_weights": functools.partial(summarize_collection, "weights"),
    "summarize_biases": functools.partial(summarize_collection, "biases"),
}
for _name_, _summarizer in _SUMMARIZERS.items():
    SYMBOLS[f"contrib.slim.{_name_}"] = _summarizer
    SYMBOLS[f"contrib.layers.{_name_}"] = _summarizer
    SYMBOLS[f"contrib.layers.summaries.{_name_}"] = _summarizer
