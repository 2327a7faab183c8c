"""Of several processes each does its share, and what cannot be shared is refused."""

import argscope.layers  # noqa: F401  # before Keras: it chooses the backend

# isort: split
import io
import json
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from rich.console import Console
from tests.distribution.lone import alone_of

from argscope import DistributionError
from argscope._base.stopping import StopRequest
from argscope._distribution.processes import Processes
from argscope._distribution.there import devices_there
from argscope._runs.waiting import WaitingTime
from argscope.finetune._batches import Images, TrainingBatches
from argscope.finetune._image_check import check_images
from argscope.finetune._shares import console_of, writes
from argscope.finetune._together import check_same_run, check_step
from argscope.finetune._validation import Validation
from argscope.preprocessing import PREPROCESSING


def images_of(config):
    files = tuple(sorted(config.data.rglob("*.png")))
    labels = np.arange(len(files), dtype="int32") % 3
    return Images(files, labels, 3, PREPROCESSING["cifarnet"], 8)


@pytest.fixture
def threads():
    with ThreadPoolExecutor(1) as threads:
        yield threads


def batches_of(config, threads):
    batches = TrainingBatches(
        images_of(config), config, 1, threads=threads, waiting=WaitingTime()
    )
    found = [batches[index] for index in range(len(batches))]
    batches.close()
    return found


def test_processes_make_the_rows_of_each_batch_that_one_process_makes(
    configured, threads
):
    config = configured(batch_size=6)
    whole = batches_of(config, threads)
    shares = []
    for index in range(2):
        with alone_of(2, index):
            shares.append(batches_of(config, threads))
    assert len(whole) == len(shares[0]) == len(shares[1]) == 4
    for batch, first, second in zip(whole, *shares, strict=True):
        for part in range(2):  # pixels and labels
            assert len(first[part]) == 3
            joined = np.concatenate([first[part], second[part]])
            np.testing.assert_array_equal(joined, batch[part])


@pytest.mark.parametrize(
    ("size", "parts"),
    [
        (6, [(24, False)]),
        (9, [(24, False)]),
        (10, [(20, False), (4, True)]),
        (30, [(24, False)]),
    ],
)
def test_images_to_validate_that_cannot_be_cut_are_computed_whole(
    size, parts, configured, threads
):
    with alone_of(3):
        validation = Validation(images_of(configured()), size, threads)
    found = [(batches.images, batches.whole) for batches in validation._parts]
    assert found == parts


def test_without_several_devices_all_images_are_evaluated_together(configured, threads):
    (batches,) = Validation(images_of(configured()), 10, threads)._parts
    assert (batches.images, batches.whole) == (24, False)


def test_batch_that_cannot_be_cut_is_refused():
    with alone_of(4), pytest.raises(DistributionError) as refused:
        check_step(100, 30)
    assert str(refused.value) == (
        "A batch of 30 does not divide into 4 parts. Use a batch size of 28 or 32."
    )


def test_images_that_are_less_than_a_batch_must_divide_too():
    with alone_of(4), pytest.raises(DistributionError) as refused:
        check_step(21, 32)
    assert str(refused.value) == (
        "21 images to train on are less than a batch of 32, and cannot be cut evenly over "
        "data=4, model=1. Use a batch size of 20."
    )


def test_fewer_images_than_devices_are_refused():
    with alone_of(4), pytest.raises(DistributionError) as refused:
        check_step(3, 32)
    assert str(refused.value) == (
        "3 images to train on are less than a batch of 32, and cannot be cut evenly over "
        "data=4, model=1. Use fewer devices."
    )


def test_devices_must_be_as_many_in_each_process():
    with pytest.raises(DistributionError) as refused:
        devices_there("jax", Processes(2, 0, "here:1"), 3)
    assert str(refused.value) == (
        "3 devices cannot be shared out evenly to 2 processes. Give a multiple of 2: it "
        "is the number of all of them together."
    )


def test_first_process_alone_writes_and_speaks(capsys):
    for index, speaks in enumerate([True, False]):
        with alone_of(2, index):
            assert writes() == speaks
            console_of(None).print(f"process {index}")
    assert capsys.readouterr().out == "process 0\n"


def test_processes_that_see_other_images_are_refused(tmp_path):
    facts = {"images": "24 (abc)", "classes": ["a", "b"], "finished epochs": 0}
    with alone_of(2) as distribution:
        name = distribution.named("gathered/1/1")
        distribution.engine.texts.put(name, json.dumps(facts))
        with pytest.raises(DistributionError) as refused:
            check_same_run("23 (def)", ("a", "b"), tmp_path)
    assert str(refused.value).splitlines()[1:] == [
        "  images: '23 (def)' in process 0, '24 (abc)' in process 1"
    ]


def test_damaged_images_are_those_that_any_process_has_found(tmp_path, configured):
    config = configured(skip_damaged=True)
    with alone_of(2) as distribution:
        name = distribution.named("gathered/1/1")
        distribution.engine.texts.put(name, json.dumps({"blue/3.png": "truncated"}))
        checked = check_images(config, Console(file=io.StringIO()), StopRequest())
    assert checked.damaged == {config.data / "blue" / "3.png": "truncated"}
    assert len(checked.folder.files) == 23
