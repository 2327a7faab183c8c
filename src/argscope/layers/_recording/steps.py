"""A recording: which functions of torch a network called, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, final


@final
@dataclass(frozen=True)
class Slot:
    """Stands for a tensor that is another one in each run: an input, or a result."""

    number: int


@final
@dataclass(frozen=True)
class Step:
    """One call.

    Attributes:
        function: What was called.
        args: Its positional arguments, with slots in the places of tensors.
        kwargs: Its named ones.
        result: A slot, or a tuple or list of slots and other values; None for a call that
            counts for what it does.
    """

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    result: Any

    def slots(self) -> Iterator[Slot]:
        """Yield the slots that it reads, as often as it does."""
        return slots_in((self.args, self.kwargs))

    def reading(self, new: Callable[[Slot], Slot]) -> Step:
        """Return this step with other slots to read."""
        args, kwargs = (mapped(each, Slot, new) for each in (self.args, self.kwargs))
        return replace(self, args=args, kwargs=kwargs)


@final
@dataclass(frozen=True)
class Recording:
    """The steps of a network.

    Attributes:
        inputs: The slots of what goes in.
        steps: The calls in their order.
        outputs: What comes out: slots and other values in any structure.
        ranks: The numbers of axes of the tensors in slots.
        records_gradients: Whether torch records for gradients where it begins.
    """

    inputs: tuple[Slot, ...]
    steps: list[Step]
    outputs: Any
    ranks: dict[Slot, int]
    records_gradients: bool


def mapped(value: Any, kind: type, new: Callable[[Any], Any]) -> Any:
    """Return `value` with each instance of `kind` in it replaced by `new` of it.

    In tuples, lists, dicts and slices: what arguments of torch are made of.
    """
    if isinstance(value, kind):
        return new(value)
    if isinstance(value, dict):
        return {key: mapped(each, kind, new) for key, each in value.items()}
    if isinstance(value, slice):
        ends = (value.start, value.stop, value.step)
        return slice(*(mapped(each, kind, new) for each in ends))
    if type(value) is list:
        return [mapped(each, kind, new) for each in value]
    if isinstance(value, tuple) and has(value, kind):
        return maker(type(value))(mapped(each, kind, new) for each in value)
    return value


def maker(kind: type) -> Callable[..., Any]:
    """Return what makes a tuple of this class from its items."""
    make: Callable[..., Any] = getattr(kind, "_make", kind)  # of a named tuple
    return make


def slots_in(value: Any, kind: type = Slot) -> Iterator[Any]:
    """Yield the instances of `kind` in `value`, where `mapped` finds them."""
    if isinstance(value, kind):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from slots_in(each, kind)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from slots_in(each, kind)
    elif isinstance(value, slice):
        yield from slots_in((value.start, value.stop, value.step), kind)


def has(value: Any, kind: type = Slot) -> bool:
    """Return whether there is an instance of `kind` in `value`."""
    # Not by any(), which asks a tensor for its truth.
    return next((True for _ in slots_in(value, kind)), False)
