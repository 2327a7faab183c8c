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
from keras.src.backend.common.masking import get_keras_mask, set_keras_mask
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
        program: Computes the outputs, the losses and the outputs' masks from the inputs.
        variables: Those whose tensors it holds.
        adders: What each loss is to be added to.
    """

    __slots__ = ("_adders", "_program", "_variables", "_were")

    def __init__(
        self,
        program: Callable[..., tuple[Any, list[Any], list[Any]]],
        variables: list[keras.Variable],
        adders: list[keras.Layer],
    ) -> None:
        self._program = program
        self._variables = variables
        self._were = [
            (variable.value, variable.trainable, variable.value.requires_grad)
            for variable in variables
        ]
        self._adders = adders

    def holds(self) -> bool:
        """Return whether the variables have the tensors that they had, trained as then."""
        return all(
            variable._value is value
            and variable.trainable == trained
            and value.requires_grad == differentiated
            for variable, (value, trained, differentiated) in zip(
                self._variables, self._were, strict=True
            )
        )

    def __call__(self, data: Any) -> Any:
        """Return the result for `data`."""
        records_gradients = torch.is_grad_enabled()
        try:
            outputs, losses, masks = self._program(*_tensors(data))
        finally:  # stopped in the middle, it may have been where there are none
            torch.set_grad_enabled(records_gradients)
        for layer, loss in zip(self._adders, losses, strict=True):
            layer.add_loss(loss)
        if masks:
            for output, mask in zip(_tensors(outputs), masks, strict=True):
                set_keras_mask(output, mask)
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
        known = None if kind is None else self._kept.get(kind)
        if kind is None or known is _Not.POSSIBLE:
            return self._function(data, *options)
        if isinstance(known, Replay) and known.holds():
            return known(data)
        if known is None:  # many come once: a last batch, a single image
            self._keep(kind, _Not.YET)
            return self._function(data, *options)
        return self._record(kind, data, options)

    def forget(self) -> None:
        """Begin anew."""
        self._kept.clear()

    def _keep(self, kind: Hashable, made: Replay | _Not) -> None:
        self._kept[kind] = made
        self._kept.move_to_end(kind)
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)

    def _record(self, kind: Hashable, data: Any, options: tuple[Hashable, ...]) -> Any:
        layers = list(self._model._flatten_layers())
        before = [len(layer._losses) for layer in layers]
        # What the network has elsewhere too, or gets twice, is here an input each time.
        data = keras.tree.map_structure(_alias, data)
        with Recorder(_tensors(data)) as recorder:
            result = self._function(data, *options)
        added = [
            (layer, loss)
            for layer, count in zip(layers, before, strict=True)
            for loss in layer._losses[count:]
        ]
        try:
            losses = [loss for _, loss in added]
            recording = recorder.recording((result, losses, _masks(result)))
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
            or not all(map(_is_plain, tensors))
            or _masks(tensors)
            or _is_watched()
        ):
            return None
        return (
            options,
            _structure(data),
            tuple(
                (t.shape, t.stride(), t.dtype, t.device, t.requires_grad)
                for t in tensors
            ),
            torch.is_grad_enabled(),
            torch.is_inference_mode_enabled(),
            _autocast({tensor.device.type for tensor in tensors}),
            current_arg_scope(),
            self._state(),
        )


def _tensors(data: Any) -> list[Any]:
    return [each for each in keras.tree.flatten(data) if each is not None]


def _is_plain(tensor: Any) -> bool:
    return type(tensor) is torch.Tensor and tensor.layout is torch.strided


def _alias(tensor: Any) -> Any:
    """Return another tensor with the same memory and gradient."""
    return None if tensor is None else torch.ops.aten.alias(tensor)


def _masks(data: Any) -> list[Any]:
    """Return the masks that Keras gave to tensors; nothing if there are none."""
    masks = [get_keras_mask(tensor) for tensor in _tensors(data)]
    return masks if any(mask is not None for mask in masks) else []


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
