"""From a checkpoint into the variables of a model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, Final, Protocol, TypeAlias

from argscope._base.paths import is_in, is_in_any
from argscope.checkpoint._reader import Checkpoint, CheckpointReader, load_checkpoint
from argscope.checkpoint._report import Restored, RestoreReport, ShapeMismatch
from argscope.checkpoint.errors import RestoreError

Rename: TypeAlias = Mapping[str, str] | Callable[[str], str | None]

EMA: Final = "ExponentialMovingAverage"
"""The last part of the names that TensorFlow gives to averages over training."""


class _Variable(Protocol):
    @property
    def path(self) -> str: ...
    @property
    def shape(self) -> Any: ...
    def assign(self, value: Any, /) -> Any: ...


class _Model(Protocol):
    @property
    def variables_in_order(self) -> Iterable[_Variable]: ...


class _Processes(Protocol):
    @property
    def count(self) -> int: ...
    @property
    def index(self) -> int: ...


class _Engine(Protocol):
    """What a model has that is spread over devices and processes."""

    @property
    def processes(self) -> _Processes: ...
    def assign(
        self, variable: Any, read: Callable[[tuple[slice, ...]], Any], /
    ) -> None: ...


def restore(
    model: _Model,
    path: Checkpoint,
    *,
    include: str | Iterable[str] | None = None,
    exclude: str | Iterable[str] = (),
    rename: Rename | None = None,
    prefer_ema: bool = False,
) -> RestoreReport:
    """Give the variables of a model the values that a checkpoint has for their paths.

    Variables are matched by path and shape. Those without a match keep their values: look
    at the report. Values are read one after the other, and twice: all are checked before
    the first variable changes, so a model is restored or left as it was.

    Each process of several reads the parts that its devices hold, and checks its share of
    the variables. What is damaged is an error in the process that checks it.

    Args:
        model: A built `argscope.layers.Model`, or anything with `variables_in_order`
            whose items have `path`, `shape` and `assign`. If it has `explain_shapes`,
            that is asked what shapes in the checkpoint that differ are those of. If it
            has a `distribution_engine`, that assigns the parts of values.
        path: As for `load_checkpoint`.
        include: Scopes of the model to restore; default: all. A scope is a path up to
            a whole component: `"net/conv1"` is `net/conv1` and all in `net/conv1/`,
            and nothing of `net/conv10`.
        exclude: Scopes of the model to leave alone, such as a last layer with another
            number of classes; wins over `include`.
        rename: From the checkpoint to the model: a mapping of scopes, the longest
            that fits wins and `""` is the root; or a function of a name that returns a
            path, or None for a variable that is not wanted.
        prefer_ema: Take `<name>/ExponentialMovingAverage` instead of `<name>` where the
            checkpoint has it.

    Returns:
        What was restored, missing, of another shape, skipped and left over.

    Raises:
        RestoreError: Nothing of what was wanted is in the checkpoint, a scope has no
            variable, or `rename` sends two names to one path.
        DamagedCheckpointError: A value is not what was written; no variable has changed.

    Example:
        >>> import numpy as np
        >>> class Variable:
        ...     path, shape = "tower/weights", (4, 6)
        ...     def assign(self, value):
        ...         self.value = value
        >>> class Model:
        ...     variables_in_order = [Variable()]
        >>> files = "tests/checkpoint/files/sharded/model.ckpt"
        >>> report = restore(Model(), files, rename={"fc1": "tower"})
        >>> print(report)  # doctest: +ELLIPSIS
        tests/checkpoint/files/sharded/model.ckpt: restored 1 of 1 variables
          under another name: 1
            tower/weights from fc1/weights
          left over in the checkpoint: 5
        ...

    Source:
        tf_slim/ops/variables.py `assign_from_checkpoint_fn` and
        `get_variables_to_restore`, where scopes are bare prefixes and a shape that
        differs is an error.
    """
    variables = {variable.path: variable for variable in model.variables_in_order}
    wanted = _wanted(list(variables), include, exclude)
    reader = load_checkpoint(path)
    names = _names_by_path(reader.names, rename, prefer_ema=prefer_ema)
    found = [path for path in wanted if path in names]
    if wanted and not found:
        raise RestoreError.nothing(reader.path, wanted, reader.names)
    restored, mismatched = [], []
    for each in found:
        name, shape = names[each], tuple(variables[each].shape)
        if reader.shapes[name] == shape:
            restored.append(Restored(each, name))
        else:
            mismatched.append(ShapeMismatch(each, name, shape, reader.shapes[name]))
    _give_values(
        {one.name: variables[one.path] for one in restored},
        reader,
        getattr(model, "distribution_engine", None),
    )
    taken, asked = {names[path] for path in found}, set(wanted)
    return RestoreReport(
        checkpoint=reader.path,
        restored=tuple(restored),
        missing=tuple(path for path in wanted if path not in names),
        mismatched=tuple(mismatched),
        skipped=tuple(path for path in variables if path not in asked),
        left_over=tuple(name for name in reader if name not in taken),
        explanation=_explanation(
            model, {path: reader.shapes[name] for path, name in names.items()}
        )
        if mismatched
        else None,
    )


def _give_values(
    variables: Mapping[str, _Variable], reader: CheckpointReader, engine: _Engine | None
) -> None:
    """Check values before any variable changes, for one may be damaged; assign them."""
    first, step = (
        (0, 1) if engine is None else (engine.processes.index, engine.processes.count)
    )
    for name in list(variables)[first::step]:
        reader.check(name)
    for name, variable in variables.items():
        if engine is None:
            variable.assign(reader[name])
        else:
            engine.assign(variable, partial(reader.part, name))


def _explanation(model: object, shapes: Mapping[str, tuple[int, ...]]) -> str | None:
    explain = getattr(model, "explain_shapes", None)
    return explain(shapes) if explain is not None else None


def _wanted(
    paths: list[str], include: str | Iterable[str] | None, exclude: str | Iterable[str]
) -> list[str]:
    included = None if include is None else _scopes("include", include, paths)
    excluded = _scopes("exclude", exclude, paths)
    return [
        path
        for path in paths
        if (included is None or is_in_any(path, included))
        and not is_in_any(path, excluded)
    ]


def _scopes(argument: str, given: str | Iterable[str], paths: list[str]) -> list[str]:
    scopes = [given] if isinstance(given, str) else list(given)
    for scope in scopes:
        if not any(is_in(path, scope) for path in paths):
            raise RestoreError.scope(argument, scope, paths)
    return scopes


def _names_by_path(
    names: Iterable[str], rename: Rename | None, *, prefer_ema: bool
) -> dict[str, str]:
    plain: dict[str, str] = {}
    averages: dict[str, str] = {}
    for name in names:
        base = name.removesuffix(f"/{EMA}") if prefer_ema else name
        path = _renamed(base, rename)
        if path is None:
            continue
        target = plain if base == name else averages
        if path in target:
            raise RestoreError.clash(path, [target[path], name])
        target[path] = name
    return plain | averages


def _renamed(name: str, rename: Rename | None) -> str | None:
    if rename is None:
        return name
    if not isinstance(rename, Mapping):
        return rename(name)
    fitting = [scope for scope in rename if is_in(name, scope)]
    if not fitting:
        return name
    scope = max(fitting, key=lambda scope: len(scope.rstrip("/")))
    rest = name[len(scope.rstrip("/")) :].lstrip("/")
    return "/".join(part for part in (rename[scope].rstrip("/"), rest) if part)
