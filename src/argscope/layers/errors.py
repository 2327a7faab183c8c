"""Every error of the layers, and of `Model` as a whole: building, freezing, files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

from argscope._base.describe import describe
from argscope._base.listing import listed
from argscope._base.origin import Origin
from argscope._base.paths import scopes_of
from argscope._base.tensor import Tensor
from argscope.errors import ArgScopeError, listing, suggestion

__all__ = [
    "ExportError",
    "InnerLayerError",
    "InputError",
    "LayerArgumentError",
    "ModelConfigError",
    "NoEndPointsError",
    "NotBuiltError",
    "OutsideModelError",
    "ScopeNameError",
    "SpellingError",
    "UnknownScopeError",
    "VariableError",
    "VariableScopeWarning",
    "WeightsFileError",
]

Shape = tuple[int, ...]


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


class NoEndPointsError(ArgScopeError, ValueError):
    """End points were asked of a network that returns none."""

    @classmethod
    def about(cls, network: str) -> Self:
        """Say that `network` returns only an output."""
        return cls(
            f"{network}() returns no end points. Return (output, end_points) from it, "
            "with a dict {name: tensor} second."
        )


class InputError(ArgScopeError, ValueError):
    """The input of a layer has a wrong shape or dtype."""

    @classmethod
    def about(cls, path: str, inputs: Tensor, *, expected: str) -> Self:
        """Say what the layer at `path` got as `inputs` and what it `expected`."""
        return cls(f"{path} expected {expected}, got {describe(inputs)}.", path=path)


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
            + (f"\n  set by:  arg_scope at {origin}" if origin else ""),
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
                lines.append(
                    f"  set by:  {name}={describe(value)}, arg_scope at {origin}"
                )
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


class NotBuiltError(ArgScopeError, ValueError):
    """Something needs the variables of a model that has none yet."""

    @classmethod
    def about(cls, method: str, model: str) -> Self:
        """Say that `method` needs the variables of `model`, and how to create them."""
        return cls(
            f"{method}() needs the variables of the model {model!r}, which are created "
            "when it is built. Call the model on a batch first, or build it with the "
            "shape of its input: model.build((None, 28, 28, 1)).",
            model=model,
        )


class UnknownScopeError(ArgScopeError, LookupError):
    """A scope was named in which the model has no variable."""

    @classmethod
    def about(cls, method: str, scope: object, known: Sequence[str]) -> Self:
        """Say that the model has no variables in `scope`, and which scopes it has."""
        return cls(
            f"{method}() found no variable in the scope {scope!r}."
            + suggestion(str(scope), known)
            + listing("scopes", known),
            scope=scope,
        )


class WeightsFileError(ArgScopeError, ValueError):
    """The variables in a file are not those of the model."""

    @classmethod
    def about(
        cls,
        file: str,
        model: str,
        *,
        missing: Sequence[str],
        leftover: Sequence[str],
        reshaped: Mapping[str, tuple[Shape, Shape]],
    ) -> Self:
        """Say everything in which `file` and `model` differ.

        Args:
            file: What was read.
            model: The model's name.
            missing: Paths of variables that are not in the file.
            leftover: Paths in the file that no variable has.
            reshaped: The shapes in the file and in the model by path.
        """
        lines = [f"{file} does not fit the model {model!r}."]
        for path in missing:
            lines.append(f"  not in the file:  {path}{suggestion(path, leftover)}")
        lines += [f"  not in the model: {path}" for path in leftover]
        for path, (found, wanted) in reshaped.items():
            lines.append(
                f"  another shape:    {path} is {found} in the file, {wanted} in the model"
            )
        lines.append("load_weights(..., skip_mismatch=True) loads what fits.")
        return cls("\n".join(lines), missing=missing, leftover=leftover)


class ModelConfigError(ArgScopeError, ValueError):
    """A model, or a part of it, cannot be written to a file or found again."""

    @classmethod
    def unwritable(
        cls, model: str, what: str, *, instead: str, detail: str = ""
    ) -> Self:
        """Say which part of `model` has no form in a file, and what to do."""
        return cls(
            f"The model {model!r} cannot be saved as a whole: {what} {instead} "
            "save_weights() saves its variables in any case."
            + (f"\n{detail}" if detail else ""),
            model=model,
        )

    @classmethod
    def unknown_function(cls, name: str) -> Self:
        """Say that this program does not know the function `name` of a saved model."""
        short = name.rpartition(">")[2]
        return cls(
            f"The saved model runs the function {name!r}, which this program does not "
            "know. A file holds only its name. Import the module that defines it with "
            "@keras.saving.register_keras_serializable(), or pass it: "
            f"load_model(..., custom_objects={{{name!r}: {short}}}).",
            name=name,
        )


class ExportError(ArgScopeError, ValueError):
    """This backend, or this installation, cannot export to a format."""

    @classmethod
    def unknown_format(cls, name: object, known: Sequence[str]) -> Self:
        """Say which formats there are."""
        return cls(
            f"export() got format={name!r}.{suggestion(str(name), known)}"
            f"\n  allowed: {', '.join(known)}",
            format=name,
        )

    @classmethod
    def other_backend(
        cls, model: str, name: str, backend: str, able: Sequence[str]
    ) -> Self:
        """Say which backends are `able` to export to the format `name`."""
        return cls(
            f"Keras on {backend} cannot export {model!r} as {name!r}; on "
            f"{' and '.join(able)} it can. Models are portable: model.save('m.keras') "
            f"here, and in a program that runs with KERAS_BACKEND={able[0]} load it with "
            "keras.models.load_model and export it.",
            format=name,
        )

    @classmethod
    def not_installed(cls, name: str, packages: Iterable[str]) -> Self:
        """Say which `packages` the format `name` needs."""
        wanted = " ".join(packages)
        return cls(
            f"Exporting as {name!r} needs packages that are not installed: "
            f"pip install {wanted}",
            format=name,
        )


class InnerLayerError(ArgScopeError, ValueError):
    """A network uses a Keras layer that the model cannot keep."""

    @classmethod
    def made_anew(cls, network: str, layers: Iterable[object]) -> Self:
        """Say that `network` calls `layers` that are others in each of its runs."""
        kinds = list(dict.fromkeys(type(layer).__name__ for layer in layers))
        return cls(
            f"{network}() calls Keras layers that are made anew in each run of the "
            f"function, so the model cannot keep their variables and losses: "
            f"{listed(kinds)}. Make it once, before, and let the function call it:\n"
            "  attention = keras.layers.MultiHeadAttention(4, 16)\n"
            f"  def {network}(inputs):\n"
            "      return attention(inputs, inputs)",
            network=network,
        )

    @classmethod
    def homeless(cls, network: str, paths: Sequence[str]) -> Self:
        """Say which variables `network` uses that belong to no layer it calls."""
        return cls(
            f"{network}() uses variables that the model cannot keep: {listed(paths)}. "
            "They belong to no Keras layer that it calls. Call the layer in the function, "
            "or make variables there with layers.get_variable(name, shape).",
            paths=paths,
        )
