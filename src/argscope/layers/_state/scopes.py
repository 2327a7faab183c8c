"""Opening variable scopes: which scope a name stands for, and keeping it for a block."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from argscope._base.paths import first_free
from argscope.layers._state.names import Reuse, VariableScope
from argscope.layers._state.run import Run, current_run
from argscope.layers.errors import OutsideModelError, ScopeNameError

Name = str | VariableScope | None


@contextmanager
def variable_scope(
    name_or_scope: Name,
    default_name: str | None = None,
    values: Any = None,
    initializer: Any = None,
    regularizer: Any = None,
    reuse: Reuse = None,
) -> Iterator[VariableScope]:
    """Put the variables of a block of layers under a common name.

    Args:
        name_or_scope: The name, taken literally (it may contain slashes), or a scope
            object, which is opened anew. None for a free default name.
        default_name: Without a name: `default_name`, or `default_name_1`, ... if taken.
        values: Accepted for TF-Slim programs; it chose a graph.
        initializer: For variables of the block whose own initializer is None. Layers
            have initializers by default, so it reaches those told
            `weights_initializer=None`.
        regularizer: For variables of the block, weights and biases, whose own
            regularizer is None.
        reuse: True shares the variables that earlier layers created under these names,
            `AUTO_REUSE` creates those that are missing. Inherited by all scopes inside.

    Yields:
        The scope; its `name` is the full path.

    Raises:
        OutsideModelError: No network is running.
        ScopeNameError: Neither a name nor a default name; or `reuse` without a name.

    Example:
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
    outer = run.scope
    scope = open_scope(run, name_or_scope, default_name, reuse)
    if initializer is not None:
        scope.initializer = initializer
    if regularizer is not None:
        scope.regularizer = regularizer
    try:
        yield scope
    finally:
        close_scope(run, scope, outer)


def get_variable_scope() -> VariableScope:
    """Return the variable scope that is open here.

    Raises:
        OutsideModelError: No network is running.
    """
    run = current_run()
    if run is None:
        raise OutsideModelError.scope(None)
    return run.scope


def open_scope(
    run: Run, name: Name, default_name: str | None, reuse: Reuse
) -> VariableScope:
    """Open a scope in `run`: an object again, one with a name, or with a free one.

    Raises:
        ScopeNameError: Neither a name nor a default name; or `reuse` without a name.
    """
    outer = run.scope
    if isinstance(name, VariableScope):
        # Its variables stay where they are; outputs are named by where it is opened.
        scope, asked = replace(name), name.name.rpartition("/")[2]
        scope.name_scope = run.output_path(asked) if asked else outer.name_scope
        run.opened.open(scope.name)
        scope.before = run.opened.copy()
    else:
        asked = _default_name(default_name, reuse) if name is None else name
        scope = outer.child(_free_name(run, asked) if name is None else asked)
        scope.name_scope = run.output_path(asked) if asked else outer.name_scope
        scope.first_name_scope = scope.name_scope if asked else ""
        run.opened.open(scope.name)
    # What is shared in a scope is shared in all that are opened by name inside.
    scope.reuse = reuse or scope.reuse
    run.scope = scope
    return scope


def close_scope(run: Run, scope: VariableScope, outer: VariableScope) -> None:
    """Close `scope` in `run`, where `outer` is the scope around it."""
    if scope.before is None:
        run.opened.close(scope.name)
    else:  # a scope object opened again: as if nothing had been in it
        run.opened = scope.before
    run.scope = outer


def _default_name(default_name: str | None, reuse: Reuse) -> str:
    if default_name is None:
        raise ScopeNameError(
            "variable_scope() needs a name or a default_name, got neither."
        )
    if reuse:
        raise ScopeNameError(
            f"reuse={reuse!r} needs the name of the scope to share; {default_name!r} is "
            "only the default name. Give scope=..."
        )
    return default_name


def _free_name(run: Run, default_name: str) -> str:
    return first_free(default_name, lambda name: run.scope.path(name) in run.opened)
