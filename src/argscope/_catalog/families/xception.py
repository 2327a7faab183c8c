"""Xception as DeepLab has it.

Its page of published weights (research/deeplab/g3doc/model_zoo.md) tells no accuracy on
ImageNet.
"""

from __future__ import annotations

from typing import Final

from argscope._catalog import papers
from argscope._catalog.facts import NetworkFacts

NETWORKS: Final = (
    NetworkFacts(
        name="xception_41",
        module="xception",
        scope="xception_arg_scope",
        paper=papers.XCEPTION,
        preprocessing="inception",
        size=299,
        parameters=26_969_560,
        multiply_adds=9_204_134_312,
    ),
    NetworkFacts(
        name="xception_65",
        module="xception",
        scope="xception_arg_scope",
        paper=papers.XCEPTION,
        preprocessing="inception",
        size=299,
        parameters=39_916_312,
        multiply_adds=13_852_682_216,
    ),
    NetworkFacts(
        name="xception_71",
        module="xception",
        scope="xception_arg_scope",
        paper=papers.XCEPTION,
        preprocessing="inception",
        size=299,
        parameters=42_338_736,
        multiply_adds=17_946_553_928,
    ),
)
