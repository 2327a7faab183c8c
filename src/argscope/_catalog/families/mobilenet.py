"""MobileNet, version 1 to 3."""

from __future__ import annotations

from typing import Final

from argscope._catalog import papers
from argscope._catalog.facts import Accuracy, NetworkFacts

_V1_PAGE: Final = "research/slim/nets/mobilenet_v1.md"
_PAGE: Final = "research/slim/nets/mobilenet/README.md"

NETWORKS: Final = (
    NetworkFacts(
        name="mobilenet_v1",
        module="mobilenet_v1",
        scope="mobilenet_v1_arg_scope",
        paper=papers.MOBILENET_V1,
        preprocessing="inception",
        parameters=4_231_976,
        multiply_adds=568_740_352,
        accuracy=Accuracy(70.9, 89.9, _V1_PAGE),
    ),
    NetworkFacts(
        name="mobilenet_v2",
        module="mobilenet_v2",
        scope="mobilenet_v2_arg_scope",
        paper=papers.MOBILENET_V2,
        preprocessing="inception",
        parameters=3_504_872,
        multiply_adds=300_774_272,
        accuracy=Accuracy(71.8, 91.0, _PAGE),
    ),
    NetworkFacts(
        name="mobilenet_v3_large",
        module="mobilenet_v3",
        scope="mobilenet_v3_arg_scope",
        paper=papers.MOBILENET_V3,
        preprocessing="inception",
        parameters=5_483_032,
        multiply_adds=216_589_760,
        accuracy=Accuracy(75.2, None, _PAGE),
    ),
    NetworkFacts(
        name="mobilenet_v3_small",
        module="mobilenet_v3",
        scope="mobilenet_v3_arg_scope",
        paper=papers.MOBILENET_V3,
        preprocessing="inception",
        parameters=2_542_856,
        multiply_adds=56_510_400,
        accuracy=Accuracy(67.5, None, _PAGE),
    ),
)
