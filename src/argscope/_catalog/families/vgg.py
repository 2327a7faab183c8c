"""VGG."""

from __future__ import annotations

from typing import Final

from argscope._catalog import papers
from argscope._catalog.facts import README, Accuracy, NetworkFacts

NETWORKS: Final = (
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
        accuracy=Accuracy(71.5, 89.8, README),
    ),
    NetworkFacts(
        name="vgg_19",
        module="vgg",
        scope="vgg_arg_scope",
        paper=papers.VGG,
        preprocessing="vgg",
        parameters=143_667_240,
        multiply_adds=19_632_062_464,
        accuracy=Accuracy(71.1, 89.8, README),
    ),
)
