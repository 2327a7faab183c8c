"""LeNet, CifarNet, AlexNet and OverFeat."""

from __future__ import annotations

from typing import Final

from argscope._catalog import papers
from argscope._catalog.facts import NetworkFacts

NETWORKS: Final = (
    NetworkFacts(
        name="lenet",
        module="lenet",
        scope="lenet_arg_scope",
        paper=papers.LENET,
        preprocessing="lenet",
        size=28,
        classes=10,
        parameters=3_274_634,
        multiply_adds=13_883_904,
    ),
    NetworkFacts(
        name="cifarnet",
        module="cifarnet",
        scope="cifarnet_arg_scope",
        paper=papers.CIFARNET,
        preprocessing="cifarnet",
        size=32,
        classes=10,
        parameters=1_756_426,
        multiply_adds=32_778_112,
    ),
    NetworkFacts(
        name="alexnet_v2",
        module="alexnet",
        scope="alexnet_v2_arg_scope",
        paper=papers.ALEXNET,
        preprocessing="vgg",
        parameters=50_303_912,
        multiply_adds=736_555_776,
    ),
    NetworkFacts(
        name="overfeat",
        module="overfeat",
        scope="overfeat_arg_scope",
        paper=papers.OVERFEAT,
        preprocessing="vgg",
        size=231,
        parameters=145_704_424,
        multiply_adds=2_647_011_328,
    ),
)
