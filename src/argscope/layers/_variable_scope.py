"""Opening variable scopes: by the user, and by every layer for its own variables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, final

from argscope.layers._run import Run, current_run
from argscope.layers._scope_names import Reuse, VariableScope
from argscope.layers.errors import OutsideModelError, ScopeNameError


@contextmanager
def variable_scope(
    name_or_scope: str | VariableScope | None,
    default_name: str | None = None,
    values: Any = None,
    reuse: Reuse = None,
) -> Iterator[VariableScope]:
    """Put the variables of a block of layers under a common name.

    Args:
        name_or_scope: The name, taken literally (it may contain slashes), or a scope
            object, which is opened anew. None for a free default name.
        default_name: Without a name: `default_name`, or `default_name_1`, ... if taken.
        values: Accepted for TF-Slim programs; it chose a graph.
        reuse: True shares the variables that earlier layers created under these names,
            `AUTO_REUSE` creates those that are missing. Inherited by all scopes inside.

    Yields:
        The scope; its `name` is the full path.

    Raises:
        OutsideModelError: No network is running.
        ScopeNameError: Neither a name nor a default name; or reuse=True without a name.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> def network(x):
        ...     with layers.variable_scope("tower"):
        ...         return layers.fully_connected(x, 2, scope="logits")
        >>> model = layers.Model(network)
        >>> model.build((None, 3))
        >>> [variable.path for variable in model.variables_in_order]
        ['tower/logits/weights', 'tower/logits/biases']
    """
    del values
    run = current_run()
    if run is None:
        raise OutsideModelError.scope(name_or_scope or default_name)
    with opened(run, name_or_scope, default_name, reuse) as scope:
        yield scope


@final
class opened:  # noqa: N801  # reads as the function it could be, and costs less
    """Open a scope in `run` for a block."""

    __slots__ = ("_outer", "_run")

    def __init__(
        self,
        run: Run,
        name: str | VariableScope | None,
        default_name: str | None,
        reuse: Reuse = None,
    ) -> None:
        self._run = run
        self._outer = run.scope
        run.scope = _resolve(run.scope, name, default_name, reuse)

    def __enter__(self) -> VariableScope:
        return self._run.scope

    def __exit__(self, *_error: object) -> None:
        self._run.scope = self._outer


def _resolve(
    outer: VariableScope,
    name: str | VariableScope | None,
    default_name: str | None,
    reuse: Reuse,
) -> VariableScope:
    if isinstance(name, VariableScope):
        return name.again(reuse)
    if name:
        return outer.child(name, reuse)
    if default_name is None:
        raise ScopeNameError(
            "variable_scope() needs a name or a default_name, got neither."
        )
    if reuse is True:
        raise ScopeNameError(
            f"reuse=True needs the name of the scope to share; {default_name!r} is only "
            "the default name. Give scope=..."
        )
    return outer.new_child(default_name, reuse)
