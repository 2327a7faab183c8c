"""What keeps a folder of images from being trained on: all of it, before training."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from rich.console import Console
from rich.progress import track

from argscope._base.stopping import StopRequest
from argscope._base.whole_file import write_whole
from argscope._images.files import SUFFIXES
from argscope.finetune._config import FineTuneConfig
from argscope.finetune._damaged import damaged_among
from argscope.finetune._image_folder import ImageFolder
from argscope.finetune._shares import share_of_files, texts_of_all
from argscope.finetune.errors import ImageFolderError

IMAGES: Final = "images.json"

_NO_IMAGES: Final = f"has no images, whose names end in: {' '.join(SUFFIXES)}"
_SINGLE: Final = (
    "has a single image: two are needed, one to train on and one to validate on"
)


class CheckedImages(NamedTuple):
    """Images that can all be read, and what was found out about the others."""

    folder: ImageFolder
    """The images to work with."""
    fingerprint: str
    """Follows from name, size and time of all files."""
    damaged: dict[Path, str]
    """The files that are left out, and what is wrong with them."""

    @property
    def digest(self) -> str:
        """How many images there are, and what follows from their names and classes."""
        names = [_name(self.folder, file) for file in self.folder.files]
        digest = hashlib.sha256("\n".join(names).encode()).hexdigest()
        return f"{len(names)} ({digest[:8]})"

    def write(self, run: Path) -> None:
        """Keep in the folder of a run what was found out."""
        damaged = {_name(self.folder, file): why for file, why in self.damaged.items()}
        facts = {"fingerprint": self.fingerprint, "damaged": damaged}
        text = json.dumps(facts, indent=2) + "\n"
        write_whole(run / IMAGES, lambda new: new.write_text(text, encoding="utf-8"))


def check_images(
    config: FineTuneConfig, console: Console, stop: StopRequest
) -> CheckedImages:
    """Return the images of a run, each of which has been decoded once, by one process.

    Files that are as they were when the run began are not decoded again.

    Raises:
        Stopped: A signal asked for it.
        ImageFolderError: Says all that is wrong: which files are damaged, unless the
            configuration says to skip them; which classes have too few images.
    """
    folder = ImageFolder.scan(config.data)
    fingerprint = _fingerprint(folder)
    known = _known_damaged(config.folder / IMAGES, folder, fingerprint)
    own = share_of_files(folder.files)
    if known is None:
        known = damaged_among(own, _shown(own, console, stop))
    damaged = _found_by_all(known, folder)
    good = folder.without(damaged)
    faults = list(_damaged_faults({} if config.skip_damaged else damaged))
    lacking = dict(_lacking(good))
    faults += [f"{path} {what}" for path, what in lacking.items()]
    notes = list(_notes(folder))
    if faults:
        ways = _ways(lacking, damaged=bool(damaged) and not config.skip_damaged)
        raise ImageFolderError.not_ready(config.data, faults, ways, notes)
    for note in notes:
        console.print(note, markup=False, highlight=False)
    if damaged:
        told = "1 image is" if len(damaged) == 1 else f"{len(damaged)} images are"
        console.print(f"{told} damaged and left out; see {IMAGES}")
    return CheckedImages(good, fingerprint, damaged)


def _found_by_all(found: dict[Path, str], folder: ImageFolder) -> dict[Path, str]:
    """Return the damaged images that all processes have found together."""
    named = {_name(folder, file): why for file, why in found.items()}
    together: dict[str, str] = {}
    for text in texts_of_all(json.dumps(named)):
        together |= json.loads(text)
    names = {file: _name(folder, file) for file in folder.files}
    return {file: together[name] for file, name in names.items() if name in together}


def _shown(
    files: tuple[Path, ...], console: Console, stop: StopRequest
) -> Iterable[Path]:
    return track(
        _until_stopped(files, stop),
        "looking at the images",
        total=len(files),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


def _until_stopped(files: tuple[Path, ...], stop: StopRequest) -> Iterator[Path]:
    for file in files:
        stop.heed("before training; the same command looks at the images again")
        yield file


def _damaged_faults(damaged: dict[Path, str]) -> Iterator[str]:
    for file, why in damaged.items():
        yield f"{file} cannot be read as an image: {why}"


def _lacking(folder: ImageFolder) -> Iterator[tuple[Path, str]]:
    """Yield classes that cannot be learned, and why."""
    counts = np.bincount(folder.training.labels, minlength=len(folder.classes))
    for name, count in zip(folder.classes, counts, strict=True):
        if count == 0:
            yield folder.training_path / name, _NO_IMAGES
        elif count == 1 and folder.validation is None:
            yield folder.training_path / name, _SINGLE


def _ways(lacking: dict[Path, str], *, damaged: bool) -> Iterator[str]:
    if damaged:
        yield (
            "Delete or replace the files that cannot be read, or leave them out with "
            "--skip-damaged."
        )
    if lacking:
        yield "Put more images into the folders that have too few, or delete the folders."


def _notes(folder: ImageFolder) -> Iterator[str]:
    """Yield what is no fault, and perhaps not meant."""
    depth = len(folder.training_path.parts) + 1
    nested = Counter(
        Path(*file.parts[: depth + 1])
        for file in folder.files
        if len(file.parts) > depth + 1
    )
    for path, count in nested.items():
        images = "1 image in it counts" if count == 1 else f"{count} images in it count"
        yield (
            f"Note: {path} is a folder in the folder of a class; {images} as "
            f"{path.parent.name}."
        )


def _name(folder: ImageFolder, file: Path) -> str:
    return file.relative_to(folder.path).as_posix()


def _fingerprint(folder: ImageFolder) -> str:
    digest = hashlib.sha256()
    for file in folder.files:
        facts = file.stat()
        digest.update(
            f"{_name(folder, file)!r} {facts.st_size} {facts.st_mtime_ns}\n".encode()
        )
    return digest.hexdigest()


def _known_damaged(
    path: Path, folder: ImageFolder, fingerprint: str
) -> dict[Path, str] | None:
    """Return what was found when the run began; None if files have changed since."""
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        if facts["fingerprint"] != fingerprint:
            return None
        return {folder.path / name: why for name, why in facts["damaged"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
