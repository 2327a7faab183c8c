"""The paths on the command line, looked at first: importing Keras takes seconds."""

from __future__ import annotations

from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING

from argscope._catalog.weights import WEIGHTS
from argscope.cli.errors import OptionError

if TYPE_CHECKING:
    from argscope.checkpoint import CheckpointReader
    from argscope.finetune import FineTuneConfig


def check_run(folder: Path) -> None:
    """Refuse a folder that is not that of a finished run on images.

    Raises:
        RunFolderError: Says what it lacks.
    """
    from argscope.finetune._run_facts import finished_facts

    finished_facts(folder)


def is_run(folder: Path) -> bool:
    """Return whether a folder is that of a run on images, finished or not."""
    from argscope.finetune._run_facts import run_facts
    from argscope.finetune.errors import RunFolderError

    try:
        run_facts(folder)
    except RunFolderError:
        return False
    return True


def check_images_and_checkpoint(config: FineTuneConfig) -> None:
    """Refuse a folder of images, or a checkpoint, that is not there.

    Raises:
        ImageFolderError: There is no folder of images.
        CheckpointError: There is no checkpoint, or it cannot be read.
    """
    from argscope.finetune.errors import ImageFolderError

    if not config.data.is_dir():
        raise ImageFolderError.not_a_folder(config.data)
    if config.checkpoint is not None:
        checkpoint_of(config.net, config.checkpoint)


def checkpoint_of(net: str, path: Path) -> CheckpointReader:
    """Open the checkpoint of a network.

    Raises:
        CheckpointError: There is none, and the published ones are there and there; or it
            cannot be read.
    """
    from argscope.checkpoint import CheckpointNotFoundError, load_checkpoint

    try:
        return load_checkpoint(path)
    except CheckpointNotFoundError as error:
        urls = [each.url for each in WEIGHTS if each.network == net]
        if not urls:
            raise
        raise CheckpointNotFoundError.published(error, net, urls) from None


def check_place(option: str, path: Path) -> None:
    """Refuse to write to a path that can be no folder, or be in none.

    Raises:
        OptionError: Says which part of the path is a file.
    """
    there = next((each for each in (path, *path.parents) if each.exists()), path)
    if there.exists() and not there.is_dir():
        raise OptionError.in_a_file(option, path, there)


def check_file(option: str, path: Path) -> None:
    """Refuse to write a file where there is no folder for it, or a folder is in its place.

    Raises:
        OptionError: Says which.
    """
    if not path.parent.is_dir():
        raise OptionError.no_folder(option, path)
    if path.is_dir():
        raise OptionError.a_folder(option, path)


def images_at(paths: list[Path]) -> list[Path]:
    """Return the images that paths are: files, folders, or patterns such as `*.png`.

    A folder stands for its images in alphabetical order, a pattern for what it matches;
    the shell leaves a pattern to us if it is in quotes, and on Windows always.

    Raises:
        OptionError: There is nothing at some of the paths.
        ImageFileError: A folder has no images.
    """
    found = {path: [path] if path.exists() else _matched(path) for path in paths}
    missing = [path for path, matched in found.items() if not matched]
    if missing:
        raise OptionError.nothing_there(missing)
    return [i for path in paths for each in found[path] for i in _images_of(each)]


def _matched(pattern: Path) -> list[Path]:
    # That of a Path takes no pattern that begins at the root.
    return sorted(map(Path, glob(str(pattern), recursive=True)))  # noqa: PTH207


def _images_of(path: Path) -> list[Path]:
    from argscope._images.errors import ImageFileError
    from argscope._images.files import SUFFIXES, images_in

    if not path.is_dir():
        return [path]
    images = images_in(path)
    if not images:
        raise ImageFileError.no_images(path, SUFFIXES)
    return images
