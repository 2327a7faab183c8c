"""Finding the variables of a model by name.

The tables were recorded with tf_slim 1.1.0 on TensorFlow 2.12, for the same network.
"""

import warnings

import numpy as np
import pytest

from argscope import ArgScopeError, layers

ROWS = np.linspace(-1, 1, 12, dtype="float32").reshape(4, 3)


def two_towers(x):
    with layers.variable_scope("left"):
        x = layers.fully_connected(x, 3, normalizer_fn=layers.batch_norm, scope="fc")
    with layers.variable_scope("right"):
        x = layers.fully_connected(x, 2, scope="fc")
    x = layers.fully_connected(x, 2, scope="fc8")
    x = layers.fully_connected(x, 2, scope="fc80")
    return x + layers.get_variable("beta", [1])


LEFT = [
    "left/fc/weights",
    "left/fc/BatchNorm/beta",
    "left/fc/BatchNorm/moving_mean",
    "left/fc/BatchNorm/moving_variance",
]
RIGHT = ["right/fc/weights", "right/fc/biases"]
FC8 = ["fc8/weights", "fc8/biases"]
FC80 = ["fc80/weights", "fc80/biases"]
ALL = [*LEFT, *RIGHT, *FC8, *FC80, "beta"]
WEIGHTS = [path for path in ALL if path.endswith("/weights")]


def without(*paths):
    return [path for path in ALL if path not in paths]


@pytest.fixture(scope="module")
def towers():
    model = layers.Model(two_towers, seed=1)
    model.build(ROWS.shape)
    return model


def paths(variables):
    return [variable.path for variable in variables]


@pytest.mark.parametrize(
    ("include", "exclude", "reg_search", "expected"),
    [
        (None, None, True, ALL),
        ([], None, True, []),
        ((), None, True, []),
        ([], [], True, []),
        (None, [], True, ALL),
        (["fc"], None, True, without("beta")),
        (["fc"], None, False, [*FC8, *FC80]),
        (["left/fc"], None, False, LEFT),
        (["weights:0"], None, True, WEIGHTS),
        (["weights:0$"], None, True, WEIGHTS),
        (["fc8/weights:0"], None, False, ["fc8/weights"]),
        (None, ["fc8/weights:0"], True, without("fc8/weights")),
    ],
)
def test_filter_is_that_of_the_original(include, exclude, reg_search, expected, towers):
    variables = towers.variables_in_order
    found = layers.filter_variables(variables, include, exclude, reg_search)
    assert paths(found) == expected


@pytest.mark.parametrize(
    ("scope", "suffix", "expected"),
    [
        (None, "weights", WEIGHTS),
        (None, "eights", WEIGHTS),
        (None, "fc/weights", ["left/fc/weights", "right/fc/weights"]),
        ("left", "beta", ["left/fc/BatchNorm/beta"]),
        (None, "weights:0", WEIGHTS),
        (None, "weights:", WEIGHTS),
        (None, "weights:1", []),
        (None, "w.*s", WEIGHTS),
        (None, "", ALL),
        (None, "bet", []),
        ("", "weights", WEIGHTS),
        ("left/fc/weights:0", None, ["left/fc/weights"]),
        ("left/fc/weights:0$", None, ["left/fc/weights"]),
        ("right/fc/w", None, ["right/fc/weights"]),
        ("", None, ALL),
        ("e", None, []),
    ],
)
def test_scope_and_suffix_are_those_of_the_original(scope, suffix, expected, towers):
    assert paths(layers.get_variables(scope, suffix, model=towers)) == expected
    if suffix is not None:
        found = layers.get_variables_by_suffix(suffix, scope, model=towers)
        assert paths(found) == expected


@pytest.mark.parametrize(
    ("name", "scope", "expected"),
    [
        ("weights", None, WEIGHTS),
        ("fc/weights", None, ["left/fc/weights", "right/fc/weights"]),
        ("BatchNorm/beta", None, ["left/fc/BatchNorm/beta"]),
        ("beta", None, ["left/fc/BatchNorm/beta", "beta"]),
        ("eta", None, []),
        ("/beta", None, []),
        ("b.*a", None, ["left/fc/BatchNorm/beta", "beta"]),
        ("weights", "ri", ["right/fc/weights"]),
        ("weights", "fc8", ["fc8/weights", "fc80/weights"]),
        ("", None, []),
    ],
)
def test_names_are_found_as_in_the_original(name, scope, expected, towers):
    assert paths(layers.get_variables_by_name(name, scope, model=towers)) == expected


def test_names_are_found_in_their_scope_only(towers):
    # The original finds `beta` at the top, too.
    found = layers.get_variables_by_name("beta", "left", model=towers)
    assert paths(found) == ["left/fc/BatchNorm/beta"]


@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        (None, None, ALL),
        ([], None, []),
        ([], [], []),
        (None, [], ALL),
        (("right",), None, RIGHT),
        (["right", "left"], None, [*RIGHT, *LEFT]),
        (["left/fc/weights:0"], None, ["left/fc/weights"]),
        (None, ["left/fc/weights:0", "fc8"], without("left/fc/weights", *FC8, *FC80)),
        (["right/fc"], ["right/fc/biases"], ["right/fc/weights"]),
        (None, [""], []),
    ],
)
def test_variables_to_restore_are_those_of_the_original(
    include, exclude, expected, towers
):
    found = layers.get_variables_to_restore(include, exclude, model=towers)
    assert paths(found) == expected


def test_variable_in_two_scopes_is_restored_once(towers):
    # The original lists it twice.
    found = layers.get_variables_to_restore(["left", "left/fc/weights"], model=towers)
    assert paths(found) == LEFT


@pytest.mark.parametrize(
    "pattern", ["weights$", "weights:0$", r"left/fc/weights\Z", "fc8/.*s$"]
)
def test_pattern_may_end_where_the_path_or_the_name_ends(pattern, towers):
    assert layers.filter_variables(towers.variables_in_order, [pattern])


def in_the_network(x):
    with layers.variable_scope("vgg_16"):
        x = layers.fully_connected(x, 2, scope="fc7")
        return layers.fully_connected(x, 2, scope="fc8")


@pytest.mark.parametrize(
    ("argument", "scope", "found", "text"),
    [
        ("exclude", "fc8", ["vgg_16/fc7/weights", "vgg_16/fc7/biases"],
         "get_variables_to_restore() got exclude='fc8', with which no path begins. Taken "
         "are the variables that have it further on, those in vgg_16/fc8. Write that: the "
         "name of the network belongs to the scope."),
        ("include", "fc8/w", ["vgg_16/fc8/weights"],
         "get_variables_to_restore() got include='fc8/w', with which no path begins. Taken "
         "are the variables that have it further on, those in vgg_16/fc8/w. Write that: "
         "the name of the network belongs to the scope."),
        ("include", "vgg16/fc8", [],
         "get_variables_to_restore() got include='vgg16/fc8', and no path has it: it "
         "changes nothing. Did you mean 'vgg_16/fc8'?\n"
         "  scopes:  vgg_16, vgg_16/fc7, vgg_16/fc8"),
    ],
)  # fmt: skip
def test_scope_without_the_name_of_the_network_is_told(argument, scope, found, text):
    model = layers.Model(in_the_network)
    model.build(ROWS.shape)
    with pytest.warns(layers.VariableScopeWarning) as told:
        variables = layers.get_variables_to_restore(**{argument: [scope]}, model=model)
    assert paths(variables) == found
    assert [str(each.message) for each in told] == [text]
    assert told[0].filename == __file__


def test_one_scope_that_is_there_does_not_hide_one_that_is_not(towers):
    with pytest.warns(layers.VariableScopeWarning, match="exclude='nothing'"):
        found = layers.get_variables_to_restore(
            exclude=["fc8", "nothing"], model=towers
        )
    assert paths(found) == without(*FC8, *FC80)


def test_scope_at_the_start_of_a_path_is_not_looked_for_further_on(towers):
    def network(x):
        with layers.variable_scope("net"):
            x = layers.fully_connected(x, 2, scope="fc8")
        return layers.fully_connected(x, 2, scope="fc8")

    model = layers.Model(network)
    model.build(ROWS.shape)
    with warnings.catch_warnings(action="error"):
        found = layers.get_variables_to_restore(exclude=["fc8"], model=model)
    assert paths(found) == ["net/fc8/weights", "net/fc8/biases"]


def test_open_scope_is_meant_literally():
    seen = {}

    def network(x):
        x = layers.fully_connected(x, 2, scope="Conv_1")
        seen["top"] = paths(layers.get_variables(layers.get_variable_scope(), "biases"))
        with layers.variable_scope("Conv") as scope:
            x = layers.fully_connected(x, 2, scope="fc")
            seen["open"] = paths(layers.get_variables(scope))
        seen["string"] = paths(layers.get_variables("Conv"))
        return x

    layers.Model(network).build(ROWS.shape)
    assert seen["open"] == ["Conv/fc/weights", "Conv/fc/biases"]
    assert seen["string"][0] == "Conv_1/weights"
    assert "Conv_1/biases" in seen["top"]


def test_variables_are_found_by_kind(towers):
    assert paths(layers.get_trainable_variables("left", model=towers)) == LEFT[:2]
    assert paths(layers.get_model_variables(model=towers)) == without("beta")


def test_unique_variable_is_found_by_its_whole_path(towers):
    unique = layers.get_unique_variable("right/fc/biases", model=towers)
    assert layers.get_variable_full_name(unique) == "right/fc/biases"
    with pytest.raises(ArgScopeError, match="Did you mean 'right/fc/biases'"):
        layers.get_unique_variable("right/fc/bias", model=towers)


@pytest.mark.parametrize("find", ["get_variables_to_restore", "filter_variables"])
def test_patterns_must_be_strings(find, towers):
    given = {
        "get_variables_to_restore": {"exclude": [1], "model": towers},
        "filter_variables": {"var_list": [], "exclude_patterns": [1]},
    }[find]
    with pytest.raises(TypeError, match=r"exclude.* expected strings, got 1"):
        getattr(layers, find)(**given)
