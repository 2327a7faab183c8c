"""The errors of `Model` as a whole: building, freezing, training, files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Self

from argscope._base.listing import listed
from argscope.errors import ArgScopeError, listing, suggestion

__all__ = [
    "ExportError",
    "InnerLayerError",
    "LabelsError",
    "ModelConfigError",
    "NoEndPointsError",
    "NotBuiltError",
    "UnknownScopeError",
    "WeightsFileError",
]

Shape = tuple[int, ...]
OpenShape = tuple[int | None, ...]


class NoEndPointsError(ArgScopeError, ValueError):
    """End points were asked of a network that returns none."""

    @classmethod
    def about(cls, network: str) -> Self:
        """Say that `network` returns only an output."""
        return cls(
            f"{network}() returns no end points. Return (output, end_points) from it, "
            "with a dict {name: tensor} second."
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

    @classmethod
    def no_index(cls, file: Path) -> Self:
        """Say that a file does not tell which tensors are where."""
        return cls(
            f"{file} is no index of safetensors files: it needs weight_map, which has the "
            "name of a file beside it for each tensor.",
            file=file,
        )

    @classmethod
    def no_shard(cls, index: Path, name: str) -> Self:
        """Say that a file is not there of which an index tells."""
        return cls(
            f"{name} is missing beside {index}, which says that tensors are in it. Where "
            "several processes write, all of them need the same folder.",
            file=index,
            shard=name,
        )

    @classmethod
    def ending(cls, file: str) -> Self:
        """Say how files are called that are written in several pieces."""
        return cls(
            f"{file} is the name of an index, which is written by itself: save to "
            f"{file.removesuffix('.index.json')}, with max_shard_size.",
            file=file,
        )


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


class NotRecordedWarning(UserWarning):
    """A network cannot be recorded, and so runs in Python at every step."""

    @classmethod
    def about(cls, model: str, why: str, place: str) -> Self:
        """Say `why` the network of `model` cannot be, and where in the program."""
        at = f" ({place})" if place else ""
        return cls(
            f"The model {model!r} cannot be recorded: {why}{at}. It computes the same, but "
            "its function runs in Python at every step, which is slower. Compute with "
            "torch's or keras.ops's functions (torch.where in place of if), or say that it "
            "is meant: model.run_eagerly = True.",
        )


class LabelsError(ArgScopeError, ValueError):
    """There is one label an image, and the outputs have one for each position."""

    @classmethod
    def about(cls, model: str, labels: OpenShape, outputs: OpenShape) -> Self:
        """Say what shapes `labels` and `outputs` have, and which options squeeze."""
        _, height, width, classes = outputs
        squeezed = "spatial_squeeze=True"
        if (height, width) != (1, 1):
            squeezed = f"global_pool=True and {squeezed}"
        return cls(
            f"The labels have shape {_of_batch(labels)}, one for each image, and the model "
            f"{model!r} gives outputs of shape {_of_batch(outputs)}, which keep the axes of "
            f"height and width. Build the network with {squeezed}, for outputs of shape "
            f"(batch, {classes}), as nets_factory.get_network_fn does.",
            model=model,
        )


def _of_batch(shape: OpenShape) -> str:
    sizes = [str(size) for size in shape[1:]]
    return f"(batch, {', '.join(sizes)})" if sizes else "(batch,)"
