"""What the original (TF-Slim) computed, compared with what we compute.

`cases/` holds programs and what was recorded for them; `values.py` gives every variable
and input its value from its name, so that both sides start from the same numbers.
"""

import keras
import numpy as np
import pytest
from tests.layers.arrays import numbers
from tests.layers.parity.gradients import training_pass
from tests.layers.parity.program import CASES, Network, load, value_of
from tests.layers.parity.values import input_value, variable_value

from argscope import ArgScopeError, layers

RTOL = 2e-5  # of the largest magnitude in the array

# The original records an error here, and we compute: why, and the shape it must have.
RIGHT_HERE = {
    "arg_scope_positional_conflict": (
        "an argument given by position wins over a scope (tensorflow#4657)",
        {"y": (2, 3, 4, 3)},
    ),
    "maxout_axis1": (
        "the original mixes up features of different positions unless axis is the last",
        {"y": (2, 3, 4)},
    ),
}

# Two calls of one batch_norm update the same averages, and the original does not say in
# which order; everything else of these cases is compared.
ANY_ORDER_OF_UPDATES = ("batch_norm_shared", "scope_reuse_bn")

# Collections of the original whose members have no alias. Losses are recorded apart.
UNNAMED = ("activations", "losses", "regularization_losses")

# The squares of a normalized batch add up to the same whatever was normalized, but for
# epsilon. So these gradients are what is left of terms of about 10 that cancel, and of
# their rounding errors: in float64 we differ from the recorded numbers as much as here.
ROUNDING = {
    "grad_input/x": 1e-5,
    "grad/a/weights": 1e-4,
    "grad/a/BatchNorm/gamma": 4e-4,
    "grad/a/BatchNorm/beta": 4e-4,
    "grad/unit/conv1/BatchNorm/gamma": 4e-4,
}
CANCELLING = (
    "arg_scope_bn_params",
    "batch_norm_defaults",
    "batch_norm_inplace_updates_unfused",
    "batch_norm_is_training_tensor",
    "batch_norm_no_center_no_scale",
    "batch_norm_not_trainable",
    "batch_norm_param_initializers",
    "batch_norm_param_regularizers",
    "batch_norm_param_regularizers_inplace",
    "batch_norm_rank2",
    "batch_norm_rank3",
    "batch_norm_rank5",
    "batch_norm_renorm_clipping",
    "batch_norm_shared",
    "batch_norm_unfused",
    "batch_norm_variables_collections",
    "batch_norm_zero_debias",
    "instance_norm_defaults",
    "resnet_v2_bottleneck",
    "unit_norm_dim1",
)

# Computed in float64.
DOUBLE = ("conv2d_float64",)

# Recorded errors that are none here, and why.
ACCEPTED = {
    "reg_l2_integer_scale": "an integer scale is a number like any other",
}

# The size of the output depends on values, which a model has not while it is built.
ON_NUMBERS = ("dense_to_sparse", "dense_to_sparse_eos")

ALL = sorted(path.stem for path in CASES.glob("*.json"))
INITIALIZERS = [name for name in ALL if load(name)[0].get("kind") == "init"]
REFUSED = [
    name
    for name in ALL
    if "raises" in load(name)[0] and name not in (*RIGHT_HERE, *ACCEPTED)
]
BUILD_ONLY = [name for name in ALL if load(name)[0].get("build_only")]
RANDOM = [name for name in ALL if load(name)[0].get("stats_only")]
COMPUTED = sorted(
    {*ALL}
    - {*INITIALIZERS, *REFUSED, *RIGHT_HERE, *ACCEPTED, *BUILD_ONLY, *RANDOM}
    - {*ON_NUMBERS}
)


@pytest.fixture(autouse=True)
def _float64(request):
    """Let JAX compute in float64 where the case does."""
    if keras.backend.backend() != "jax" or not any(
        name in request.node.name for name in DOUBLE
    ):
        yield
        return
    import jax

    with jax.enable_x64(new_val=True):
        yield


@pytest.mark.parametrize("name", COMPUTED)
def test_agrees_with_the_original(name):
    case, result = load(name)
    model, network, inputs = built(case)

    check_variables(model, result)
    assert collections_of(network) == recorded_collections(result)
    give_documented_values(model)
    if "regularization_losses" in network.collections:
        model(
            inputs
        )  # penalties that the network adds itself are those of its last run
    check_close(
        regularization_losses(model),
        [loss["value"] for loss in result.get("regularization_losses", [])],
    )
    check_arrays(name, case, model, inputs, result)
    check_losses(model, network, inputs, result)


@pytest.mark.parametrize("name", REFUSED)
def test_refuses_what_the_original_refuses(name):
    case, _ = load(name)
    with pytest.raises(_ERRORS[case["raises"]]) as caught:
        built(case)
    assert isinstance(caught.value, ArgScopeError)


@pytest.mark.parametrize("name", RIGHT_HERE)
def test_computes_where_the_original_is_wrong(name):
    model, _, inputs = built(load(name)[0])
    _, expected = RIGHT_HERE[name]
    assert shapes(model(inputs)) == expected


@pytest.mark.parametrize("name", BUILD_ONLY)
def test_builds_what_the_original_builds(name):
    case, result = load(name)
    model, _, inputs = built(case)
    check_variables(model, result)
    assert shapes(model(inputs)) == recorded_shapes(result)


@pytest.mark.parametrize("name", RANDOM)
def test_random_layers_have_the_statistics_of_the_original(name):
    case, result = load(name)
    model, _, inputs = built(case)
    for output, stats in result["output_stats"].items():
        found = numbers(model(inputs, training=True)[output])
        assert found.shape == tuple(stats["shape"])
        assert np.unique(found).tolist() == stats["unique"]
        # 64 rows are dropped or not: five standard errors of their mean.
        assert abs(found.mean() - stats["mean"]) <= 5 * stats["std"] / 8


@pytest.mark.parametrize("name", INITIALIZERS)
def test_initializers_have_the_statistics_of_the_original(name):
    case, result = load(name)
    shape, stats = tuple(case["shape"]), result["stats"]
    drawn = value_of(case["init"], {}).draw(shape, np.random.default_rng(0))

    assert drawn.shape == shape
    # Two draws of n numbers: five standard errors of the difference.
    error = 5 * np.sqrt(2 / drawn.size)
    assert abs(drawn.mean() - stats["mean"]) <= error * stats["std"]
    assert abs(drawn.std() / stats["std"] - 1) <= error
    assert drawn.min() == pytest.approx(stats["min"], rel=0.02)
    assert drawn.max() == pytest.approx(stats["max"], rel=0.02)
    kurtosis = ((drawn - drawn.mean()) ** 4).mean() / drawn.std() ** 4
    assert kurtosis == pytest.approx(result["kurtosis"], abs=0.1)


@pytest.mark.parametrize("name", ACCEPTED)
def test_accepts_what_the_original_refuses_without_need(name):
    (node,) = load(name)[0]["program"]
    assert getattr(layers, node["call"])(*node["args"]) is not None


@pytest.mark.parametrize("name", ON_NUMBERS)
def test_layers_without_variables_run_on_numbers(name):
    case, _ = load(name)
    inputs = {name: input_value(name, spec) for name, spec in case["inputs"].items()}
    sparse = Network(case)(inputs)["y"]
    for key, expected in np.load(CASES / f"{name}.npz").items():
        found = getattr(sparse, key.removeprefix("out/y/"))
        found = found if isinstance(found, tuple) else numbers(found)
        np.testing.assert_array_equal(found, expected)


def test_maxout_takes_the_maximum_of_consecutive_features_along_any_axis():
    case, _ = load("maxout_axis1")
    model, _, inputs = built(case)
    expected = inputs["x"].reshape(2, 3, 2, 4).max(axis=2)
    np.testing.assert_array_equal(numbers(model(inputs)["y"]), expected)


def test_every_case_is_compared_in_one_way():
    ways = [
        COMPUTED, INITIALIZERS, REFUSED, BUILD_ONLY, RANDOM, list(RIGHT_HERE),
        list(ACCEPTED), list(ON_NUMBERS),
    ]  # fmt: skip
    assert sorted(name for way in ways for name in way) == ALL
    assert {*ANY_ORDER_OF_UPDATES, *CANCELLING, *DOUBLE} <= {*COMPUTED}
    assert len(ALL) == 250


@pytest.mark.parametrize("kind", ["out/", "grad/", "grad_input/", "after_update/"])
def test_a_wrong_number_is_noticed(kind, monkeypatch):
    name = "fully_connected_bn"
    case, result = load(name)
    recorded = dict(np.load(CASES / f"{name}.npz"))
    key = next(key for key in recorded if key.startswith(kind))
    wrong = recorded[key].copy()
    wrong.flat[0] += 1e-4 * np.abs(wrong).max()
    monkeypatch.setattr(np, "load", lambda _path: {**recorded, key: wrong})
    model, _, inputs = built(case)
    give_documented_values(model)
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        check_arrays(name, case, model, inputs, result)


@pytest.mark.parametrize(
    "change",
    [{"name": "fc/kernel"}, {"shape": [3, 4]}, {"trainable": False}],
    ids=["name", "shape", "trainable"],
)
def test_a_wrong_variable_is_noticed(change):
    case, result = load("fully_connected_bn")
    result["variables"][0] |= change
    with pytest.raises(AssertionError):
        check_variables(built(case)[0], result)


def test_a_wrong_order_of_variables_is_noticed():
    case, result = load("fully_connected_bn")
    result["variables"].reverse()
    with pytest.raises(AssertionError):
        check_variables(built(case)[0], result)


_ERRORS = {"ValueError": ValueError, "TypeError": TypeError}


def built(case):
    """Return the model of a case's program, its network function and its inputs."""
    network = Network(case)
    inputs = {name: input_value(name, spec) for name, spec in case["inputs"].items()}
    dtype = "float64" if any(x.dtype == "float64" for x in inputs.values()) else None
    model = layers.Model(network, seed=1, dtype=dtype)
    specs = {
        name: keras.KerasTensor(value.shape, dtype=str(value.dtype))
        for name, value in inputs.items()
    }
    model.build(specs)
    return model, network, inputs


def check_variables(model, result):
    found = [
        (variable.path, tuple(variable.shape), variable.trainable)
        for variable in model.variables_in_order
    ]
    assert found == [
        (each["name"], tuple(each["shape"]), each["trainable"])
        for each in result["variables"]
    ]
    made_by_layers = [v.path for v in layers.get_model_variables(model=model)]
    assert made_by_layers == result["model_variables"]
    for each in result["variables"]:
        for collection in each["collections"]:
            members = layers.get_variables(collection=collection, model=model)
            assert each["name"] in [variable.path for variable in members]
    trained = [variable.path for variable in model.trainable_variables]
    assert trained == result["trainable_variables"]
    for variable, each in zip(
        model.variables_in_order, result["variables"], strict=True
    ):
        check_initial_value(numbers(variable), each["initial"])


def check_initial_value(value, initial):
    if initial["std"] == 0.0:
        np.testing.assert_allclose(value, initial["mean"], rtol=1e-6)
    elif value.size >= 27:  # random; the initializers have tests of their own
        assert value.std() == pytest.approx(initial["std"], rel=0.5)


def give_documented_values(model):
    for variable in model.variables_in_order:
        value = variable_value(variable.path, variable.shape)
        if value is not None:  # None keeps the initial value
            variable.assign(value)


def regularization_losses(model):
    """Return the losses in the order of the variables' creation, as the original does."""
    return [numbers(loss) for loss in model.losses]


def collections_of(network):
    return {
        name: [(alias, tuple(tensor.shape)) for alias, tensor in members]
        for name, members in network.collections.items()
        if name not in UNNAMED
    }


def check_losses(model, network, inputs, result):
    """Check what the program adds to its losses, and that training minimizes it."""
    recorded = result.get("losses", [])
    if not recorded and "losses" not in network.collections:
        return
    model(inputs)
    found = network.collections.get("losses", [])
    assert [name for name, _ in found] == [
        loss["op"].rpartition("/")[0] for loss in recorded
    ]
    for (_, value), loss in zip(found, recorded, strict=True):
        check_close(numbers(value), loss["value"], loss["op"])
    penalties = result.get("regularization_losses", [])
    assert len(model.losses) == len(found) + len(penalties)


def recorded_collections(result):
    """Return the recorded collections of outputs (those of variables have no alias)."""
    return {
        name: [
            (alias, tuple(member["shape"]))
            for member in members
            for alias in member["aliases"]
        ]
        for name, members in result["collections"].items()
        if any(member["aliases"] for member in members)
    }


def check_arrays(name, case, model, inputs, result):
    recorded = np.load(CASES / f"{name}.npz")
    before = {v.path: numbers(v).copy() for v in model.non_trainable_variables}
    if case.get("grad") is False:
        outputs, by_variable, by_input, after = {}, {}, {}, before
        outputs = {key: numbers(value) for key, value in model(inputs).items()}
    else:
        outputs, by_variable, by_input, after = training_pass(
            model, inputs, case.get("grad_of")
        )
    assert shapes(outputs) == recorded_shapes(result)
    updated = result.get("after_update") or result["after_forward"]
    found = {
        "out": outputs,
        "grad": by_variable,
        "grad_input": by_input,
        "after_update": after,
        "after_forward": after,
    }
    for key in recorded:
        kind, _, path = key.partition("/")
        if kind == "after_update2" or (
            kind == "after_update" and name in ANY_ORDER_OF_UPDATES
        ):
            continue
        rounding = ROUNDING.get(key, 0.0) if name in CANCELLING else 0.0
        check_close(found[kind][path], recorded[key], key, rounding)
    for path in before.keys() - {*updated}:
        np.testing.assert_array_equal(after[path], before[path], err_msg=path)


def check_close(found, expected, key="", rounding=0.0):
    assert np.shape(found) == np.shape(expected), key
    largest = np.abs(expected).max() if np.size(expected) else 0.0
    np.testing.assert_allclose(
        found, expected, rtol=0, atol=max(RTOL * largest, rounding), err_msg=key
    )


def shapes(outputs):
    return {name: tuple(output.shape) for name, output in outputs.items()}


def recorded_shapes(result):
    return {name: tuple(shape) for name, shape in result["output_static_shape"].items()}
