"""`argscope predict`: what a network makes of images, a published one or that of a run."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from argscope._base.whole_file import write_whole
from argscope.cli._compilation_cache import compilation_cache
from argscope.cli._predict_options import NETWORK, TOP, add_options, checked_files
from argscope.cli._progress import shown
from argscope.cli._stop_signals import stop_signals

if TYPE_CHECKING:
    from argscope.predict import Answer
    from argscope.predict._classifier import Classifier, Seen

_DESCRIPTION: Final = """\
Say what is in images: the most probable classes of each, told by a network
that you trained, or by a published one with its checkpoint. An IMAGE is a
file, a folder (all images in it), or a pattern such as 'more/*.png'.
"""

_EXAMPLES: Final = """\
examples:
  argscope predict runs/resnet_v1_50 photo.jpg holidays/        your own
  argscope predict --net vgg_16 --checkpoint vgg_16.ckpt cat.jpg
  argscope predict --net mobilenet_v1 --checkpoint mobilenet_v1_1.0_224.ckpt \\
      holidays/ --html page.html                                as pictures
  argscope predict --net inception_v3 --checkpoint inception_v3.ckpt \\
      holidays/ --end-point PreLogits --output features.npz     as numbers

A published network has as many classes as its checkpoint. If these are 1000
then their names are those of ImageNet. If they are 1001, the first is the
background, which is an offset of one: tabby is class 281 of 1000, but 282 of
1001. Nothing has to be said; --labels names other classes.
"""


def add_predict(commands: Any) -> None:
    """Add the command to a parser's subparsers."""
    predict = commands.add_parser(
        "predict",
        help="say what is in images, with a published network or with your own",
        usage="argscope predict RUN_DIR IMAGE ... [OPTION ...]\n"
        "       argscope predict --net NAME --checkpoint PATH IMAGE ... [OPTION ...]",
        description=_DESCRIPTION,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_options(predict)
    predict.set_defaults(run=_run, extras=("layers", "train"))


def _run(options: argparse.Namespace) -> None:
    files = checked_files(options)
    labels = _labels(options)
    with stop_signals(at_once=True):
        network = _network(options, labels)
        with compilation_cache():
            _look(network, files, options)


def _labels(options: argparse.Namespace) -> tuple[str, ...] | None:
    if options.labels is None:
        return None
    from argscope.predict import read_labels

    return read_labels(options.labels)


def _network(options: argparse.Namespace, labels: tuple[str, ...] | None) -> Classifier:
    if options.net is None:
        from argscope.finetune import load_run

        return load_run(options.paths[0]).classifier
    from argscope.predict import load_published

    return load_published(
        options.net,
        options.checkpoint,
        labels=labels,
        image_size=options.image_size,
        preprocessing=options.preprocessing,
        prefer_ema=bool(options.prefer_ema),
        fast_decode=bool(options.fast_decode),
        **{name: vars(options)[name] for name in NETWORK if vars(options)[name]},
    )


def _look(network: Classifier, files: list[Path], options: argparse.Namespace) -> None:
    """Write what the network makes of the files; then tell which are damaged.

    Raises:
        ImageFileError: Some are.
    """
    from argscope._images.errors import ImageFileError

    faults: dict[Path, str] = {}
    size = options.batch_size
    if options.end_points:
        seen = network.features(files, options.end_points, batch_size=size)
        _write_features(_readable(seen, faults, files, options), options.output)
    else:
        answers = network.answers(files, top=options.top or TOP, batch_size=size)
        readable = _readable(answers, faults, files, options)
        if options.html:
            _write_page(readable, options)
        else:
            _print(readable, files, network.labels, options.format or "table")
    if faults:
        raise ImageFileError.left_out(faults, len(files))


def _readable(
    seen: Iterable[Any],
    faults: dict[Path, str],
    files: list[Path],
    options: argparse.Namespace,
) -> Iterator[Any]:
    """Yield what is about files that could be read, and note what is wrong with others."""
    told = options.end_points is None and options.html is None and sys.stdout.isatty()
    few = len(files) <= options.batch_size
    for each in shown(seen, "images", total=len(files), unless=told or few):
        if each.fault is None:
            yield each
        else:
            faults[each.file] = each.fault


def _write_features(seen: Iterable[Seen], path: Path) -> None:
    from argscope.predict._features_file import write_features

    shapes = write_features(path, seen)
    told = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
    if told:
        sys.stdout.write(f"wrote {path}: {told}\n")


def _write_page(answers: Iterable[Answer], options: argparse.Namespace) -> None:
    from argscope.predict._page import page_of

    if options.net is None:
        title = str(options.paths[0])
    else:
        title = f"{options.net}, {options.checkpoint.path.name}"
    page = page_of(answers, title)
    write_whole(options.html, lambda new: new.write_text(page, encoding="utf-8"))
    sys.stdout.write(f"wrote {options.html}\n")


def _print(
    answers: Iterable[Answer], files: list[Path], labels: Sequence[str], form: str
) -> None:
    from argscope.predict._lines import LINES

    for line in LINES[form](answers, files, labels):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
