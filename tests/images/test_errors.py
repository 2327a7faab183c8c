"""What is said of files that are no images."""

from pathlib import Path

import pytest

from argscope._images import errors

MESSAGES = [
    (
        errors.ImageFileError.bad_image(Path("1.png"), "it is not an image"),
        "1.png cannot be read as an image: it is not an image. Delete it, or replace it.",
    ),
    (
        errors.ImageFileError.left_out({Path("1.png"): "it is not an image"}, 12),
        "1 of 12 files cannot be read as images, and are left out:\n"
        "  1.png: it is not an image",
    ),
    (
        errors.ImageFileError.no_images(Path("photos"), (".jpg", ".png")),
        "photos has no images.\n  names of images end in: .jpg .png",
    ),
]


@pytest.mark.parametrize(("error", "text"), MESSAGES)
def test_error_says_exactly(error, text):
    assert str(error) == text
    assert isinstance(error, ValueError)


def test_many_faults_are_counted_after_the_first_ones():
    faults = {Path(f"{row}.png"): "it is not an image" for row in range(20)}
    lines = str(errors.ImageFileError.left_out(faults, 30)).splitlines()
    assert len(lines) == 10
    assert lines[-1] == "  and 12 more"


def test_every_constructor_of_an_error_has_a_case():
    found = vars(errors.ImageFileError).values()
    assert len(MESSAGES) == sum(isinstance(each, classmethod) for each in found)
