"""A model saved on one backend loads on the others and goes on training."""

import os
import subprocess
import sys
from importlib.util import find_spec

import keras
import numpy as np
import pytest
from tests.layers.arrays import numbers
from tests.layers.stored import FOLDER, IMAGES, new_model, train

from argscope import layers

# What backends differ by in these networks is a few units in the last place.
CLOSE = {"rtol": 1e-4, "atol": 1e-5}


@pytest.fixture
def expected():
    return np.load(FOLDER / "m.npz")


@pytest.mark.parametrize("name", ["m.weights.h5", "m.safetensors", "m.keras"])
def test_weights_written_on_jax_are_read_here(name, expected):
    if name.endswith(".safetensors"):
        pytest.importorskip("safetensors")
    model = new_model(seed=8)
    model.load_weights(FOLDER / name)
    np.testing.assert_allclose(numbers(model(IMAGES)), expected["outputs"], **CLOSE)


def test_model_written_on_jax_is_read_here_and_goes_on_training(expected):
    model = keras.models.load_model(FOLDER / "m.keras")
    np.testing.assert_allclose(numbers(model(IMAGES)), expected["outputs"], **CLOSE)
    np.testing.assert_allclose(train(model), expected["losses"], rtol=1e-3)


def test_captured_scope_and_seed_come_back():
    model, like = keras.models.load_model(FOLDER / "m.keras"), new_model()
    scope = model._network.scope
    assert scope.keys() == like._network.scope.keys()
    own = scope["argscope.layers:conv2d"]
    assert own["activation_fn"] is keras.ops.tanh
    assert own["normalizer_fn"] is layers.batch_norm
    assert own["normalizer_params"] == {"decay": 0.9, "scale": True}
    assert own["regularizer"].get_config() == {"scale": 0.01, "norm": "l2"}
    assert model._network.store.seed == 7


def test_loaded_model_is_compiled_as_suits_the_backend_that_loads_it():
    loaded, fresh = keras.models.load_model(FOLDER / "m.keras"), new_model()
    fresh.compile("adam", "mse")
    assert loaded.jit_compile == fresh.jit_compile


@pytest.mark.parametrize("dtype", ["float32", "mixed_float16"])
def test_optimizer_is_saved_under_the_name_that_every_backend_has(dtype):
    model = layers.Model(lambda x: x, dtype=dtype)
    model.compile("adam", "mse")
    saved = model.get_compile_config()["optimizer"]
    saved = saved["config"].get("inner_optimizer", saved)
    assert saved["module"] == "keras.optimizers"
    assert saved["class_name"] == "Adam"


WRITE = """
import sys
import numpy as np
from tests.layers.arrays import numbers
from tests.layers.stored import IMAGES, new_model, train
model = new_model()
model.compile("adam", "mse")
train(model)
model.save(sys.argv[1] + ".keras")
np.save(sys.argv[1] + ".npy", numbers(model(IMAGES)))
"""
READ = """
import sys
import keras
import numpy as np
from tests.layers.arrays import numbers
from tests.layers.stored import IMAGES, train
model = keras.models.load_model(sys.argv[1] + ".keras")
np.testing.assert_allclose(
    numbers(model(IMAGES)), np.load(sys.argv[1] + ".npy"), rtol=1e-4, atol=1e-5
)
train(model)
"""
BACKENDS = ("jax", "torch", "tensorflow")


@pytest.mark.parametrize("reader", BACKENDS)
@pytest.mark.parametrize("writer", BACKENDS)
def test_file_of_one_backend_is_read_by_another(writer, reader, tmp_path):
    if writer == reader or not all(find_spec(name) for name in (writer, reader)):
        pytest.skip("two backends are needed")
    for backend, program in ((writer, WRITE), (reader, READ)):
        run = subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / "m")],
            env={**os.environ, "KERAS_BACKEND": backend},
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr


def test_same_seed_gives_these_weights_on_every_backend():
    checks = {}
    for path, variable in new_model(seed=7)._by_path().items():
        values = numbers(variable).astype("float64").ravel()
        checks[path] = float(values @ np.arange(1, values.size + 1))
    assert {p: c for p, c in checks.items() if p.endswith("/weights")} == pytest.approx(
        CHECKSUMS, rel=1e-5
    )


# Sum of position times value, written on JAX.
CHECKSUMS = {
    "conv1/weights": 160.804218,
    "block/conv2/weights": -149.688959,
    "logits/weights": 423.009652,
}
