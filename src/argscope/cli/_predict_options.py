"""The options of `argscope predict`, and which of them go together."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from argscope._catalog.networks import NETWORKS
from argscope.cli._parser import number, whole_number
from argscope.cli._paths import check_file, check_run, checkpoint_of, images_at, is_run
from argscope.cli.errors import OptionError

TOP: Final = 5
"""Classes that are told of each image."""

NETWORK: Final = ("depth_multiplier", "output_stride")
"""Arguments of those networks that have them."""

_PUBLISHED: Final = (
    *("prefer_ema", "image_size", "preprocessing", "fast_decode", "labels"),
    *NETWORK,
)
_ANSWERS: Final = ("top", "format", "html")


def add_options(predict: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    predict.add_argument(
        "paths",
        type=Path,
        nargs="+",
        metavar="IMAGE",
        help="images; before them, without --net, RUN_DIR: folder of `argscope train`",
    )
    predict.add_argument(
        "--batch-size",
        type=whole_number,
        default=32,
        metavar="INT",
        help="images that the network looks at together (default: 32)",
    )
    _add_published(predict.add_argument_group("a published network"))
    _add_answers(predict.add_argument_group("its answers"))
    _add_features(predict.add_argument_group("features instead of answers"))


def _add_published(group: Any) -> None:
    group.add_argument(
        "--net",
        choices=tuple(NETWORKS),
        metavar="NAME",
        help="name of the network; `argscope nets` lists them",
    )
    group.add_argument(
        "--checkpoint", type=Path, metavar="PATH", help="TensorFlow checkpoint of it"
    )
    group.add_argument(
        "--prefer-ema",
        action="store_true",
        default=None,
        help="restore the averages over training where there are some",
    )
    group.add_argument(
        "--depth-multiplier",
        type=number,
        metavar="NUMBER",
        help="scales the numbers of channels, of networks that take it",
    )
    group.add_argument(
        "--output-stride",
        type=whole_number,
        metavar="INT",
        help="pixels for each position of the features, of networks that take it",
    )
    group.add_argument(
        "--image-size",
        type=whole_number,
        metavar="INT",
        help="height and width in pixels; default: the network's",
    )
    group.add_argument(
        "--preprocessing",
        choices=sorted({facts.preprocessing for facts in NETWORKS.values()}),
        metavar="NAME",
        help="inception, vgg, cifarnet or lenet; default: the network's",
    )
    group.add_argument(
        "--fast-decode",
        action="store_true",
        default=None,
        help="decode large JPEGs at 1/2, 1/4 or 1/8 of their size where that is enough",
    )
    group.add_argument(
        "--labels",
        type=Path,
        metavar="FILE",
        help="names of the classes: one a line, or TF-Slim's 0:name",
    )


def _add_answers(group: Any) -> None:
    group.add_argument(
        "--top",
        type=whole_number,
        metavar="INT",
        help=f"classes to tell of each image (default: {TOP})",
    )
    group.add_argument(
        "--format",
        choices=("table", "csv", "json"),
        metavar="NAME",
        help="table, csv or json: one object a line (default: table)",
    )
    group.add_argument(
        "--json",
        action="store_const",
        const="json",
        dest="format",
        help="the same as --format json",
    )
    group.add_argument(
        "--html", type=Path, metavar="FILE", help="write a page with pictures instead"
    )


def _add_features(group: Any) -> None:
    group.add_argument(
        "--end-point",
        action="append",
        dest="end_points",
        metavar="NAME",
        help="what the network has there; may be given several times",
    )
    group.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help=".npz file with an array for each end point, and with `files`",
    )


def checked_files(options: argparse.Namespace) -> list[Path]:
    """Return the images to look at, after looking at all options; open the checkpoint.

    Raises:
        OptionError: Some do not go together, or a path is not what it should be.
        RunFolderError: The folder is not that of a finished run.
        CheckpointError: The checkpoint cannot be read.
        ImageFileError: A folder has no images.
    """
    for name in ("top", "batch_size", "image_size"):
        value = getattr(options, name)
        if value is not None and value < 1:
            raise OptionError.out_of_range(_option(name), value, expected=">= 1")
    _check_output(options)
    return _files(options)


def _check_output(options: argparse.Namespace) -> None:
    """Refuse options for what comes out that do not go together."""
    if options.end_points and options.output is None:
        raise OptionError.missing(
            "--output", meaning="file for the features, such as features.npz"
        )
    if options.output is not None and not options.end_points:
        raise OptionError.missing(
            "--end-point", meaning="name of what in the network to write to --output"
        )
    if options.end_points:
        _refuse(options, _ANSWERS, here="with --end-point", there="without that")
    if options.html is not None:
        _refuse(options, ["format"], here="with --html", there="without that")
    for name in ("html", "output"):
        if getattr(options, name) is not None:
            check_file(_option(name), getattr(options, name))


def _files(options: argparse.Namespace) -> list[Path]:
    """Return the images, after looking at whose network is to look at them."""
    first, *others = options.paths
    if options.net is not None or options.checkpoint is not None:
        _check_published(options)
        return images_at(options.paths)
    _refuse(options, _PUBLISHED, here="with RUN_DIR", there="with --net")
    if first.is_file():
        raise OptionError.not_a_run(first)
    check_run(first)
    if not others:
        raise OptionError.missing(
            "IMAGE", meaning="files of images, or folders of them"
        )
    return images_at(others)


def _check_published(options: argparse.Namespace) -> None:
    if options.net is None:
        raise OptionError.missing(
            "--net", meaning="name of the network in the checkpoint"
        )
    if options.checkpoint is None:
        raise OptionError.missing(
            "--checkpoint",
            meaning=f"TensorFlow checkpoint with weights of {options.net}",
        )
    for path in options.paths:
        if is_run(path):
            raise OptionError.two_networks(path, options.net)
    options.checkpoint = checkpoint_of(options.net, options.checkpoint)


def _refuse(
    options: argparse.Namespace, names: Iterable[str], *, here: str, there: str
) -> None:
    for name in names:
        if getattr(options, name) is not None:
            raise OptionError.misplaced(_option(name), here=here, there=there)


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"
