"""`argscope nets`: the networks, what each costs, and how good it was."""

from __future__ import annotations

import argparse
import sys
from typing import Any, Final

from argscope._base.table import aligned
from argscope._catalog.facts import NetworkFacts
from argscope._catalog.networks import NETWORKS

_TITLES: Final = (
    "network",
    "input",
    "parameters",
    "multiply-adds",
    "top-1",
    "paper (arXiv)",
)
_NUMBERS: Final = range(1, 5)


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
    nets.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    del options
    rows = [_TITLES, *map(_row, NETWORKS.values())]
    sys.stdout.write("".join(f"{line}\n" for line in aligned(rows, right=_NUMBERS)))


def _row(facts: NetworkFacts) -> tuple[str, ...]:
    return (
        facts.name,
        f"{facts.size} x {facts.size}",
        f"{facts.parameters / 1e6:.1f} M",
        f"{facts.multiply_adds / 1e9:.2f} G",
        f"{facts.accuracy.top_1} %" if facts.accuracy else "-",
        facts.paper.short,
    )
