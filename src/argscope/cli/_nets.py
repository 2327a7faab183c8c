"""`argscope nets`: the networks, what each costs, how good it was, and its weights."""

from __future__ import annotations

import argparse
import sys
from typing import Any, Final

from argscope._base.table import Rows, aligned
from argscope._catalog.facts import NetworkFacts
from argscope._catalog.networks import NETWORKS
from argscope._catalog.weights import WEIGHTS, Weights

_TITLES: Final = (
    "network",
    "input",
    "parameters",
    "multiply-adds",
    "top-1",
    "paper (arXiv)",
)
_NUMBERS: Final = range(1, 5)
_OF_WEIGHTS: Final = (
    "network",
    "width",
    "input",
    "classes",
    "preprocessing",
    "top-1",
    "published at",
)
_NUMBERS_OF_WEIGHTS: Final = (1, 2, 3, 5)


def add_nets(commands: Any) -> None:
    """Add the command to a parser's subparsers."""
    nets = commands.add_parser(
        "nets",
        help="list the networks, with their size, cost and accuracy",
        description="List the networks of argscope.nets: input in pixels, trained "
        "parameters for 1000 classes (lenet, cifarnet and nasnet_cifar: 10), "
        "multiply-adds for one image, both with auxiliary logits unless only training "
        "computes them, the top-1 accuracy of the weights that were published for "
        "TF-Slim on ImageNet, and the paper.",
    )
    nets.add_argument(
        "--weights",
        action="store_true",
        help="list the files of published weights instead, and where they are; 1001 "
        "classes are ImageNet's with a background first",
    )
    nets.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    if options.weights:
        lines = aligned(weights_table(), right=_NUMBERS_OF_WEIGHTS)
    else:
        rows = [_TITLES, *map(_row, NETWORKS.values())]
        lines = aligned(rows, right=_NUMBERS)
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def weights_table() -> Rows:
    """Return a row for each published file, below their titles."""
    return [_OF_WEIGHTS, *map(_weights_row, WEIGHTS)]


def _row(facts: NetworkFacts) -> tuple[str, ...]:
    return (
        facts.name,
        f"{facts.size} x {facts.size}",
        f"{facts.parameters / 1e6:.1f} M",
        f"{facts.multiply_adds / 1e9:.2f} G",
        f"{facts.accuracy.top_1} %" if facts.accuracy else "-",
        facts.paper.short,
    )


def _weights_row(weights: Weights) -> tuple[str, ...]:
    return (
        weights.network,
        f"{weights.width}",
        f"{weights.size} x {weights.size}",
        f"{weights.classes}",
        NETWORKS[weights.network].preprocessing,
        f"{weights.top_1} %",
        weights.url,
    )
