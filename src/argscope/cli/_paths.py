"""The paths on the command line, looked at first: importing Keras takes seconds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from argscope.cli.errors import OptionError

if TYPE_CHECKING:
    from argscope.finetune import FineTuneConfig


def check_run(folder: Path) -> None:
    """Refuse a folder that is not that of a finished run on images.

    Raises:
        RunFolderError: Says what it lacks.
    """
    from argscope.finetune._run_facts import finished_facts

    finished_facts(folder)


def check_images_and_checkpoint(config: FineTuneConfig) -> None:
    """Refuse a folder of images, or a checkpoint, that is not there.

    Raises:
        ImageFolderError: There is no folder of images.
        CheckpointError: There is no checkpoint, or it cannot be read.
    """
    from argscope.checkpoint import load_checkpoint
    from argscope.finetune.errors import ImageFolderError

    if not config.data.is_dir():
        raise ImageFolderError.not_a_folder(config.data)
    if config.checkpoint is not None:
        load_checkpoint(config.checkpoint)


def check_place(option: str, path: Path) -> None:
    """Refuse to write to a path that can be no folder, or be in none.

    Raises:
        OptionError: Says which part of the path is a file.
    """
    there = next((each for each in (path, *path.parents) if each.exists()), path)
    if there.exists() and not there.is_dir():
        raise OptionError.in_a_file(option, path, there)


def images_at(paths: list[Path]) -> list[Path]:
    """Return the images that files and folders are, each folder's in alphabetical order.

    Raises:
        OptionError: There is nothing at some of the paths.
        ImageFolderError: A folder has no images.
    """
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise OptionError.nothing_there(missing)
    return [image for path in paths for image in _images_of(path)]


def _images_of(path: Path) -> Iterator[Path]:
    from argscope.finetune._image_folder import SUFFIXES, images_in
    from argscope.finetune.errors import ImageFolderError

    if not path.is_dir():
        yield path
        return
    images = images_in(path)
    if not images:
        raise ImageFolderError.no_images(path, SUFFIXES)
    yield from images
