"""`Model`: a Keras model made of a function.

The function is run on symbols when the model is built, once or in both modes, which
creates every variable; later runs find them by path. All of Keras's `Model` works:
compile, fit, evaluate, predict, save, export, and use as a layer.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Hashable, Mapping
from typing import Any

import keras

from argscope._core.block import arg_scope, current_arg_scope
from argscope._distribution.distribution import agreed_seed
from argscope.layers._model import freezing, jax_predict
from argscope.layers._model.in_parts import InParts
from argscope.layers._model.inner_layers import variables_of
from argscope.layers._model.labels import check_labels
from argscope.layers._model.layout_table import LayoutTable, layout_table
from argscope.layers._model.network import Network, name_of
from argscope.layers._model.optimizer_slots import zeros_by_numpy
from argscope.layers._model.replaying import Replaying
from argscope.layers._model.specs import spec_of, specs_of_shapes, tensor
from argscope.layers._model.summary import print_summary, summary_rows, totals
from argscope.layers._numerics.ops import cast, is_float
from argscope.layers._state.run import Run, asked_for_shapes, running
from argscope.layers._state.store import VariableStore
from argscope.layers.errors import (
    InnerLayerError,
    NoEndPointsError,
    NotBuiltError,
    VariableError,
)


@keras.saving.register_keras_serializable(package="argscope")
class Model(InParts, Replaying):
    """A Keras model that computes `function(inputs)`.

    The arg_scope that is active now is kept, and `function` always runs under it.

    Args:
        function: Takes the inputs (a tensor, or a list or dict of them) and returns the
            output, or `(output, end_points)` with a dict second. A parameter named
            `is_training` or `training` receives the mode. Building runs it once on
            symbols, or twice if it has such a parameter, calls Keras layers or asks for
            the mode otherwise: in training and in inference. Later it runs at each call,
            or for each compiled program. So it must create the same variables in every
            run, and should leave nothing behind (in a list outside of it, say).
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
        seed = agreed_seed() if seed is None else seed
        self._network = Network(
            function, current_arg_scope(), VariableStore(self, seed)
        )
        self.seed_generator = keras.random.SeedGenerator(seed % 2**31)

    def __call__(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """Return the output for `inputs`; builds the model at the first call."""
        if not self.built:
            # Keras tells build() only shapes; integer inputs must stay integers.
            self._network.specs = keras.tree.map_structure(spec_of, inputs)
            with _outside_of_tracing(inputs), self._outside_of_steps():
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
        if network.specs is None:
            network.specs = specs_of_shapes(input_shape, self.input_dtype)
        # On symbols, for a value made while a backend traces could not be kept. Variables
        # are only declared: which of them exist is known before any of them is drawn.
        with keras.StatelessScope(initialize_variables=False):
            if hasattr(network.function, "declare"):  # it knows them without being run
                network.function.declare(self)
            else:
                self._declare(network.specs)
                self._adopt()
        network.store.draw()
        network.store.closed = True
        self.built = True
        self._freeze_again()

    def _declare(self, specs: Any) -> None:
        try:
            self.compute_output_spec(specs, training=True)
            if self._network.depends_on_mode():
                # Either mode may use variables that the other does not.
                self.compute_output_spec(specs, training=False)
        except Exception as error:  # noqa: BLE001  # re-raised
            # Keras hides what went wrong in the function under a text of its own.
            raise (self._network.failure or error) from None

    def _adopt(self) -> None:
        """Make the Keras layers that the function uses layers of this model.

        Raises:
            InnerLayerError: They are others in each run, or a variable belongs to none.
        """
        network = self._network
        known = network.called
        if not network.runs_agree():
            # Some may be called in one mode only. Those come up again in another run.
            self._declare(network.specs)
            anew = [layer for i, layer in network.called.items() if i not in known]
            if anew:
                raise InnerLayerError.made_anew(network.name, anew)
        network.adopt()
        for name, layer in network.layers.items():
            # Keras tracks attributes. Names before "layers" it also saves them by.
            setattr(self, f"inner_{name}", layer)
        self._clear_losses()  # of the runs while building

    def _outputs(self, inputs: Any, training: bool) -> Any:
        return self._run(inputs, training)[0]

    def _outputs_unseeded(self, inputs: Any, training: bool) -> Any:
        # torch.compile has no value of a seed, only a symbol for it.
        return self._run(inputs, training, seeded=False)[0]

    def _frozen(self) -> Hashable:
        return frozenset(self._network.store.frozen)

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        *args: Any,
        **kwargs: Any,
    ) -> Any:
        """Return the loss of outputs (Keras calls this).

        Raises:
            LabelsError: There is one label an image, and outputs for each position.
        """
        check_labels(self.name, self.loss, y, y_pred)
        return super().compute_loss(x, y, y_pred, *args, **kwargs)

    def _symbolic_build(self, iterator: Any = None, data_batch: Any = None) -> None:
        # Keras runs the model on symbols to learn the shape of the outputs, from which
        # the metrics and the loss are made, and makes the optimizer's variables.
        if not self.built:  # what it finds out is also which variables there are
            super()._symbolic_build(iterator, data_batch)
            return
        if self.optimizer is not None and not self.optimizer.built:
            with zeros_by_numpy(self.optimizer):
                self.optimizer.build(self.trainable_variables)
        with asked_for_shapes(self._network.store):
            super()._symbolic_build(iterator, data_batch)

    def make_predict_function(self, force: bool = False) -> Any:
        """Prepare for `predict` (Keras calls this)."""
        if jax_predict.is_plain(self):
            return jax_predict.make_predict_function(self, force=force)
        return super().make_predict_function(force)

    def end_points(self, inputs: Any, training: bool = False) -> dict[str, Any]:
        """Return the end points of the network for `inputs`, in their order.

        Raises:
            NoEndPointsError: The function does not return `(output, end_points)`.
        """
        if not self.built:
            self(inputs)
        self._clear_losses()  # as every call does, or `losses` would add up
        _, end_points = self._run(keras.tree.map_structure(tensor, inputs), training)
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
        return self._network.store.with_frozen(losses)

    @property
    def variables_in_order(self) -> list[keras.Variable]:
        """The network's variables in the order in which the function creates them.

        Those of Keras layers that it uses come last.
        """
        return list(self._by_path().values())

    def variable(self, path: str) -> keras.Variable:
        """Return the variable at `path`, such as `"conv1/weights"`.

        Raises:
            VariableError: There is none.
        """
        variables = self._by_path()
        if path not in variables:
            raise VariableError.unknown(path, list(variables))
        return variables[path]

    def _by_path(self) -> dict[str, keras.Variable]:
        found = dict(self._network.store.variables)
        for name, layer in self._network.layers.items():
            inner = (
                layer._by_path() if isinstance(layer, Model) else variables_of(layer)
            )
            found |= {f"{name}/{path}": variable for path, variable in inner.items()}
        return found

    def summary(
        self,
        line_length: int | None = None,
        print_fn: Callable[[str], Any] | None = None,
        expand_nested: bool = False,
        show_trainable: bool = True,
    ) -> None:
        """Print the variables by scope, with subtotals and totals.

        On a terminal in colors, into a pipe or a file as plain text.

        Args:
            line_length: Width in characters; default: what the table needs.
            print_fn: Gets the whole text, instead of standard output.
            expand_nested: Whether to list the variables of Keras layers and models that
                the function uses.
            show_trainable: Whether to show what is trained and what is frozen.

        Raises:
            NotBuiltError: There are no variables yet.
        """
        if not self.built:
            raise NotBuiltError.about("summary", self.name)
        variables, frozen = self._by_path(), self._network.store.frozen
        folded = () if expand_nested else self._network.layers
        print_summary(
            f"Model: {self.name}",
            summary_rows(variables, frozen, folded=folded),
            totals(variables.values()),
            line_length=line_length,
            print_fn=print_fn,
            show_trainable=show_trainable,
        )

    def layout(self) -> LayoutTable:
        """Return who holds which variables under `argscope.distribute`; print it.

        Returns:
            A table by scope, with shapes, the part of one device, bytes, and the rule or
            the reason. Its `variables`, `size` and `held` are the same for programs.

        Raises:
            NotBuiltError: There are no variables yet.
        """
        if not self.built:
            raise NotBuiltError.about("layout", self.name)
        return layout_table(self.name, self._by_path())

    def freeze(self, *scopes: str) -> list[str]:
        """Keep the variables in `scopes` as they are while the rest trains.

        Their regularization losses stay. Moving averages in the scopes stop, and
        `batch_norm` there uses them also while training. Works before and after
        `compile`; the optimizer keeps its state for the variables that it still trains.

        Args:
            *scopes: Paths of scopes such as `"vgg_16/conv1"`, or of variables; none for
                the whole model.

        Returns:
            The paths of the variables in the scopes.

        Raises:
            NotBuiltError: There are no variables yet.
            UnknownScopeError: There are none in one of the scopes.
        """
        variables = self._by_path()
        chosen = freezing.select("freeze", self.name, list(variables), scopes)
        network = self._network
        freezing.freeze(chosen, variables, network.store.frozen, network.layers)
        freezing.renew_training(self)
        return chosen

    def unfreeze(self, *scopes: str) -> list[str]:
        """Undo `freeze` for `scopes`, or for the whole model.

        Returns:
            The paths of the variables that were frozen.

        Raises:
            NotBuiltError: There are no variables yet.
            UnknownScopeError: There are none in one of the scopes.
        """
        variables = self._by_path()
        chosen = freezing.select("unfreeze", self.name, list(variables), scopes)
        network = self._network
        thawed = freezing.unfreeze(
            chosen, variables, network.store.frozen, network.layers
        )
        freezing.renew_training(self)
        return thawed

    def _freeze_again(self) -> None:
        """Freeze what was frozen when the model was saved."""
        network = self._network
        variables = self._by_path()
        chosen = [path for path in network.store.frozen if path in variables]
        network.store.frozen.clear()
        freezing.freeze(chosen, variables, network.store.frozen, network.layers)


def network_of(model: Model) -> Network:
    """Return what a model runs, for those who run it in another way."""
    return model._network


def _layer_name(function: Callable[..., Any]) -> str:
    """Return a name that Keras and every backend accept."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", name_of(function)).lstrip("_") or "network"


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
