"""An exported network computes what the run's network computes; or it is refused."""

from importlib.util import find_spec

import numpy as np
import pytest
from safetensors.numpy import load_file
from tests.layers.arrays import numbers

from argscope._catalog import exports
from argscope.finetune import _export, export, load_run
from argscope.finetune.errors import ExportRunError

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


def test_safetensors_has_the_variables_by_path(finished, tmp_path):
    target = export(finished.folder, "safetensors", tmp_path / "net.safetensors")
    model = load_run(finished.folder).model
    arrays = load_file(target)
    assert set(arrays) == {v.path for v in model.variables_in_order}
    for variable in model.variables_in_order:
        np.testing.assert_array_equal(arrays[variable.path], numbers(variable))


def test_folder_of_the_target_is_made(finished, tmp_path):
    target = tmp_path / "new" / "net.safetensors"
    assert export(finished.folder, "safetensors", target) == target
    assert target.exists()


def test_safetensors_under_another_name_is_refused(finished, tmp_path):
    with pytest.raises(ExportRunError) as refused:
        export(finished.folder, "safetensors", tmp_path / "net.bin")
    assert str(refused.value) == (
        f"The file to write is {tmp_path / 'net.bin'}; for the format safetensors its "
        "name must end in .safetensors."
    )


def test_unknown_format_is_refused(tmp_path):
    with pytest.raises(ExportRunError) as refused:
        export(tmp_path, "onx")
    assert str(refused.value) == (
        "There is no format 'onx'. Did you mean 'onnx'?\n"
        "  known: onnx, saved_model, safetensors"
    )


def test_missing_packages_are_named_for_each_backend_that_can(finished, monkeypatch):
    monkeypatch.setattr(exports, "find_spec", lambda _package: None)
    with pytest.raises(ExportRunError) as refused:
        export(finished.folder, "onnx")
    assert str(refused.value) == (
        "Exporting as onnx needs packages that are not installed. Any of these will do:\n"
        "  pip install torch onnx onnxscript\n"
        "  pip install tensorflow onnx tf2onnx"
    )


def test_failure_of_another_backend_is_told(finished, monkeypatch):
    def broken(command, **_options):
        return type("Done", (), {"returncode": 1, "stderr": "many\nlines\nboom\n"})

    monkeypatch.setattr(exports, "find_spec", lambda _package: "found")
    monkeypatch.setattr(_export.keras.backend, "backend", lambda: "jax")
    monkeypatch.setattr(_export.subprocess, "run", broken)
    with pytest.raises(ExportRunError) as refused:
        export(finished.folder, "onnx")
    assert str(refused.value) == (
        "Keras on torch could not export the network as onnx. It ended with:\n"
        "many\nlines\nboom"
    )
