"""What can be chosen about the network itself: its width and its stride."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.finetune.conftest import built, run

from argscope.finetune import FineTuneConfig, fine_tune, load_run
from argscope.nets import NetworkArgumentError, nets_factory

IMAGES = np.zeros((1, 32, 32, 3), "float32")


def test_width_is_recorded_and_that_of_the_network_that_is_loaded_again(configured):
    config = configured(
        net="mobilenet_v1",
        depth_multiplier=0.1,
        image_size=32,
        epochs=1,
        preprocessing="cifarnet",
    )
    folder = run(config).folder
    recorded = json.loads((folder / "config.json").read_text())
    assert recorded["depth_multiplier"] == 0.1
    model = load_run(folder).model
    assert model.variable("MobilenetV1/Conv2d_2_pointwise/weights").shape[-1] == 12


def test_stride_spreads_the_features():
    config = FineTuneConfig(
        net="mobilenet_v2", data=Path("images"), depth_multiplier=0.1, image_size=32
    )
    shapes = [
        built(each, 3).end_points(IMAGES)["layer_19"].shape[1]
        for each in (config, replace(config, output_stride=8))
    ]
    assert shapes == [1, 4]


@pytest.mark.parametrize("option", ["depth_multiplier", "output_stride"])
def test_network_without_the_option_is_refused_with_those_that_have_it(option):
    config = FineTuneConfig(net="vgg_16", data=Path("none"), **{option: 1})
    with pytest.raises(NetworkArgumentError) as refused:
        fine_tune(config)
    assert str(refused.value) == (
        f"vgg_16() takes no {option}.\n"
        f"  networks that do: {', '.join(nets_factory.networks_with(option))}"
    )
