"""Four devices compute what one does, to rounding: TensorFlow in one process."""

import json
import os
import subprocess
import sys
from pathlib import Path

import keras
import pytest

import argscope
from argscope._distribution.errors import DistributionError

if keras.backend.backend() != "tensorflow":
    pytest.skip("TensorFlow's devices", allow_module_level=True)

ROOT = Path(__file__).parents[2]
ROUNDING = 1e-5
INSTEAD = (
    " It computes parts of a batch on the devices of one process (data=N). JAX and torch "
    "have both: KERAS_BACKEND=jax, or torch."
)


@pytest.fixture(scope="module")
def found():
    """What the program with four devices has found."""
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("four_parts.py")],
        env={
            **os.environ,
            "KERAS_BACKEND": "tensorflow",
            "CUDA_VISIBLE_DEVICES": "",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        },
        stdout=subprocess.PIPE,
        timeout=300,
        check=True,
    )
    return json.loads(done.stdout)


def test_twenty_steps_end_where_those_of_one_device_do(found):
    assert found["differences"]["weights"] < ROUNDING


def test_losses_and_metrics_are_those_of_the_whole_batches(found):
    assert found["differences"]["history"] < ROUNDING


def test_outputs_are_in_the_order_of_the_images(found):
    assert found["differences"]["outputs"] < ROUNDING


def test_a_single_batch_is_shared_out_too(found):
    assert found["differences"]["on_batch"] < ROUNDING
    assert found["differences"]["weights_after_batch"] < ROUNDING


def test_steps_that_a_program_makes_are_those_of_one_device(found):
    assert found["own_steps"] < ROUNDING


def test_all_devices_have_the_same_numbers_to_the_last_bit(found):
    assert found["alike"]
    assert found["read"] == 0.0


def test_a_model_without_variables_makes_them_on_all_devices(found):
    assert found["not_built_before"] < ROUNDING


def test_every_device_holds_all_variables(found):
    assert found["table"].startswith("Layout of network on 4 devices, data=4,model=1\n")
    assert found["table"].endswith("\n17.7 KiB of 17.7 KiB a device: 1.000")


def test_batch_norm_by_devices_keeps_the_mean_of_their_statistics(found):
    by_devices = found["by_devices"]
    assert by_devices["means"] == [pytest.approx(by_devices["expected"])] * 4
    assert by_devices["finite"]


def test_variables_are_not_cut():
    with pytest.raises(DistributionError) as caught:
        argscope.distribute(model=2)
    assert str(caught.value) == (
        "Keras on tensorflow has no variables that devices share (model=2)." + INSTEAD
    )


def test_there_is_one_process():
    with pytest.raises(DistributionError) as caught:
        argscope.distribute(
            data=2, coordinator="127.0.0.1:1", processes=2, process=0
        ).close()
    assert str(caught.value) == (
        "Keras on tensorflow has no distribution over 2 processes." + INSTEAD
    )


def test_devices_are_asked_for_before_tensorflow_starts():
    import tensorflow as tf

    if tf.config.list_physical_devices("GPU"):
        pytest.skip("there are GPUs, which need not be made")
    tf.constant(1.0)
    with pytest.raises(DistributionError) as caught:
        argscope.distribute(data=2)
    assert str(caught.value) == (
        "distribute(data=2,model=1) needs 2 devices; there is 1: CPU:0.\n"
        "TensorFlow has already started, with this many. Without GPUs a process can "
        "have several CPU devices, if argscope.distribute(...) is called before "
        "anything is computed and before any model is made."
    )
