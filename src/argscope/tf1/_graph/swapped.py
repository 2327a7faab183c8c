"""Other values for variables, in a block that leaves the variables as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, final

import keras
from keras.src.backend.common.stateless_scope import get_stateless_scope


@final
class Swapped(keras.StatelessScope):  # type: ignore[misc]
    """In the block variables have given values, and what is assigned is kept here.

    All others have those that they have around the block.

    Args:
        variables: Variables of Keras.
        values: Their values.
    """

    def __init__(self, variables: Iterable[Any], values: Iterable[Any]) -> None:
        super().__init__(initialize_variables=False)
        outer = get_stateless_scope()
        if outer is not None:
            self.state_mapping.update(outer.state_mapping)
        pairs = zip(variables, values, strict=True)
        self.state_mapping.update((id(variable), value) for variable, value in pairs)
        self._before = dict(self.state_mapping)

    def changes(self, variables: Sequence[Any]) -> dict[int, Any]:
        """Return the new values of those of the variables that were assigned to, by index."""
        now, before = self.state_mapping, self._before
        return {
            index: now[id(variable)]
            for index, variable in enumerate(variables)
            if now.get(id(variable)) is not before.get(id(variable))
        }
