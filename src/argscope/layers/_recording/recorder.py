"""Recording what a network calls.

By torch's own hook for whoever wants to see each call of its functions
(`TorchFunctionMode`). It stands above autograd, so gradients, hooks, autocast and
functions with a gradient of their own work in a replay as they did. What passes below it
is seen by a second hook (`TorchDispatchMode`): a tensor that was made there, and by no
call that was recorded, would in a replay still be that of the recording.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Final, Self, final

import keras
import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.weak import WeakTensorKeyDictionary

import argscope.errors
from argscope.layers._recording.steps import (
    Recording,
    Slot,
    Step,
    has,
    mapped,
    slots_in,
)

_ABOUT_SHAPES: Final = frozenset(
    [
        "__get__",
        "__len__",
        "dim",
        "ndimension",
        "size",
        "numel",
        "nelement",
        "stride",
        "storage_offset",
        "element_size",
        "is_floating_point",
        "is_complex",
        "is_signed",
        "is_contiguous",
        "get_device",
        "is_same_size",
        "result_type",
        "type",
    ]
)
"""What tells nothing of values: in each run of the same shapes the same."""

_DOING: Final = frozenset(("__set__", "__setitem__", "_set_grad_enabled", "backward"))
"""What returns nothing, and has to be called again."""

_MASKS: Final = (torch.bool, torch.uint8)
"""Dtypes of indices that are masks."""

_SIZED: Final = frozenset(("arange", "range"))
"""What makes as many numbers as a tensor says, if it is given one."""

_SAME_OBJECT: Final = frozenset(("to", "contiguous"))
"""What returns the tensor itself where there is nothing to do."""


@final
class Refusal(Exception):  # noqa: N818  # no error: the network runs as it is written
    """Why a network cannot be recorded.

    Attributes:
        why: In words.
        place: File and line in the program.
    """

    def __init__(self, why: str, place: str) -> None:
        super().__init__(why)
        self.why = why
        self.place = place


@final
class Recorder(TorchFunctionMode):
    """Records the calls in a block.

    Args:
        inputs: The tensors that will be others in each run.

    Attributes:
        refusal: Why what was called cannot be replayed; None if it can.
    """

    def __init__(self, inputs: Iterable[torch.Tensor]) -> None:
        super().__init__()
        self.refusal: Refusal | None = None
        self._made = _Made()
        self._steps: list[Step] = []
        self._slots = WeakTensorKeyDictionary()
        self._ranks: dict[Slot, int] = {}
        self._inputs = tuple(map(self._slot_of_new, inputs))
        self._surroundings = _surroundings()
        self._saving_hooks = _saving_hooks()
        self._begins_with_gradients = self._gradients = torch.is_grad_enabled()

    def __enter__(self) -> Self:
        self._made.__enter__()
        super().__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        super().__exit__(kind, error, traceback)
        self._made.__exit__(kind, error, traceback)

    def __torch_function__(
        self,
        function: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Call `function`, and note it (torch calls this)."""
        del types
        kwargs = kwargs or {}
        if torch._C._functorch.peek_interpreter_stack() is not None:
            self._refuse("it transforms a function by torch.func")
        # Before the call: one in place changes what its arguments are.
        read = None if self.refusal else self._with_slots((args, kwargs))
        result = function(*args, **kwargs)
        if self.refusal is None:
            self._note(function, args, read, result)
        return result

    def recording(self, outputs: Any) -> Recording:
        """Return what was recorded, if `outputs` came out.

        Raises:
            Refusal: It cannot be replayed.
        """
        slots = self._with_slots(outputs)
        if self.refusal is not None:
            raise self.refusal
        return Recording(
            self._inputs, self._steps, slots, self._ranks, self._begins_with_gradients
        )

    def _note(
        self,
        function: Callable[..., Any],
        args: tuple[Any, ...],
        read: Any,
        result: Any,
    ) -> None:
        name = getattr(function, "__name__", "")
        arguments, named = read
        if name == "_set_grad_enabled":
            self._gradients = args[0]
        why = self._objection(name, read)
        if why is not None:
            self._refuse(why)
        elif has(result, torch.Tensor):
            if not (name in _SAME_OBJECT and result is args[0]):
                slots = mapped(result, torch.Tensor, self._slot_of_new)
                self._steps.append(Step(function, arguments, named, slots))
        elif name in _DOING:
            self._steps.append(Step(function, arguments, named, None))
        elif name not in _ABOUT_SHAPES:
            self._refuse(f"it calls Tensor.{name}, whose result depends on values")

    def _objection(self, name: str, read: Any) -> str | None:
        """Return why the call of `name` that was just made cannot be replayed, if so."""
        if self._made.sized_by_values or (name in _SIZED and has(read)):
            return f"it calls {name}, whose result has a shape that depends on values"
        if has(read, torch.Generator):
            return "it draws random numbers by a generator of its own"
        if _saving_hooks() != self._saving_hooks:
            return "it opens hooks for what gradients need, as checkpoint() does"
        if _surroundings() != self._surroundings:
            return "it opens autocast or inference_mode"
        if torch.is_grad_enabled() != self._gradients:
            # Only within a torch.autograd.Function it changes without a call.
            return "it computes with a gradient of its own"
        return None

    def _slot_of_new(self, tensor: torch.Tensor) -> Slot:
        slot = Slot(len(self._ranks))
        self._slots[tensor] = slot
        self._ranks[slot] = tensor.ndim
        return slot

    def _with_slots(self, value: Any) -> Any:
        return mapped(value, torch.Tensor, self._known_or_constant)

    def _known_or_constant(self, tensor: torch.Tensor) -> Any:
        slot = self._slots.get(tensor)
        if slot is not None:
            return slot
        if tensor.grad_fn is not None or tensor in self._made:
            self._refuse("it uses a tensor that no function of torch returned to it")
        return tensor

    def _refuse(self, why: str) -> None:
        if self.refusal is None:
            self.refusal = Refusal(why, _place())


@final
class _Made(TorchDispatchMode):
    """Knows which memory was filled while it was active.

    Attributes:
        sized_by_values: Whether a tensor was made whose shape its values decided.
    """

    def __init__(self) -> None:
        super().__init__()
        # Of some that is free again, perhaps: then a tensor that came from outside is
        # taken for one of these, and a recording is refused that could have been made.
        self._storages: set[int | None] = set()
        self.sized_by_values = False

    def __torch_dispatch__(
        self,
        function: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Call `function`, and note what it made (torch calls this)."""
        del types
        self.sized_by_values |= _is_sized_by_values(function, args)
        given = _storages(args)
        result = function(*args, **(kwargs or {}))
        self._storages |= _storages(result) - given
        return result

    def __contains__(self, tensor: torch.Tensor) -> bool:
        return _storage(tensor) in self._storages


def _storages(value: Any) -> set[int | None]:
    with torch._C.DisableTorchFunction():  # no call of the program
        return set(map(_storage, slots_in(value, torch.Tensor)))


def _storage(tensor: torch.Tensor) -> int | None:
    """Return which memory a tensor has; None, as for all such, if it is sparse."""
    if tensor.layout is not torch.strided:
        return None
    return int(tensor.untyped_storage()._cdata)


def _is_sized_by_values(function: Any, args: tuple[Any, ...]) -> bool:
    if torch.Tag.dynamic_output_shape not in function.tags:
        return False
    if function is not torch.ops.aten.index.Tensor:
        return True
    # By numbers the shape is that of the numbers.
    return any(index.dtype in _MASKS for index in slots_in(args[1], torch.Tensor))


def _saving_hooks() -> Any:
    ignoring_tracing = True
    return torch._C._autograd._top_saved_tensors_default_hooks(ignoring_tracing)


def _surroundings() -> tuple[bool, ...]:
    """Return what a block of the program may change without a call that is seen."""
    devices = ("cpu", torch.get_default_device().type)
    autocast = (torch.is_autocast_enabled(device) for device in devices)
    return (torch.is_inference_mode_enabled(), *autocast)


_LIBRARIES: Final = tuple(
    str(Path(file).parent)
    for file in (keras.__file__, torch.__file__, argscope.errors.__file__)
)


def _place() -> str:
    """Return the line of the program that is running, outside of libraries."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and frame.f_code.co_filename.startswith(_LIBRARIES):
        frame = frame.f_back
    return "" if frame is None else f"{frame.f_code.co_filename}:{frame.f_lineno}"
