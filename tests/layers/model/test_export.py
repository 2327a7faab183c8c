"""`Model.export` on the backends that can."""

from importlib.util import find_spec

import keras
import numpy as np
import pytest
from tests.layers.arrays import numbers

from argscope import layers

IMAGES = np.random.default_rng(0).normal(size=(3, 8, 8, 2)).astype("float32")
BACKEND = keras.backend.backend()

# Exporters warn of their own old interfaces, and of constants that they fold.
pytestmark = pytest.mark.filterwarnings("ignore")


def network(x):
    x = layers.conv2d(x, 4, 3, scope="conv1", normalizer_fn=layers.batch_norm)
    x = layers.dropout(layers.flatten(layers.max_pool2d(x, 2)))
    return layers.fully_connected(x, 5, activation_fn=None, scope="fc")


@pytest.fixture
def model():
    # Built, but never called: Keras itself would refuse to export it.
    model = layers.Model(network, seed=1)
    model.build((None, 8, 8, 2))
    return model


def needs(*packages, backend):
    missing = BACKEND not in backend or not all(find_spec(each) for each in packages)
    return pytest.mark.skipif(missing, reason=f"{packages} on {backend}")


@needs("tensorflow", backend=("tensorflow", "jax"))
def test_saved_model_computes_the_same_for_any_batch(model, tmp_path):
    import tensorflow as tf

    model.export(tmp_path / "m", verbose=False)
    served = tf.saved_model.load(tmp_path / "m")
    np.testing.assert_allclose(
        served.serve(IMAGES).numpy(), numbers(model(IMAGES)), rtol=1e-4, atol=1e-5
    )


def padded_and_squeezed(x):
    # As residual networks and MobileNets do.
    x = layers.separable_conv2d(x, 4, 3, 1, stride=2, padding="SAME", scope="conv1")
    x = layers.max_pool2d(x, 3, stride=2, padding="SAME")
    x = layers.avg_pool2d(x, 2, padding="SAME")
    return keras.ops.squeeze(layers.conv2d(x, 5, 1, scope="logits"), (1, 2))


def two_inputs(pair):
    return layers.fully_connected(layers.flatten(pair[0] + pair[1]), 5, scope="fc")


@needs("onnx", "onnxruntime", "onnxscript", backend=("torch",))
@pytest.mark.parametrize("function", [network, padded_and_squeezed])
def test_onnx_of_torch_computes_the_same_for_any_batch(function, tmp_path):
    check_onnx(function, tmp_path / "m.onnx")


@needs("onnx", "onnxruntime", "tf2onnx", backend=("tensorflow",))
@pytest.mark.parametrize("function", [network, padded_and_squeezed])
def test_onnx_of_tensorflow_computes_the_same_for_any_batch(function, tmp_path):
    check_onnx(function, tmp_path / "m.onnx")


def check_onnx(function, file):
    import onnxruntime

    model = layers.Model(function, seed=1)
    model.build((None, 8, 8, 2))
    model.export(file, format="onnx", verbose=False)
    session = onnxruntime.InferenceSession(str(file))
    for images in (IMAGES, IMAGES[:1]):
        found = session.run(None, {session.get_inputs()[0].name: images})[0]
        np.testing.assert_allclose(found, numbers(model(images)), rtol=1e-4, atol=1e-5)


@needs("onnx", "onnxruntime", "onnxscript", backend=("torch",))
def test_onnx_of_torch_takes_several_inputs(tmp_path):
    import onnxruntime

    model = layers.Model(two_inputs, seed=1)
    model.build([(None, 8, 8, 2)] * 2)
    model.export(tmp_path / "m.onnx", format="onnx", verbose=False)
    session = onnxruntime.InferenceSession(str(tmp_path / "m.onnx"))
    given = {each.name: IMAGES for each in session.get_inputs()}
    expected = numbers(model([IMAGES, IMAGES]))
    np.testing.assert_allclose(session.run(None, given)[0], expected, rtol=1e-4)


@needs("onnx", "onnxscript", backend=("torch",))
@pytest.mark.parametrize("verbose", [None, True, False])
def test_onnx_of_torch_says_that_it_is_done_unless_told_not_to(
    verbose, model, tmp_path, capfd
):
    model.export(tmp_path / "m.onnx", format="onnx", verbose=verbose)
    told = f"Saved artifact at '{tmp_path / 'm.onnx'}'.\n" * (verbose is not False)
    assert capfd.readouterr() == (told, "")


@needs("torch", backend=("torch",))
def test_exported_torch_program_computes_the_same(model, tmp_path):
    import torch

    model.export(tmp_path / "m.pt2", format="torch", verbose=False)
    program = torch.export.load(tmp_path / "m.pt2").module()
    found = program(torch.tensor(IMAGES[:1])).detach().numpy()
    np.testing.assert_allclose(found, numbers(model(IMAGES[:1])), rtol=1e-4, atol=1e-5)


@pytest.mark.skipif(BACKEND != "jax", reason="names the backend")
def test_other_backends_that_can_are_named(model):
    with pytest.raises(layers.ExportError) as caught:
        model.export("m.pt2", format="torch")
    assert str(caught.value) == (
        "Keras on jax cannot export 'network' as 'torch'; on torch it can. Models are "
        "portable: model.save('m.keras') here, and in a program that runs with "
        "KERAS_BACKEND=torch load it with keras.models.load_model and export it."
    )


def test_missing_packages_are_named(model, monkeypatch):
    monkeypatch.setattr("argscope._catalog.exports.find_spec", lambda _: None)
    with pytest.raises(layers.ExportError, match=r"not installed: pip install .*onnx"):
        model.export("m.onnx", format="onnx")
