"""`argscope nets`: the networks, and what each costs.

The numbers are written down, so that the list needs no Keras and comes at once. A test
computes them again from the networks.
"""

from __future__ import annotations

import argparse
import sys
from typing import Any, Final, NamedTuple


class NetworkFacts(NamedTuple):
    """What one wants to know of a network before choosing it."""

    size: int
    """Height and width in pixels of the images that it was published for."""
    parameters: int
    """Trained ones, for 1000 classes; lenet and cifarnet for 10. With auxiliary logits."""
    multiply_adds: int
    """For one image of that size."""
    paper: str
    """arXiv id, or who and when."""


FACTS: Final = {
    "lenet": NetworkFacts(28, 3_274_634, 13_883_904, "LeCun et al. 1998"),
    "cifarnet": NetworkFacts(32, 1_756_426, 32_778_112, "Krizhevsky 2009"),
    "alexnet_v2": NetworkFacts(224, 50_303_912, 736_555_776, "1404.5997"),
    "overfeat": NetworkFacts(231, 145_704_424, 2_647_011_328, "1312.6229"),
    "vgg_a": NetworkFacts(224, 132_863_336, 7_609_090_048, "1409.1556"),
    "vgg_16": NetworkFacts(224, 138_357_544, 15_470_264_320, "1409.1556"),
    "vgg_19": NetworkFacts(224, 143_667_240, 19_632_062_464, "1409.1556"),
    "inception_v1": NetworkFacts(224, 6_617_624, 1_498_376_192, "1409.4842"),
    "inception_v2": NetworkFacts(224, 11_178_336, 1_934_857_216, "1502.03167"),
    "inception_v3": NetworkFacts(299, 27_143_152, 5_718_899_296, "1512.00567"),
    "inception_v4": NetworkFacts(299, 46_006_800, 12_260_477_024, "1602.07261"),
    "inception_resnet_v2": NetworkFacts(299, 59_179_952, 13_162_501_216, "1602.07261"),
    "resnet_v1_50": NetworkFacts(224, 25_557_032, 3_482_255_360, "1512.03385"),
    "resnet_v1_101": NetworkFacts(224, 44_549_160, 7_194_476_544, "1512.03385"),
    "resnet_v1_152": NetworkFacts(224, 60_192_808, 10_906_697_728, "1512.03385"),
    "resnet_v1_200": NetworkFacts(224, 64_673_832, 14_400_552_960, "1512.03385"),
    "resnet_v2_50": NetworkFacts(224, 25_568_360, 3_482_255_360, "1603.05027"),
    "resnet_v2_101": NetworkFacts(224, 44_577_896, 7_194_476_544, "1603.05027"),
    "resnet_v2_152": NetworkFacts(224, 60_236_904, 10_906_697_728, "1603.05027"),
    "resnet_v2_200": NetworkFacts(224, 64_726_120, 14_400_552_960, "1603.05027"),
    "mobilenet_v1": NetworkFacts(224, 4_231_976, 568_740_352, "1704.04861"),
    "mobilenet_v2": NetworkFacts(224, 3_504_872, 300_774_272, "1801.04381"),
    "mobilenet_v3_large": NetworkFacts(224, 5_483_032, 216_589_760, "1905.02244"),
    "mobilenet_v3_small": NetworkFacts(224, 2_542_856, 56_510_400, "1905.02244"),
}

_TITLES: Final = ("network", "input", "parameters", "multiply-adds", "paper (arXiv)")


def add_nets(commands: Any) -> None:
    """Add the command to a parser's subparsers."""
    nets = commands.add_parser(
        "nets",
        help="list the networks, with their size and cost",
        description="List the networks of argscope.nets: input in pixels, trained "
        "parameters for 1000 classes (lenet and cifarnet: 10), multiply-adds for one "
        "image, both with auxiliary logits, and the paper.",
    )
    nets.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    del options
    rows = [_TITLES, *(_row(name, facts) for name, facts in FACTS.items())]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        name, *numbers, paper = row
        cells = [name.ljust(widths[0])]
        cells += [n.rjust(w) for n, w in zip(numbers, widths[1:], strict=False)]
        sys.stdout.write("  ".join([*cells, paper]) + "\n")
    return 0


def _row(name: str, facts: NetworkFacts) -> tuple[str, ...]:
    million, billion = facts.parameters / 1e6, facts.multiply_adds / 1e9
    size = f"{facts.size} x {facts.size}"
    return name, size, f"{million:.1f} M", f"{billion:.2f} G", facts.paper
