"""Models in files: what fits, what does not, and what cannot be saved."""

import functools
import warnings

import keras
import numpy as np
import pytest
from tests.layers.arrays import numbers

from argscope import arg_scope, layers

ROWS = np.linspace(-1, 1, 24, dtype="float32").reshape(4, 6)
FORMATS = ["m.weights.h5", "m.safetensors", "m.keras"]


@keras.saving.register_keras_serializable("files")
def two_layers(x, size=3):
    x = layers.fully_connected(x, 5, scope="a")
    return layers.fully_connected(x, size, activation_fn=None, scope="b")


@keras.saving.register_keras_serializable("files")
def others(x):
    x = layers.fully_connected(x, 4, scope="a")
    return layers.fully_connected(x, 3, scope="c")


def built(function=two_layers, seed=1, **kwargs):
    model = layers.Model(function, seed=seed, **kwargs)
    model.build((None, 6))
    return model


def save(model, file):
    if file.suffix == ".safetensors":
        pytest.importorskip("safetensors")
    (model.save if file.suffix == ".keras" else model.save_weights)(file)
    return file


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_weights_come_back_exactly(name, dtype, tmp_path):
    model, other = built(dtype=dtype), built(seed=2, dtype=dtype)
    other.load_weights(save(model, tmp_path / name))
    for one, two in zip(
        model.variables_in_order, other.variables_in_order, strict=True
    ):
        assert np.array_equal(
            numbers(keras.ops.cast(one, "float32")),
            numbers(keras.ops.cast(two, "float32")),
        )


@pytest.mark.parametrize("name", FORMATS[:2])
def test_kernels_come_back_whatever_their_order_in_memory(name, tmp_path):
    model, other = (
        layers.Model(lambda x: layers.conv2d(x, 4, [3, 2], scope="c"), seed=seed)
        for seed in (1, 2)
    )
    for each in (model, other):
        each.build((None, 8, 8, 3))
    other.load_weights(save(model, tmp_path / name))
    found, expected = (numbers(m.variable("c/weights")) for m in (other, model))
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("name", FORMATS)
def test_all_that_does_not_fit_is_told_at_once_and_nothing_changes(name, tmp_path):
    file, model = save(built(), tmp_path / name), built(others)
    before = [numbers(v) + 0.0 for v in model.variables_in_order]
    with pytest.raises(layers.WeightsFileError) as caught:
        model.load_weights(file)
    assert str(caught.value) == (
        f"{file} does not fit the model 'others'.\n"
        "  not in the file:  c/weights Did you mean 'b/weights'?\n"
        "  not in the file:  c/biases Did you mean 'b/biases'?\n"
        "  not in the model: b/biases\n"
        "  not in the model: b/weights\n"
        "  another shape:    a/weights is (6, 5) in the file, (6, 4) in the model\n"
        "  another shape:    a/biases is (5,) in the file, (4,) in the model\n"
        "load_weights(..., skip_mismatch=True) loads what fits."
    )
    after = [numbers(v) for v in model.variables_in_order]
    assert all(map(np.array_equal, before, after))


@pytest.mark.parametrize("name", FORMATS)
def test_what_fits_can_be_loaded_alone(name, tmp_path):
    def longer(x):
        return layers.fully_connected(two_layers(x), 2, scope="c")

    model, other = built(), built(longer, seed=2)
    other.load_weights(save(model, tmp_path / name), skip_mismatch=True)
    assert np.array_equal(
        numbers(model.variable("b/weights")), numbers(other.variable("b/weights"))
    )


def test_weights_can_be_spread_over_several_files(tmp_path):
    model, other = built(), built(seed=2)
    model.save_weights(tmp_path / "m.weights.json", max_shard_size=1.5e-7)
    other.load_weights(tmp_path / "m.weights.json")
    assert len(list(tmp_path.glob("*.h5"))) > 1
    assert np.array_equal(numbers(model(ROWS)), numbers(other(ROWS)))


def test_safetensors_file_has_the_paths_of_the_variables(tmp_path):
    pytest.importorskip("safetensors")
    from safetensors.numpy import load_file

    model = built()
    model.save_weights(tmp_path / "m.safetensors")
    arrays = load_file(tmp_path / "m.safetensors")
    assert sorted(arrays) == ["a/biases", "a/weights", "b/biases", "b/weights"]
    with pytest.raises(FileExistsError, match="Give overwrite=True to replace it"):
        model.save_weights(tmp_path / "m.safetensors", overwrite=False)


def test_missing_package_is_named_with_its_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "safetensors.numpy", None)
    with pytest.raises(ModuleNotFoundError, match=r"install 'argscope\[safetensors\]'"):
        built().save_weights(tmp_path / "m.safetensors")


def test_training_goes_on_where_it_was_saved(tmp_path):
    model = built()
    model.compile("adam", "mse")

    def train(each):
        fit = each.fit(ROWS, ROWS[:, :3], epochs=3, shuffle=False, verbose=0)
        return fit.history["loss"]

    train(model)
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    assert train(loaded) == pytest.approx(train(model), rel=1e-5)


def test_partial_and_policy_and_scope_come_back(tmp_path):
    with arg_scope([layers.fully_connected], activation_fn=keras.ops.tanh):
        model = built(functools.partial(two_layers, size=2), dtype="mixed_bfloat16")
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    assert loaded.name == "two_layers"
    assert loaded.dtype_policy.name == "mixed_bfloat16"
    assert loaded(ROWS).shape[-1] == 2
    np.testing.assert_array_equal(
        *(numbers(keras.ops.cast(m(ROWS), "float32")) for m in (model, loaded))
    )


def test_model_that_was_not_built_is_saved_without_variables(tmp_path):
    with pytest.warns(UserWarning, match="not yet been built"):
        layers.Model(two_layers, seed=3).save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    assert not loaded.built
    loaded.build((None, 6))
    assert np.array_equal(numbers(loaded(ROWS)), numbers(built(seed=3)(ROWS)))


def test_unregistered_function_can_be_passed(tmp_path):
    def unknown(x):
        return layers.fully_connected(x, 2, scope="a")

    model = built(unknown)
    model.save(tmp_path / "m.keras")
    objects = {"unknown": unknown}
    loaded = keras.models.load_model(tmp_path / "m.keras", custom_objects=objects)
    assert np.array_equal(numbers(loaded(ROWS)), numbers(model(ROWS)))


def test_lambda_that_needs_nothing_loads_only_unsafely(tmp_path):
    model = layers.Model(lambda x: x * 2.0)
    model.build((None, 6))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Keras warns of every lambda
        model.save(tmp_path / "m.keras")
    with pytest.raises(ValueError, match="safe_mode=False"):
        keras.models.load_model(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras", safe_mode=False)
    assert np.array_equal(numbers(loaded(ROWS)), 2.0 * ROWS)


def test_checkpoint_for_tensorflow_is_loaded_exactly(tmp_path):
    pytest.importorskip("google_crc32c")
    model, other = built(), built(seed=2)
    model.save_checkpoint(tmp_path / "m.ckpt-1")
    assert other.load_checkpoint(tmp_path / "m.ckpt-1").complete
    for one, two in zip(
        model.variables_in_order, other.variables_in_order, strict=True
    ):
        assert np.array_equal(numbers(one), numbers(two))
