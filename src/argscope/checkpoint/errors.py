"""What can be wrong with a checkpoint: each class says where, what, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from argscope._base.describe import describe
from argscope._base.listing import listed
from argscope._base.paths import scopes_of
from argscope._catalog.extras import install_line
from argscope.errors import ArgScopeError, suggestion

__all__ = [
    "CheckpointError",
    "CheckpointNotFoundError",
    "DamagedCheckpointError",
    "MissingLibraryError",
    "MissingShardError",
    "NoValuesError",
    "NotACheckpointError",
    "NotStorableError",
    "RestoreError",
    "SeveralCheckpointsError",
    "TargetError",
    "UnknownVariableError",
    "UnsupportedCheckpointError",
]


class CheckpointError(ArgScopeError):
    """The base of all errors about checkpoints."""


class CheckpointNotFoundError(CheckpointError, FileNotFoundError):
    """There is no checkpoint at a path."""

    @classmethod
    def about(cls, path: Path, *, looked_for: str, hint: str = "") -> Self:
        """Say that nothing is at `path`, which files were `looked_for`, and a `hint`."""
        return cls(
            f"there is no checkpoint at {path}: found no {looked_for}."
            f"{hint and f' {hint}'}",
            path=path,
        )

    @classmethod
    def published(cls, error: Self, net: str, urls: Sequence[str]) -> Self:
        """Say what `error` does, and where the published weights of a network are."""
        where = "".join(f"\n  {url}" for url in urls)
        return cls(
            f"{error}\nPublished weights of {net}, to be downloaded and given as they "
            f"are:{where}",
            **error.facts,
        )

    @classmethod
    def newest(cls, named: str, state: Path, hint: str) -> Self:
        """Say that what a `state` file names is not there, and what else is."""
        return cls(
            f"there is no checkpoint at {named}, which {state} names as the newest one. "
            f"{hint}",
            path=state.parent / named,
        )


class NotACheckpointError(CheckpointError, ValueError):
    """A file exists and is something else."""

    @classmethod
    def about(cls, path: Path, *, why: str, instead: str) -> Self:
        """Say `why` the file is no checkpoint, and what to give `instead`."""
        return cls(f"{path} is not a checkpoint: {why}. {instead}", path=path)


class SeveralCheckpointsError(CheckpointError, ValueError):
    """There is more than one checkpoint where one was expected."""

    @classmethod
    def about(cls, path: Path, found: Sequence[str]) -> Self:
        """Say which ones there are: the paths to give instead."""
        return cls(
            f"there are {len(found)} checkpoints at {path}. "
            f"Give one of them: {listed([repr(each) for each in found])}.",
            path=path,
            found=tuple(found),
        )


class DamagedCheckpointError(CheckpointError, ValueError):
    """A file of a checkpoint does not hold what was written into it."""

    @classmethod
    def about(cls, path: Path, place: str, damage: str) -> Self:
        """Say which `place` of the file has which `damage`."""
        return cls(
            f"{path} is damaged: {place}: {damage}. Copy or download the file again.",
            path=path,
            place=place,
            damage=damage,
        )


class MissingShardError(CheckpointError, FileNotFoundError):
    """One of the `.data-*` files of a checkpoint is not there."""

    @classmethod
    def about(cls, shard: Path, *, variable: str, renamed: Path | None = None) -> Self:
        """Say which file is missing, which `variable` needs it, and if it was renamed."""
        remedy = (
            f"{renamed.name!r} is there: rename it to {shard.name!r}."
            if renamed
            else "Put all .data-* files beside the .index file."
        )
        return cls(
            f"{shard} is missing, and variable {variable!r} is in it. {remedy}",
            path=shard,
            variable=variable,
        )

    @classmethod
    def of_v1(cls, shard: Path, shards: Path) -> Self:
        """Say which of the `shards` of a V1 checkpoint is missing."""
        return cls(
            f"{shard} is missing, one of the files {shards.name} of one checkpoint. "
            "Put all of them into one folder.",
            path=shard,
        )


class NoValuesError(CheckpointError, ValueError):
    """A graph tells of a variable, and does not have its value."""

    @classmethod
    def about(cls, path: Path, *, name: str, beside: Path | None) -> Self:
        """Say what to give for the value of `name`: what is saved `beside` the graph."""
        such = "" if beside is None else f", {str(beside)!r}"
        return cls(
            f"{path} is a graph without the values of its variables, such as {name!r}. "
            f"Give the checkpoint that was saved with it{such}.",
            path=path,
            name=name,
        )


class UnsupportedCheckpointError(CheckpointError, ValueError):
    """A sound checkpoint uses something that this reader does not know."""

    @classmethod
    def about(cls, path: Path, place: str, what: str) -> Self:
        """Say `what` is not supported and where it stands."""
        return cls(f"{path}: {place}: {what}.", path=path, place=place)


class UnknownVariableError(CheckpointError, KeyError):
    """A checkpoint has no variable of a name."""

    __str__ = Exception.__str__  # a KeyError would show the sentence in quotes

    @classmethod
    def about(cls, name: object, *, path: Path, names: Sequence[str]) -> Self:
        """Say which `names` there are, the closest one first."""
        return cls(
            f"{path} has no variable {name!r}.{suggestion(str(name), names)}"
            f"{_listed('It has', names)}",
            path=path,
            name=name,
        )


class RestoreError(CheckpointError, ValueError):
    """A checkpoint cannot be put into a model in the way that was asked for."""

    @classmethod
    def nothing(cls, path: Path, wanted: Sequence[str], names: Sequence[str]) -> Self:
        """Say that no variable of the model is in the checkpoint."""
        return cls(
            f"restore() found none of the model's variables in {path}."
            f"{_listed('The model wants', wanted)}{_listed('The checkpoint has', names)} "
            "Translate scopes with rename={'in the checkpoint': 'in the model'}.",
            path=path,
        )

    @classmethod
    def scope(cls, argument: str, scope: str, paths: Sequence[str]) -> Self:
        """Say that a scope given as `argument` has no variable of the model."""
        return cls(
            f"restore() got {argument}={scope!r}, and no variable of the model is in "
            f"that scope.{suggestion(scope, [*scopes_of(paths), *paths])}{_listed('It has', paths)}",
            argument=argument,
            scope=scope,
        )

    @classmethod
    def clash(cls, path: str, names: Sequence[str]) -> Self:
        """Say that `rename` sends two variables of the checkpoint to one `path`."""
        return cls(
            f"restore() got a rename that sends {names[0]!r} and {names[1]!r} both to "
            f"{path!r}. Give each a path of its own.",
            path=path,
            names=names,
        )


class TargetError(CheckpointError, ValueError):
    """A checkpoint cannot be converted to such a file."""

    @classmethod
    def about(cls, target: object, known: Sequence[str]) -> Self:
        """Say how the name of a file may end."""
        return cls(
            f"The file to write is {str(target)!r}; its name must end in "
            f"{', '.join(known[:-1])} or {known[-1]}.",
            target=target,
        )


class NotStorableError(CheckpointError, TypeError):
    """A checkpoint cannot hold a value, or not under its name."""

    @classmethod
    def value_of(cls, name: str, value: Any) -> Self:
        """Say of which type the value of `name` is."""
        return cls(
            f"write_checkpoint() got {describe(value)} for {name!r}, and TensorFlow has no "
            "tensors of such a type. Give numbers, truth values, bytes or strings.",
            name=name,
            dtype=value.dtype,
        )

    @classmethod
    def name_of(cls, name: object) -> Self:
        """Say that no variable can be called so."""
        return cls(
            f"write_checkpoint() got a value with the name {name!r}. A name is a str of one "
            "character or more, which does not begin with a zero byte.",
            name=name,
        )


class MissingLibraryError(CheckpointError, ModuleNotFoundError):
    """A library that reading needs is not installed."""

    @classmethod
    def about(cls, library: str, *, purpose: str) -> Self:
        """Say what the `library` is for and how to install it."""
        return cls(
            f"{purpose} needs the library {library}. "
            f"Install it: {install_line('checkpoint')}",
            library=library,
        )


def _listed(subject: str, names: Sequence[str]) -> str:
    if not names:
        return f" {subject} no variables."
    return f" {subject} {listed([repr(name) for name in names])}."
