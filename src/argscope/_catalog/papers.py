"""The papers that published the networks."""

from __future__ import annotations

from typing import Final, NamedTuple


class Paper(NamedTuple):
    """Where a network was published."""

    authors: str
    year: int
    title: str
    where: str
    """The kind of its number (arXiv or doi), a colon, and the number."""

    @property
    def short(self) -> str:
        """The number at arXiv, else who and when."""
        kind, _, number = self.where.partition(":")
        return number if kind == "arXiv" else f"{self.authors} {self.year}"


LENET: Final = Paper(
    "LeCun et al.",
    1998,
    "Gradient-based learning applied to document recognition",
    "doi:10.1109/5.726791",
)
CIFARNET: Final = Paper(
    "Krizhevsky et al.",
    2012,
    "ImageNet classification with deep convolutional neural networks",
    "doi:10.1145/3065386",
)
ALEXNET: Final = Paper(
    "Krizhevsky",
    2014,
    "One weird trick for parallelizing convolutional neural networks",
    "arXiv:1404.5997",
)
OVERFEAT: Final = Paper(
    "Sermanet et al.",
    2013,
    "OverFeat: Integrated recognition, localization and detection using convolutional "
    "networks",
    "arXiv:1312.6229",
)
VGG: Final = Paper(
    "Simonyan & Zisserman",
    2014,
    "Very deep convolutional networks for large-scale image recognition",
    "arXiv:1409.1556",
)
INCEPTION_V1: Final = Paper(
    "Szegedy et al.", 2014, "Going deeper with convolutions", "arXiv:1409.4842"
)
INCEPTION_V2: Final = Paper(
    "Ioffe & Szegedy",
    2015,
    "Batch normalization: accelerating deep network training by reducing internal "
    "covariate shift",
    "arXiv:1502.03167",
)
INCEPTION_V3: Final = Paper(
    "Szegedy et al.",
    2015,
    "Rethinking the Inception architecture for computer vision",
    "arXiv:1512.00567",
)
INCEPTION_V4: Final = Paper(
    "Szegedy et al.",
    2016,
    "Inception-v4, Inception-ResNet and the impact of residual connections on learning",
    "arXiv:1602.07261",
)
RESNET_V1: Final = Paper(
    "He et al.",
    2015,
    "Deep residual learning for image recognition",
    "arXiv:1512.03385",
)
RESNET_V2: Final = Paper(
    "He et al.",
    2016,
    "Identity mappings in deep residual networks",
    "arXiv:1603.05027",
)
MOBILENET_V1: Final = Paper(
    "Howard et al.",
    2017,
    "MobileNets: efficient convolutional neural networks for mobile vision applications",
    "arXiv:1704.04861",
)
MOBILENET_V2: Final = Paper(
    "Sandler et al.",
    2018,
    "MobileNetV2: inverted residuals and linear bottlenecks",
    "arXiv:1801.04381",
)
MOBILENET_V3: Final = Paper(
    "Howard et al.", 2019, "Searching for MobileNetV3", "arXiv:1905.02244"
)
NASNET: Final = Paper(
    "Zoph et al.",
    2017,
    "Learning transferable architectures for scalable image recognition",
    "arXiv:1707.07012",
)
PNASNET: Final = Paper(
    "Liu et al.", 2017, "Progressive neural architecture search", "arXiv:1712.00559"
)
XCEPTION: Final = Paper(
    "Chollet",
    2016,
    "Xception: deep learning with depthwise separable convolutions",
    "arXiv:1610.02357",
)
