"""Training steps: what the original computed in five steps, and what is refused."""

import functools
import json
from pathlib import Path

import keras
import numpy as np
import pytest
from tests.layers.arrays import numbers
from tests.layers.parity.agreement import Array, Near, differences
from tests.layers.parity.mutations import mutations
from tests.layers.parity.program import Network
from tests.layers.parity.values import input_value, variable_value

from argscope import slim
from argscope.slim._gradient_rules import clipped_together

CASES = sorted(Path(__file__).with_name("cases").glob("*.json"))
RTOL = 2e-5

OPTIMIZERS = {
    "sgd": keras.optimizers.SGD,
    "momentum": lambda rate: keras.optimizers.SGD(rate, momentum=0.9),
    "adam": lambda rate: keras.optimizers.Adam(rate, epsilon=1e-8),
}


def decayed(rate, step):
    """Halve the rate every two steps."""
    return rate * keras.ops.power(
        0.5, keras.ops.floor(keras.ops.cast(step, "float32") / 2)
    )


def train_op_of(case, model):
    options = dict(case.get("kwargs", {}))
    if case["api"] == "create_train_op":
        optimizer = OPTIMIZERS[case["optimizer"]](case["lr"])
        return slim.learning.create_train_op(model, optimizer, **options)
    if options.pop("decay", False):
        options["learning_rate_decay_fn"] = decayed
    return slim.optimize_loss(model, None, case["lr"], case["optimizer"], **options)


# Variables of TensorFlow's optimizers, as it names them.
SLOTS = {"sgd": (), "momentum": ("Momentum",), "adam": ("Adam", "Adam_1")}


@functools.cache
def trained(path):
    """Return ours and what was recorded for a training of five steps."""
    record = json.loads(path.read_text())
    case = record["case"]
    network = Network({**case, "fetch": [case["loss"]]})
    model = slim.layers.Model(lambda inputs: network(inputs)[case["loss"]], seed=1)
    batch = {name: input_value(name, spec) for name, spec in case["inputs"].items()}
    model(batch)
    for variable in model.variables_in_order:
        variable.assign(variable_value(variable.path, variable.shape))

    train_op = train_op_of(case, model)
    losses = [train_op(batch) for _ in range(case["steps"])]

    variables = {v.path: numbers(v) for v in model.variables_in_order}
    ours = {
        "loss_per_step": [Near(float(loss), RTOL * float(loss)) for loss in losses],
        **{f"after/{path}": Array(value, RTOL) for path, value in variables.items()},
        "global_step": int(train_op.optimizer.iterations),
        "trainable": [variable.path for variable in model.trainable_variables],
        "all_variables": all_variables(case, model, train_op.optimizer),
        # One for each moving average, also where the train op does not run them.
        "update_ops": len(model.non_trainable_variables) - len(SEEDS),
    }
    with np.load(path.with_suffix(".npz")) as arrays:
        recorded = dict(arrays)
    recorded["loss_per_step"] = recorded["loss_per_step"].tolist()
    return ours, record["result"] | recorded


SEEDS = ["seed_generator_state"]


def all_variables(case, model, optimizer):
    """Return the variables of network and optimizer as TensorFlow lists them."""
    shapes = {v.path: list(v.shape) for v in model.variables_in_order}
    by_loss = case["api"] == "optimize_loss"
    slots = SLOTS[case["optimizer"].lower()]
    kept = [
        (f"{'OptimizeLoss/' * by_loss}{variable.path}/{slot}", list(variable.shape))
        for variable in model.trainable_variables
        for slot in slots
    ]
    counters = ["global_step", *["OptimizeLoss/learning_rate"] * by_loss]
    powers = ["beta1_power", "beta2_power"] if len(slots) == 2 else []
    # Keras's optimizer has its slots in another order, and counters of its own.
    own = sorted(list(variable.shape) for variable in optimizer.variables)
    own = [shape for shape in own if shape]
    assert own == sorted(shape for _, shape in kept)
    listed = [*shapes.items(), *((name, []) for name in counters + powers), *kept]
    return [{"name": name, "shape": shape} for name, shape in listed]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_five_steps_are_those_of_the_original(path):
    assert differences(*trained(path)) == []


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_change_of_a_recorded_training_is_noticed(path):
    ours, recorded = trained(path)
    for place, what, wrong in mutations(recorded):
        assert differences(ours, wrong), (place, what)


BATCH = {"x": np.ones((4, 2), "float32"), "y": np.full((4, 1), 3.0, "float32")}


def regression(batch):
    net = slim.fully_connected(
        batch["x"], 2, normalizer_fn=slim.batch_norm, scope="fc1"
    )
    net = slim.fully_connected(net, 1, activation_fn=None, scope="fc2")
    slim.losses.mean_squared_error(net, batch["y"])
    return slim.losses.get_total_loss()


@pytest.fixture
def model():
    made = slim.layers.Model(regression, seed=1)
    made(BATCH)
    return made


def values(model):
    return {v.path: numbers(v).copy() for v in model.variables_in_order}


def changed(before, model):
    after = values(model)
    return {path for path, value in before.items() if (value != after[path]).any()}


def test_only_the_variables_named_are_trained(model):
    biases = [v for v in model.variables_in_order if v.path == "fc2/biases"]
    train_op = slim.learning.create_train_op(
        model, keras.optimizers.SGD(0.1), variables_to_train=biases, update_ops=[]
    )
    before = values(model)
    train_op(BATCH)
    assert changed(before, model) == {"fc2/biases"}


def test_rules_see_pairs_and_change_gradients(model):
    seen = []

    def halved(pairs):
        seen.extend(variable.path for _, variable in pairs)
        return [(gradient / 2, variable) for gradient, variable in pairs]

    steps = {}
    for name, rule in (("whole", None), ("half", halved)):
        model.variables_in_order[-1].assign([0.0])
        train_op = slim.training.create_train_op(
            model,
            keras.optimizers.SGD(0.1),
            variables_to_train=[model.variables_in_order[-1]],
            transform_grads_fn=rule,
        )
        train_op(BATCH)
        steps[name] = float(numbers(model.variables_in_order[-1])[0])
    assert seen == ["fc2/biases"]
    assert steps["half"] == pytest.approx(steps["whole"] / 2, rel=1e-5)


def test_a_function_may_clip_the_gradients_of_optimize_loss(model):
    rule = slim.training.clip_gradient_norms_fn(1e-3)
    before = numbers(model.variables_in_order[-1]).copy()
    slim.optimize_loss(model, None, 1.0, "SGD", clip_gradients=rule)(BATCH)
    moved = np.linalg.norm(numbers(model.variables_in_order[-1]) - before)
    assert moved == pytest.approx(1e-3, rel=1e-3)


def pair(gradient, name="w"):
    tensor = None if gradient is None else keras.ops.convert_to_tensor(gradient)
    return tensor, keras.Variable([0.0, 0.0], name=name)


def test_long_gradients_are_shortened_and_short_ones_are_kept():
    pairs = [pair([3.0, 4.0]), pair([0.3, 0.4]), pair(None)]
    clipped = slim.learning.clip_gradient_norms(pairs, 1.0)
    assert [variable for _, variable in clipped] == [variable for _, variable in pairs]
    np.testing.assert_allclose(numbers(clipped[0][0]), [0.6, 0.8], rtol=1e-6)
    np.testing.assert_allclose(numbers(clipped[1][0]), [0.3, 0.4], rtol=1e-6)
    assert clipped[2][0] is None


INF, NAN = float("inf"), float("nan")


# As recorded with tf_slim 1.1.0 and tf.clip_by_global_norm, for a norm of 1.
@pytest.mark.parametrize(
    ("gradients", "each", "together"),
    [
        ([[0.0, 0.0], [0.0]], [[0.0, 0.0], [0.0]], [[0.0, 0.0], [0.0]]),
        ([[3.0, 0.0], [4.0]], [[1.0, 0.0], [1.0]], [[0.6, 0.0], [0.8]]),
        ([[INF, 1.0], [2.0]], [[NAN, 0.0], [1.0]], [[NAN, NAN], [NAN]]),
        ([[1e30, 1.0], [2.0]], [[0.0, 0.0], [1.0]], [[NAN, NAN], [NAN]]),
        ([[NAN, 1.0], [2.0]], [[NAN, NAN], [1.0]], [[NAN, NAN], [NAN]]),
    ],
)
def test_zero_and_infinite_gradients_are_shortened_as_by_the_original(
    gradients, each, together
):
    pairs = [pair(gradient) for gradient in gradients]
    for rule, recorded in (
        (slim.training.clip_gradient_norms_fn(1.0), each),
        (clipped_together(1.0), together),
    ):
        for (found, _), expected in zip(rule(pairs), recorded, strict=True):
            np.testing.assert_allclose(numbers(found), expected, rtol=1e-6)


@pytest.mark.parametrize("key", ["w", "w:0"])
def test_gradients_are_multiplied_by_path_of_variable(key):
    pairs = [pair([1.0, 2.0]), pair([1.0, 2.0], "other"), pair(None, "unused")]
    scaled = slim.learning.multiply_gradients(pairs, {key: 0.5})
    assert numbers(scaled[0][0]).tolist() == [0.5, 1.0]
    assert numbers(scaled[1][0]).tolist() == [1.0, 2.0]
    assert scaled[2][0] is None
