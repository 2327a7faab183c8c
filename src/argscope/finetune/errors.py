"""The errors of training on one's own images."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from argscope._runs.errors import ConfigError
from argscope.errors import ArgScopeError, suggestion
from argscope.finetune._program_errors import NetworkFileError, ProgramChangedWarning

if TYPE_CHECKING:  # it needs NumPy, and the configuration must not
    from argscope.checkpoint import RestoreReport

__all__ = [
    "ConfigError",
    "ExportRunError",
    "FineTuneError",
    "ImageFolderError",
    "NetworkFileError",
    "ProgramChangedWarning",
    "RunFolderError",
]

_LAYOUT: Final = "\n  for example: flowers/daisy/1.jpg, flowers/tulip/2.jpg"


class FineTuneError(ArgScopeError, ValueError):
    """Something was chosen that does not go together with the network or checkpoint."""

    @classmethod
    def unknown(cls, option: str, given: str, known: Iterable[str]) -> Self:
        """Say that `option` does not know what was given, and what it knows."""
        return cls(_unknown(option, given, tuple(known)), option=option, given=given)

    @classmethod
    def incomplete(cls, report: RestoreReport) -> Self:
        """Say that parts of the network did not get values from a checkpoint."""
        parts = {path.rpartition("/")[0] for path in report.missing}
        parts |= {one.path.rpartition("/")[0] for one in report.mismatched}
        names = " ".join(sorted(parts)[:4])
        return cls(
            f"{report}\nStart some parts from random values: --exclude {names}"
            "\nOr choose what to restore: --include SCOPE",
            report=report,
        )

    @classmethod
    def freeze_and_trainable(cls) -> Self:
        """Say that what to train was chosen in two ways."""
        return cls(
            "freeze and trainable exclude each other: freeze names the scopes that stay "
            "as they are, trainable those that do not. Give one of them."
        )

    @classmethod
    def no_checkpoint(cls) -> Self:
        """Say that parts of a checkpoint were chosen, but no checkpoint."""
        return cls(
            "include and exclude choose what to take from a checkpoint, and there is "
            "none. Give checkpoint=, or leave them out."
        )

    @classmethod
    def not_in_file(cls, name: str, net: str) -> Self:
        """Say that something is for functions in files, and `net` is none."""
        return cls(
            f"{name} is for a function in a file, such as repo/nets/foo.py:foo, and the "
            f"network {net} brings its own. Leave it out.",
            name=name,
            net=net,
        )

    @classmethod
    def penalty_in_file(cls, weight_decay: float, net: str) -> Self:
        """Say that the penalty on weights is not ours to choose."""
        return cls(
            f"weight_decay is {weight_decay}, and {net} says in its own code, or in its "
            "arg scope, which weights have a penalty. Change it there, or choose the "
            "optimizer adamw, which takes weight_decay itself.",
            net=net,
        )

    @classmethod
    def needs_devices(cls, name: str) -> Self:
        """Say that a choice is about several devices, and there is one."""
        return cls(
            f"{name} is about several devices, and one was asked for. Say how they are "
            "used, with distribute, such as data or data=2,model=2; or leave it out.",
            option=name,
        )

    @classmethod
    def nothing_to_train(cls, net: str) -> Self:
        """Say that every variable of the network is frozen."""
        return cls(
            f"Everything in {net} is frozen, so there is nothing to train. Freeze less, "
            "or name the scopes to train: --trainable SCOPE",
            net=net,
        )


class RunFolderError(ArgScopeError, ValueError):
    """A folder is not what a run left behind, or it is another run's."""

    @classmethod
    def other_run(cls, folder: Path, changed: dict[str, tuple[Any, Any]]) -> Self:
        """Say that `folder` holds a run with another configuration."""
        lines = [
            f"\n  {name}: {was!r} there, {now!r} now"
            for name, (was, now) in changed.items()
        ]
        return cls(
            f"{folder} holds a run that was configured differently:{''.join(lines)}\n"
            "Continue it with its own options, give another --run-dir, or delete the "
            "folder.",
            folder=folder,
            changed=changed,
        )

    @classmethod
    def fewer_epochs(cls, folder: Path, finished: int, asked: int) -> Self:
        """Say that the run in `folder` has come further than it was to go."""
        return cls(
            f"The run in {folder} has finished {finished} epochs, and is to end after "
            f"{asked}. Give --epochs {finished} or more, or another --run-dir.",
            folder=folder,
            finished=finished,
            asked=asked,
        )

    @classmethod
    def not_a_run(cls, folder: Path, missing: str) -> Self:
        """Say that `folder` lacks a file that every run has."""
        return cls(
            f"{folder} is not the folder of a run on images: it has no {missing}. Make "
            "one with: argscope train --net NET --data FOLDER --run-dir RUN_DIR",
            folder=folder,
            missing=missing,
        )

    @classmethod
    def bad_config(cls, path: Path, reason: str) -> Self:
        """Say that the file with the configuration of a run is not as it was written."""
        return cls(
            f"{path} is not the configuration of a run: {reason}. Restore the file, or "
            "delete the folder and start the run again.",
            path=path,
        )

    @classmethod
    def unfinished(cls, folder: Path, missing: str) -> Self:
        """Say that the run in `folder` has not come to its end."""
        return cls(
            f"The run in {folder} is not finished: it has no {missing} yet. Continue it "
            "with the command that started it.",
            folder=folder,
            missing=missing,
        )

    @classmethod
    def no_program(cls, folder: Path, net: str, file: Path, config: str) -> Self:
        """Say that the file with the network of a run is gone."""
        return cls(
            f"The run in {folder} trained {net}, and there is no file {file} any more. Put "
            f'it back there; or, if it has moved, write its new folder as "root" into '
            f"{folder / config}.",
            folder=folder,
            file=file,
        )

    @classmethod
    def changed_program(cls, folder: Path, files: Iterable[str]) -> Self:
        """Say that the run in `folder` cannot be continued with another network."""
        return cls(
            f"The network of the run in {folder} has changed since the run began: "
            f"{', '.join(files)}. Undo the changes to continue it, give another --run-dir, "
            "or delete the folder.",
            folder=folder,
            files=files,
        )

    @classmethod
    def bad_state(cls, path: Path, reason: str) -> Self:
        """Say that the state of a run cannot be continued from."""
        return cls(
            f"{path} cannot be continued from: {reason}. Delete it to start the run "
            "again.",
            path=path,
        )


class ImageFolderError(ArgScopeError, ValueError):
    """A folder does not hold images sorted by class, or a file in it is no image."""

    @classmethod
    def not_a_folder(cls, path: Path) -> Self:
        """Say that there is no folder."""
        found = "a file" if path.exists() else "nothing"
        return cls(
            f"{path} is {found}, expected a folder of images with one subfolder a "
            f"class.{_LAYOUT}",
            path=path,
        )

    @classmethod
    def too_few_classes(cls, path: Path, classes: tuple[str, ...]) -> Self:
        """Say that there are less than two subfolders."""
        found = f"only {classes[0]}" if classes else "none"
        return cls(
            f"{path} must have one subfolder a class, two or more; it has {found}."
            f"{_LAYOUT}",
            path=path,
            classes=classes,
        )

    @classmethod
    def unknown_classes(
        cls, path: Path, unknown: Iterable[str], classes: tuple[str, ...]
    ) -> Self:
        """Say that there are images to validate on of a class nobody trains."""
        return cls(
            f"{path} has classes that {path.with_name('train')} has not: "
            f"{', '.join(sorted(unknown))}.\n  to train on: {', '.join(classes)}",
            path=path,
        )

    @classmethod
    def not_ready(
        cls,
        path: Path,
        faults: Iterable[str],
        ways: Iterable[str],
        notes: Iterable[str],
    ) -> Self:
        """Say all that keeps a folder from being trained on, and what can be done."""
        told = [f"\n  {fault}" for fault in faults]
        told += [f"\n{sentence}" for sentence in (*ways, *notes)]
        return cls(f"{path} cannot be trained on as it is:{''.join(told)}", path=path)


class ExportRunError(ArgScopeError, ValueError):
    """The network of a run cannot be written in a format."""

    @classmethod
    def unknown_format(cls, given: str, known: tuple[str, ...]) -> Self:
        """Say which formats there are."""
        return cls(_unknown("format", given, known), format=given)

    @classmethod
    def wrong_suffix(cls, name: str, target: Path, suffix: str) -> Self:
        """Say how the name of a file of a format must end."""
        return cls(
            f"The file to write is {target}; for the format {name} its name must end in "
            f"{suffix}.",
            format=name,
            target=target,
        )

    @classmethod
    def not_installed(cls, name: str, needs: Iterable[Iterable[str]]) -> Self:
        """Say what to install; the packages of one of the `needs` will do."""
        lines = [f"\n  pip install {' '.join(packages)}" for packages in needs]
        return cls(
            f"Exporting as {name} needs packages that are not installed. Any of these "
            f"will do:{''.join(lines)}",
            format=name,
        )

    @classmethod
    def failed(cls, name: str, backend: str, output: str) -> Self:
        """Say what the process with another backend printed at its end."""
        tail = "\n".join(output.strip().splitlines()[-5:])
        return cls(
            f"Keras on {backend} could not export the network as {name}. It ended "
            f"with:\n{tail}",
            format=name,
            backend=backend,
        )


def _unknown(kind: str, given: str, known: tuple[str, ...]) -> str:
    return (
        f"There is no {kind} {given!r}.{suggestion(given, known)}\n"
        f"  known: {', '.join(known)}"
    )
