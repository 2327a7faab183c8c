"""Networks as the public model library (tensorflow/models, research/slim) has them.

`published/` holds what its functions computed. Ours take its options as keywords; its
end point `global_pool` of residual networks is the one that ours do not give. Gradients
are compared in `test_networks.py`; leaving them out here halves the time.
"""

import functools
import json
from pathlib import Path

import numpy as np
import pytest
from tests.layers.arrays import numbers
from tests.nets import published_values
from tests.nets.built import built, end_points
from tests.nets.one_pass import forward_pass

from argscope import nets

FOLDER = Path(__file__).with_name("published")
RTOL = {"eval": 1e-4, "train": 1e-2}

# Name of the file: network, its arg scope, its arguments, shape of the images.
CALLS = {
    "inception_v1": (
        nets.inception_v1.inception_v1, nets.inception_v1.inception_v1_arg_scope,
        {"num_classes": 20, "dropout_keep_prob": 1.0, "global_pool": True},
        (2, 96, 96, 3)),
    "resnet_v1_50": (
        nets.resnet_v1.resnet_v1_50, nets.resnet_v1.resnet_arg_scope,
        {"num_classes": 13, "spatial_squeeze": True}, (2, 64, 64, 3)),
    "resnet_v2_50_os8": (
        nets.resnet_v2.resnet_v2_50, nets.resnet_v2.resnet_arg_scope,
        {"num_classes": 13, "global_pool": False, "output_stride": 8},
        (2, 65, 65, 3)),
    "vgg_a_fcn": (
        nets.vgg.vgg_a, nets.vgg.vgg_arg_scope,
        {"num_classes": None, "spatial_squeeze": False, "fc_conv_padding": "SAME"},
        (1, 96, 96, 3)),
}  # fmt: skip

MODES = [
    (name, mode)
    for name in CALLS
    for mode in json.loads((FOLDER / f"{name}.json").read_text())["modes"]
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "mode"), MODES)
def test_network_agrees_with_the_published_one(name, mode):
    result = json.loads((FOLDER / f"{name}.json").read_text())["modes"][mode]
    network, scope, arguments, shape = CALLS[name]
    training = mode == "train"
    network = functools.partial(network, **arguments, is_training=training)
    model = built(network, scope(), shape, published_values.variable_value)

    assert [
        [v.path, list(v.shape), "float32", int(v.trainable), 1]
        for v in model.variables_in_order
    ] == result["variables"]
    assert len(model.losses) == result["n_reg_losses"]
    penalty = float(numbers(sum(model.losses)))
    assert penalty == pytest.approx(result["reg_loss_sum"], rel=1e-5)

    images = published_values.input_value("x", shape)
    outputs, after = forward_pass(model, images, training=training)
    check_samples(outputs["out"], result["outputs"][0], RTOL[mode])
    check_end_points(end_points(outputs), result["end_points"], RTOL[mode])
    for path, mean, length in result.get("after_update", []):
        assert after[path].mean() == pytest.approx(mean, abs=RTOL[mode] * length)
        assert np.linalg.norm(after[path]) == pytest.approx(length, rel=RTOL[mode])


def check_samples(array, recorded, rtol):
    assert list(array.shape) == recorded["shape"], recorded["path"]
    places = published_values.sample_indices(array.size, len(recorded["samples"]))
    largest = max(abs(recorded["min"]), abs(recorded["max"]))
    np.testing.assert_allclose(
        array.flat[places], recorded["samples"], rtol=0, atol=rtol * largest,
        err_msg=recorded["path"],
    )  # fmt: skip


def check_end_points(found, recorded, rtol):
    wanted = {each["path"].split("'")[1]: each for each in recorded}
    if "predictions" in wanted:
        wanted.pop("global_pool", None)
    assert list(found) == list(wanted)
    for name, array in found.items():
        check_samples(array, wanted[name], rtol)
