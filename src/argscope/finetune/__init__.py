"""Training TF-Slim's networks on one's own images.

The commands `argscope train --net` and `argscope export`, and `argscope predict` for runs.

Needs `argscope[layers,checkpoint,train]`: Keras with a backend, Pillow, safetensors,
matplotlib, rich, tensorboardX. A run is one folder:

| file | content |
|---|---|
| `config.json` | the configuration, the classes, versions and backend |
| `images.json` | the files that were left out because they are damaged, and how |
| `used.json`, `explain.html` | what the arguments of the network got, and from where |
| `state.safetensors` | all that is needed to go on after the last finished epoch |
| `state.safetensors.index.json`, `state-epoch-*.safetensors` | the same, if variables are cut over processes |
| `events/` | losses, accuracies and learning rate for TensorBoard |
| `metrics.csv`, `curves.png` | the same after the last epoch |
| `classes.csv` | of each class: images for validation, how many are recognized |
| `confusion.csv`, `confusion.png` | what the images of each class are taken for |
| `model.weights.h5` | the trained weights, by variable path |
| `result.json` | the accuracy on the images for validation, seconds |
"""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from argscope._base.stopping import stoppable
from argscope.finetune._config import FineTuneConfig

if TYPE_CHECKING:
    from rich.console import Console

    from argscope.finetune._run import FinishedRun

__all__ = ["FineTuneConfig", "export", "fine_tune", "load_run"]


def fine_tune(config: FineTuneConfig, console: Console | None = None) -> dict[str, Any]:
    """Train a network on a folder of images, or go on with a run that was stopped.

    The state of the run is kept after each epoch. A run that was stopped or killed goes
    on after the last epoch that it finished, and ends with the weights with which it
    would have ended anyway.

    Ctrl-C (SIGINT) ends training after the step that it is in, and an evaluation after
    its epoch is kept; a second one raises at once. So it is where it would raise
    `KeyboardInterrupt`: in the main thread, under Python's own handler, which is back
    afterwards. Other signals do what they do in the caller's program.

    Args:
        config: What to do. If its folder holds a run already, it must be this one; it
            may be given more epochs.
        console: Where to show progress; default: standard output.

    Returns:
        `epoch`, of which the weights are kept, its `validation_accuracy` in [0, 1] and
        `validation_loss`, `parameters` and `seconds`.

    Raises:
        FineTuneError: The network, the checkpoint and what was chosen do not go
            together.
        RunFolderError: The folder holds another run, or one that has finished more
            epochs.
        ImageFolderError: The images are not what is needed.
        ImageFileError: One of them cannot be read any more.
        DistributionError: Devices and processes are not as the run needs them, or differ
            in what they are to do.
        CheckpointError: The checkpoint cannot be read.
        ModuleNotFoundError: A package that training needs is not installed.
        KeyboardInterrupt: Ctrl-C was pressed; the same call goes on.
    """
    with stoppable() as stop:
        # Imported here: the command line asks for the configuration's defaults before
        # it knows whether it will train, and Keras takes seconds.
        import argscope.layers  # noqa: F401  # before Keras: it chooses the backend
        from argscope.finetune._loop import run_fine_tuning

        return run_fine_tuning(config, console, stop)


def load_run(run: str | PathLike[str]) -> FinishedRun:
    """Return what a finished run has left behind.

    Args:
        run: The folder of the run.

    Returns:
        Its `config`, `classes` and `model`; `probabilities(files)` tells what is in
        images, and `classifier` tells it in more ways. The model is this backend's,
        whichever backend trained it.

    Raises:
        RunFolderError: The folder is not that of a run, or the run is not finished.
    """
    import argscope.layers  # noqa: F401  # before Keras: it chooses the backend
    from argscope.finetune import _run

    return _run.load_run(Path(run))


def export(
    run: str | PathLike[str],
    format: str,  # noqa: A002  # Keras's name
    target: str | PathLike[str] | None = None,
) -> Path:
    """Write the trained network of a run for other programs.

    Args:
        run: The folder of the run.
        format: `"onnx"` or `"saved_model"`: the network from images, as its
            preprocessing returns them, to logits, for any number of images; or
            `"safetensors"`: its variables by path.
        target: The file, or the folder of a SavedModel; default: one in `run`.

    Returns:
        Where it was written. If Keras on this process's backend cannot write the format
        then a process with another backend that is installed did.

    Raises:
        RunFolderError: The folder is not that of a run, or the run is not finished.
        ExportRunError: There is no such format, a package is missing, or the export
            failed.
    """
    import argscope.layers  # noqa: F401  # before Keras: it chooses the backend
    from argscope.finetune._export import export_run

    return export_run(Path(run), format, None if target is None else Path(target))
