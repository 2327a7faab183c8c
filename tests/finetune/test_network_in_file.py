"""A function in a file is a run's network, written with the layers or for TensorFlow 1."""

import json
import shutil
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from tests.finetune.conftest import built, run
from tests.layers.arrays import numbers

from argscope import tf1
from argscope.finetune import FineTuneConfig, export, load_run
from argscope.finetune._network import network_for
from argscope.finetune.errors import (
    NetworkFileError,
    ProgramChangedWarning,
    RunFolderError,
)

REPOSITORY = Path(__file__).with_name("old_repository")
OLD, NEW = "old_nets/tiny.py:tiny", "layers_net.py:net"
IMAGES = np.linspace(-1, 1, 2 * 16 * 16 * 3, dtype="float32").reshape(2, 16, 16, 3)


pytestmark = pytest.mark.usefixtures("imports_as_they_were")


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """Return a folder with the program, as if it had been cloned there."""
    return shutil.copytree(REPOSITORY, tmp_path_factory.mktemp("clone") / "repo")


def in_file(net, root, **changes):
    """Return what configures a network in a file."""
    scope = {OLD: "tiny_arg_scope", NEW: "scope"}[net]
    return {"net": f"{root / net}", "arg_scope": scope, "preprocessing": None} | changes


@pytest.fixture(scope="module", params=[OLD, NEW], ids=["old", "layers"])
def trained(request, configured, repository):
    chosen = in_file(request.param, repository, preprocessing="cifarnet")
    return run(configured(**chosen))


@pytest.fixture(scope="module")
def trained_old(configured, repository):
    options = {"checkpoint": repository / "tiny.ckpt", "exclude": ("logits",)}
    return run(configured(**in_file(OLD, repository, **options, epochs=1)))


def test_run_learns_and_its_folder_finds_the_network_again(trained, pictures):
    assert trained.result["validation_accuracy"] > 0.5
    again = load_run(trained.folder)
    assert again.classes == ("blue", "green", "red")
    found = again.probabilities([pictures / "red" / "0.png"])
    np.testing.assert_allclose(found.sum(), 1, rtol=1e-5)


def test_folder_has_the_file_from_its_root_and_what_was_in_all_its_files(
    trained_old, repository
):
    recorded = json.loads((trained_old.folder / "config.json").read_text())
    assert (recorded["net"], recorded["root"]) == (OLD, str(repository))
    assert recorded["arg_scope"] == "tiny_arg_scope"
    assert {*recorded["program"]} >= {
        "old_nets/__init__.py",
        "old_nets/blocks.py",
        OLD[:-5],
    }


def test_page_shows_what_the_scope_sets_in_the_program(trained_old):
    used = json.loads((trained_old.folder / "used.json").read_text())
    assert "tiny.py" in (trained_old.folder / "explain.html").read_text()
    assert any("conv2d" in name for name in used)


def test_checkpoint_of_the_program_is_the_start_of_all_but_the_last_layer(trained_old):
    assert "tiny.ckpt: restored 10 of 10 variables" in trained_old.shown.replace(
        "\n", ""
    )


def test_checkpoint_that_the_original_wrote_has_the_logits_of_the_original(
    repository,
):
    config = FineTuneConfig(**in_file(OLD, repository), data=Path("images"))
    model = built(config, 10)
    assert model.load_checkpoint(repository / "tiny.ckpt").complete
    found = model.predict(IMAGES, verbose=0)
    expected = np.load(repository / "logits.npy")
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


def test_scope_is_told_the_mode_too(repository):
    """One that says `is_training` to batch_norm would be in training for ever."""
    config = FineTuneConfig(**in_file(OLD, repository), data=Path("images"))
    model = built(config, 3)
    mean = model.variable("tiny/conv1/BatchNorm/moving_mean")
    before = np.array(numbers(mean))  # on torch a view of it
    model(IMAGES, training=False)
    np.testing.assert_array_equal(numbers(mean), before)
    model(IMAGES, training=True)
    assert np.abs(numbers(mean) - before).max() > 0


def test_positions_of_size_one_are_dropped_and_the_mode_need_not_be_told(repository):
    net = f"{repository}/old_nets/tiny.py:of_positions"
    model = built(FineTuneConfig(net=net, data=Path("images"), image_size=16), 3)
    assert model.predict(IMAGES, verbose=0).shape == (2, 3)


@pytest.mark.parametrize(
    ("net", "size", "preprocessing"),
    [(OLD, None, "inception"), ("old_nets/tiny.py:vgg_16", 20, "vgg")],
)
def test_size_and_preprocessing_are_those_of_the_function(
    net, size, preprocessing, repository
):
    config = FineTuneConfig(
        net=f"{repository / net}", data=Path("images"), image_size=size
    )
    network = network_for(config)
    assert network.size == (size or 16)
    assert network.preprocessing.name == preprocessing
    assert config.folder == Path("runs") / net.rpartition(":")[2]


def test_run_goes_on_from_another_folder_and_with_more_epochs(
    configured, repository, monkeypatch
):
    config = in_file(OLD, repository, epochs=1)
    first = run(configured(**config))
    monkeypatch.chdir(repository)
    same = {"run_dir": first.folder, "net": OLD, "epochs": 2}
    assert "going on after epoch 1 of 2" in run(configured(**{**config, **same})).shown


# --- the program changes, or is gone


@pytest.fixture
def moved(trained_old, tmp_path):
    """Return a finished run whose program lies in a folder of its own."""
    run_folder = shutil.copytree(trained_old.folder, tmp_path / "run")
    root = shutil.copytree(REPOSITORY, tmp_path / "repo")
    config = json.loads((run_folder / "config.json").read_text())
    config["program"] = {n: d for n, d in config["program"].items() if "old_nets/" in n}
    (run_folder / "config.json").write_text(json.dumps({**config, "root": str(root)}))
    return run_folder, root


def change(file):
    file.write_text(file.read_text() + "# changed\n")


def test_program_that_has_moved_is_found_where_the_folder_says(moved, trained_old):
    folder, _ = moved
    np.testing.assert_array_equal(
        load_run(folder).model.predict(IMAGES, verbose=0),
        load_run(trained_old.folder).model.predict(IMAGES, verbose=0),
    )


def test_program_that_has_changed_is_told(moved):
    folder, root = moved
    change(root / "old_nets" / "blocks.py")
    with pytest.warns(ProgramChangedWarning) as told:
        load_run(folder)
    assert [str(each.message) for each in told] == [
        f"The network of the run in {folder} has changed since it was trained: "
        "old_nets/blocks.py. The run's weights were made for the files as they were."
    ]


def test_run_of_a_program_that_has_changed_is_not_continued(
    moved, configured, trained_old
):
    folder, root = moved
    change(root / "old_nets" / "blocks.py")
    options = {"checkpoint": root / "tiny.ckpt", "exclude": ("logits",)}
    config = configured(**in_file(OLD, root, run_dir=folder, **options, epochs=2))
    with pytest.raises(RunFolderError) as refused:
        run(config)
    assert str(refused.value) == (
        f"The network of the run in {folder} has changed since the run began: "
        "old_nets/blocks.py. Undo the changes to continue it, give another --run-dir, or "
        "delete the folder."
    )


def test_program_that_is_gone_is_told(moved):
    folder, root = moved
    (root / "old_nets" / "tiny.py").unlink()
    with pytest.raises(RunFolderError) as refused:
        load_run(folder)
    assert str(refused.value) == (
        f"The run in {folder} trained old_nets/tiny.py:tiny, and there is no file "
        f"{root}/old_nets/tiny.py any more. Put it back there; or, if it has moved, write its "
        f'new folder as "root" into {folder}/config.json.'
    )


def test_run_that_could_not_begin_leaves_no_folder(configured, repository, tmp_path):
    folder = tmp_path / "run"
    net = f"{repository}/old_nets/tiny.py:of_features"
    with pytest.raises(NetworkFileError):
        run(configured(net=net, run_dir=folder))
    assert not folder.exists()


# --- other programs


@pytest.mark.skipif(
    any(find_spec(name) is None for name in ("torch", "onnxscript", "onnxruntime")),
    reason="needs torch, onnxscript and onnxruntime: `make test-torch`",
)
@pytest.mark.filterwarnings("default")
def test_onnx_has_the_same_logits_for_any_number_of_images(trained, tmp_path):
    import onnxruntime

    target = export(trained.folder, "onnx", tmp_path / "net.onnx")
    session = onnxruntime.InferenceSession(str(target))
    (name,) = (each.name for each in session.get_inputs())
    expected = load_run(trained.folder).model.predict(IMAGES, verbose=0)
    for count in (2, 1):
        outputs = session.run(None, {name: IMAGES[:count]})
        np.testing.assert_allclose(outputs[0], expected[:count], rtol=1e-3, atol=1e-5)


@pytest.mark.skipif(
    find_spec("tensorflow") is None, reason="needs TensorFlow: `make test-tensorflow`"
)
@pytest.mark.filterwarnings("default")
def test_saved_model_has_the_same_logits_for_any_number_of_images(trained, tmp_path):
    import tensorflow as tf

    target = export(trained.folder, "saved_model", tmp_path / "net")
    loaded = tf.saved_model.load(str(target))
    expected = load_run(trained.folder).model.predict(IMAGES, verbose=0)
    for count in (2, 1):
        np.testing.assert_allclose(
            loaded.serve(IMAGES[:count]), expected[:count], rtol=1e-3, atol=1e-5
        )


def test_function_keeps_the_names_of_the_original(repository):
    """`tf1.model` of the same function has the same variables, for its own classes."""
    config = FineTuneConfig(**in_file(OLD, repository), data=Path("images"))
    paths = [v.path for v in built(config, 3).variables_in_order]
    assert paths[:2] == ["tiny/conv1/weights", "tiny/conv1/BatchNorm/gamma"]
    assert paths[-2:] == ["tiny/logits/weights", "tiny/logits/biases"]
    assert tf1.is_loaded(network_for(config).function(3))
