"""Losses and metrics of whole batches, of which each process of torch computes a part.

Outputs, labels and weights of all processes are brought together, and each process
computes the losses and metrics of the whole batch from them. So whatever these are (sums,
means over masks, areas under curves), they are those of one device, and the same in
all processes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, final

import keras
import torch
from keras.src.backend.common.masking import get_keras_mask, set_keras_mask
from keras.src.backend.common.stateless_scope import in_stateless_scope

from argscope._distribution.current import current
from argscope._distribution.torch_engine import TorchEngine
from argscope._distribution.torch_gradients import agree
from argscope._distribution.torch_parts import TorchParts


class Made:
    """A loss that is being computed."""

    loss: Any = None


@final
class Batches:
    """What a model knows of the whole batch while it makes a step.

    Args:
        model: The model; outside of a distribution nothing is done to it.
    """

    __slots__ = ("_depth", "_known", "_model")

    def __init__(self, model: Any) -> None:
        self._model = model
        self._depth = 0
        self._known: list[tuple[Any, Any]] = []

    def whole(self, *parts: Any) -> list[Any]:
        """Return outputs, labels and weights of all processes."""
        return [keras.tree.map_structure(self._whole, each) for each in parts]

    def let_go(self) -> None:
        """Forget the batch."""
        self._known.clear()

    @contextmanager
    def loss(self, optimizer: Any = None) -> Iterator[Made]:
        """Let the loss that is made in the block be the mean over the processes.

        The gradients of variables then are too. Of blocks in each other, the outermost
        does that.

        Args:
            optimizer: Which gets the gradients; default: the model's.
        """
        engine = torch_engine()
        made = Made()
        self._depth += 1
        try:
            yield made
        finally:
            self._depth -= 1
        if (
            engine is not None
            and not self._depth
            and isinstance(made.loss, torch.Tensor)
        ):
            optimizer = optimizer or self._model.optimizer
            made.loss = engine.prepared(self._model, made.loss, optimizer)

    def replays(self) -> bool:
        """Return whether steps may be recorded: variables keep their tensors."""
        engine = torch_engine()
        return engine is None or not engine.cut_variables(self._model)

    def whole_variables(self, *, stay: bool = False) -> AbstractContextManager[None]:
        """Return a block in which variables that are cut over processes are whole.

        Args:
            stay: Whether they may be so afterwards, until a gradient is computed.
        """
        engine = torch_engine()
        if engine is None:
            return nullcontext()
        return engine.whole_variables(self._model, stay=stay)

    def counted(self) -> AbstractContextManager[None]:
        """Return a block in which a batch counts in the mean loss with all its images."""
        parts = _parts()
        return nullcontext() if parts is None else self._counted(parts.count)

    @contextmanager
    def _counted(self, parts: int) -> Iterator[None]:
        tracker = self._model._loss_tracker
        update = tracker.update_state

        def update_for_all(values: Any, sample_weight: int = 1) -> Any:
            return update(values, sample_weight * parts)

        tracker.update_state = update_for_all
        try:
            yield
        finally:
            del tracker.update_state

    def agree_on_values(self) -> None:
        """Let all processes begin with the same values of Keras layers' variables.

        Those of the network itself have them.
        """
        if torch_engine() is not None:
            own = self._model._network.store.ids
            agree(each for each in self._model.variables if id(each) not in own)

    def _whole(self, own: Any) -> Any:
        parts = _parts()
        if parts is None or own is None:
            return own
        if any(own is whole for _, whole in self._known):
            return own
        for known, whole in self._known:
            if known is own:
                return whole
        whole = parts.gather(keras.ops.convert_to_tensor(own))
        mask = get_keras_mask(own)
        if mask is not None:
            set_keras_mask(whole, parts.gather(mask))
        self._known.append((own, whole))
        return whole


def torch_engine() -> TorchEngine | None:
    """Return the engine of the processes that are together now; None if there are none.

    Where Keras runs a step on symbols, none: nothing is computed.
    """
    distribution = current()
    if distribution is None or in_stateless_scope():
        return None
    engine = distribution.engine
    return engine if isinstance(engine, TorchEngine) else None


def _parts() -> TorchParts | None:
    engine = torch_engine()
    return None if engine is None else engine.torch_parts()
