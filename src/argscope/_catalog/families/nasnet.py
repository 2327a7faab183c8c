"""NASNet-A and PNASNet-5.

Their auxiliary logits are there only in training, and not in the numbers.
"""

from __future__ import annotations

from typing import Final

from argscope._catalog import papers
from argscope._catalog.facts import README, Accuracy, NetworkFacts

NETWORKS: Final = (
    NetworkFacts(
        name="nasnet_cifar",
        module="nasnet.nasnet",
        function="build_nasnet_cifar",
        scope="nasnet_cifar_arg_scope",
        paper=papers.NASNET,
        preprocessing="inception",
        size=32,
        classes=10,
        auxiliary=True,
        parameters=3_346_538,
        multiply_adds=544_333_312,
    ),
    NetworkFacts(
        name="nasnet_mobile",
        module="nasnet.nasnet",
        function="build_nasnet_mobile",
        scope="nasnet_mobile_arg_scope",
        paper=papers.NASNET,
        preprocessing="inception",
        auxiliary=True,
        parameters=5_289_978,
        multiply_adds=563_638_816,
        accuracy=Accuracy(74.0, 91.6, README),
    ),
    NetworkFacts(
        name="nasnet_large",
        module="nasnet.nasnet",
        function="build_nasnet_large",
        scope="nasnet_large_arg_scope",
        paper=papers.NASNET,
        preprocessing="inception",
        size=331,
        auxiliary=True,
        parameters=88_753_150,
        multiply_adds=23_783_414_658,
        accuracy=Accuracy(82.7, 96.2, README),
    ),
    NetworkFacts(
        name="pnasnet_mobile",
        module="nasnet.pnasnet",
        function="build_pnasnet_mobile",
        scope="pnasnet_mobile_arg_scope",
        paper=papers.PNASNET,
        preprocessing="inception",
        auxiliary=True,
        parameters=5_064_487,
        multiply_adds=587_293_200,
        accuracy=Accuracy(74.2, 91.9, README),
    ),
    NetworkFacts(
        name="pnasnet_large",
        module="nasnet.pnasnet",
        function="build_pnasnet_large",
        scope="pnasnet_large_arg_scope",
        paper=papers.PNASNET,
        preprocessing="inception",
        size=331,
        auxiliary=True,
        parameters=86_057_668,
        multiply_adds=24_937_395_792,
        accuracy=Accuracy(82.9, 96.2, README),
    ),
)
