"""Run the examples of README.md, the docs and the docstrings as tests."""

from doctest import ELLIPSIS

from sybil import Sybil
from sybil.parsers import markdown, rest

pytest_collect_file = (
    Sybil([markdown.PythonCodeBlockParser()], patterns=["*.md"])
    + Sybil([rest.DocTestParser(optionflags=ELLIPSIS)], patterns=["*.py"])
).pytest()
