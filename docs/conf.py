# Build with: sphinx-build -n -T -W -q -b html docs docs/_build/html

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError

import argscope
from argscope import (
    checkpoint,
    layers,
    losses,
    metrics,
    nets,
    predict,
    preprocessing,
    slim,
)
from argscope._base.version import __version__

project = "argscope"
author = copyright = "The argscope developers"
version = release = __version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
]
exclude_patterns = ["_build"]
default_role = "code"
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"argscope {release}"
html_copy_source = False
html_static_path = ["_static"]
html_css_files = ["gallery.css"]
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

autodoc_typehints = "none"  # the signature in words says more than Any
autodoc_member_order = "bysource"
napoleon_numpy_docstring = False
napoleon_attr_annotations = False


def setup(app: Sphinx) -> None:
    """Check that the reference misses no public name."""
    app.connect("env-check-consistency", check_all_documented)


def check_all_documented(_app: Sphinx, env: BuildEnvironment) -> None:
    """Fail the build if a public name has no entry in the reference."""
    documented = {name for name, *_ in env.domains["py"].get_objects()}
    missing = [
        f"not documented in docs/reference/{page}.md: {name}"
        for page, names in public_names().items()
        for name in names
        if name not in documented
    ]
    if missing:
        raise ExtensionError("\n".join(missing))


def public_names() -> dict[str, list[str]]:
    """Return the full names that each page of the reference must have."""
    pages = {
        "core": [argscope],
        "layers": [layers, layers.utils],
        "losses": [losses],
        "metrics": [metrics],
        "predict": [predict],
        "preprocessing": [preprocessing],
        "checkpoint": [checkpoint],
    }
    names = {
        page: [
            f"{module.__name__}.{name}" for module in modules for name in module.__all__
        ]
        for page, modules in pages.items()
    }
    names["slim"] = [
        *(f"argscope.slim.{name}" for name in slim.__all__ if is_of_slim(name)),
        *(f"argscope.slim.learning.{name}" for name in slim.learning.__all__),
        *(f"argscope.slim.model_analyzer.{n}" for n in slim.model_analyzer.__all__),
    ]
    names["nets"] = [f"{net.__module__}.{net.__name__}" for net in nets.NETS.values()]
    return names


def is_of_slim(name: str) -> bool:
    """Return whether `argscope.slim` defines the name, and not a package it shows."""
    module = getattr(getattr(slim, name), "__module__", "")
    return module.startswith("argscope.slim")
