"""The part of `Model` that is about files: weights, whole models, exports."""

from __future__ import annotations

import os
import tempfile
from abc import abstractmethod
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Self

import keras

from argscope._core.block import arg_scope
from argscope._distribution.current import current
from argscope.layers._model import config as model_config
from argscope.layers._model import export, values, weights_file
from argscope.layers._model.config import portable_optimizer
from argscope.layers._model.network import Network, explain_shapes
from argscope.layers._model.optimizer_in_parts import in_parts
from argscope.layers._model.scope_config import scope_from_config
from argscope.layers._model.specs import specs_from_config, specs_to_config
from argscope.layers._model.weights_file import Reading
from argscope.layers.errors import NotBuiltError

if TYPE_CHECKING:
    from argscope._distribution.engine import Engine
    from argscope.checkpoint import RestoreReport
    from argscope.checkpoint._reader import Checkpoint
    from argscope.checkpoint._restore import Rename

Path = str | os.PathLike[str]


class Saving(keras.Model):
    """A Keras model whose files address variables by path."""

    _network: Network

    @abstractmethod
    def _by_path(self) -> dict[str, keras.Variable]:
        """Return all variables by path."""

    def save_weights(
        self,
        filepath: Path,
        overwrite: bool = True,
        max_shard_size: float | None = None,
    ) -> None:
        """Save all variables by path, as `.weights.h5` or `.safetensors`.

        Args:
            filepath: Its ending decides the format.
            overwrite: Whether to replace a file that exists.
            max_shard_size: Largest size of one file, in GB: `x.safetensors` becomes
                `x-00001-of-00002.safetensors` and so on, and an index beside them, as the
                Hugging Face hub has it.

        Where a distribution cuts variables over processes, all of them call this. A
        safetensors file becomes several, each process writes its share. For HDF5 the first
        process writes, one variable after the other.

        Raises:
            NotBuiltError: There are no variables yet.
            FileExistsError: A safetensors file exists, and `overwrite` is False.
            WeightsFileError: `filepath` is the name of an index.
            ModuleNotFoundError: The package safetensors is needed and not installed.
        """
        if not self.built:
            raise NotBuiltError.about("save_weights", self.name)
        if weights_file.is_safetensors(filepath):
            weights_file.save_safetensors(
                self._by_path(),
                filepath,
                overwrite=overwrite,
                max_shard_size=max_shard_size,
            )
        else:
            with in_parts(getattr(self, "optimizer", None)):
                self._save_as_keras_does(filepath, overwrite, max_shard_size)

    def _save_as_keras_does(
        self, filepath: Path, overwrite: bool, max_shard_size: float | None
    ) -> None:
        if not values.are_cut_over_processes(self._by_path().values()):
            if values.processes().is_first:
                with values.by_itself():  # Keras makes an optimizer, to look at
                    super().save_weights(filepath, overwrite, max_shard_size)
        elif values.processes().is_first:
            super().save_weights(filepath, overwrite, max_shard_size)
        else:
            # The others bring together with it what is cut over them. What Keras goes
            # through, and in which order, is its own affair.
            with tempfile.TemporaryDirectory() as folder:
                super().save_weights(f"{folder}/none.weights.h5")

    def load_weights(
        self, filepath: Path, skip_mismatch: bool = False, **kwargs: Any
    ) -> None:
        """Load all variables by path, as `save_weights` and `save` wrote them.

        Args:
            filepath: `.weights.h5`, `.safetensors`, its index
                `.safetensors.index.json`, or `.keras`. Of a safetensors file, each process
                of a distribution reads what its devices hold.
            skip_mismatch: Whether to load only what fits, without an error.
            **kwargs: As for every Keras model.

        Raises:
            NotBuiltError: There are no variables yet.
            WeightsFileError: Variables are missing in the file, left over there, or have
                other shapes. All of them are listed; none is changed.
        """
        if not self.built:
            raise NotBuiltError.about("load_weights", self.name)
        network = self._network
        network.start_reading(Reading(str(filepath), skip_mismatch))
        try:
            if weights_file.is_safetensors(filepath):
                weights_file.load_safetensors(
                    self._by_path(), filepath, self.name, network.reading
                )
            else:
                with in_parts(getattr(self, "optimizer", None)):
                    super().load_weights(filepath, skip_mismatch, **kwargs)
        except ValueError as error:
            # Keras wraps what went wrong into a text of its own.
            raise (network.failure or error) from None
        finally:
            network.reading = Reading()

    def save_checkpoint(self, path: Path) -> None:
        """Save all variables by path as a checkpoint of TensorFlow's, which TF-Slim restores.

        The same as `argscope.checkpoint.write_checkpoint(path, ...)` of their values.

        Args:
            path: Its prefix, `run/model.ckpt-1000`: files `.index` and `.data-...` appear.

        Raises:
            NotBuiltError: There are no variables yet.
            MissingLibraryError: The extra `checkpoint` is not installed.

        Example:
            >>> import tempfile
            >>> from argscope import checkpoint, layers
            >>> model = layers.Model(lambda x: layers.fully_connected(x, 6, scope="fc1"))
            >>> model.build((None, 4))
            >>> path = f"{tempfile.mkdtemp()}/model.ckpt"
            >>> model.save_checkpoint(path)
            >>> checkpoint.list_variables(path)
            [('fc1/biases', (6,)), ('fc1/weights', (4, 6))]
        """
        if not self.built:
            raise NotBuiltError.about("save_checkpoint", self.name)
        # Here: only this needs the libraries of the extra `checkpoint`.
        from argscope.checkpoint import write_checkpoint

        found = weights_file.Values(self._by_path())
        if values.processes().is_first:
            write_checkpoint(path, found)
        else:
            for name in sorted(found):
                found[name]

    def load_checkpoint(
        self,
        path: Checkpoint,
        *,
        include: str | Iterable[str] | None = None,
        exclude: str | Iterable[str] = (),
        rename: Rename | None = None,
        prefer_ema: bool = False,
    ) -> RestoreReport:
        """Load the variables that one of TensorFlow's checkpoints has, by path.

        The same as `argscope.checkpoint.restore(model, path, ...)`. Variables without a
        match keep their values: look at the report.

        Args:
            path: `run/model.ckpt-1000`, a file in the V1 format, or a folder.
            include: Scopes of the model to load; default: all.
            exclude: Scopes of the model to leave alone; wins over `include`.
            rename: From the checkpoint to the model: a mapping of scopes, or a function
                of a name.
            prefer_ema: Take `<name>/ExponentialMovingAverage` instead of `<name>` where
                the checkpoint has it.

        Returns:
            What was restored, missing, of another shape, skipped and left over.

        Raises:
            NotBuiltError: There are no variables yet.
            RestoreError: Nothing of what was wanted is in the checkpoint, a scope has no
                variable, or `rename` sends two names to one path.
            DamagedCheckpointError: A value is not what was written.
            MissingLibraryError: The extra `checkpoint` is not installed.

        Example:
            >>> from argscope import layers
            >>> model = layers.Model(lambda x: layers.fully_connected(x, 6, scope="fc1"))
            >>> model.build((None, 4))
            >>> files = "tests/checkpoint/files/sharded/model.ckpt"
            >>> model.load_checkpoint(files).complete
            True
        """
        if not self.built:
            raise NotBuiltError.about("load_checkpoint", self.name)
        # Here: only this needs the libraries of the extra `checkpoint`.
        from argscope.checkpoint import restore

        return restore(
            self,
            path,
            include=include,
            exclude=exclude,
            rename=rename,
            prefer_ema=prefer_ema,
        )

    @property
    def distribution_engine(self) -> Engine | None:
        """What spreads the variables, if a distribution is in effect.

        `load_checkpoint` gives them their values through it, part by part.
        """
        distribution = current()
        return None if distribution is None else distribution.engine

    def explain_shapes(self, shapes: Mapping[str, tuple[int, ...]]) -> str | None:
        """Say what variables of other shapes belong to, if the network function knows.

        The networks of `argscope.nets` know their other widths. `load_checkpoint` asks
        this when shapes differ.

        Args:
            shapes: Shapes of all variables by path.

        Returns:
            A sentence, or None.
        """
        return explain_shapes(self._network.function, shapes)

    def save_own_variables(self, store: Any) -> None:
        """Save each variable under its path (Keras calls this)."""
        weights_file.write(self._network.store.variables, store)

    def load_own_variables(self, store: Any) -> None:
        """Load each variable by its path (Keras calls this).

        Raises:
            WeightsFileError: See `load_weights`.
        """
        network = self._network
        try:
            weights_file.read(
                network.store.variables, store, self.name, network.reading
            )
        except ValueError as error:
            network.failure = error
            raise

    def get_config(self) -> dict[str, Any]:
        """Return what `from_config` makes an equal, unbuilt model of.

        Raises:
            ModelConfigError: The function or the captured arg_scope has no form in a file.
        """
        network = self._network
        return {
            "name": self.name,
            "seed": network.store.seed,
            "trainable": self.trainable,
            "dtype": keras.saving.serialize_keras_object(self.dtype_policy),
            "function": model_config.function_to_config(network.function, self.name),
            "arg_scope": model_config.captured_to_config(network.scope, self.name),
            "frozen": list(network.store.frozen),
        }

    @classmethod
    def from_config(
        cls, config: dict[str, Any], custom_objects: dict[str, Any] | None = None
    ) -> Self:
        """Return the model that `get_config` described.

        Raises:
            ModelConfigError: This program does not know the network function.
            UnknownTargetError: Nor a callable for which the captured arg_scope has
                defaults.
        """
        config = dict(config)
        function = model_config.function_from_config(
            config.pop("function"), custom_objects
        )
        frozen = config.pop("frozen")
        config["dtype"] = keras.saving.deserialize_keras_object(config["dtype"])
        with arg_scope(scope_from_config(config.pop("arg_scope"))):
            model = cls(function, **config)
        model._network.store.frozen = dict.fromkeys(frozen, False)
        return model

    def get_build_config(self) -> dict[str, Any] | None:
        """Return shape and dtype of the inputs (Keras saves them)."""
        specs = self._network.specs
        return None if specs is None else {"inputs": specs_to_config(specs)}

    def build_from_config(self, config: dict[str, Any]) -> None:
        """Create the variables for the inputs in `config` (Keras calls this)."""
        self._network.specs = specs_from_config(config["inputs"])
        self.build(None)

    def get_compile_config(self) -> dict[str, Any] | None:
        """Return what the model was compiled with (Keras saves it)."""
        config = super().get_compile_config()
        if config:
            # Keras has put in what suits this backend: JAX would be unbearably slow
            # without it, and torch with it.
            config["jit_compile"] = "auto"
            config["optimizer"] = portable_optimizer(config["optimizer"])
        return config

    def export(
        self,
        filepath: Path,
        format: str = "tf_saved_model",  # noqa: A002  # Keras's name
        verbose: bool | None = None,
        input_signature: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Write the model for inference elsewhere, for any batch size if possible.

        Args:
            filepath: Where to; `.pt2` for torch, a folder for TensorFlow.
            format: `"tf_saved_model"`, `"onnx"`, `"torch"`, `"litert"`, `"openvino"`.
            verbose: Whether to say that it is done.
            input_signature: Shape and dtype of the inputs; default: as built.
            **kwargs: As for every Keras model.

        Raises:
            NotBuiltError: There are no variables yet.
            ExportError: This backend cannot, or a package is missing.
        """
        if not self.built:
            raise NotBuiltError.about("export", self.name)
        export.check_export(self.name, format)
        if input_signature is None:
            specs = self._network.specs
            if not kwargs and export.is_for_torch(format, specs):
                from argscope.layers._model.torch_onnx import write_onnx

                return write_onnx(self, filepath, specs, verbose)
            input_signature = export.signature(specs)
        return super().export(
            filepath, format, verbose, input_signature=input_signature, **kwargs
        )
