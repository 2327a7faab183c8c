"""`slim.tfexample_decoder`: which items are made of the features of an example, and how.

Source:
    tf_slim/data/tfexample_decoder.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from argscope.tf1._data.parsing import (
    parse_single_example,
    parse_single_sequence_example,
)
from argscope.tf1._data.slim_names import slim_symbol
from argscope.tf1._graph.op import SYMBOLS

Tensors = Mapping[str, Any]


@slim_symbol("data_decoder")
class DataDecoder:
    """Makes items of what was read. Subclasses say which, and how."""

    def decode(self, data: Any, items: Sequence[str]) -> list[Any]:
        """Return the tensors of some items."""
        raise NotImplementedError

    def list_items(self) -> list[str]:
        """Return the names of the items."""
        raise NotImplementedError


class _OfExamples(DataDecoder):
    """Makes items of examples by handlers."""

    def __init__(self, items_to_handlers: Mapping[str, Any]) -> None:
        self._items_to_handlers = dict(items_to_handlers)

    def list_items(self) -> list[str]:
        """Return the names of the items."""
        return list(self._items_to_handlers)

    def _parsed(self, serialized: Any) -> Tensors:
        raise NotImplementedError

    def decode(self, serialized_example: Any, items: Any = None) -> list[Any]:
        """Return the tensors of some items, by default of all, of one example."""
        parsed = self._parsed(serialized_example)
        handlers = [
            self._items_to_handlers[each] for each in items or self.list_items()
        ]
        return [
            handler.tensors_to_item({key: parsed[key] for key in handler.keys})
            for handler in handlers
        ]


@slim_symbol("tfexample_decoder")
class TFExampleDecoder(_OfExamples):
    """Makes items of serialized examples.

    Args:
        keys_to_features: The features of an example, as `tf.parse_single_example` has
            them.
        items_to_handlers: What makes the items of them: an `ItemHandler` for each.
    """

    def __init__(
        self, keys_to_features: Mapping[str, Any], items_to_handlers: Mapping[str, Any]
    ) -> None:
        super().__init__(items_to_handlers)
        self._keys_to_features = dict(keys_to_features)

    def _parsed(self, serialized: Any) -> Tensors:
        found: Tensors = parse_single_example(serialized, self._keys_to_features)
        return found


@slim_symbol("tfexample_decoder")
class TFSequenceExampleDecoder(_OfExamples):
    """Makes items of serialized sequences.

    Args:
        keys_to_context_features: The features of the whole.
        keys_to_sequence_features: The features of its steps.
        items_to_handlers: As for `TFExampleDecoder`.

    Raises:
        ValueError: A key is one of both.
    """

    def __init__(
        self,
        keys_to_context_features: Mapping[str, Any],
        keys_to_sequence_features: Mapping[str, Any],
        items_to_handlers: Mapping[str, Any],
    ) -> None:
        both = set(keys_to_context_features) & set(keys_to_sequence_features)
        if both:
            raise ValueError(f"Keys of the context and of the steps: {sorted(both)}.")
        super().__init__(items_to_handlers)
        self._context = dict(keys_to_context_features)
        self._steps = dict(keys_to_sequence_features)

    def _parsed(self, serialized: Any) -> Tensors:
        context, steps = parse_single_sequence_example(
            serialized, self._context, self._steps
        )
        return {**context, **steps}


# --- what makes an item


@slim_symbol("tfexample_decoder")
class ItemHandler:
    """Makes an item of tensors.

    Args:
        keys: The names of the tensors: one or several.
    """

    def __init__(self, keys: Any) -> None:
        self._keys = list(keys) if isinstance(keys, list | tuple) else [keys]

    @property
    def keys(self) -> list[str]:
        """The names of the tensors."""
        return self._keys

    def tensors_to_item(self, keys_to_tensors: Tensors) -> Any:
        """Return the item for the tensors by their names."""
        raise NotImplementedError


@slim_symbol("tfexample_decoder")
class ItemHandlerCallback(ItemHandler):
    """Makes an item by a function of the tensors by their names."""

    def __init__(self, keys: Any, func: Callable[[Tensors], Any]) -> None:
        super().__init__(keys)
        self._func = func

    def tensors_to_item(self, keys_to_tensors: Tensors) -> Any:
        """Return what the function gives."""
        return self._func(keys_to_tensors)


@slim_symbol("tfexample_decoder")
class LookupTensor(ItemHandler):
    """Looks what `Tensor` gives up in a table."""

    def __init__(
        self,
        tensor_key: str,
        table: Any,
        shape_keys: Any = None,
        shape: Any = None,
        default_value: Any = "",
    ) -> None:
        kind = SYMBOLS["contrib.slim.tfexample_decoder.Tensor"]
        self._tensor = kind(tensor_key, shape_keys, shape, default_value)
        super().__init__(self._tensor.keys)
        self._table = table

    def tensors_to_item(self, keys_to_tensors: Tensors) -> Any:
        """Return what is found."""
        return self._table.lookup(self._tensor.tensors_to_item(keys_to_tensors))
