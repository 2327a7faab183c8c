"""All cases, by name."""

from tests.layers.edges.cases_of_losses import CASES

__all__ = ["CASES"]
