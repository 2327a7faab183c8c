"""Freezing by scope: variables that training leaves as they are.

A frozen scope keeps its regularization losses, as in TF-Slim. Its moving averages stop,
and its `batch_norm` uses them also while training, as Keras's does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras

from argscope._base.paths import is_in, is_in_any, scopes_of
from argscope.layers.errors import NotBuiltError, UnknownScopeError


def select(
    method: str, model: str, paths: Sequence[str], scopes: Sequence[str]
) -> list[str]:
    """Return those of `paths` that are in one of `scopes`; all, if there are none.

    Scopes end where a component of a path ends: `conv1` is not a scope of
    `conv10/weights`. A whole path is a scope too.

    Raises:
        NotBuiltError: There are no paths yet.
        UnknownScopeError: A scope contains none of the paths.
    """
    if not paths:
        raise NotBuiltError.about(method, model)
    for scope in scopes:
        if not any(is_in(path, scope) for path in paths):
            raise UnknownScopeError.about(method, scope, scopes_of(paths))
    if not scopes:
        return list(paths)
    return [path for path in paths if is_in_any(path, scopes)]


def freeze(
    chosen: Sequence[str],
    variables: dict[str, keras.Variable],
    frozen: dict[str, bool],
    layers: dict[str, keras.Layer],
) -> None:
    """Freeze the `chosen` paths.

    Args:
        chosen: Paths of variables.
        variables: All variables of the model by path.
        frozen: Is told each frozen path, and whether it was trained before.
        layers: The Keras layers inside the model by path.
    """
    for path in chosen:
        frozen.setdefault(path, variables[path].trainable)
        variables[path].trainable = False
    # A Keras layer may do more than train when it is trainable: its BatchNormalization
    # uses the statistics of the batch.
    for name, layer in layers.items():
        own = [path for path in variables if is_in(path, name)]
        if own and all(path in frozen for path in own):
            layer.trainable = False


def unfreeze(
    chosen: Sequence[str],
    variables: dict[str, keras.Variable],
    frozen: dict[str, bool],
    layers: dict[str, keras.Layer],
) -> list[str]:
    """Undo `freeze` for the `chosen` paths, and return those that were frozen."""
    thawed = [path for path in chosen if path in frozen]
    for name, layer in layers.items():
        if not layer.trainable and any(is_in(path, name) for path in thawed):
            layer.trainable = True
    for path in thawed:
        variables[path].trainable = frozen.pop(path)
    for path in frozen:  # a layer made trainable takes all its variables along
        variables[path].trainable = False
    return thawed


def renew_training(model: Any) -> None:
    """Make a compiled model train the variables that are trainable now.

    What Keras has traced knows the old ones, and so does the optimizer: it is built
    anew, and keeps its settings and the state of the variables that stay trained.
    """
    model.train_function = model.test_function = model.predict_function = None
    optimizer = getattr(model, "optimizer", None)
    if not model.compiled or optimizer is None or not optimizer.built:
        return
    new = type(optimizer).from_config(optimizer.get_config())
    new.build(model.trainable_variables)
    model._forget_steps()
    state = _by_path(optimizer.variables)
    for path, variable in _by_path(new.variables).items():
        if path in state and state[path].shape == variable.shape:
            _carry_over(state[path], variable)
    _become(optimizer, new)


def _carry_over(old: keras.Variable, new: keras.Variable) -> None:
    if tuple(old.value.shape) == tuple(old.shape):
        new.assign(old.value)
    else:  # pieces of variables that processes share
        new._value = old._value


def _become(optimizer: Any, new: Any) -> None:
    """Make `optimizer` what `new` is; Keras and the program may hold it elsewhere too."""
    inner = getattr(optimizer, "inner_optimizer", None)
    if inner is not None:
        _become(inner, new.inner_optimizer)
        new.inner_optimizer = inner
    vars(optimizer).update(vars(new))


def _by_path(variables: Sequence[keras.Variable]) -> dict[str, keras.Variable]:
    """Return variables by path, without those whose path is not the only one."""
    paths = [variable.path for variable in variables]
    return {v.path: v for v in variables if paths.count(v.path) == 1}
