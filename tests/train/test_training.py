"""A short run learns, repeats itself, and writes down what it did."""

import csv
import io
import json

import keras
import pytest
from rich.console import Console

from argscope import ArgScope, arg_scope
from argscope.layers import Model
from argscope.train import TrainConfig, train
from argscope.train.network import digits_arg_scope, digits_network


def short_run(folder, seed=0):
    console = Console(file=io.StringIO(), width=100)
    config = TrainConfig(epochs=2, batch_size=128, seed=seed, run_dir=folder)
    return train(config, console), console.file.getvalue()


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    result, shown = short_run(folder)
    return folder, result, shown


def test_run_learns(run):
    folder, result, _ = run
    rows = list(csv.DictReader((folder / "metrics.csv").read_text().splitlines()))
    assert float(rows[-1]["loss"]) < float(rows[0]["loss"])
    assert result["test_accuracy"] > 0.5


@pytest.mark.slow
def test_same_seed_gives_the_same_metrics(run, tmp_path):
    short_run(tmp_path)
    assert (tmp_path / "metrics.csv").read_text() == (
        run[0] / "metrics.csv"
    ).read_text()


def test_run_shows_each_epoch_where_no_bar_can_be_drawn(run):
    assert "epoch 1/2: loss" in run[2]
    assert "epoch 2/2: loss" in run[2]


def test_configuration_is_written_with_backend_and_versions(run):
    config = json.loads((run[0] / "config.json").read_text())
    assert (config["epochs"], config["seed"]) == (2, 0)
    assert config["backend"] == keras.backend.backend()
    assert config["versions"]["keras"] == keras.__version__


def test_what_the_network_used_is_written_as_settings(run):
    used = ArgScope.from_file(run[0] / "used.json")
    assert used["argscope.layers:conv2d"]["padding"] == "SAME"
    assert "network.py:" in (run[0] / "explain.html").read_text()


def test_curves_are_a_picture_of_both_measures(run):
    import matplotlib.image

    height, width, _ = matplotlib.image.imread(run[0] / "curves.png").shape
    assert (height, width) == (480, 1200)


def test_saved_weights_give_the_written_accuracy(run):
    from argscope.train._digits import load_digits

    folder, result, _ = run
    with arg_scope(digits_arg_scope()):
        model = Model(digits_network)
    model.build((None, 8, 8, 1))
    model.load_weights(folder / "model.weights.h5")
    test = load_digits()[2]
    right = model.predict(test.pixels, verbose=0).argmax(axis=1) == test.labels
    assert right.mean() == pytest.approx(result["test_accuracy"])


def test_network_has_the_documented_parameters_and_end_points():
    with arg_scope(digits_arg_scope()):
        model = Model(digits_network)
    ends = model.end_points(keras.ops.zeros((2, 8, 8, 1)))
    assert list(ends) == ["conv2", "conv3", "fc4", "logits"]
    trained = sum(int(keras.ops.size(v)) for v in model.trainable_variables)
    assert f"{trained:,}".replace(",", " ") in digits_network.__doc__


def test_every_weight_is_regularized_once():
    with arg_scope(digits_arg_scope()):
        model = Model(digits_network)
    model.build((None, 8, 8, 1))
    weights = [v for v in model.variables_in_order if v.path.endswith("weights")]
    assert len(model.losses) == len(weights) == 5
