"""TF-Slim's networks on Keras 3, with its names, variables and numbers.

Each network is a function of images that returns its output and a dict of end points,
and is built under the arg scope of its module:

```python
with arg_scope(nets.resnet_v1.resnet_arg_scope()):
    model = layers.Model(functools.partial(nets.resnet_v1.resnet_v1_50, num_classes=10))
```
"""

import functools
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import argscope.layers  # noqa: F401  # before Keras: it chooses the backend
from argscope._catalog.facts import Accuracy, NetworkFacts
from argscope._catalog.networks import NETWORKS
from argscope._catalog.papers import Paper
from argscope.nets import (
    alexnet,
    cifarnet,
    cyclegan,
    dcgan,
    i3d,
    i3d_utils,
    inception,
    inception_resnet_v2,
    inception_utils,
    inception_v1,
    inception_v2,
    inception_v3,
    inception_v4,
    lenet,
    mobilenet,
    mobilenet_v1,
    nasnet,
    nets_factory,
    overfeat,
    pix2pix,
    resnet_utils,
    resnet_v1,
    resnet_v2,
    s3dg,
    vgg,
    xception,
)
from argscope.nets._fit import explained
from argscope.nets.errors import ImageSizeError, NetworkArgumentError
from argscope.nets.mobilenet import mobilenet_v2, mobilenet_v3

__all__ = [
    "CATALOG",
    "NETS",
    "Accuracy",
    "ImageSizeError",
    "NetworkArgumentError",
    "NetworkFacts",
    "Paper",
    "alexnet",
    "cifarnet",
    "cyclegan",
    "dcgan",
    "i3d",
    "i3d_utils",
    "inception",
    "inception_resnet_v2",
    "inception_utils",
    "inception_v1",
    "inception_v2",
    "inception_v3",
    "inception_v4",
    "lenet",
    "mobilenet",
    "mobilenet_v1",
    "mobilenet_v2",
    "mobilenet_v3",
    "nasnet",
    "nets_factory",
    "overfeat",
    "pix2pix",
    "resnet_utils",
    "resnet_v1",
    "resnet_v2",
    "s3dg",
    "vgg",
    "xception",
]

NETS: Final[Mapping[str, nets_factory.Network]] = MappingProxyType(
    {name: nets_factory.networks_map[name] for name in NETWORKS}
)
"""All networks that tell classes of images, by name."""

for _name, _network in NETS.items():
    # What a `Model` made of it asks when a checkpoint has other shapes.
    _network.explain_shapes = functools.partial(explained, _name)  # type: ignore[attr-defined]

CATALOG: Final[Mapping[str, NetworkFacts]] = NETWORKS
"""What is known of each network, by name."""
