"""All cases, in the order in which they are recorded."""

from tests.tf1.saving import (  # noqa: F401  # each adds its own
    assigning_cases,
    object_cases,
    saver_cases,
    state_cases,
)
from tests.tf1.saving.cases import CASES

__all__ = ["CASES"]
