"""Every error of the layers, and those of `Model`, which are written beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from argscope._base.describe import describe
from argscope._base.listing import listed
from argscope._base.origin import Origin
from argscope._base.paths import scopes_of
from argscope._base.tensor import Tensor
from argscope.errors import ArgScopeError, listing, suggestion
from argscope.layers._model_errors import (
    ExportError,
    InnerLayerError,
    LabelsError,
    ModelConfigError,
    NoEndPointsError,
    NotBuiltError,
    NotRecordedWarning,
    UnknownScopeError,
    WeightsFileError,
)

__all__ = [
    "CompiledProgramsError",
    "ExportError",
    "InnerLayerError",
    "InputError",
    "LabelsError",
    "LayerArgumentError",
    "ModelConfigError",
    "NoEndPointsError",
    "NotBuiltError",
    "NotRecordedWarning",
    "OutsideModelError",
    "ScopeNameError",
    "SpellingError",
    "UnknownScopeError",
    "VariableError",
    "VariableScopeWarning",
    "WeightsFileError",
    "WindowError",
]


class OutsideModelError(ArgScopeError, RuntimeError):
    """A layer was called on numbers, where nothing could keep its variables."""

    @classmethod
    def about(cls, layer: str, inputs: object) -> Self:
        """Say that `layer` was called on `inputs` outside a Model, and what to write."""
        return cls(
            f"{layer}() was called on {describe(inputs)} outside a Model, where nothing "
            "keeps its variables. Put the calls into a function and make it a model:\n"
            "  def network(inputs):\n"
            f"      return {layer}(inputs, ...)\n"
            "  model = argscope.layers.Model(network)\n"
            "  outputs = model(inputs)",
            layer=layer,
        )

    @classmethod
    def scope(cls, name: object) -> Self:
        """Say that the variable scope `name` was opened outside a Model."""
        return cls(
            f"variable_scope({name!r}) was opened outside a Model, where nothing keeps "
            "variables. Open it in the function that you give to argscope.layers.Model."
        )

    @classmethod
    def variables(cls, function: str) -> Self:
        """Say that `function` was called where no model runs."""
        return cls(
            f"{function}() was called outside a Model. Variables and collections belong "
            "to a model: call it in the function that you give to "
            "argscope.layers.Model, or, where it takes one, give model=..."
        )


class ScopeNameError(ArgScopeError, ValueError):
    """A variable scope has no name, or none that can be shared."""


class InputError(ArgScopeError, ValueError):
    """The input of a layer has a wrong shape or dtype."""

    @classmethod
    def about(cls, path: str, inputs: Tensor, *, expected: str) -> Self:
        """Say what the layer at `path` got as `inputs` and what it `expected`."""
        return cls(f"{path} expected {expected}, got {describe(inputs)}.", path=path)


class WindowError(InputError):
    """The input of a layer is smaller than the layer's window."""


class LayerArgumentError(ArgScopeError, ValueError):
    """An argument of a layer has a value that the layer cannot use."""

    @classmethod
    def about(
        cls,
        path: str,
        name: str,
        value: object,
        *,
        expected: str,
        inputs: object,
        origin: Origin | None,
    ) -> Self:
        """Say which argument `name` at `path` is wrong, and which scope set it if any."""
        return cls(
            f"{path} got {name}={describe(value)}, expected {expected}."
            f"\n  inputs:  {describe(inputs)}"
            + (f"\n  set by:  {origin.setter}" if origin else ""),
            path=path,
            name=name,
            value=value,
        )


class SpellingError(ArgScopeError, TypeError):
    """One argument was given under both of its names."""

    @classmethod
    def about(cls, layer: str, name: str, alias: str) -> Self:
        """Say which two names of `layer` mean the same."""
        return cls(
            f"{layer}() got both {name} and {alias}, which are two names of one "
            "argument. Give one of them (a scope may have set the other).",
            layer=layer,
        )


class VariableError(ArgScopeError, ValueError):
    """A variable was created twice, or not found, or found with another shape."""

    def in_layer(
        self,
        path: str,
        inputs: Tensor,
        origins: Mapping[str, tuple[Any, Origin] | None],
    ) -> Self:
        """Return this error with the layer that asked, and what scopes told it."""
        lines = [str(self), f"  layer:   {path}, on {describe(inputs)}"]
        for name, set_to in origins.items():
            if set_to is not None:
                value, origin = set_to
                lines.append(f"  set by:  {name}={describe(value)}, {origin.setter}")
        return type(self)("\n".join(lines), **self.facts)

    @classmethod
    def exists(cls, path: str) -> Self:
        """Say that `path` was already taken in this run of the network."""
        return cls(
            f"The variable {path} already exists. Two layers have the same scope: give "
            "them different ones, or reuse=True (or AUTO_REUSE) to share the variable.",
            path=path,
        )

    @classmethod
    def missing(cls, path: str, known: list[str]) -> Self:
        """Say that reuse asked for `path`, which nobody has created."""
        return cls(
            f"The variable {path} does not exist, and reuse=True shares only variables "
            "that an earlier call created. Use AUTO_REUSE to create it at the first call."
            f"\n  known:   {listed(known, empty='none yet')}",
            path=path,
        )

    @classmethod
    def unknown(cls, path: str, known: list[str]) -> Self:
        """Say that the model has no variable at `path`."""
        return cls(
            f"The model has no variable {path!r}." + suggestion(path, known), path=path
        )

    @classmethod
    def too_late(cls, path: str) -> Self:
        """Say that `path` did not come up when the model was built."""
        return cls(
            f"The variable {path} did not exist when the model was built. A network must "
            "create the same variables in every run: scopes and arguments may not depend "
            "on the data or on a counter outside the network.",
            path=path,
        )

    @classmethod
    def reshaped(
        cls, path: str, wanted: tuple[int, ...], found: tuple[int, ...]
    ) -> Self:
        """Say that `path` has another shape than the layer needs."""
        return cls(
            f"The variable {path} has shape {found}, but this layer needs {wanted}. "
            "Layers that share variables must have inputs and outputs of one size.",
            path=path,
        )


class CompiledProgramsError(ArgScopeError, OSError):
    """Compiled programs were to be kept in a folder that cannot be written to."""

    @classmethod
    def about(cls, folder: Path) -> Self:
        """Say which folder it is, and what to write."""
        return cls(
            f"keep_compiled_programs() cannot write to the folder {str(folder)!r}. Give "
            "another one: keep_compiled_programs('~/programs').",
            folder=folder,
        )


class VariableScopeWarning(UserWarning):
    """A scope of variables was named in which a model has none."""

    @classmethod
    def about(
        cls, argument: str, scope: str, whole: Sequence[str], paths: Sequence[str]
    ) -> Self:
        """Say that no path begins with `scope`, and which scopes were meant.

        Args:
            argument: What it was given as, `"exclude"`.
            scope: What was given.
            whole: The scopes as they should be written, if `scope` is a part of them.
            paths: The paths of the model's variables.
        """
        start = f"get_variables_to_restore() got {argument}={scope!r}, "
        if whole:
            return cls(
                f"{start}with which no path begins. Taken are the variables that have it "
                f"further on, those in {listed(whole)}. Write that: the name of the network "
                "belongs to the scope."
            )
        known = [*scopes_of(paths), *paths]
        return cls(
            f"{start}and no path has it: it changes nothing."
            + suggestion(scope, known)
            + listing("scopes", scopes_of(paths))
        )
