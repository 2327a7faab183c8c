"""Run the examples of README.md, the docs and the docstrings as tests."""

import os
from doctest import ELLIPSIS

from sybil import Sybil
from sybil.parsers import markdown, rest

# Before anything imports Keras. The environment may choose another.
os.environ.setdefault("KERAS_BACKEND", "jax")
# What XLA compiles in a test runs once: compiling fast is worth more than running fast.
os.environ.setdefault("JAX_DISABLE_MOST_OPTIMIZATIONS", "1")

pytest_collect_file = (
    Sybil([markdown.PythonCodeBlockParser()], patterns=["*.md"])
    + Sybil([rest.DocTestParser(optionflags=ELLIPSIS)], patterns=["*.py"])
).pytest()
