"""What a network takes for what: tables that add up, and a picture of them."""

import csv

import numpy as np
import pytest
from PIL import Image

from argscope.finetune._confusion import write_confusion
from argscope.finetune._confusion_picture import draw_confusion

COUNTS = np.array([[3, 1, 0], [0, 0, 0], [2, 0, 2]])
CLASSES = ("daisy", "rose, red", "tulip")


def table(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_tables_tell_what_each_class_is_taken_for(tmp_path):
    write_confusion(tmp_path, COUNTS, CLASSES)
    assert table(tmp_path / "classes.csv") == [
        ["class", "images", "right", "accuracy"],
        ["daisy", "4", "3", "0.75"],
        ["rose, red", "0", "0", ""],
        ["tulip", "4", "2", "0.5"],
    ]
    assert table(tmp_path / "confusion.csv") == [
        ["class", "daisy", "rose, red", "tulip"],
        ["daisy", "3", "1", "0"],
        ["rose, red", "0", "0", "0"],
        ["tulip", "2", "0", "2"],
    ]
    with Image.open(tmp_path / "confusion.png") as picture:
        assert picture.format == "PNG"


def test_tables_of_a_run_agree_with_its_accuracy(finished):
    _, *rows = table(finished.folder / "confusion.csv")
    counts = np.array([row[1:] for row in rows], int)
    assert counts.sum(axis=1).tolist() == [2, 2, 2]
    right = np.trace(counts) / counts.sum()
    assert right == pytest.approx(finished.result["validation_accuracy"])


def colours(picture):
    return {colour for _, colour in picture.getcolors(10**6)}


def test_cells_are_blue_where_right_and_orange_where_wrong():
    found = colours(draw_confusion(np.array([[5, 0], [7, 0]]), ("a", "b")))
    assert (31, 111, 235) in found
    assert (209, 87, 10) in found


def test_row_without_images_is_grey():
    assert (240, 240, 240) in colours(draw_confusion(COUNTS, CLASSES))


@pytest.mark.parametrize("classes", [2, 40, 300])
def test_picture_fits_the_number_of_classes(classes):
    picture = draw_confusion(np.eye(classes, dtype=int), ["name" * 30] * classes)
    assert 300 < picture.width <= 1400


@pytest.mark.parametrize(
    ("name", "drawn"), [("T\u00fclpe", "Tulpe"), ("\u8594\u8587", "0"), (" ", "0")]
)
def test_names_are_drawn_in_letters_that_the_font_has(name, drawn):
    pictures = [
        draw_confusion(np.eye(2, dtype=int), (each, "b")) for each in (name, drawn)
    ]
    assert pictures[0].tobytes() == pictures[1].tobytes()
