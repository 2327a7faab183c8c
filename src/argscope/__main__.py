"""`python -m argscope`."""

import sys

from argscope.cli import program

sys.exit(program())
