"""The weights that were published for the networks: where, and what they are for.

Sources, in the repository github.com/tensorflow/models: research/slim/README.md,
research/slim/nets/mobilenet_v1.md and research/slim/nets/mobilenet/README.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

_TENSORFLOW: Final = "http://download.tensorflow.org/models"
_STORAGE: Final = "https://storage.googleapis.com"
_NASNET: Final = f"{_STORAGE}/download.tensorflow.org/models"


class Weights(NamedTuple):
    """One published file."""

    network: str
    """Name of the network that they are for."""
    url: str
    """Where the file is published."""
    classes: int
    """1000, or 1001 with a background class first."""
    size: int
    """Height and width in pixels of the images they were judged with."""
    top_1: float
    """Percent of ImageNet's validation images that are told right, with one crop."""
    width: float = 1.0
    """The `depth_multiplier` of the channels, whether or not the name says it."""

    @property
    def file(self) -> str:
        """Name of the file."""
        return self.url.rpartition("/")[2]


def _of_slim(network: str, day: str, top_1: float, classes: int, size: int) -> Weights:
    url = f"{_TENSORFLOW}/{network}_{day}.tar.gz"
    return Weights(network, url, classes, size, top_1)


def _of_nasnet(network: str, file: str, top_1: float, size: int) -> Weights:
    return Weights(network, f"{_NASNET}/{file}.tar.gz", 1001, size, top_1)


def _of_mobilenet(
    network: str, folder: str, widths: Mapping[str, Mapping[int, float]]
) -> list[Weights]:
    return [
        Weights(
            _named(network, float(width)),
            f"{folder}/{network}_{width}_{size}.tgz",
            1001,
            size,
            top_1,
            float(width),
        )
        for width, accuracies in widths.items()
        for size, top_1 in accuracies.items()
    ]


def _named(network: str, width: float) -> str:
    return network if width == 1 else f"{network}_{round(width * 100):03}"


def _of_mobilenet_v3(
    network: str, file: str, top_1: float, width: float = 1.0
) -> Weights:
    url = f"{_STORAGE}/mobilenet_v3/checkpoints/{file}.tgz"
    return Weights(network, url, 1001, 224, top_1, width)


WEIGHTS: Final = (
    _of_slim("vgg_16", "2016_08_28", 71.5, 1000, 224),
    _of_slim("vgg_19", "2016_08_28", 71.1, 1000, 224),
    _of_slim("inception_v1", "2016_08_28", 69.8, 1001, 224),
    _of_slim("inception_v2", "2016_08_28", 73.9, 1001, 224),
    _of_slim("inception_v3", "2016_08_28", 78.0, 1001, 299),
    _of_slim("inception_v4", "2016_09_09", 80.2, 1001, 299),
    _of_slim("inception_resnet_v2", "2016_08_30", 80.4, 1001, 299),
    _of_slim("resnet_v1_50", "2016_08_28", 75.2, 1000, 224),
    _of_slim("resnet_v1_101", "2016_08_28", 76.4, 1000, 224),
    _of_slim("resnet_v1_152", "2016_08_28", 76.8, 1000, 224),
    _of_slim("resnet_v2_50", "2017_04_14", 75.6, 1001, 299),
    _of_slim("resnet_v2_101", "2017_04_14", 77.0, 1001, 299),
    _of_slim("resnet_v2_152", "2017_04_14", 77.8, 1001, 299),
    _of_nasnet("nasnet_mobile", "nasnet-a_mobile_04_10_2017", 74.0, 224),
    _of_nasnet("nasnet_large", "nasnet-a_large_04_10_2017", 82.7, 331),
    _of_nasnet("pnasnet_mobile", "pnasnet-5_mobile_2017_12_13", 74.2, 224),
    _of_nasnet("pnasnet_large", "pnasnet-5_large_2017_12_13", 82.9, 331),
    *_of_mobilenet(
        "mobilenet_v1",
        f"{_TENSORFLOW}/mobilenet_v1_2018_02_22",
        {
            "1.0": {224: 70.9, 192: 70.0, 160: 68.0, 128: 65.2},
            "0.75": {224: 68.4, 192: 67.2, 160: 65.3, 128: 62.1},
            "0.5": {224: 63.3, 192: 61.7, 160: 59.1, 128: 56.3},
            "0.25": {224: 49.8, 192: 47.7, 160: 45.5, 128: 41.5},
        },
    ),
    *_of_mobilenet(
        "mobilenet_v2",
        f"{_STORAGE}/mobilenet_v2/checkpoints",
        {
            "1.4": {224: 75.0},
            "1.3": {224: 74.4},
            "1.0": {224: 71.8, 192: 70.7, 160: 68.8, 128: 65.3, 96: 60.3},
            "0.75": {224: 69.8, 192: 68.7, 160: 66.4, 128: 63.2, 96: 58.8},
            "0.5": {224: 65.4, 192: 63.9, 160: 61.0, 128: 57.7, 96: 51.2},
            "0.35": {224: 60.3, 192: 58.2, 160: 55.7, 128: 50.8, 96: 45.5},
        },
    ),
    _of_mobilenet_v3("mobilenet_v3_large", "v3-large_224_1.0_float", 75.2),
    _of_mobilenet_v3("mobilenet_v3_large", "v3-large_224_0.75_float", 73.3, 0.75),
    _of_mobilenet_v3("mobilenet_v3_small", "v3-small_224_1.0_float", 67.5),
    _of_mobilenet_v3("mobilenet_v3_small", "v3-small_224_0.75_float", 65.4, 0.75),
    _of_mobilenet_v3(
        "mobilenet_v3_large_minimalistic", "v3-large-minimalistic_224_1.0_float", 72.3
    ),
    _of_mobilenet_v3(
        "mobilenet_v3_small_minimalistic", "v3-small-minimalistic_224_1.0_float", 61.9
    ),
)
"""All of them that are for networks which are here, floating-point ones only."""
