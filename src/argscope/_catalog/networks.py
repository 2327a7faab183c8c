"""Every network of `argscope.nets`: what it is, what it costs, how good it was.

Plain data, which needs no Keras, so that it comes at once. Numbers that can be computed
from the networks are computed again by tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from argscope._catalog import papers


class Accuracy(NamedTuple):
    """What the published weights achieve on ImageNet, in percent, with one crop."""

    top_1: float
    top_5: float | None
    source: str
    """The page that says so, in the repository github.com/tensorflow/models."""
    size: int | None = None
    """Height and width in pixels of the images, if not the network's `size`."""


class NetworkFacts(NamedTuple):
    """What one wants to know of a network before choosing it, and what builds it."""

    name: str
    """Name of the function, and its name in TF-Slim."""
    module: str
    """The module of `argscope.nets` that has the function."""
    scope: str
    """The function in that module which makes the arg scope."""
    paper: papers.Paper
    preprocessing: str
    """A name of `argscope.preprocessing.PREPROCESSING`; what it does to images."""
    parameters: int
    """Trained ones, for that many `classes`, with those of auxiliary logits."""
    multiply_adds: int
    """For one image of that `size`, with those of auxiliary logits."""
    size: int = 224
    """Height and width in pixels of the images that it was published for."""
    classes: int = 1000
    """The number that it was published for."""
    auxiliary: bool = False
    """Whether it has logits halfway, which only help training (`create_aux_logits`)."""
    accuracy: Accuracy | None = None
    """None if no weights of it were published."""


_README: Final = "research/slim/README.md"
_MOBILENET_V1_PAGE: Final = "research/slim/nets/mobilenet_v1.md"
_MOBILENET_PAGE: Final = "research/slim/nets/mobilenet/README.md"

_ROWS: Final = (
    NetworkFacts(
        name="lenet",
        module="lenet",
        scope="lenet_arg_scope",
        paper=papers.LENET,
        preprocessing="lenet",
        size=28,
        classes=10,
        parameters=3_274_634,
        multiply_adds=13_883_904,
    ),
    NetworkFacts(
        name="cifarnet",
        module="cifarnet",
        scope="cifarnet_arg_scope",
        paper=papers.CIFARNET,
        preprocessing="cifarnet",
        size=32,
        classes=10,
        parameters=1_756_426,
        multiply_adds=32_778_112,
    ),
    NetworkFacts(
        name="alexnet_v2",
        module="alexnet",
        scope="alexnet_v2_arg_scope",
        paper=papers.ALEXNET,
        preprocessing="vgg",
        parameters=50_303_912,
        multiply_adds=736_555_776,
    ),
    NetworkFacts(
        name="overfeat",
        module="overfeat",
        scope="overfeat_arg_scope",
        paper=papers.OVERFEAT,
        preprocessing="vgg",
        size=231,
        parameters=145_704_424,
        multiply_adds=2_647_011_328,
    ),
    NetworkFacts(
        name="vgg_a",
        module="vgg",
        scope="vgg_arg_scope",
        paper=papers.VGG,
        preprocessing="vgg",
        parameters=132_863_336,
        multiply_adds=7_609_090_048,
    ),
    NetworkFacts(
        name="vgg_16",
        module="vgg",
        scope="vgg_arg_scope",
        paper=papers.VGG,
        preprocessing="vgg",
        parameters=138_357_544,
        multiply_adds=15_470_264_320,
        accuracy=Accuracy(71.5, 89.8, _README),
    ),
    NetworkFacts(
        name="vgg_19",
        module="vgg",
        scope="vgg_arg_scope",
        paper=papers.VGG,
        preprocessing="vgg",
        parameters=143_667_240,
        multiply_adds=19_632_062_464,
        accuracy=Accuracy(71.1, 89.8, _README),
    ),
    NetworkFacts(
        name="inception_v1",
        module="inception_v1",
        scope="inception_v1_arg_scope",
        paper=papers.INCEPTION_V1,
        preprocessing="inception",
        parameters=6_617_624,
        multiply_adds=1_498_376_192,
        accuracy=Accuracy(69.8, 89.6, _README),
    ),
    NetworkFacts(
        name="inception_v2",
        module="inception_v2",
        scope="inception_v2_arg_scope",
        paper=papers.INCEPTION_V2,
        preprocessing="inception",
        parameters=11_178_336,
        multiply_adds=1_934_857_216,
        accuracy=Accuracy(73.9, 91.8, _README),
    ),
    NetworkFacts(
        name="inception_v3",
        module="inception_v3",
        scope="inception_v3_arg_scope",
        paper=papers.INCEPTION_V3,
        preprocessing="inception",
        size=299,
        auxiliary=True,
        parameters=27_143_152,
        multiply_adds=5_718_899_296,
        accuracy=Accuracy(78.0, 93.9, _README),
    ),
    NetworkFacts(
        name="inception_v4",
        module="inception_v4",
        scope="inception_v4_arg_scope",
        paper=papers.INCEPTION_V4,
        preprocessing="inception",
        size=299,
        auxiliary=True,
        parameters=46_006_800,
        multiply_adds=12_260_477_024,
        accuracy=Accuracy(80.2, 95.2, _README),
    ),
    NetworkFacts(
        name="inception_resnet_v2",
        module="inception_resnet_v2",
        scope="inception_resnet_v2_arg_scope",
        paper=papers.INCEPTION_V4,
        preprocessing="inception",
        size=299,
        auxiliary=True,
        parameters=59_179_952,
        multiply_adds=13_162_501_216,
        accuracy=Accuracy(80.4, 95.3, _README),
    ),
    NetworkFacts(
        name="resnet_v1_50",
        module="resnet_v1",
        scope="resnet_arg_scope",
        paper=papers.RESNET_V1,
        preprocessing="vgg",
        parameters=25_557_032,
        multiply_adds=3_482_255_360,
        accuracy=Accuracy(75.2, 92.2, _README),
    ),
    NetworkFacts(
        name="resnet_v1_101",
        module="resnet_v1",
        scope="resnet_arg_scope",
        paper=papers.RESNET_V1,
        preprocessing="vgg",
        parameters=44_549_160,
        multiply_adds=7_194_476_544,
        accuracy=Accuracy(76.4, 92.9, _README),
    ),
    NetworkFacts(
        name="resnet_v1_152",
        module="resnet_v1",
        scope="resnet_arg_scope",
        paper=papers.RESNET_V1,
        preprocessing="vgg",
        parameters=60_192_808,
        multiply_adds=10_906_697_728,
        accuracy=Accuracy(76.8, 93.2, _README),
    ),
    NetworkFacts(
        name="resnet_v1_200",
        module="resnet_v1",
        scope="resnet_arg_scope",
        paper=papers.RESNET_V1,
        preprocessing="vgg",
        parameters=64_673_832,
        multiply_adds=14_400_552_960,
    ),
    NetworkFacts(
        name="resnet_v2_50",
        module="resnet_v2",
        scope="resnet_arg_scope",
        paper=papers.RESNET_V2,
        preprocessing="inception",
        parameters=25_568_360,
        multiply_adds=3_482_255_360,
        accuracy=Accuracy(75.6, 92.8, _README, size=299),
    ),
    NetworkFacts(
        name="resnet_v2_101",
        module="resnet_v2",
        scope="resnet_arg_scope",
        paper=papers.RESNET_V2,
        preprocessing="inception",
        parameters=44_577_896,
        multiply_adds=7_194_476_544,
        accuracy=Accuracy(77.0, 93.7, _README, size=299),
    ),
    NetworkFacts(
        name="resnet_v2_152",
        module="resnet_v2",
        scope="resnet_arg_scope",
        paper=papers.RESNET_V2,
        preprocessing="inception",
        parameters=60_236_904,
        multiply_adds=10_906_697_728,
        accuracy=Accuracy(77.8, 94.1, _README, size=299),
    ),
    NetworkFacts(
        name="resnet_v2_200",
        module="resnet_v2",
        scope="resnet_arg_scope",
        paper=papers.RESNET_V2,
        preprocessing="inception",
        parameters=64_726_120,
        multiply_adds=14_400_552_960,
    ),
    NetworkFacts(
        name="mobilenet_v1",
        module="mobilenet_v1",
        scope="mobilenet_v1_arg_scope",
        paper=papers.MOBILENET_V1,
        preprocessing="inception",
        parameters=4_231_976,
        multiply_adds=568_740_352,
        accuracy=Accuracy(70.9, 89.9, _MOBILENET_V1_PAGE),
    ),
    NetworkFacts(
        name="mobilenet_v2",
        module="mobilenet_v2",
        scope="mobilenet_v2_arg_scope",
        paper=papers.MOBILENET_V2,
        preprocessing="inception",
        parameters=3_504_872,
        multiply_adds=300_774_272,
        accuracy=Accuracy(71.8, 91.0, _MOBILENET_PAGE),
    ),
    NetworkFacts(
        name="mobilenet_v3_large",
        module="mobilenet_v3",
        scope="mobilenet_v3_arg_scope",
        paper=papers.MOBILENET_V3,
        preprocessing="inception",
        parameters=5_483_032,
        multiply_adds=216_589_760,
        accuracy=Accuracy(75.2, None, _MOBILENET_PAGE),
    ),
    NetworkFacts(
        name="mobilenet_v3_small",
        module="mobilenet_v3",
        scope="mobilenet_v3_arg_scope",
        paper=papers.MOBILENET_V3,
        preprocessing="inception",
        parameters=2_542_856,
        multiply_adds=56_510_400,
        accuracy=Accuracy(67.5, None, _MOBILENET_PAGE),
    ),
)

NETWORKS: Final[Mapping[str, NetworkFacts]] = MappingProxyType(
    {facts.name: facts for facts in _ROWS}
)
"""All networks by name."""
