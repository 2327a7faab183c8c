"""`python -m argscope`."""

import sys

from argscope.cli import main

sys.exit(main())
