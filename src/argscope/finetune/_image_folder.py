"""A folder of images with one subfolder a class, as photographs are sorted by hand."""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

import numpy as np

from argscope._images.files import images_in
from argscope.finetune.errors import ImageFolderError

Array = np.ndarray[Any, Any]

_TRAINING: Final = "train"
_VALIDATION: Final = "validation"


class LabelledFiles(NamedTuple):
    """Files of images, and the class of each."""

    files: tuple[Path, ...]
    labels: Array
    """Shape `(count,)`, whole numbers from 0: places in the folder's `classes`."""


class ImageFolder(NamedTuple):
    """What is in a folder of images; classes and files are in alphabetical order."""

    path: Path
    classes: tuple[str, ...]
    training: LabelledFiles
    validation: LabelledFiles | None
    """None where the folder does not say what to validate on."""

    @classmethod
    def scan(cls, path: Path) -> Self:
        """Return what is in a folder.

        Args:
            path: A folder with one subfolder a class, or with the folders `train` and
                `validation` which have those.

        Raises:
            ImageFolderError: There is no folder, there are less than two classes, or a
                class for validation is none for training.
        """
        if not path.is_dir():
            raise ImageFolderError.not_a_folder(path)
        training, validation = path / _TRAINING, path / _VALIDATION
        if training.is_dir() and validation.is_dir():
            classes = _classes(training)
            unknown = set(_subfolders(validation)) - set(classes)
            if unknown:
                raise ImageFolderError.unknown_classes(validation, unknown, classes)
            held = _labelled(validation, _subfolders(validation), classes)
            return cls(path, classes, _labelled(training, classes, classes), held)
        classes = _classes(path)
        return cls(path, classes, _labelled(path, classes, classes), None)

    @property
    def training_path(self) -> Path:
        """The folder that has a subfolder for each class to train."""
        return self.path if self.validation is None else self.path / _TRAINING

    @property
    def files(self) -> tuple[Path, ...]:
        """All files, those to validate on last."""
        held = () if self.validation is None else self.validation.files
        return self.training.files + held

    def without(self, files: Container[Path]) -> Self:
        """Return the folder as if it did not have these files."""
        held = self.validation
        return self._replace(
            training=_without(self.training, files),
            validation=None if held is None else _without(held, files),
        )

    def split(self, fraction: float, seed: int) -> tuple[LabelledFiles, LabelledFiles]:
        """Return images to train on and images to validate on.

        Args:
            fraction: Share of each class to validate on, in (0, 1), rounded to whole
                images, at least one; of no effect where the folder is split already.
                A class of a single image is not validated.
            seed: Decides which.
        """
        if self.validation is not None:
            return self.training, self.validation
        held = np.zeros(len(self.training.files), bool)
        rng = np.random.default_rng(seed)
        for label in range(len(self.classes)):
            rows = np.flatnonzero(self.training.labels == label)
            count = min(max(1, round(fraction * len(rows))), len(rows) - 1)
            held[rng.permutation(rows)[:count]] = True
        return _chosen(self.training, ~held), _chosen(self.training, held)


def _chosen(images: LabelledFiles, rows: Array) -> LabelledFiles:
    files = tuple(images.files[row] for row in np.flatnonzero(rows))
    return LabelledFiles(files, images.labels[rows])


def _without(images: LabelledFiles, files: Container[Path]) -> LabelledFiles:
    return _chosen(images, np.array([file not in files for file in images.files], bool))


def _classes(path: Path) -> tuple[str, ...]:
    classes = _subfolders(path)
    if len(classes) < 2:
        raise ImageFolderError.too_few_classes(path, classes)
    return classes


def _subfolders(path: Path) -> tuple[str, ...]:
    # Folders with a dot are an editor's or a file manager's.
    names = (each.name for each in path.iterdir() if each.is_dir())
    return tuple(sorted(name for name in names if not name.startswith(".")))


def _labelled(
    path: Path, names: tuple[str, ...], classes: tuple[str, ...]
) -> LabelledFiles:
    files: list[Path] = []
    labels: list[int] = []
    for name in names:
        images = images_in(path / name)
        files += images
        labels += [classes.index(name)] * len(images)
    return LabelledFiles(tuple(files), np.array(labels, "int32"))
