"""The digits of MNIST, as examples of TensorFlow 1 read them."""

import gzip

import numpy as np
import pytest

import argscope.tf1 as tf
from argscope.tf1.errors import MissingFileError

input_data = tf.examples.tutorials.mnist.input_data


def idx(values):
    """Return an array as the content of a file."""
    sizes = b"".join(size.to_bytes(4, "big") for size in values.shape)
    return gzip.compress(bytes([0, 0, 8, values.ndim]) + sizes + values.tobytes())


@pytest.fixture
def folder(tmp_path):
    """Return a folder with eight images to train on and two to test on."""
    for name, count in (("train", 8), ("t10k", 2)):
        labels = np.arange(count, dtype=np.uint8)
        images = np.full((count, 28, 28), 51, np.uint8) * labels[:, None, None]
        (tmp_path / f"{name}-images-idx3-ubyte.gz").write_bytes(idx(images))
        (tmp_path / f"{name}-labels-idx1-ubyte.gz").write_bytes(idx(labels))
    return str(tmp_path)


def test_the_parts(folder):
    digits = input_data.read_data_sets(folder, validation_size=3)
    assert [part.num_examples for part in digits] == [5, 3, 2]
    assert digits.train.images.shape == (5, 784)
    assert digits.train.images.dtype == np.float32
    np.testing.assert_array_equal(digits.train.labels, [3, 4, 5, 6, 7])
    np.testing.assert_allclose(digits.test.images[1], 0.2)


def test_forms(folder):
    options = {"one_hot": True, "reshape": False, "dtype": tf.uint8}
    digits = input_data.read_data_sets(folder, validation_size=3, **options)
    assert digits.train.images.shape == (5, 28, 28, 1)
    assert digits.train.images.dtype == np.uint8
    np.testing.assert_array_equal(digits.test.labels, np.eye(10)[:2])


def test_batches_go_round(folder):
    train = input_data.read_data_sets(folder, validation_size=3).train
    labels = [train.next_batch(2, shuffle=False)[1].tolist() for _ in range(4)]
    assert labels == [[3, 4], [5, 6], [7, 3], [4, 5]]
    assert train.epochs_completed == 1


def test_the_order_is_drawn_by_numpy_and_each_epoch_has_all(folder):
    def labels():
        np.random.seed(1)  # noqa: NPY002  # as programs do
        train = input_data.read_data_sets(folder, validation_size=3).train
        return np.concatenate([train.next_batch(4)[1] for _ in range(5)])

    drawn = labels()
    np.testing.assert_array_equal(drawn, labels())
    epochs = np.sort(drawn.reshape(4, 5), axis=1)
    np.testing.assert_array_equal(epochs, [[3, 4, 5, 6, 7]] * 4)
    assert drawn.tolist() != [3, 4, 5, 6, 7] * 4


def test_fake_data_needs_no_files():
    images, labels = input_data.read_data_sets("", True, one_hot=True).train.next_batch(
        2
    )
    assert np.shape(images) == (2, 784)
    assert labels == [[1, 0, 0, 0, 0, 0, 0, 0, 0, 0]] * 2


def test_what_is_not_there_is_told_and_where_it_is(tmp_path):
    with pytest.raises(MissingFileError) as error:
        input_data.read_data_sets(str(tmp_path / "data"))
    path = tmp_path / "data" / "train-images-idx3-ubyte.gz"
    assert str(error.value) == (
        f"There is no file {path}, and nothing is downloaded. The four files of MNIST are "
        "at https://storage.googleapis.com/cvdf-datasets/mnist/ "
        f"(train-images-idx3-ubyte.gz is one of them); put them into {path.parent}."
    )


def test_a_validation_size_that_cannot_be(folder):
    with pytest.raises(
        ValueError, match=r"^Validation size should be between 0 and 8\. "
    ):
        input_data.read_data_sets(folder, validation_size=9)
