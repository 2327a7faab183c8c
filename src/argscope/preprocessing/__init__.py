"""What TF-Slim's networks do to an image before they see it.

There are four ways, one for each family of networks, and each has two forms: for
training, which draws a different picture from the same image every time, and for
evaluation, which does not. Numbers that a network was published with hold only for
images that were prepared in its way.

Needs NumPy and Pillow, which the extra `train` brings, and no framework.
"""

from argscope.preprocessing._cifarnet import CIFARNET
from argscope.preprocessing._families import PREPROCESSING, for_network
from argscope.preprocessing._inception import INCEPTION
from argscope.preprocessing._lenet import LENET
from argscope.preprocessing._preprocessing import Preprocessing
from argscope.preprocessing._vgg import VGG
from argscope.preprocessing.errors import (
    EmptyImageError,
    ImageSizeError,
    UnknownNetworkError,
)

__all__ = [
    "CIFARNET",
    "INCEPTION",
    "LENET",
    "PREPROCESSING",
    "VGG",
    "EmptyImageError",
    "ImageSizeError",
    "Preprocessing",
    "UnknownNetworkError",
    "for_network",
]
