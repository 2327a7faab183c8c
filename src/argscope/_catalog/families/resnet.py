"""ResNet, version 1 and 2."""

from __future__ import annotations

from typing import Final

from argscope._catalog import papers
from argscope._catalog.facts import README, Accuracy, NetworkFacts

NETWORKS: Final = (
    NetworkFacts(
        name="resnet_v1_50",
        module="resnet_v1",
        scope="resnet_arg_scope",
        paper=papers.RESNET_V1,
        preprocessing="vgg",
        parameters=25_557_032,
        multiply_adds=3_482_255_360,
        accuracy=Accuracy(75.2, 92.2, README),
    ),
    NetworkFacts(
        name="resnet_v1_101",
        module="resnet_v1",
        scope="resnet_arg_scope",
        paper=papers.RESNET_V1,
        preprocessing="vgg",
        parameters=44_549_160,
        multiply_adds=7_194_476_544,
        accuracy=Accuracy(76.4, 92.9, README),
    ),
    NetworkFacts(
        name="resnet_v1_152",
        module="resnet_v1",
        scope="resnet_arg_scope",
        paper=papers.RESNET_V1,
        preprocessing="vgg",
        parameters=60_192_808,
        multiply_adds=10_906_697_728,
        accuracy=Accuracy(76.8, 93.2, README),
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
        accuracy=Accuracy(75.6, 92.8, README, size=299),
    ),
    NetworkFacts(
        name="resnet_v2_101",
        module="resnet_v2",
        scope="resnet_arg_scope",
        paper=papers.RESNET_V2,
        preprocessing="inception",
        parameters=44_577_896,
        multiply_adds=7_194_476_544,
        accuracy=Accuracy(77.0, 93.7, README, size=299),
    ),
    NetworkFacts(
        name="resnet_v2_152",
        module="resnet_v2",
        scope="resnet_arg_scope",
        paper=papers.RESNET_V2,
        preprocessing="inception",
        parameters=60_236_904,
        multiply_adds=10_906_697_728,
        accuracy=Accuracy(77.8, 94.1, README, size=299),
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
)
