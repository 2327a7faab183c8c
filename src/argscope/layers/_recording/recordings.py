"""The recordings of a model: one for each kind of call, made when it comes again."""

from __future__ import annotations

import sys
import warnings
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from enum import Enum, auto
from typing import Any, Final, final

import keras
import torch
from keras.src.backend.common.stateless_scope import in_stateless_scope
from torch.overrides import _get_current_function_mode_stack
from torch.utils._python_dispatch import _get_current_dispatch_mode_stack

from argscope._core.active import is_traced
from argscope._core.block import current_arg_scope
from argscope.layers._recording.detours import shortened
from argscope.layers._recording.program import compiled
from argscope.layers._recording.recorder import Recorder, Refusal
from argscope.layers.errors import NotRecordedWarning

MOST: Final = 16
"""Kinds of calls whose recordings are kept: those that came last."""


class _Not(Enum):
    """Why there is no recording of a kind of call."""

    YET = auto()
    """It came once."""

    POSSIBLE = auto()
    """It was refused."""


@final
class Replay:
    """What a recorded network does, in place of running it.

    Args:
        program: Computes the outputs, and then the losses, from the inputs.
        variables: Those whose tensors it holds.
        adders: What each loss is to be added to.
    """

    __slots__ = ("_adders", "_program", "_values", "_variables")

    def __init__(
        self,
        program: Callable[..., tuple[Any, list[Any]]],
        variables: list[keras.Variable],
        adders: list[keras.Layer],
    ) -> None:
        self._program = program
        self._variables = variables
        self._values = [variable.value for variable in variables]
        self._adders = adders

    def holds(self) -> bool:
        """Return whether the variables still have the tensors that they had."""
        pairs = zip(self._variables, self._values, strict=True)
        return all(variable._value is value for variable, value in pairs)

    def __call__(self, data: Any) -> Any:
        """Return the result for `data`."""
        outputs, losses = self._program(*_tensors(data))
        for layer, loss in zip(self._adders, losses, strict=True):
            layer.add_loss(loss)
        return outputs


@final
class Recordings:
    """A function of tensors: run in Python at first, from its recordings later.

    Args:
        model: The model whose variables it uses.
        function: Takes tensors in any structure, and then what is no tensor.
        state: Returns what else it depends on.
        warns: Whether to tell the user, once, that it cannot be recorded.
    """

    __slots__ = ("_function", "_kept", "_model", "_state", "_warns")

    def __init__(
        self,
        model: keras.Model,
        function: Callable[..., Any],
        state: Callable[[], Hashable],
        *,
        warns: bool,
    ) -> None:
        self._model = model
        self._function = function
        self._state = state
        self._kept: OrderedDict[Hashable, Replay | _Not] = OrderedDict()
        self._warns = warns

    def __call__(self, data: Any, *options: Hashable) -> Any:
        """Return the function's result."""
        kind = self._kind(data, options)
        if kind is None or self._kept.get(kind) is _Not.POSSIBLE:
            return self._function(data, *options)
        replay = self._kept.get(kind)
        if isinstance(replay, Replay) and replay.holds():
            return replay(data)
        if kind not in self._kept:  # many come once: a last batch, a single image
            self._keep(kind, _Not.YET)
            return self._function(data, *options)
        return self._record(kind, data, options)

    def _keep(self, kind: Hashable, made: Replay | _Not) -> None:
        self._kept[kind] = made
        self._kept.move_to_end(kind)
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)

    def _record(self, kind: Hashable, data: Any, options: tuple[Hashable, ...]) -> Any:
        layers = list(self._model._flatten_layers())
        before = [len(layer._losses) for layer in layers]
        with Recorder(_tensors(data)) as recorder:
            result = self._function(data, *options)
        added = [
            (layer, loss)
            for layer, count in zip(layers, before, strict=True)
            for loss in layer._losses[count:]
        ]
        try:
            recording = recorder.recording((result, [loss for _, loss in added]))
        except Refusal as refusal:
            self._keep(kind, _Not.POSSIBLE)
            self._warn(refusal)
            return result
        adders = [layer for layer, _ in added]
        program = compiled(shortened(recording))
        self._keep(kind, Replay(program, list(self._model.variables), adders))
        return result

    def _warn(self, refusal: Refusal) -> None:
        if self._warns:
            self._warns = False
            warning = NotRecordedWarning.about(
                self._model.name, refusal.why, refusal.place
            )
            warnings.warn(warning, stacklevel=2)

    def _kind(self, data: Any, options: tuple[Hashable, ...]) -> Hashable | None:
        """Return what a recording depends on; None if there is to be none."""
        tensors = _tensors(data)
        if (
            self._model.run_eagerly
            or any(type(tensor) is not torch.Tensor for tensor in tensors)
            or _is_watched()
        ):
            return None
        return (
            options,
            _structure(data),
            tuple((t.shape, t.dtype, t.device) for t in tensors),
            torch.is_grad_enabled(),
            torch.is_inference_mode_enabled(),
            _autocast({tensor.device.type for tensor in tensors}),
            current_arg_scope(),
            self._state(),
        )


def _tensors(data: Any) -> list[Any]:
    return [each for each in keras.tree.flatten(data) if each is not None]


def _structure(data: Any) -> Hashable:
    """Return in what the tensors are; nothing for a single one."""
    if isinstance(data, torch.Tensor):
        return None
    return repr(keras.tree.map_structure(lambda leaf: leaf is None, data))


def _autocast(devices: Iterable[str]) -> tuple[Any, ...]:
    return tuple(
        torch.get_autocast_dtype(device)
        for device in devices
        if torch.is_autocast_enabled(device)
    )


def _is_watched() -> bool:
    """Return whether somebody looks at each call, or traces or collects by himself."""
    return (
        is_traced()
        or in_stateless_scope()
        or sys.gettrace() is not None
        or torch.jit.is_tracing()
        or bool(_get_current_function_mode_stack())
        or bool(_get_current_dispatch_mode_stack())
        or torch._C._functorch.peek_interpreter_stack() is not None
    )
