"""TF-Slim's metrics, which are those of `argscope.metrics`."""

from argscope.metrics import *  # noqa: F403
from argscope.metrics import __all__  # noqa: F401
from argscope.slim._absent import absent_from

__getattr__ = absent_from("metrics")
