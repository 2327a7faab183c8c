"""`Model.freeze`: parts of a network that training leaves as they are."""

import keras
import numpy as np
import pytest
from tests.layers.arrays import numbers

from argscope import arg_scope, layers

IMAGES = np.random.default_rng(0).normal(size=(8, 4, 4, 2)).astype("float32")
TARGETS = np.zeros((8, 3), "float32")
FROZEN = ["conv1/weights", "conv1/BatchNorm/beta", "conv1/BatchNorm/moving_mean",
          "conv1/BatchNorm/moving_variance"]  # fmt: skip


@keras.saving.register_keras_serializable("freezing")
def network(x):
    penalty = layers.l2_regularizer(0.1)
    fast = {"decay": 0.5}
    with (
        arg_scope([layers.conv2d, layers.fully_connected], regularizer=penalty),
        arg_scope([layers.conv2d], normalizer_fn=layers.batch_norm),
        arg_scope([layers.conv2d], normalizer_params=fast),
    ):
        x = layers.conv2d(x, 4, 3, scope="conv1")
        x = layers.conv2d(x, 4, 3, scope="conv10")
        x = layers.flatten(x)
        return layers.fully_connected(x, 3, activation_fn=None, scope="fc")


@pytest.fixture
def model():
    model = layers.Model(network, seed=1)
    model.build((None, 4, 4, 2))
    return model


def train(model, epochs=1):
    return model.fit(
        IMAGES, TARGETS, epochs=epochs, batch_size=4, shuffle=False, verbose=0
    ).history["loss"]


def state(model):
    return {path: numbers(v) + 0.0 for path, v in model._by_path().items()}


def changed(before, model):
    after = state(model)
    return [path for path in before if not np.array_equal(before[path], after[path])]


def rest(model):
    return [path for path in model._by_path() if path not in FROZEN]


def slots(model, scope):
    return {v.path: numbers(v) for v in model.optimizer.variables if scope in v.path}


def test_scope_ends_where_a_component_ends(model):
    assert model.freeze("conv1") == FROZEN
    assert model.variable("conv10/weights").trainable


@pytest.mark.parametrize("compiled_first", [True, False])
def test_training_leaves_frozen_scopes_as_they_are(model, compiled_first):
    if compiled_first:
        model.compile("adam", "mse")
        train(model)
    model.freeze("conv1")
    if not compiled_first:
        model.compile("adam", "mse")
    before = state(model)
    train(model)
    assert changed(before, model) == rest(model)


def test_unfrozen_scope_trains_again_and_its_averages_move(model):
    model.compile("adam", "mse")
    model.freeze("conv1")
    train(model)
    before = state(model)
    assert model.unfreeze("conv1") == FROZEN
    assert not model.variable("conv1/BatchNorm/moving_mean").trainable
    train(model)
    assert changed(before, model) == list(before)


def test_several_scopes_a_variable_or_the_whole_model_can_be_frozen(model):
    assert model.freeze("fc/biases", "conv1/BatchNorm/") == [*FROZEN[1:], "fc/biases"]
    assert model.freeze() == list(model._by_path())
    assert model.trainable_variables == []
    assert model.unfreeze() == list(model._by_path())
    assert len(model.trainable_variables) == 6


def test_optimizer_keeps_its_state_for_what_it_still_trains(model):
    optimizer = keras.optimizers.Adam(0.01)
    model.compile(optimizer, "mse")
    train(model)
    before = slots(model, "fc_weights")
    model.freeze("conv1")
    assert model.optimizer is optimizer
    assert int(optimizer.iterations) == 2
    assert len(before) == 2
    assert slots(model, "conv1_") == {}
    after = slots(model, "fc_weights")
    assert all(np.array_equal(before[path], after[path]) for path in before)


def test_freezing_and_unfreezing_before_a_step_changes_nothing(model):
    other = layers.Model(network, seed=1)
    for each in (model, other):
        each.compile(keras.optimizers.SGD(0.01), "mse")
        train(each)
    model.freeze("conv1")
    model.unfreeze()
    assert train(model, 2) == pytest.approx(train(other, 2), rel=1e-5)


def test_frozen_variables_keep_their_regularization_losses(model):
    before = [float(numbers(loss)) for loss in model.losses]
    model.compile("sgd", "mse")
    loss = model.evaluate(IMAGES, TARGETS, verbose=0)
    model.freeze("conv1")
    assert sorted(float(numbers(loss)) for loss in model.losses) == pytest.approx(
        sorted(before)
    )
    assert model.evaluate(IMAGES, TARGETS, verbose=0) == pytest.approx(loss, rel=1e-6)
    model.freeze()
    assert len(model.losses) == len(before) == 3


def test_frozen_batch_norm_computes_the_same_in_training(model):
    def normalized(x):
        return layers.batch_norm(x, scope="bn")

    model = layers.Model(normalized)
    model.build((None, 4, 4, 2))
    model.freeze("bn")
    frozen = numbers(model(IMAGES, training=True))
    assert np.array_equal(frozen, numbers(model(IMAGES)))
    model.unfreeze()
    assert not np.allclose(frozen, numbers(model(IMAGES, training=True)))


def test_frozen_batch_norm_that_insists_on_the_batch_still_moves_no_average():
    def normalized(x):
        return layers.batch_norm(x, is_training=True, scope="bn")

    model = layers.Model(normalized)
    model.build((None, 4, 4, 2))
    model.freeze()
    assert abs(numbers(model(IMAGES, training=True)).mean()) < 1e-6
    assert changed({"bn/moving_mean": np.zeros(2, "float32")}, model) == []


def test_freezing_only_beta_lets_the_averages_move(model):
    model.compile("sgd", "mse")
    model.freeze("conv1/BatchNorm/beta")
    before = state(model)
    train(model)
    assert set(before) - set(changed(before, model)) == {"conv1/BatchNorm/beta"}


@pytest.mark.filterwarnings("ignore:The model does not have any trainable weights")
def test_keras_trainable_false_stops_the_averages_too(model):
    model.trainable = False
    model.compile("sgd", "mse")
    before = state(model)
    train(model)
    assert changed(before, model) == []


def test_saved_model_is_loaded_frozen(model, tmp_path):
    model.compile("adam", "mse")
    model.freeze("conv1")
    train(model)
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    before = state(loaded)
    train(loaded)
    assert changed(before, loaded) == rest(loaded)
    assert loaded.unfreeze() == FROZEN
    assert len(loaded.trainable_variables) == 6


def test_loss_scaled_optimizer_is_renewed_with_the_one_inside():
    inner = keras.optimizers.Adam()
    model = layers.Model(network, seed=1, dtype="mixed_float16")
    model.compile(inner, "mse")
    train(model)
    model.freeze("conv1")
    before = state(model)
    train(model)
    assert model.optimizer.inner_optimizer is inner
    assert not set(FROZEN) & set(changed(before, model))


@pytest.mark.parametrize("root", ["", "/"])
def test_the_root_is_the_scope_of_all_variables(model, root):
    assert model.freeze(root) == list(model._by_path())
