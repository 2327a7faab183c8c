"""All that keeps a folder from being trained on is told at once, before training."""

import io
import json

import pytest
from rich.console import Console
from tests.finetune.pictures import write_folder, write_image

from argscope._base.stopping import Stopped, StopRequest
from argscope.finetune import FineTuneConfig, _image_check
from argscope.finetune._image_check import check_images
from argscope.finetune.errors import ImageFolderError

FOLDERS_TO_FILL = (
    "Put more images into the folders that have too few, or delete the folders."
)


def config(data, **changes):
    return FineTuneConfig(
        net="cifarnet", data=data, run_dir=data.parent / "r", **changes
    )


def checked(data, **changes):
    console = Console(file=io.StringIO(), width=1000)
    checked = check_images(config(data, **changes), console, StopRequest())
    return checked, console.file.getvalue()


def refusal(data, **changes):
    with pytest.raises(ImageFolderError) as refused:
        checked(data, **changes)
    return str(refused.value)


@pytest.fixture
def flowers(tmp_path):
    """Return sixty images with everything wrong that can be."""
    data = tmp_path / "flowers"
    for name, count in (("daisy", 29), ("rose", 28), ("tulip", 1)):
        for number in range(count):
            write_image(data / name / f"{number:02}.png", size=(6, 6))
    for number in range(2):
        write_image(data / f"daisy/more/{number}.png")
    (data / "rose/07.png").write_text("text")
    return data


def test_all_faults_are_one_message(flowers):
    (flowers / "lily").mkdir()
    assert refusal(flowers) == (
        f"{flowers} cannot be trained on as it is:\n"
        f"  {flowers}/rose/07.png cannot be read as an image: it is not an image\n"
        f"  {flowers}/lily has no images, whose names end in: .bmp .gif .jpeg .jpg .png "
        ".tif .tiff .webp\n"
        f"  {flowers}/tulip has a single image: two are needed, one to train on and one "
        "to validate on\n"
        "Delete or replace the files that cannot be read, or leave them out with "
        "--skip-damaged.\n"
        f"{FOLDERS_TO_FILL}\n"
        f"Note: {flowers}/daisy/more is a folder in the folder of a class; 2 images in it "
        "count as daisy."
    )


def test_damaged_images_that_are_skipped_are_no_fault_and_do_not_count(tmp_path):
    data = write_folder(tmp_path / "images", 2)
    (data / "red/0.png").write_text("text")
    assert refusal(data, skip_damaged=True) == (
        f"{data} cannot be trained on as it is:\n"
        f"  {data}/red has a single image: two are needed, one to train on and one to "
        f"validate on\n{FOLDERS_TO_FILL}"
    )
    write_image(data / "red/2.png")
    found, told = checked(data, skip_damaged=True)
    assert data / "red/0.png" not in found.folder.files
    assert told == "1 image is damaged and left out; see images.json\n"


def test_nested_folder_alone_is_told_and_no_fault(tmp_path):
    data = write_folder(tmp_path / "images", 2)
    write_image(data / "red/deep/er/1.png")
    found, told = checked(data)
    assert len(found.folder.files) == 7
    assert told == (
        f"Note: {data}/red/deep is a folder in the folder of a class; 1 image in it "
        "counts as red.\n"
    )


def test_single_image_is_enough_where_the_folder_is_split(tmp_path):
    write_folder(tmp_path / "images/train", 1)
    write_image(tmp_path / "images/validation/red/1.png")
    found, told = checked(tmp_path / "images")
    assert len(found.folder.training.files) == 3
    assert told == ""


def test_class_that_only_validation_has_images_of_is_named_where_it_is_trained(
    tmp_path,
):
    write_folder(tmp_path / "images/train", 1)
    (tmp_path / "images/train/red/0.png").unlink()
    write_image(tmp_path / "images/validation/red/1.png")
    assert f"  {tmp_path}/images/train/red has no images" in refusal(
        tmp_path / "images"
    )


def test_what_was_found_is_kept_and_holds_while_the_files_do_not_change(
    tmp_path, monkeypatch
):
    data, run = write_folder(tmp_path / "images", 3), tmp_path / "r"
    (data / "red/0.png").write_text("text")
    found, _ = checked(data, skip_damaged=True)
    run.mkdir()
    found.write(run)
    kept = json.loads((run / "images.json").read_text())
    assert kept["damaged"] == {"red/0.png": "it is not an image"}

    decoded = []
    monkeypatch.setattr(
        _image_check, "damaged_among", lambda files, _shown: decoded.append(files) or {}
    )
    again, _ = checked(data, skip_damaged=True)
    assert again.damaged == found.damaged
    assert again.folder.files == found.folder.files
    assert decoded == []
    write_image(data / "red/0.png", size=(9, 9))
    checked(data)
    assert len(decoded) == 1


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"fingerprint": 3}'])
def test_damaged_note_of_what_was_found_is_no_matter(text, tmp_path):
    data, run = write_folder(tmp_path / "images", 2), tmp_path / "r"
    run.mkdir()
    (run / "images.json").write_text(text)
    assert len(checked(data)[0].folder.files) == 6


def test_a_signal_ends_the_search(tmp_path):
    data = write_folder(tmp_path / "images", 2)
    stop = StopRequest()
    stop.number = 2
    with pytest.raises(Stopped, match="looks at the images again"):
        check_images(config(data), Console(file=io.StringIO()), stop)
