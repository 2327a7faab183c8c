"""TF-Slim's losses, which are those of `argscope.losses`."""

from argscope.losses import *  # noqa: F403
from argscope.losses import __all__  # noqa: F401
from argscope.slim._absent import absent_from

__getattr__ = absent_from("losses")
