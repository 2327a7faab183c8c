"""TF-Slim's networks, which are those of `argscope.nets`, module by module."""

from argscope.nets import *  # noqa: F403
from argscope.nets import __all__  # noqa: F401
from argscope.slim._same_modules import also_below

also_below(__name__, "argscope.nets")
