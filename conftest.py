"""Run the examples of README.md, the docs and the docstrings as tests."""

import os
from doctest import ELLIPSIS
from importlib.metadata import version
from importlib.util import find_spec

from sybil import Sybil
from sybil.parsers import markdown, rest

# Before anything imports Keras. The environment may choose another.
os.environ.setdefault("KERAS_BACKEND", "jax")
# What XLA compiles in a test runs once: compiling fast is worth more than running fast.
os.environ.setdefault("JAX_DISABLE_MOST_OPTIMIZATIONS", "1")
if find_spec("jaxlib") and version("jaxlib").startswith("0.10."):
    # Halves the time to compile. XLA ends a process that gives it flags which it does not
    # know, and may drop these: other versions do without them, and the tests take longer.
    flags = (
        "--xla_cpu_use_fusion_emitters=false --xla_cpu_parallel_codegen_split_count=1"
    )
    os.environ.setdefault("XLA_FLAGS", flags)

pytest_collect_file = (
    Sybil([markdown.PythonCodeBlockParser()], patterns=["*.md"])
    + Sybil([rest.DocTestParser(optionflags=ELLIPSIS)], path="src", patterns=["*.py"])
).pytest()
