"""An exported network computes what the run's network computes."""

from importlib.util import find_spec

import numpy as np
import pytest

from argscope.finetune import export, load_run

IMAGES = np.random.default_rng(0).normal(size=(5, 16, 16, 3)).astype("float32")


def logits(run):
    return load_run(run.folder).model.predict(IMAGES, verbose=0)


@pytest.mark.skipif(
    any(find_spec(name) is None for name in ("torch", "onnxscript", "onnxruntime")),
    reason="needs torch, onnxscript and onnxruntime: `make test-torch`",
)
@pytest.mark.filterwarnings("default")
def test_onnx_has_the_same_logits_for_any_number_of_images(finished, tmp_path):
    import onnxruntime

    target = export(finished.folder, "onnx", tmp_path / "net.onnx")
    session = onnxruntime.InferenceSession(str(target))
    (name,) = (each.name for each in session.get_inputs())
    expected = logits(finished)
    for count in (5, 1):
        outputs = session.run(None, {name: IMAGES[:count]})
        np.testing.assert_allclose(outputs[0], expected[:count], rtol=1e-3, atol=1e-5)


@pytest.mark.skipif(
    find_spec("tensorflow") is None, reason="needs TensorFlow: `make test-tensorflow`"
)
@pytest.mark.filterwarnings("default")
def test_saved_model_has_the_same_logits_for_any_number_of_images(finished, tmp_path):
    import tensorflow as tf

    target = export(finished.folder, "saved_model", tmp_path / "net")
    loaded = tf.saved_model.load(str(target))
    expected = logits(finished)
    for count in (5, 1):
        np.testing.assert_allclose(
            loaded.serve(IMAGES[:count]), expected[:count], rtol=1e-3, atol=1e-5
        )
