"""A file is read as an image, or it is said why it cannot be."""

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
