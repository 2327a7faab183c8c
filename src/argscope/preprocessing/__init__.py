"""What the networks of TF-Slim get to see of images, in training and afterwards.

```python
from PIL import Image
from argscope import preprocessing

inception = preprocessing.for_network("inception_v3")
image = Image.new("RGB", (640, 480), "orange")
assert inception.evaluate(image, (299, 299)).shape == (299, 299, 3)
```

Needs NumPy and Pillow. All randomness comes from the generator that is passed in.

| family | for | in training | result |
|---|---|---|---|
| `inception` | Inception, ResNet V2, MobileNet | crop, flip, colours | [-1, 1] |
| `vgg` | VGG, ResNet V1, AlexNet, OverFeat | scale, crop, flip | minus the means |
| `cifarnet` | CifarNet | shift, flip, colours | mean 0, deviation 1 |
| `lenet` | LeNet | nothing | grey, [-1, 1) |
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from argscope.preprocessing._cifarnet import CIFARNET
from argscope.preprocessing._inception import INCEPTION
from argscope.preprocessing._lenet import LENET
from argscope.preprocessing._preprocessing import Preprocessing
from argscope.preprocessing._vgg import VGG
from argscope.preprocessing.errors import UnknownNetworkError

__all__ = [
    "CIFARNET",
    "INCEPTION",
    "LENET",
    "PREPROCESSING",
    "VGG",
    "Preprocessing",
    "UnknownNetworkError",
    "for_network",
]

PREPROCESSING: Final[Mapping[str, Preprocessing]] = MappingProxyType(
    {family.name: family for family in (INCEPTION, VGG, CIFARNET, LENET)}
)
"""All families by name."""

# By the first part of a network's name; what each was trained with by its authors.
_FAMILIES: Final = {
    "inception": INCEPTION,
    "resnet_v2": INCEPTION,
    "mobilenet": INCEPTION,
    "vgg": VGG,
    "resnet_v1": VGG,
    "alexnet": VGG,
    "overfeat": VGG,
    "cifarnet": CIFARNET,
    "lenet": LENET,
}


def for_network(name: str) -> Preprocessing:
    """Return what a network was trained with.

    Args:
        name: One of `argscope.nets.NETS`.

    Raises:
        UnknownNetworkError: No family is known for this name.

    Example:
        >>> from argscope import preprocessing
        >>> preprocessing.for_network("resnet_v1_50").name
        'vgg'
    """
    for prefix, family in _FAMILIES.items():
        if name.startswith(prefix):
            return family
    raise UnknownNetworkError.about(name, tuple(_FAMILIES))
