"""All cases, by name."""

from tests.layers.edges.cases_of_layers import CASES as OF_LAYERS
from tests.layers.edges.cases_of_losses import CASES as OF_LOSSES

CASES = OF_LOSSES | OF_LAYERS
