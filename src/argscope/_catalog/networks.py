"""Every network of `argscope.nets`: what it is, what it costs, how good it was.

Plain data, which needs no Keras, so that it comes at once. Numbers that can be computed
from the networks are computed again by tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from argscope._catalog.facts import NetworkFacts
from argscope._catalog.families import (
    inception,
    mobilenet,
    nasnet,
    resnet,
    small,
    vgg,
    xception,
)

FAMILIES: Final = (small, vgg, inception, resnet, mobilenet, nasnet, xception)

NETWORKS: Final[Mapping[str, NetworkFacts]] = MappingProxyType(
    {facts.name: facts for family in FAMILIES for facts in family.NETWORKS}
)
"""All networks by name."""
