"""Four devices compute what one does, to rounding: JAX in one process."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.distribution import networks

pytest.importorskip("jax")
if os.environ.get("KERAS_BACKEND", "jax") != "jax":
    pytest.skip("JAX's devices", allow_module_level=True)

ROOT = Path(__file__).parents[2]
WHOLE = 3 * 3 * 3 * 8 * 4, 4 * 4 * 8 * 32 * 4
"""Bytes of conv1/weights and of fc1/weights."""


TABLE = """\
Layout of network on 4 devices, data=2,model=2

name               shape          on a device     bytes  bytes a device  why
-----------------  -------------  -------------  ------  --------------  -------------
conv1
  weights          3 x 3 x 3 x 8  3 x 3 x 3 x 4     864             432  conv1/weights
conv1/BatchNorm
  gamma            8              all                32              32
  beta             8              all                32              32
  moving_mean      8              all                32              32
  moving_variance  8              all                32              32
fc1
  weights          128 x 32       128 x 16       16,384           8,192  fc1/weights
  biases           32             all               128             128
logits
  weights          32 x 5         all               640             640
  biases           5              all                20              20

9.3 KiB of 17.7 KiB a device: 0.525"""


@pytest.fixture(scope="module")
def found():
    """What the program with four devices has found."""
    program = Path(__file__).with_name("four_devices.py")
    done = subprocess.run(
        [sys.executable, program],
        env={
            **os.environ,
            "KERAS_BACKEND": "jax",
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        },
        stdout=subprocess.PIPE,
        timeout=300,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("mesh", ["data=4", "data=2,model=2", "model=4"])
def test_twenty_steps_give_the_weights_of_one_device(found, mesh):
    assert found[mesh]["weights"] < 1e-5


@pytest.mark.parametrize("mesh", ["data=4", "data=2,model=2", "model=4"])
def test_losses_and_metrics_are_those_of_one_device(found, mesh):
    assert found[mesh]["history"] < 1e-5
    assert found[mesh]["measured"] < 1e-4


@pytest.mark.parametrize(
    ("mesh", "parts"), [("data=4", 1), ("data=2,model=2", 2), ("model=4", 4)]
)
def test_a_device_holds_its_part_of_what_is_cut(found, mesh, parts):
    held = found[mesh]["held"]
    for path, whole in zip(("conv1/weights", "fc1/weights"), WHOLE, strict=True):
        assert held[path] == [whole // parts, whole // parts]
    assert held["logits/weights"] == [32 * 5 * 4] * 2


def test_what_an_optimizer_keeps_is_where_its_variable_is(found):
    assert found["data=2,model=2"]["momenta"] == [True] * 7


def test_batch_norm_per_device_is_that_of_each_part_by_itself(found):
    assert found["per device"] < 1e-5


def test_batch_norm_sends_one_message_forward_and_one_backward(found):
    assert found["messages"] == 2


def test_a_layout_is_shown_by_scope(found):
    assert found["data=2,model=2"]["table"] == TABLE


def test_too_few_devices_are_told(found):
    assert found["refusals"]["devices"] == (
        "distribute(data=8,model=1) needs 8 devices; there are 4: cpu:0, cpu:1, cpu:2, "
        "cpu:3.\nOn a CPU a process can have several: set JAX_NUM_CPU_DEVICES=8 before "
        "it starts, or call jax.config.update('jax_num_cpu_devices', 8) before anything "
        "is computed. `argscope train` does it with --devices 8."
    )


def test_a_layout_that_is_about_nothing_is_told_when_a_model_is_built(found):
    assert found["refusals"]["layout"].startswith(
        "layout: no variable has a path that 'fc7/weights' matches. Did you mean "
        "'fc1/weights'?\n"
    )


def test_one_distribution_at_a_time(found):
    assert found["refusals"]["already"] == (
        "distribute(data=2, model=1) is in effect: a program has one distribution at a "
        "time. Use it as a context: with argscope.distribute(...):"
    )
    assert found["after"] == "None"


def test_batches_that_do_not_divide_are_computed_and_told(found):
    assert found["refusals"]["uneven"] == (
        "Batches of 30 do not divide into 4 parts, so every device computes all of "
        "each. The numbers are right, and no faster to get. Use a batch size of 28 or "
        "32."
    )


def test_the_networks_steps_fill_two_epochs():
    images, labels = networks.images_and_labels()
    assert len(images) == len(labels) == networks.BATCH * networks.STEPS // 2
