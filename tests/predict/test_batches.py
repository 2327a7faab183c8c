"""Files as batches of images, one size each, and what could not be read."""

import numpy as np
import pytest
from tests.finetune.pictures import write_image

from argscope._images.image_file import read_image
from argscope.predict._batches import batches_of
from argscope.preprocessing import LENET, VGG


@pytest.fixture
def folder(tmp_path):
    for row in range(5):
        write_image(tmp_path / f"{row}.png", seed=row)
    (tmp_path / "3.png").write_text("text")
    return tmp_path


def test_batches_have_one_size_and_their_images_come_first(folder):
    files = sorted(folder.iterdir())
    batches = list(batches_of(files, LENET, 28, 2))
    assert [batch.images.shape for batch in batches] == [(2, 28, 28, 1)] * 3
    assert [file for batch in batches for file, _ in batch.files] == files
    filled = [[bool(image.any()) for image in batch.images] for batch in batches]
    assert filled == [[True, True], [True, False], [True, False]]


def test_damaged_file_is_told_and_the_others_move_up(folder):
    files = [folder / "3.png", folder / "4.png"]
    (batch,) = batches_of(files, LENET, 28, 8)
    assert batch.files == [(files[0], "it is not an image"), (files[1], None)]
    (alone,) = batches_of([files[1]], LENET, 28, 8)
    np.testing.assert_array_equal(batch.images[0], alone.images[0])


def test_batch_is_no_larger_than_there_are_files(folder):
    (batch,) = batches_of([folder / "0.png"], VGG, 16, 32)
    assert batch.images.shape == (1, 16, 16, 3)
    assert list(batches_of([], VGG, 16, 32)) == []


def test_next_batch_is_read_while_one_is_looked_at(folder, monkeypatch):
    read = []

    def noting(file, least):
        read.append(file.name)
        return read_image(file, least)

    monkeypatch.setattr("argscope.predict._batches.read_image", noting)
    batches = batches_of([folder / f"{row}.png" for row in (0, 1, 2, 4)], LENET, 28, 1)
    next(batches)
    batches.close()  # waits for what is under way
    assert sorted(read) == ["0.png", "1.png"]
