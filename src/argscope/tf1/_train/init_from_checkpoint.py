"""`tf.train.init_from_checkpoint`: initial values of variables from a checkpoint.

Source:
    tensorflow/python/training/checkpoint_utils.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from keras import ops

from argscope.tf1._graph.op import symbol
from argscope.tf1._graph.variable import Variable
from argscope.tf1._names.collections import GraphKeys, get_collection
from argscope.tf1._train.checkpoint_reader import CheckpointReader, load_checkpoint
from argscope.tf1._train.restoring import value_for


@symbol("train.init_from_checkpoint", "contrib.framework.init_from_checkpoint")
def init_from_checkpoint(
    ckpt_dir_or_file: Any,
    assignment_map: Mapping[str, Any] | Iterable[tuple[str, Any]],
) -> None:
    """Let variables begin with what a checkpoint has.

    Args:
        ckpt_dir_or_file: The checkpoint, or a folder for its newest one.
        assignment_map: From a name in the checkpoint to a variable or its name; or from a
            scope with `/` at its end to a scope with `/`, for all in it. `/` is all.

    Raises:
        ValueError: The checkpoint lacks one, or has another shape.
    """
    reader = load_checkpoint(ckpt_dir_or_file)
    shapes = reader.get_variable_to_shape_map()
    is_mapping = isinstance(assignment_map, Mapping)
    pairs: Any = assignment_map.items() if is_mapping else assignment_map  # type: ignore[union-attr]
    for stored, given in sorted(pairs, key=lambda pair: str(pair[0])):
        for name, variable in _pairs(stored, given, ckpt_dir_or_file):
            if name not in shapes:
                raise ValueError(
                    f"Tensor {name} ({variable.op.name}) is not found in "
                    f"{ckpt_dir_or_file} checkpoint {shapes}"
                )
            if variable.shape.as_list() != shapes[name]:
                raise ValueError(
                    f"Shape of variable {variable.name} ({variable.shape}) doesn't match "
                    f"with shape of tensor {name} ({shapes[name]}) from checkpoint reader."
                )
            _begin(variable, name, reader)


def _pairs(stored: str, given: Any, _path: Any) -> Iterator[tuple[str, Variable]]:
    known = {v.op.name: v for v in get_collection(GraphKeys.GLOBAL_VARIABLES)}
    variables = given if isinstance(given, list | tuple) else [given]
    if all(isinstance(each, Variable) for each in variables):
        yield from ((stored, each) for each in variables)
    elif given in known:
        yield stored, known[given]
    else:
        yield from _in_scope(stored, str(given), known)


def _in_scope(
    stored: str, scope: str, known: Mapping[str, Variable]
) -> Iterator[tuple[str, Variable]]:
    inner = scope.rpartition("/")[0]
    if not stored.endswith("/"):
        raise ValueError(
            f"Assignment map with scope only name {inner} should map to scope only "
            f"{stored}. Should be 'scope/': 'other_scope/'."
        )
    prefix = f"{inner}/" if inner else ""
    for name in sorted(known):
        if name.startswith(prefix):
            yield stored.removeprefix("/") + name.removeprefix(prefix), known[name]


def _begin(variable: Variable, name: str, reader: CheckpointReader) -> None:
    """Let a variable begin with a value, in sessions and in a model."""
    value = value_for(variable, name, np.asarray(reader.get_tensor(name)))
    own = variable.keras_variable

    def initial(*_args: Any, **_rest: Any) -> Any:
        return ops.convert_to_tensor(value, own.dtype)

    variable.graph.run.store.initial[own.path] = initial
    if own._value is None:  # it is declared only
        own._initializer = initial
    else:
        own.assign(value)
