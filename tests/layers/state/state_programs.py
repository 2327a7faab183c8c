"""Programs of aliases, collections and shared variables, for here and the original.

Each takes a library and rows or images, and returns plain data: what it saw.
`tools/record_state.py` runs them in TF-Slim, and writes what they see there.
"""

from collections.abc import Callable
from typing import Any

PROGRAMS: dict[str, Callable[[Any, Any], Any]] = {}
Program = Callable[[Any, Any], Any]


def program(function: Program) -> Program:
    """Add `function` to the programs, by its name."""
    PROGRAMS[function.__name__] = function
    return function


def keys(lib: Any, *collections: str) -> list[list[str]]:
    """Return the names of what is in each collection."""
    return [list(lib.utils.convert_collection_to_dict(each)) for each in collections]


# --- aliases of outputs


@program
def original_name_scope(lib: Any, x: Any) -> Any:
    """A scope's `original_name_scope` as alias, also where it is opened again."""
    for _ in range(2):
        with lib.variable_scope("a"), lib.variable_scope("b") as scope:
            lib.utils.collect_named_outputs("ends", scope.original_name_scope, 2 * x)
    with lib.variable_scope(scope) as again:
        lib.utils.collect_named_outputs("ends", again.original_name_scope, 2 * x)
    return keys(lib, "ends")


@program
def slashes(lib: Any, x: Any) -> Any:
    """Aliases that end in slashes, or begin with one."""
    for alias in ("one/", "two//", "/three"):
        lib.utils.collect_named_outputs("ends", alias, 2 * x)
    y = lib.utils.append_tensor_alias(2 * x, "four/")
    return keys(lib, "ends"), lib.utils.get_tensor_aliases(y)


@program
def layer_with_a_slash(lib: Any, x: Any) -> Any:
    """A layer whose scope ends in a slash."""
    lib.conv2d(x, 2, 3, scope="a/", outputs_collections="ends")
    return keys(lib, "ends")


@program
def collection_of_a_scope(lib: Any, x: Any) -> Any:
    """A collection named after a scope, as networks have it."""
    with lib.variable_scope("net") as scope:
        ends = scope.original_name_scope + "_end_points"
        lib.conv2d(x, 2, 3, scope="conv1", outputs_collections=ends)
        lib.conv2d(
            x, 2, 3, scope="conv2", outputs_collections=scope.original_name_scope
        )
    return keys(lib, ends, "net/_end_points", "net/", "net")


@program
def two_collections(lib: Any, x: Any) -> Any:
    """A tensor that is put into two collections, one after the other."""
    y, z = 2 * x, 3 * x
    for name, alias, tensor in (
        ("e", "y_of_e", y),
        ("e", "z_of_e", z),
        ("f", "y_of_f", y),
    ):
        lib.utils.collect_named_outputs(name, alias, tensor)
    return keys(lib, "e", "f")


@program
def list_of_collections(lib: Any, x: Any) -> Any:
    """A tensor that is put into two collections at once."""
    y = lib.utils.collect_named_outputs(["e", "f"], "y", 2 * x)
    return keys(lib, "e", "f"), lib.utils.get_tensor_aliases(y)


@program
def repeated_aliases(lib: Any, x: Any) -> Any:
    """One alias given twice, and asked for twice."""
    y = 2 * x
    for collection in ("e", "e", "f"):
        lib.utils.collect_named_outputs(collection, "y", y)
    return keys(lib, "e", "f"), lib.utils.gather_tensors_aliases([y, y])


@program
def one_alias_of_two_tensors(lib: Any, x: Any) -> Any:
    """Of two tensors with one alias the later one is found, at the place of the first."""
    y, z = 2 * x, 3 * x
    for alias, tensor in (("a", y), ("b", z), ("a", z)):
        lib.utils.collect_named_outputs("e", alias, tensor)
    found = lib.utils.convert_collection_to_dict("e")
    return [[name, tensor is z] for name, tensor in found.items()]


@program
def alias_before_the_collection(lib: Any, x: Any) -> Any:
    """An alias that is appended to a tensor before it is collected."""
    y = lib.utils.append_tensor_alias(2 * x, "early")
    lib.utils.collect_named_outputs("e", "late", y)
    return keys(lib, "e")


@program
def no_collection(lib: Any, x: Any) -> Any:
    """Without a collection an alias is not remembered."""
    y = lib.utils.collect_named_outputs(None, "none", 2 * x)
    y = lib.utils.collect_named_outputs([], "empty", y)
    return lib.utils.get_tensor_aliases(lib.utils.collect_named_outputs("e", "y", y))


@program
def cleared_collection(lib: Any, x: Any) -> Any:
    """A tensor keeps its aliases when the collection is cleared."""
    y = lib.utils.collect_named_outputs("e", "of_e", 2 * x)
    first = list(lib.utils.convert_collection_to_dict("e", clear_collection=True))
    lib.utils.collect_named_outputs("f", "of_f", y)
    return first, keys(lib, "e", "f")


@program
def normalizer_in_a_collection(lib: Any, x: Any) -> Any:
    """A layer and its normalizer in two collections, with an activation between them."""
    with lib.arg_scope([lib.batch_norm], outputs_collections="norms"):
        for number, activation in enumerate([lib.relu, None]):
            lib.conv2d(
                x,
                2,
                3,
                activation_fn=activation,
                normalizer_fn=lib.batch_norm,
                outputs_collections="convs",
                scope=f"conv{number}",
            )
    return keys(lib, "convs", "norms")


@program
def outputs_that_are_inputs(lib: Any, x: Any) -> Any:
    """Layers that may change nothing: their outputs have aliases of their own."""
    x = lib.flatten(x, outputs_collections="flat", scope="flat")
    for name, layer in (
        ("flat again", lib.flatten),
        ("kept", lambda x, **rest: lib.dropout(x, 0.5, is_training=False, **rest)),
        ("dropped", lambda x, **rest: lib.dropout(x, 0.5, **rest)),
        ("norms", lib.batch_norm),
        ("active", lambda x, **rest: lib.batch_norm(x, activation_fn=lib.relu, **rest)),
    ):
        x = layer(x, outputs_collections=name, scope=name.replace(" ", "_"))
    x = lib.batch_norm(x, scope="last")
    lib.utils.collect_named_outputs("last", "mine", x)
    return keys(lib, "flat", "flat again", "kept", "dropped", "norms", "active", "last")


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


def _with_activation(layer: str, *names: str) -> Program:
    def run(lib: Any, x: Any) -> Any:
        LAYERS[layer](lib, x, scope="c", activation_fn=scaled_by(lib, *names))
        return variables(lib)

    return run


for each in LAYERS:
    PROGRAMS[f"alphas_in_{each}"] = _with_activation(each, "alphas")
    PROGRAMS[f"kernel_in_{each}"] = _with_activation(
        each, "in/kernel", "in/bias", "in/depthwise_kernel", "in/pointwise_kernel"
    )


@program
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


@program
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


@program
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


@program
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
