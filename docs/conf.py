# Build with: sphinx-build -n -T -W -q -b html docs docs/_build/html

from __future__ import annotations

from typing import Any

from docutils.nodes import Element
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError

import argscope

project = "argscope"
author = "the argscope authors"
copyright = "the argscope authors"
version = release = argscope.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
]
exclude_patterns = ["_build"]
default_role = "code"
myst_heading_anchors = 3
suppress_warnings: list[str] = []

html_theme = "furo"
html_title = f"argscope {release}"
html_copy_source = False
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

autodoc_typehints = "none"  # the signature in words says more than Any
autodoc_member_order = "bysource"
napoleon_numpy_docstring = False
nitpick_ignore_regex = [
    # The standard library is not linked: a build needs no network.
    ("py:.*", r"(builtins|collections|typing|types|functools)\..*"),
    (
        "py:.*",
        r"(dict|Exception|(Type|Value|Runtime|Lookup)Error|Generic|.*FrozenDict|.*\.[PR])",
    ),
]


def setup(app: Sphinx) -> None:
    """Link private modules' names to the public ones, and miss no public name."""
    app.connect("missing-reference", link_public_name)
    app.connect("env-check-consistency", check_all_documented)


def link_public_name(
    app: Sphinx, env: BuildEnvironment, node: Any, contnode: Element
) -> Element | None:
    """Resolve `argscope._scope.ArgScope`, where autodoc found it, as `argscope.ArgScope`."""
    module, _, name = node.get("reftarget", "").rpartition(".")
    if module.partition(".")[0] != "argscope" or name not in argscope.__all__:
        return None
    domain = env.domains["py"]
    return domain.resolve_xref(
        env, node["refdoc"], app.builder, "obj", f"argscope.{name}", node, contnode
    )


def check_all_documented(_app: Sphinx, env: BuildEnvironment) -> None:
    """Fail the build if a public name has no entry in the reference."""
    documented = {name for name, *_ in env.domains["py"].get_objects()}
    missing = [n for n in argscope.__all__ if f"argscope.{n}" not in documented]
    if missing:
        msg = f"not documented in reference/core.md: {', '.join(missing)}"
        raise ExtensionError(msg)
