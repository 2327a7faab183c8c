"""`argscope train`: the digits, or with `--net` a network on one's own images."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import Field, fields
from typing import TYPE_CHECKING, Any, Final

from argscope._base.stopping import Stopped
from argscope._options.public import add_settings_options, settings_of
from argscope.cli._config_options import add_option, default_text, types_of
from argscope.cli._exit_status import BY_SIGNAL
from argscope.cli._paths import check_images_and_checkpoint, check_place
from argscope.cli._stop_signals import stop_signals
from argscope.cli.errors import OptionError

if TYPE_CHECKING:
    from argscope.finetune import FineTuneConfig

_DESCRIPTION: Final = """\
Without --net: train a network written with arg_scope on scikit-learn's 1797
handwritten digits. With --net and --data: train one of TF-Slim's networks on a
folder of images, or a network function in a file of yours, also one that was
written for TensorFlow 1, from random weights or from a checkpoint; the same
command goes on after an interruption. Both write weights, metrics, learning
curves, the configuration and a page that explains every argument to a folder.
"""

_EXAMPLES: Final = """\
examples:
  argscope train --epochs 5                                the digits
  argscope train --net cifarnet --data photos/             from random weights
  argscope train --net resnet_v1_50 --data photos/ \\
      --checkpoint resnet_v1_50.ckpt --exclude logits \\
      --trainable logits block4                            from a checkpoint
  argscope train --net repo/nets/foo.py:foo --arg-scope foo_arg_scope \\
      --data photos/ --checkpoint foo.ckpt --exclude logits    an old program
  argscope train --net vgg_16 --data photos/ --distribute data=2,model=2 \\
      --devices 4                                          four devices
  argscope train --net resnet_v1_50 --data photos/ --distribute data \\
      --coordinator 10.0.0.1:29500 --processes 2 --process 0
                                         machines; under torchrun and SLURM the
                                         last three options are known

A SCOPE is a path in the network such as block1/unit_1; the network's own name
may be left out. `argscope nets` lists the networks.

TF-Slim's --labels_offset is not needed: the classes are the folders of --data,
with no background class in front. Checkpoints of 1000 and of 1001 classes both
start with --exclude and the name of the last layer.
"""

_HELP: Final = {
    "epochs": "passes over the training images",
    "batch_size": "images per training step",
    "learning_rate": "step size at the start; falls to zero along a cosine unless --schedule differs",
    "optimizer": "sgd, momentum, adam, adamw or rmsprop",
    "schedule": "of the learning rate: constant, cosine or step",
    "warmup_epochs": "epochs in which the learning rate first rises from zero",
    "class_weights": "balanced: all classes count the same; default: all images do",
    "patience": "stop after so many epochs without a better one, and keep the weights "
    "of the best; default: train all epochs, keep the last",
    "dtype": "float32, or bfloat16: faster on GPUs and TPUs",
    "weight_decay": "scale of the L2 penalty on weights",
    "seed": "decides initial weights, order of images, distortions and dropout",
    "run_dir": "folder for weights, metrics, curves and configuration",
    "keep_prob": "probability that dropout keeps a feature",
    "net": "name of the network, of those that `argscope nets` lists; or a function of "
    "yours: file.py:function",
    "data": "folder of images, one subfolder a class",
    "arg_scope": "of a function of yours: the function in its file whose scope is "
    "opened around it",
    "root": "of a function of yours: folder that the imports of its file count from; "
    "default: found above the file",
    "depth_multiplier": "scales the numbers of channels, of networks that take it; "
    "default: the network's",
    "output_stride": "pixels for each position of the features, such as 16 or 8, of "
    "networks that take it; default: the paper's",
    "checkpoint": "TensorFlow checkpoint to start from",
    "include": "scopes to restore from the checkpoint; default: all",
    "exclude": "scopes not to restore, such as the last layer",
    "prefer_ema": "restore the averages over training where there are some",
    "freeze": "scopes that keep their values while the rest trains",
    "trainable": "scopes to train while the rest keeps its values",
    "image_size": "height and width in pixels; default: the network's",
    "preprocessing": "inception, vgg, cifarnet or lenet; default: the network's, for a "
    "function of yours inception unless its name is one of TF-Slim's",
    "validation_fraction": "share of the images to validate on",
    "skip_damaged": "leave out images that cannot be read",
    "fast_decode": "decode large JPEGs at 1/2, 1/4 or 1/8 of their size where that is "
    "enough: faster, slightly other numbers",
    "label_smoothing": "share of each label that is spread over all classes",
    "workers": "threads that read and distort images",
    "distribute": "data: cut each batch into parts, one a device; model: share the "
    "variables; or data=2,model=2",
    "devices": "number of devices, of all processes together; default: all there are. "
    "A CPU is cut into as many; with torch one process is started for each",
    "per_device_batch_norm": "let batch_norm take the statistics of each device's images, "
    "not of the whole batch",
    "coordinator": "HOST:PORT where several processes meet; under torchrun and SLURM this "
    "and the next two are known",
    "processes": "number of processes that do this together",
    "process": "which of them this is, from 0",
}


def add_train(commands: Any) -> None:
    """Add the command to a parser's subparsers."""
    train = commands.add_parser(
        "train",
        help="train a network on handwritten digits, or on your own images",
        usage="argscope train [OPTION ...]\n"
        "       argscope train --net NAME --data FOLDER [OPTION ...]",
        description=_DESCRIPTION,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_options(train)
    train.set_defaults(run=_run, extras=("layers", "train"))


def _add_options(train: argparse.ArgumentParser) -> None:
    # Read without importing Keras: --help must answer at once.
    from argscope.finetune import FineTuneConfig
    from argscope.train import TrainConfig

    digits = {field.name: field for field in fields(TrainConfig)}
    images = {field.name: field for field in fields(FineTuneConfig)}
    kinds = types_of(FineTuneConfig) | types_of(TrainConfig)
    common = train.add_argument_group("training")
    own = train.add_argument_group("your own images")
    other = train.add_argument_group("the digits")
    for name in digits | images:
        group = common if name in digits and name in images else own
        group = other if name not in images else group
        field = digits.get(name) or images[name]
        text = _HELP[name] + _defaults(digits.get(name), images.get(name))
        add_option(group, field, kinds[name], text)
    add_settings_options(train)


def _defaults(digits: Field[Any] | None, images: Field[Any] | None) -> str:
    told = [default_text(field) for field in (digits, images) if field is not None]
    if len(told) == 2 and told[0] != told[1]:
        return f" (default: {told[0]}; with --net: {told[1] or 'runs/NET'})"
    return f" (default: {told[0]})" if told[0] else ""


def _run(options: argparse.Namespace) -> int:
    given = {name: value for name, value in vars(options).items() if name in _HELP}
    with settings_of(options):
        if "net" in given or "data" in given:
            return _train_on_images(given, options.typed)
        with stop_signals():
            _train_on_digits(given)
    return 0


def _train_on_digits(given: dict[str, Any]) -> None:
    from argscope.train import TrainConfig, train

    _check(given, TrainConfig, here="on the digits", there="with --net and --data")
    config = TrainConfig(**given)
    check_place("--run-dir", config.run_dir)
    with _kept_programs():
        result = train(config)
    sys.stdout.write(
        f"wrote {config.run_dir}/: config.json, used.json, explain.html, metrics.csv, "
        "curves.png, model.weights.h5, result.json\n"
        f"test accuracy {result['test_accuracy']:.4f} after {result['seconds']:.0f} s\n"
    )


def _train_on_images(given: dict[str, Any], typed: Sequence[str]) -> int:
    from argscope.finetune._processes import processes_of, processes_to_start

    config = _config_of(given)
    started = processes_to_start(config)
    if started > 1:
        from argscope.cli._start_processes import start_processes

        return start_processes(typed, started)
    is_first = processes_of(config).is_first
    try:
        with stop_signals(quiet=not is_first):
            _fine_tune(config, quiet=not is_first)
    except Stopped as stop:
        if is_first:
            raise
        return BY_SIGNAL + stop.number
    return 0


def _config_of(given: dict[str, Any]) -> FineTuneConfig:
    from argscope.finetune import FineTuneConfig

    _check(given, FineTuneConfig, here="with --net and --data", there="on the digits")
    for name in ("net", "data"):
        if name not in given:
            raise OptionError.missing(f"--{name}", meaning=_HELP[name])
    config = FineTuneConfig(**given)
    check_images_and_checkpoint(config)
    check_place("--run-dir", config.folder)
    return config


def _fine_tune(config: FineTuneConfig, *, quiet: bool) -> None:
    from argscope.finetune import fine_tune

    with _kept_programs():
        result = fine_tune(config)
    if quiet:
        return
    sys.stdout.write(
        f"wrote {config.folder}/: config.json, images.json, used.json, explain.html, "
        "metrics.csv, curves.png, classes.csv, confusion.csv, confusion.png, events/, "
        "state.safetensors, model.weights.h5, result.json\n"
        f"validation accuracy {result['validation_accuracy']:.4f} after "
        f"{result['seconds']:.0f} s\n"
    )


def _check(given: dict[str, Any], config: type, *, here: str, there: str) -> None:
    """Refuse options of the other kind of training."""
    known = {field.name for field in fields(config)}
    for name in given:
        if name not in known:
            option = f"--{name.replace('_', '-')}"
            raise OptionError.misplaced(option, here=here, there=there)


def _kept_programs() -> AbstractContextManager[Any]:
    import argscope.layers  # noqa: F401  # chooses the backend
    from argscope.cli._compilation_cache import compilation_cache

    return compilation_cache()
