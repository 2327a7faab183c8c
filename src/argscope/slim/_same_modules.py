"""Modules that can be imported at an old place as well: the same objects, not copies."""

from __future__ import annotations

import sys


def also_below(place: str, package: str) -> None:
    """Let `import place.module` find the module of an imported package.

    A second file of that name would make second functions, and a scope for one would not
    reach the other.
    """
    below = f"{package}."
    for name in [each for each in sys.modules if each.startswith(below)]:
        sys.modules[f"{place}.{name.removeprefix(below)}"] = sys.modules[name]
