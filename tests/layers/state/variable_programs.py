"""Programs that make, collect and share variables, for here and the original.

Each takes a library and images, and returns plain data: what it saw. In TF-Slim
`tools/record_state.py` runs them.
"""

from collections.abc import Callable
from typing import Any

# --- variables that a layer's functions make


def scaled_by(lib: Any, *names: str) -> Callable[[Any], Any]:
    """Return a function of a tensor that makes variables with these names."""

    def function(tensor: Any, **rest: Any) -> Any:
        for name in names:
            tensor = tensor * lib.get_variable(name, [tensor.shape[-1]], **rest)
        return tensor

    return function


def variables(lib: Any, *collections: str) -> dict[str, list[str]]:
    """Return the names of all variables, and of those in collections."""
    model, every = "model_variables", "variables"
    return {
        each: [lib.name_of(v) for v in lib.get_variables(collection=each)]
        for each in (every, model, *collections)
    }


LAYERS: dict[str, Callable[..., Any]] = {
    "conv2d": lambda lib, x, **rest: lib.conv2d(x, 2, 3, **rest),
    "conv2d_transpose": lambda lib, x, **rest: lib.conv2d_transpose(x, 2, 3, **rest),
    "separable_conv2d": lambda lib, x, **rest: lib.separable_conv2d(x, 2, 3, 1, **rest),
    "conv2d_in_plane": lambda lib, x, **rest: lib.conv2d_in_plane(x, 3, **rest),
    "fully_connected": lambda lib, x, **rest: lib.fully_connected(x, 2, **rest),
    "batch_norm": lambda lib, x, **rest: lib.batch_norm(x, **rest),
    "layer_norm": lambda lib, x, **rest: lib.layer_norm(x, **rest),
    "group_norm": lambda lib, x, **rest: lib.group_norm(x, 2, **rest),
    "instance_norm": lambda lib, x, **rest: lib.instance_norm(x, **rest),
    "bias_add": lambda lib, x, **rest: lib.bias_add(x, **rest),
}


def _with_activation(layer: str, *names: str) -> Callable[[Any, Any], Any]:
    def run(lib: Any, x: Any) -> Any:
        LAYERS[layer](lib, x, scope="c", activation_fn=scaled_by(lib, *names))
        return variables(lib)

    return run


def kernel_in_scopes(lib: Any, x: Any) -> Any:
    """Scopes in an activation, of which one was opened outside of the layer."""
    with lib.variable_scope("outside") as outside:
        pass

    def activation(tensor: Any) -> Any:
        with lib.variable_scope("inside"):
            tensor = scaled_by(lib, "kernel")(tensor)
        with lib.variable_scope(outside):
            return scaled_by(lib, "kernel", "x/bias")(tensor)

    x = lib.conv2d(x, 2, 3, scope="c", activation_fn=activation)
    scaled_by(lib, "kernel")(x)  # no more in a layer
    return variables(lib)


def kernel_in_normalizers(lib: Any, x: Any) -> Any:
    """Normalizers that make variables themselves, or in an activation of their own."""
    mine = scaled_by(lib, "in/kernel", "in/depthwise_kernel")
    norm = {"activation_fn": mine}
    lib.fully_connected(x, 2, scope="a", normalizer_fn=mine)
    for number, layer in enumerate([lib.batch_norm, lib.layer_norm, lib.bias_add]):
        lib.conv2d(
            x, 2, 3, scope=f"b{number}", normalizer_fn=layer, normalizer_params=norm
        )
    lib.conv2d(
        x,
        2,
        3,
        scope="c",
        normalizer_fn=lib.separable_conv2d,
        normalizer_params={
            "num_outputs": 2,
            "kernel_size": 1,
            "depth_multiplier": 1,
            **norm,
        },
    )
    return variables(lib)


def collections_of_alphas(lib: Any, x: Any) -> Any:
    """What is said of a layer's variables is not said of those of its activation."""
    activation = scaled_by(lib, "alphas")
    lib.conv2d(
        x,
        2,
        3,
        scope="c",
        activation_fn=lambda net: activation(net, collections=["yours", "variables"]),
        variables_collections=["mine"],
        trainable=False,
        weights_regularizer=lib.l2_regularizer(0.1),
    )
    penalties = len(lib.losses.get_regularization_losses())
    return variables(lib, "mine", "yours", "trainable_variables"), penalties


def kernel_of_model_variable(lib: Any, x: Any) -> Any:
    """`model_variable` and `variable` in an activation."""

    def activation(tensor: Any) -> Any:
        for make, name in ((lib.model_variable, "kernel"), (lib.variable, "bias")):
            tensor = tensor * make(name, [2])
        return tensor

    try:
        lib.conv2d(
            x,
            2,
            3,
            scope="a",
            activation_fn=activation,
            normalizer_fn=lib.layer_norm,
        )
    except ValueError:  # there is a/weights
        return ["refused", *variables(lib)["variables"]]
    return variables(lib)


# --- collections with the names of TensorFlow's own


def put_into_trainable_variables(lib: Any, x: Any) -> Any:
    """Layers that put variables which are not trained into that collection."""
    trainable = "trainable_variables"
    lib.batch_norm(x, variables_collections=[trainable], scope="a")
    lib.batch_norm(x, variables_collections={"moving_mean": [trainable]}, scope="b")
    for name, chosen in (
        ("c", [trainable, "mine"]),
        ("d", {"weights": [trainable]}),
        ("e", None),
    ):
        lib.fully_connected(
            x, 2, trainable=False, variables_collections=chosen, scope=name
        )
    lib.fully_connected(x, 2, variables_collections=[trainable], scope="f")
    found = [lib.name_of(v) for v in lib.get_trainable_variables("[a-d]")]
    return found, variables(lib, trainable, "mine")


def put_into_model_variables(lib: Any, x: Any) -> Any:
    """Collections that hold a layer's variables anyway."""
    every = ["model_variables", "variables", "trainable_variables"]
    lib.conv2d(x, 2, 3, variables_collections=every, scope="a")
    lib.batch_norm(x, variables_collections=every[:2], scope="b")
    return variables(lib, "trainable_variables")


def put_into_collections_of_others(lib: Any, x: Any) -> Any:
    """Collections of TensorFlow's that are not of variables."""
    others = ["losses", "update_ops", "activations", "weights", "local_variables"]
    lib.conv2d(x, 2, 3, variables_collections=others, scope="a")
    return variables(lib, *others)


def variables_of_ones_own_in_trainable_variables(lib: Any, x: Any) -> Any:
    """`model_variable` in that collection, trained or not."""
    for name, trainable in (("a", True), ("b", False)):
        lib.model_variable(
            name, [2], trainable=trainable, collections=["trainable_variables"]
        )
    return variables(lib, "trainable_variables")


# --- sharing


def reuse_variables(lib: Any, x: Any) -> Any:
    """A scope that is told to share while it is open; also those opened in it."""
    told = []
    with lib.variable_scope("a") as scope:
        lib.fully_connected(x, 2, scope="fc")
        told.append(bool(scope.reuse))
        scope.reuse_variables()
        told.append(bool(scope.reuse))
        lib.fully_connected(x, 2, scope="fc")
        with lib.variable_scope("b") as inner:
            told.append(bool(inner.reuse))
        try:
            lib.fully_connected(x, 2, scope="new")
        except ValueError:
            told.append("refused")
    with lib.variable_scope("a") as again:
        told.append(bool(again.reuse))
        lib.fully_connected(x, 2, scope="other")
    with lib.variable_scope(scope) as again:
        told.append(bool(again.reuse))
        lib.fully_connected(x, 2, scope="other")
    return told, variables(lib)


def reuse_variables_of_the_top(lib: Any, x: Any) -> Any:
    """The scope at the top, which is told to share."""
    lib.fully_connected(x, 2, scope="fc")
    lib.get_variable_scope().reuse_variables()
    lib.fully_connected(x, 2, scope="fc")
    try:
        lib.fully_connected(x, 2, scope="new")
    except ValueError:
        return ["refused", variables(lib)]
    return variables(lib)


def reuse_variables_of_an_opened_copy(lib: Any, x: Any) -> Any:
    """A scope object is told to share while it is open again as another object."""
    told = []
    with lib.variable_scope("a") as scope:
        lib.fully_connected(x, 2, scope="fc")
    with lib.variable_scope(scope) as copy:
        scope.reuse_variables()
        told.append([bool(scope.reuse), bool(copy.reuse)])
        lib.fully_connected(x, 2, scope="new")
    with lib.variable_scope(scope):
        lib.fully_connected(x, 2, scope="new")
    return told, variables(lib)


PROGRAMS = {
    program.__name__: program
    for program in (
        kernel_in_scopes,
        kernel_in_normalizers,
        collections_of_alphas,
        kernel_of_model_variable,
        put_into_trainable_variables,
        put_into_model_variables,
        put_into_collections_of_others,
        variables_of_ones_own_in_trainable_variables,
        reuse_variables,
        reuse_variables_of_the_top,
        reuse_variables_of_an_opened_copy,
    )
}
for each in LAYERS:
    PROGRAMS[f"alphas_in_{each}"] = _with_activation(each, "alphas")
    PROGRAMS[f"kernel_in_{each}"] = _with_activation(
        each, "in/kernel", "in/bias", "in/depthwise_kernel", "in/pointwise_kernel"
    )
