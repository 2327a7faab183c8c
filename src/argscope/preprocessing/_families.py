"""Which network has its images prepared in which way."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from argscope._catalog.networks import NETWORKS
from argscope.preprocessing._cifarnet import CIFARNET
from argscope.preprocessing._inception import INCEPTION
from argscope.preprocessing._lenet import LENET
from argscope.preprocessing._preprocessing import Preprocessing
from argscope.preprocessing._vgg import VGG
from argscope.preprocessing.errors import UnknownNetworkError

PREPROCESSING: Final[Mapping[str, Preprocessing]] = MappingProxyType(
    {family.name: family for family in (INCEPTION, VGG, CIFARNET, LENET)}
)
"""All four by name: inception, vgg, cifarnet, lenet."""


def for_network(name: str) -> Preprocessing:
    """Return what a network of TF-Slim does to its images.

    Args:
        name: Name of the network, as in `argscope.nets.NETS` or with another ending:
            `mobilenet_v1_075` is a MobileNet too.

    Raises:
        UnknownNetworkError: TF-Slim has no such network, or those whose names begin
            like this one have their images prepared in different ways.

    Example:
        >>> for_network("resnet_v1_50").name
        'vgg'
        >>> for_network("resnet_v2_50").name
        'inception'

    Source:
        TF-Slim's `preprocessing_factory.py`, which lacks AlexNet and OverFeat; for
        ResNet v2, which has VGG's images there, the note of TF-Slim's README beside the
        published checkpoints, which were trained on Inception's.
    """
    beginning = str(name)
    while beginning:
        families = _families_of(beginning)
        if len(families) == 1:
            return PREPROCESSING[families.pop()]
        beginning = "" if families else beginning.rpartition("_")[0]
    raise UnknownNetworkError.about(name, known=NETWORKS)


def _families_of(beginning: str) -> set[str]:
    """Return the families of the networks whose names begin with these whole words."""
    return {
        facts.preprocessing
        for name, facts in NETWORKS.items()
        if f"{name}_".startswith(f"{beginning}_")
    }
