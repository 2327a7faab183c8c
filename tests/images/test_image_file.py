"""A file is read as an image, or it is said why it cannot be."""

import math

import numpy as np
import pytest
from PIL import Image
from tests.finetune.pictures import write_image

from argscope._images.errors import ImageFileError
from argscope._images.image_file import fault_of, read_image


def refusal(path):
    with pytest.raises(ImageFileError) as refused:
        read_image(path)
    return str(refused.value)


def test_image_is_turned_as_its_camera_was_held(tmp_path):
    turned = Image.Exif()
    turned[0x0112] = 6  # orientation: a quarter turn clockwise
    Image.new("RGB", (30, 20)).save(tmp_path / "1.jpg", exif=turned)
    assert read_image(tmp_path / "1.jpg").size == (20, 30)


@pytest.mark.parametrize(
    ("least", "expected"),
    [
        (math.inf, (640, 480)),
        (241, (640, 480)),
        (240, (320, 240)),
        (239.5, (320, 240)),
        (120, (160, 120)),
        (60, (80, 60)),
        (1, (80, 60)),
    ],
)
def test_jpeg_is_decoded_at_the_smallest_size_that_is_enough(least, expected, tmp_path):
    Image.new("RGB", (640, 480)).save(tmp_path / "1.jpg")
    assert read_image(tmp_path / "1.jpg", least).size == expected


def test_reduced_image_is_turned_and_looks_the_same(tmp_path):
    turned = Image.Exif()
    turned[0x0112] = 6
    whole = Image.linear_gradient("L").resize((300, 200)).convert("RGB")
    whole.save(tmp_path / "1.jpg", exif=turned)
    reduced = read_image(tmp_path / "1.jpg", 50)
    assert reduced.size == (50, 75)
    same = np.asarray(read_image(tmp_path / "1.jpg").reduce(4), float)
    assert np.abs(np.asarray(reduced, float) - same).max() < 4


def test_other_images_are_read_as_they_are(tmp_path):
    assert read_image(write_image(tmp_path / "1.png"), 1).size == (36, 40)


def test_file_that_is_no_image_is_named(tmp_path):
    path = tmp_path / "1.png"
    path.write_text("text")
    assert refusal(path) == (
        f"{path} cannot be read as an image: it is not an image. Delete it, or replace it."
    )


def test_truncated_image_is_named(tmp_path):
    path = write_image(tmp_path / "1.png")
    path.write_bytes(path.read_bytes()[:-800])
    assert refusal(path).startswith(f"{path} cannot be read as an image: ")


def test_image_has_no_fault(tmp_path):
    assert fault_of(write_image(tmp_path / "1.png")) is None


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (lambda path: path.write_text("text"), "it is not an image"),
        (lambda path: path.unlink(), "No such file or directory"),
        (
            lambda path: path.write_bytes(path.read_bytes()[:-800]),
            "image file is truncated",
        ),
    ],
)
def test_fault_says_why_a_file_cannot_be_read(damage, fault, tmp_path):
    path = write_image(tmp_path / "1.png")
    damage(path)
    assert fault_of(path) == fault
    assert refusal(path).startswith(f"{path} cannot be read as an image: {fault}. ")


def test_image_that_would_fill_the_memory_is_refused(tmp_path, monkeypatch):
    path = write_image(tmp_path / "1.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10)
    assert "could be decompression bomb DOS attack" in fault_of(path)
