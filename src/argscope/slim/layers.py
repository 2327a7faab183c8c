"""TF-Slim's layers, which are those of `argscope.layers`, module by module."""

from argscope.layers import *  # noqa: F403
from argscope.layers import __all__  # noqa: F401
from argscope.slim._absent import absent_from
from argscope.slim._same_modules import also_below

__getattr__ = absent_from("layers")

also_below(__name__, "argscope.layers")
