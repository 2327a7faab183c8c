"""`Model`: a Keras model made of a function.

The function is run once on symbols when the model is built, which creates every
variable; later runs find them by path. All of Keras's `Model` works: compile, fit,
evaluate, predict, save_weights, export, and use as a layer.
"""

from __future__ import annotations

import contextlib
import inspect
import random
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, final

import keras

from argscope import ArgScope, arg_scope, current_arg_scope
from argscope.layers._ops import cast, is_float
from argscope.layers._run import Run, running
from argscope.layers._store import VariableStore
from argscope.layers.errors import NoEndPointsError, VariableError

_ON_TORCH: Final = keras.backend.backend() == "torch"
if _ON_TORCH:
    from argscope.layers._torch_compile import OpaqueNetwork, is_compiling
    from argscope.layers._torch_ops import lay_out_slots

_MODES = ("is_training", "training")


@keras.saving.register_keras_serializable(package="argscope")
class Model(keras.Model):
    """A Keras model that computes `function(inputs)`.

    The arg_scope that is active now is kept, and `function` always runs under it.

    Args:
        function: Takes the inputs (a tensor, or a list or dict of them) and returns the
            output, or `(output, end_points)` with a dict second. A parameter named
            `is_training` or `training` receives the mode. It must create the same
            variables in every run.
        name: The model's name; default: the function's.
        seed: Decides the initial values and the dropout masks, >= 0. The same seed gives
            the same initial values on every backend. Default: drawn from Python's
            `random`, so `keras.utils.set_random_seed` decides.
        **kwargs: `dtype` (or a dtype policy) and `trainable`, as for every Keras layer.

    Example:
        >>> import numpy as np
        >>> from argscope import layers
        >>> def classifier(images):
        ...     net = layers.conv2d(images, 8, [3, 3], scope="conv1")
        ...     net = layers.flatten(net)
        ...     return layers.fully_connected(net, 10, activation_fn=None, scope="logits")
        >>> model = layers.Model(classifier, seed=1)
        >>> model(np.zeros((2, 8, 8, 1), "float32")).shape
        (2, 10)
        >>> [variable.path for variable in model.variables_in_order]
        ['conv1/weights', 'conv1/biases', 'logits/weights', 'logits/biases']

    Raises:
        VariableError: In a run, if variables clash, are missing or differ in shape.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        name: str | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name or _layer_name(function), **kwargs)
        seed = random.getrandbits(31) if seed is None else seed
        self._network = _Network(
            function, current_arg_scope(), VariableStore(self, seed)
        )
        self.seed_generator = keras.random.SeedGenerator(seed % 2**31)
        if _ON_TORCH:
            self._opaque = OpaqueNetwork(self, self._run_unseeded)

    def __call__(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """Return the output for `inputs`; builds the model at the first call."""
        if not self.built:
            # Keras tells build() only shapes; integer inputs must stay integers.
            self._network.specs = keras.tree.map_structure(_spec, inputs)
            with _outside_of_tracing(inputs):
                self.build(None)
        return super().__call__(inputs, *args, **kwargs)

    def build(self, input_shape: Any) -> None:
        """Create the variables.

        Args:
            input_shape: Shape of the input with the batch size (or None) first; for
                several inputs a list or dict of shapes. A `keras.KerasTensor` in place of
                a shape tells a dtype too.
        """
        network = self._network
        if network.store.closed:
            return
        specs = network.specs
        if specs is None:
            specs = _specs_of_shapes(input_shape, self.input_dtype)
        # Only declared here: a value made while a backend traces could not be kept.
        with keras.StatelessScope(initialize_variables=False):
            for training in (True, False):
                self._declare(specs, training)
        network.store.draws = True
        # Leaving an outermost stateless scope gives all declared variables their values.
        with keras.StatelessScope():
            pass
        if network.store.failure is not None:
            raise network.store.failure
        network.store.closed = True
        self.built = True

    def _declare(self, specs: Any, training: bool) -> None:
        try:
            self.compute_output_spec(specs, training=training)
        except Exception as error:  # noqa: BLE001  # re-raised
            # Keras hides what went wrong in the function under a text of its own.
            raise (self._network.failure or error) from None

    def call(self, inputs: Any, training: bool | None = None) -> Any:
        """Run the function. Use `model(inputs)`, as with every Keras layer."""
        if _ON_TORCH and is_compiling():
            return self._opaque(inputs, bool(training))
        return self._run(inputs, training)[0]

    def _run_unseeded(self, inputs: Any, training: bool) -> Any:
        # torch.compile has no value of a seed, only a symbol for it.
        return self._run(inputs, training, seeded=False)[0]

    def make_train_function(self, force: bool = False) -> Any:
        """Prepare for training (Keras calls this)."""
        if _ON_TORCH and self.train_function is None and self.optimizer is not None:
            lay_out_slots(self.optimizer.variables)
        return super().make_train_function(force)

    def end_points(self, inputs: Any, training: bool = False) -> dict[str, Any]:
        """Return the end points of the network for `inputs`, in their order.

        Raises:
            NoEndPointsError: The function does not return `(output, end_points)`.
        """
        if not self.built:
            self(inputs)
        _, end_points = self._run(keras.tree.map_structure(_tensor, inputs), training)
        if end_points is None:
            raise NoEndPointsError.about(self._network.name)
        return end_points

    def _run(
        self, inputs: Any, training: bool | None, *, seeded: bool = True
    ) -> tuple[Any, dict[str, Any] | None]:
        inputs = keras.tree.map_structure(self._cast_input, inputs)
        run = Run(self._network.store, training=bool(training), seeded=seeded)
        with arg_scope(self._network.scope), running(run):
            result = self._network(inputs, bool(training))
        if (
            isinstance(result, tuple)
            and len(result) == 2
            and isinstance(result[1], Mapping)
        ):
            return result[0], dict(result[1])
        return result, None

    def _cast_input(self, tensor: Any) -> Any:
        # By hand: on JAX Keras trains through `call`, without casting anything.
        return cast(tensor, self.compute_dtype) if is_float(tensor) else tensor

    @property
    def losses(self) -> list[Any]:
        """The regularization losses, one scalar per variable, and those of `add_loss`."""
        losses = list(super().losses)
        if self._losses_override:  # set while JAX differentiates: these are all of them
            return losses
        return losses + self._network.store.frozen_losses()

    @property
    def variables_in_order(self) -> list[keras.Variable]:
        """The network's variables in the order in which the function creates them."""
        return list(self._network.store.variables.values())

    def variable(self, path: str) -> keras.Variable:
        """Return the variable at `path`, such as `"conv1/weights"`.

        Raises:
            VariableError: There is none.
        """
        variables = self._network.store.variables
        if path not in variables:
            raise VariableError.unknown(path, list(variables))
        return variables[path]

    def save_own_variables(self, store: Any) -> None:
        """Save each variable under its path (Keras calls this)."""
        for path, variable in self._network.store.variables.items():
            # The value: for a variable NumPy 2 warns of a protocol that Keras 3.15 lacks.
            store[_file_key(path)] = variable.value

    def load_own_variables(self, store: Any) -> None:
        """Load each variable by its path (Keras calls this).

        Raises:
            VariableError: The file lacks a variable, or has one of another shape.
        """
        for path, variable in self._network.store.variables.items():
            key = _file_key(path)
            if key not in store:
                raise VariableError.not_in_file(
                    path, [k.replace("|", "/") for k in store]
                )
            found = tuple(store[key].shape)
            if found != tuple(variable.shape):
                raise VariableError.reshaped(path, tuple(variable.shape), found)
        for path, variable in self._network.store.variables.items():
            variable.assign(store[_file_key(path)])


@final
class _Network:
    """What a Model runs. An object of its own: Keras would wrap a dict or a list."""

    __slots__ = ("_modes", "failure", "function", "scope", "specs", "store")

    def __init__(
        self, function: Callable[..., Any], scope: ArgScope, store: VariableStore
    ) -> None:
        self.function = function
        self.scope = scope
        self.store = store
        self.specs: Any = None
        self.failure: Exception | None = None
        parameters = inspect.signature(function).parameters
        self._modes = [mode for mode in _MODES if mode in parameters]

    def __call__(self, inputs: Any, training: bool) -> Any:
        self.failure = None
        try:
            return self.function(inputs, **dict.fromkeys(self._modes, training))
        except Exception as error:
            self.failure = error
            raise

    @property
    def name(self) -> str:
        return getattr(self.function, "__name__", type(self.function).__name__)


def _layer_name(function: Callable[..., Any]) -> str:
    """Return a name that Keras and every backend accept."""
    name = getattr(function, "__name__", type(function).__name__)
    return re.sub(r"[^A-Za-z0-9_-]", "_", name).lstrip("_") or "network"


def _file_key(path: str) -> str:
    # A slash would make a group in an HDF5 file.
    return path.replace("/", "|")


def _tensor(value: Any) -> Any:
    return keras.ops.convert_to_tensor(value)


def _spec(tensor: Any) -> keras.KerasTensor:
    if not hasattr(tensor, "shape") or not hasattr(tensor, "dtype"):
        tensor = _tensor(tensor)
    return keras.KerasTensor(
        tuple(tensor.shape), dtype=keras.backend.standardize_dtype(tensor.dtype)
    )


def _specs_of_shapes(shapes: Any, dtype: str) -> Any:
    if isinstance(shapes, keras.KerasTensor):
        return shapes
    if isinstance(shapes, dict):
        return {name: _specs_of_shapes(shape, dtype) for name, shape in shapes.items()}
    if all(size is None or isinstance(size, int) for size in shapes):
        return keras.KerasTensor(tuple(shapes), dtype=dtype)
    return type(shapes)(_specs_of_shapes(shape, dtype) for shape in shapes)


def _outside_of_tracing(inputs: Any) -> contextlib.AbstractContextManager[Any]:
    """Return a block in which JAX makes real values, also while it traces `inputs`.

    Only while it traces: elsewhere it would compile everything a second time.
    """
    if keras.backend.backend() == "jax":
        import jax

        if any(
            isinstance(leaf, jax.core.Tracer) for leaf in keras.tree.flatten(inputs)
        ):
            return jax.ensure_compile_time_eval()
    return contextlib.nullcontext()
