"""A folder of images with one subfolder a class."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.finetune.pictures import write_folder, write_image

from argscope.finetune._image_folder import ImageFolder, LabelledFiles
from argscope.finetune.errors import ImageFolderError

LAYOUT = "\n  for example: flowers/daisy/1.jpg, flowers/tulip/2.jpg"


def refusal(action, *args):
    with pytest.raises(ImageFolderError) as refused:
        action(*args)
    return str(refused.value)


def in_memory(counts, *, validation=None):
    """Return a folder of so many images a class, none of which is read."""
    names = tuple(f"class{label}" for label in range(len(counts)))
    labels = np.repeat(np.arange(len(counts)), counts)
    files = tuple(f"{names[label]}/{row}" for row, label in enumerate(labels))
    return ImageFolder("folder", names, LabelledFiles(files, labels), validation)


def test_classes_are_the_subfolders_and_files_follow_in_alphabetical_order(tmp_path):
    for name in ("tulip/b.PNG", "tulip/a.jpg", "daisy/deep/er/c.bmp"):
        write_image(tmp_path / name)
    folder = ImageFolder.scan(tmp_path)
    assert folder.classes == ("daisy", "tulip")
    assert folder.training.files == (
        tmp_path / "daisy/deep/er/c.bmp",
        tmp_path / "tulip/a.jpg",
        tmp_path / "tulip/b.PNG",
    )
    assert folder.training.labels.tolist() == [0, 1, 1]


def test_other_files_and_hidden_folders_are_no_images(tmp_path):
    write_folder(tmp_path, 2)
    (tmp_path / "blue/Thumbs.db").touch()
    (tmp_path / "blue/.hidden.png").touch()
    (tmp_path / ".git").mkdir()
    write_image(tmp_path / "blue/.thumbnails/1.png")
    (tmp_path / "blue/folder.png").mkdir()
    (tmp_path / "README.md").touch()
    folder = ImageFolder.scan(tmp_path)
    assert folder.classes == ("blue", "green", "red")
    assert len(folder.training.files) == 6


def test_folders_for_training_and_validation_are_the_split(tmp_path):
    write_folder(tmp_path / "train", 3)
    write_image(tmp_path / "validation/red/1.png")
    training, validation = ImageFolder.scan(tmp_path).split(0.5, 0)
    assert len(training.files) == 9
    assert validation.files == (tmp_path / "validation/red/1.png",)
    assert validation.labels.tolist() == [2]


@given(
    counts=st.lists(st.integers(2, 40), min_size=2, max_size=5),
    fraction=st.floats(0.01, 0.99),
    seed=st.integers(0, 9),
)
def test_split_parts_the_images_of_every_class(counts, fraction, seed):
    folder = in_memory(counts)
    training, validation = folder.split(fraction, seed)
    assert sorted(training.files + validation.files) == sorted(folder.training.files)
    for part in (training, validation):
        assert set(part.labels) == set(range(len(counts)))
        for file, label in zip(part.files, part.labels, strict=True):
            assert file.startswith(f"class{label}/")
    held = np.bincount(validation.labels)
    exact = fraction * np.array(counts)
    assert np.all(
        (np.abs(held - exact) <= 0.5) | (held == 1) | (held == np.array(counts) - 1)
    )


def test_split_follows_from_the_seed():
    folder = in_memory([20, 20])
    again, other = folder.split(0.3, 1), folder.split(0.3, 2)
    assert folder.split(0.3, 1)[1].files == again[1].files
    assert other[1].files != again[1].files


def test_files_that_are_left_out_are_in_no_part(tmp_path):
    write_folder(tmp_path / "train", 2)
    write_image(tmp_path / "validation/red/1.png")
    folder = ImageFolder.scan(tmp_path)
    out = {tmp_path / "train/blue/0.png", tmp_path / "validation/red/1.png"}
    left = folder.without(out)
    assert set(left.files) == set(folder.files) - out
    assert left.training.labels.tolist() == [0, 1, 1, 2, 2]
    assert left.validation.labels.tolist() == []


def test_missing_folder_is_named(tmp_path):
    path = tmp_path / "flowers"
    expected = ", expected a folder of images with one subfolder a class."
    assert refusal(ImageFolder.scan, path) == f"{path} is nothing{expected}{LAYOUT}"
    path.touch()
    assert refusal(ImageFolder.scan, path) == f"{path} is a file{expected}{LAYOUT}"


def test_one_class_is_not_enough(tmp_path):
    wanted = f"{tmp_path} must have one subfolder a class, two or more; it has "
    assert refusal(ImageFolder.scan, tmp_path) == f"{wanted}none.{LAYOUT}"
    write_image(tmp_path / "daisy/1.png")
    assert refusal(ImageFolder.scan, tmp_path) == f"{wanted}only daisy.{LAYOUT}"


def test_class_for_validation_that_nobody_trains_is_named(tmp_path):
    write_folder(tmp_path / "train", 1)
    write_image(tmp_path / "validation/violet/1.png")
    assert refusal(ImageFolder.scan, tmp_path) == (
        f"{tmp_path / 'validation'} has classes that {tmp_path / 'train'} has not: "
        "violet.\n  to train on: blue, green, red"
    )


def test_validation_may_lack_a_class(tmp_path):
    write_folder(tmp_path / "train", 1)
    write_image(tmp_path / "validation/red/1.png")
    assert ImageFolder.scan(tmp_path).validation.labels.tolist() == [2]
