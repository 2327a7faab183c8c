"""Programs that give tensors aliases, for here and the original.

Each takes a library and images, and returns plain data: what it saw. In TF-Slim
`tools/record_state.py` runs them.
"""

from typing import Any


def keys(lib: Any, *collections: str) -> list[list[str]]:
    """Return the names of what is in each collection."""
    return [list(lib.utils.convert_collection_to_dict(each)) for each in collections]


def original_name_scope(lib: Any, x: Any) -> Any:
    """A scope's `original_name_scope` as alias, also where it is opened again."""
    for _ in range(2):
        with lib.variable_scope("a"), lib.variable_scope("b") as scope:
            lib.utils.collect_named_outputs("ends", scope.original_name_scope, 2 * x)
    with lib.variable_scope(scope) as again:
        lib.utils.collect_named_outputs("ends", again.original_name_scope, 2 * x)
    return keys(lib, "ends")


def slashes(lib: Any, x: Any) -> Any:
    """Aliases that end in slashes, or begin with one."""
    for alias in ("one/", "two//", "/three"):
        lib.utils.collect_named_outputs("ends", alias, 2 * x)
    y = lib.utils.append_tensor_alias(2 * x, "four/")
    return keys(lib, "ends"), lib.utils.get_tensor_aliases(y)


def layer_with_a_slash(lib: Any, x: Any) -> Any:
    """A layer whose scope ends in a slash."""
    lib.conv2d(x, 2, 3, scope="a/", outputs_collections="ends")
    return keys(lib, "ends")


def collection_of_a_scope(lib: Any, x: Any) -> Any:
    """A collection named after a scope, as networks have it."""
    with lib.variable_scope("net") as scope:
        ends = scope.original_name_scope + "_end_points"
        lib.conv2d(x, 2, 3, scope="conv1", outputs_collections=ends)
        lib.conv2d(
            x, 2, 3, scope="conv2", outputs_collections=scope.original_name_scope
        )
    return keys(lib, ends, "net/_end_points", "net/", "net")


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


def list_of_collections(lib: Any, x: Any) -> Any:
    """A tensor that is put into two collections at once."""
    y = lib.utils.collect_named_outputs(["e", "f"], "y", 2 * x)
    return keys(lib, "e", "f"), lib.utils.get_tensor_aliases(y)


def repeated_aliases(lib: Any, x: Any) -> Any:
    """One alias given twice, and asked for twice."""
    y = 2 * x
    for collection in ("e", "e", "f"):
        lib.utils.collect_named_outputs(collection, "y", y)
    return keys(lib, "e", "f"), lib.utils.gather_tensors_aliases([y, y])


def one_alias_of_two_tensors(lib: Any, x: Any) -> Any:
    """Of two tensors with one alias the later one is found, at the place of the first."""
    y, z = 2 * x, 3 * x
    for alias, tensor in (("a", y), ("b", z), ("a", z)):
        lib.utils.collect_named_outputs("e", alias, tensor)
    found = lib.utils.convert_collection_to_dict("e")
    return [[name, tensor is z] for name, tensor in found.items()]


def alias_before_the_collection(lib: Any, x: Any) -> Any:
    """An alias that is appended to a tensor before it is collected."""
    y = lib.utils.append_tensor_alias(2 * x, "early")
    lib.utils.collect_named_outputs("e", "late", y)
    return keys(lib, "e")


def no_collection(lib: Any, x: Any) -> Any:
    """Without a collection an alias is not remembered."""
    y = lib.utils.collect_named_outputs(None, "none", 2 * x)
    y = lib.utils.collect_named_outputs([], "empty", y)
    return lib.utils.get_tensor_aliases(lib.utils.collect_named_outputs("e", "y", y))


def cleared_collection(lib: Any, x: Any) -> Any:
    """A tensor keeps its aliases when the collection is cleared."""
    y = lib.utils.collect_named_outputs("e", "of_e", 2 * x)
    first = list(lib.utils.convert_collection_to_dict("e", clear_collection=True))
    lib.utils.collect_named_outputs("f", "of_f", y)
    return first, keys(lib, "e", "f")


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


PROGRAMS = {
    program.__name__: program
    for program in (
        original_name_scope,
        slashes,
        layer_with_a_slash,
        collection_of_a_scope,
        two_collections,
        list_of_collections,
        repeated_aliases,
        one_alias_of_two_tensors,
        alias_before_the_collection,
        no_collection,
        cleared_collection,
        normalizer_in_a_collection,
        outputs_that_are_inputs,
    )
}
