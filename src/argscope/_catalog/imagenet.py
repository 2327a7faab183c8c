"""The thousand classes of ImageNet, in the order in which networks tell them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final, NamedTuple

BACKGROUND: Final = "background"
"""TF-Slim's name of the class 0 of networks that have one more than ImageNet."""


class ImageNetClass(NamedTuple):
    """What one class is."""

    wordnet_id: str
    """The number of the synset in WordNet 3.0, such as `n02123045`."""
    names: tuple[str, ...]
    """Words for it, the commonest first. Two cranes and two maillots share theirs."""


@cache
def imagenet_classes() -> tuple[ImageNetClass, ...]:
    """Return the classes, in the order of their WordNet ids, read when first asked for.

    Example:
        >>> from argscope._catalog.imagenet import imagenet_classes
        >>> imagenet_classes()[281]
        ImageNetClass(wordnet_id='n02123045', names=('tabby', 'tabby cat'))

    Source:
        github.com/tensorflow/models, research/slim/datasets:
        imagenet_lsvrc_2015_synsets.txt has the order, imagenet_metadata.txt the words.
    """
    text = (files("argscope._catalog") / "imagenet.txt").read_text(encoding="utf-8")
    rows = (line.partition(" ") for line in text.splitlines())
    return tuple(ImageNetClass(row[0], tuple(row[2].split(", "))) for row in rows)


def labels_by_count() -> Mapping[int, tuple[str, ...]]:
    """Return the labels that are known for a number of classes.

    1000 are ImageNet's. 1001 are those behind the background, as in the checkpoints of
    Inception and MobileNet that were published for TF-Slim: all places are one higher.

    Example:
        >>> from argscope._catalog.imagenet import labels_by_count
        >>> labels_by_count()[1000][967], labels_by_count()[1001][968]
        ('espresso', 'espresso')

    Source:
        github.com/tensorflow/models, research/slim/datasets/imagenet.py
        `create_readable_names_for_imagenet_labels`.
    """
    labels = tuple(each.names[0] for each in imagenet_classes())
    known = (labels, (BACKGROUND, *labels))
    return MappingProxyType({len(each): each for each in known})
