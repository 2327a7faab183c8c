"""Inception, with and without residual connections."""

from __future__ import annotations

from typing import Final

from argscope._catalog import papers
from argscope._catalog.facts import README, Accuracy, NetworkFacts

NETWORKS: Final = (
    NetworkFacts(
        name="inception_v1",
        module="inception_v1",
        scope="inception_v1_arg_scope",
        paper=papers.INCEPTION_V1,
        preprocessing="inception",
        parameters=6_617_624,
        multiply_adds=1_498_376_192,
        accuracy=Accuracy(69.8, 89.6, README),
    ),
    NetworkFacts(
        name="inception_v2",
        module="inception_v2",
        scope="inception_v2_arg_scope",
        paper=papers.INCEPTION_V2,
        preprocessing="inception",
        parameters=11_178_336,
        multiply_adds=1_934_857_216,
        accuracy=Accuracy(73.9, 91.8, README),
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
        accuracy=Accuracy(78.0, 93.9, README),
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
        accuracy=Accuracy(80.2, 95.2, README),
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
        accuracy=Accuracy(80.4, 95.3, README),
    ),
)
