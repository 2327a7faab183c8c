"""Keras layers and other models inside a network function."""

import copy
import functools
import types

import keras
import numpy as np
import pytest
from tests.layers.arrays import numbers

from argscope import layers

ROWS = np.linspace(-1, 1, 24, dtype="float32").reshape(4, 6)
TARGETS = np.zeros((4, 3), "float32")

at_the_top = keras.layers.Dense(5)


def head(x):
    return layers.fully_connected(x, 3, activation_fn=None, scope="head")


def trained(function, **kwargs):
    model = layers.Model(function, seed=1, **kwargs)
    model.compile("sgd", "mse")
    model.fit(ROWS, TARGETS, epochs=2, verbose=0)
    return model


def test_layer_that_the_function_refers_to_is_trained():
    dense = keras.layers.Dense(4, kernel_regularizer="l2")
    model = trained(lambda x: head(dense(x)))
    before = numbers(dense.kernel) + 0.0
    model.fit(ROWS, TARGETS, verbose=0)
    assert not np.array_equal(before, numbers(dense.kernel))
    assert model.variable("dense/kernel") is dense.kernel
    assert len(model.losses) == 1
    assert len(model.trainable_variables) == 4


def test_layers_are_found_in_globals_lists_and_functions_called():
    blocks = [keras.layers.Dense(4), keras.layers.Dense(4)]

    def tower(x):
        for block in blocks:
            x = block(x)
        return x

    model = layers.Model(lambda x: head(tower(at_the_top(x))))
    model.build((None, 6))
    paths = [path for path in model._by_path() if path.endswith("kernel")]
    assert sorted(paths) == [
        "at_the_top/kernel",
        "tower_blocks_0/kernel",
        "tower_blocks_1/kernel",
    ]


def test_own_state_of_a_layer_follows_training():
    normalize = keras.layers.BatchNormalization(momentum=0.5)

    def network(x, training):
        return head(normalize(x + 1.0, training=training))

    model = trained(network)
    assert numbers(normalize.moving_mean).any()
    model.freeze("normalize")
    before = numbers(normalize.moving_mean) + 0.0
    model.fit(ROWS, TARGETS, verbose=0)
    assert np.array_equal(before, numbers(normalize.moving_mean))
    assert model.unfreeze()
    model.fit(ROWS, TARGETS, verbose=0)
    assert not np.array_equal(before, numbers(normalize.moving_mean))


def test_model_inside_a_network_keeps_its_own_paths():
    body = layers.Model(lambda x: layers.fully_connected(x, 4, scope="fc"), seed=3)
    model = trained(lambda x: head(body(x)))
    assert list(model._by_path()) == [
        "head/weights",
        "head/biases",
        "body/fc/weights",
        "body/fc/biases",
    ]
    assert model.variable("body/fc/weights") is body.variable("fc/weights")
    assert len(model.trainable_variables) == 4
    assert model.freeze("body") == ["body/fc/weights", "body/fc/biases"]
    assert body.trainable_variables == []


@pytest.mark.parametrize("ending", [".weights.h5", ".keras"])
def test_layers_inside_are_saved_under_the_names_the_function_has_for_them(
    ending, tmp_path
):
    def model():
        dense, body = keras.layers.Dense(4), layers.Model(head)

        def network(x):
            return body(dense(x))

        return trained(network)

    first, second = model(), model()
    save = first.save if ending == ".keras" else first.save_weights
    save(tmp_path / f"m{ending}")
    second.load_weights(tmp_path / f"m{ending}")
    assert np.array_equal(numbers(first(ROWS)), numbers(second(ROWS)))


def test_model_is_a_layer_of_a_functional_model(tmp_path):
    inputs = keras.Input((6,))
    body = layers.Model(dense_then_head, seed=1)
    model = keras.Model(inputs, keras.layers.Dense(3)(body(inputs)))
    model.compile("sgd", "mse")
    before = numbers(body.variable("head/weights")) + 0.0
    model.fit(ROWS, TARGETS, verbose=0)
    assert not np.array_equal(before, numbers(body.variable("head/weights")))
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    assert np.array_equal(
        loaded.predict(ROWS, verbose=0), model.predict(ROWS, verbose=0)
    )


@keras.saving.register_keras_serializable("inner")
def dense_then_head(x):
    return head(layers.fully_connected(x, 4, scope="fc"))


def test_model_can_be_used_twice_and_shares_its_variables():
    body = layers.Model(lambda x: layers.fully_connected(x, 6, scope="fc"))
    model = layers.Model(lambda x: body(body(x)))
    model.build((None, 6))
    assert list(model._by_path()) == ["body/fc/weights", "body/fc/biases"]


# --- wherever the function has its Keras layers


class Holder:
    """An object that is called, or whose attribute is."""

    def __init__(self, dense):
        self.dense = dense

    def __call__(self, x):
        return self.dense(x)


def in_a_lambda(dense):
    network = lambda x: dense(x)  # noqa: E731, PLW0108
    return lambda x: network(x)  # noqa: PLW0108


def in_an_inner_function(dense):
    holder = [dense]

    def network(x):
        def apply(rows):
            return holder[0](rows)

        return apply(x)

    return network


def in_a_comprehension(dense):
    holder = Holder(dense)
    return lambda x: next(holder.dense(x) for _ in range(1))


def in_an_attribute_of_a_module(dense):
    module = types.ModuleType("module")
    module.dense = dense
    return lambda x: module.dense(x)  # noqa: PLW0108


def in_the_globals_of_an_inner_function(dense):
    names = {"dense": dense}
    exec("def network(x):\n    return (lambda rows: dense(rows))(x)", names)  # noqa: S102
    return names["network"]


PLACES = [
    Holder,
    in_a_lambda,
    in_an_inner_function,
    in_a_comprehension,
    in_an_attribute_of_a_module,
    in_the_globals_of_an_inner_function,
]


@pytest.mark.parametrize("place", PLACES)
def test_layer_is_adopted_wherever_the_function_has_it(place, tmp_path):
    def model():
        dense = keras.layers.Dense(3, kernel_regularizer="l2")
        return trained(place(dense)), dense

    (first, dense), (second, _) = model(), model()
    before = numbers(dense.kernel) + 0.0
    first.fit(ROWS, TARGETS, verbose=0)
    assert not np.array_equal(before, numbers(dense.kernel))
    assert len(first.losses) == 1
    assert any(first.variable(path) is dense.kernel for path in first._by_path())
    first.save_weights(tmp_path / "m.weights.h5")
    second.load_weights(tmp_path / "m.weights.h5")
    assert np.array_equal(numbers(first(ROWS)), numbers(second(ROWS)))


def test_layers_without_a_name_in_the_function_are_called_by_their_class_or_own_name():
    layers_of = Holder(None)
    layers_of.all = [keras.layers.Dense(6), keras.layers.Dense(6, name="projection_7")]
    layers_of.last = keras.layers.Dense(6)

    def network(x):
        for layer in layers_of.all:
            x = layer(x)
        return layers_of.last(x)

    model = layers.Model(network)
    model.build((None, 6))
    assert list(model._by_path()) == [
        f"{name}/{part}"
        for name in ("dense", "projection_7", "dense_1")
        for part in ("kernel", "bias")
    ]


class Penalty(keras.layers.Layer):
    """A layer without variables, whose loss counts."""

    def call(self, x):
        self.add_loss(keras.ops.mean(x**2))
        return x


@pytest.mark.parametrize("place", PLACES)
def test_losses_of_a_layer_without_variables_count(place):
    network = place(Penalty())
    model = layers.Model(lambda x: network(head(x)), seed=1)
    for _ in range(2):
        outputs = model(ROWS)
    assert [float(numbers(loss)) for loss in model.losses] == pytest.approx(
        [float((numbers(outputs) ** 2).mean())]
    )
    model.compile(keras.optimizers.SGD(0.5))
    history = model.fit(ROWS, epochs=5, verbose=0).history["loss"]
    assert history[-1] < history[0]
    model.freeze()
    assert model.unfreeze()


def test_layer_that_is_called_in_one_mode_only_is_adopted():
    dense = keras.layers.Dense(6)

    def network(x, training):
        return head(dense(x) if training else x)

    assert trained(network).variable("dense/kernel") is dense.kernel


def test_layer_of_keras_may_be_a_normalizer():
    normalize = keras.layers.BatchNormalization(momentum=0.5)

    def network(x, training):
        return layers.fully_connected(
            x, 3, None, normalize, {"training": training}, scope="fc"
        )

    model = trained(network)
    assert numbers(normalize.moving_mean).any()
    assert [path for path in model._by_path() if path.startswith("fc")] == [
        "fc/weights"
    ]


@pytest.mark.skipif(
    keras.backend.backend() == "torch", reason="torch's own state is drawn from"
)
def test_random_state_of_a_layer_belongs_to_the_model():
    dropout = keras.layers.Dropout(0.5)
    model = trained(lambda x, training: head(dropout(x, training=training)))
    assert any(v is dropout.seed_generator.state for v in model.variables)


def test_layer_that_an_object_makes_at_its_first_call_is_adopted():
    class Lazy:
        @functools.cached_property
        def dense(self):
            return keras.layers.Dense(3)

        def __call__(self, x):
            return self.dense(x)

    lazy = Lazy()
    assert trained(lazy).variable("dense/kernel") is lazy.dense.kernel


def test_variable_of_a_layer_that_is_not_called_is_that_of_a_layer_referred_to():
    table = keras.layers.Embedding(6, 3)
    table.build()
    model = trained(lambda x: keras.ops.matmul(x, table.embeddings))
    assert model.variable("table/embeddings") is table.embeddings


@keras.saving.register_keras_serializable("inner")
class Configured:
    """A network that makes its Keras layer itself, and says how in a file."""

    __name__ = "configured"

    def __init__(self, units=3):
        self.units, self.dense = units, keras.layers.Dense(units)

    def __call__(self, x):
        return self.dense(x)

    def get_config(self):
        return {"units": self.units}

    @classmethod
    def from_config(cls, config):
        return cls(**config)


def test_copy_of_a_model_whose_function_makes_its_layers_has_its_own(tmp_path):
    model = trained(Configured())
    model.save(tmp_path / "m.keras")
    for copied in (copy.deepcopy(model), keras.models.load_model(tmp_path / "m.keras")):
        assert np.array_equal(numbers(copied(ROWS)), numbers(model(ROWS)))
        kernel = copied.variable("dense/kernel")
        assert kernel is not model.variable("dense/kernel")
        before = numbers(model(ROWS)) + 0.0
        copied.fit(ROWS, TARGETS, verbose=0)
        assert np.array_equal(numbers(model(ROWS)), before)
    clone = keras.models.clone_model(model)
    clone(ROWS)
    assert clone.variable("dense/kernel") is not model.variable("dense/kernel")


shared_by_copies = keras.layers.Dense(3)


@keras.saving.register_keras_serializable("inner")
def calls_shared(x):
    return shared_by_copies(x)


def test_copies_of_a_function_share_the_layers_that_it_refers_to():
    model = trained(calls_shared)
    copied = copy.deepcopy(model)
    assert copied.variable("shared_by_copies/kernel") is shared_by_copies.kernel
    copied.compile("sgd", "mse")
    copied.fit(ROWS, TARGETS, verbose=0)
    assert np.array_equal(numbers(copied(ROWS)), numbers(model(ROWS)))


@pytest.mark.parametrize(
    "layer", [lambda: keras.layers.Dense(2), keras.layers.PReLU, Penalty]
)
def test_layer_made_inside_the_function_is_refused(layer):
    with pytest.raises(layers.InnerLayerError, match=r"made anew in each run"):
        layers.Model(lambda x: head(layer()(x)))(ROWS)


def test_layer_that_keeps_nothing_may_be_made_inside_the_function():
    model = layers.Model(lambda x: keras.layers.ReLU()(x + 0.0))
    assert numbers(model(ROWS)).min() == 0


def test_variable_that_belongs_to_no_layer_is_refused():
    scale = keras.Variable(np.ones(6, "float32"), name="scale")
    with pytest.raises(layers.InnerLayerError, match=r"scale. They belong to no Keras"):
        layers.Model(lambda x: x * scale)(ROWS)
