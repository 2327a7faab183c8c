"""The project's own files, as tests read them."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PROJECT = PYPROJECT["project"]
URLS = PROJECT["urls"]

# What people read or what says something about the package; no code.
TEXTS = [
    *ROOT.glob("*.md"),
    ROOT / "CITATION.cff",
    ROOT / "pyproject.toml",
    *(ROOT / ".github").rglob("*.*"),
    *(ROOT / "docs").rglob("*.md"),
]
SOURCES = list((ROOT / "src").rglob("*.py"))


def pythons():
    """Return the versions of Python that the classifiers promise."""
    found = (
        re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", text)
        for text in PROJECT["classifiers"]
    )
    return [match[1] for match in found if match]


def targets():
    """Return what `make` can be asked for."""
    text = (ROOT / "Makefile").read_text()
    found = set(re.findall(r"^([a-z-]+):(?!=)", text, flags=re.MULTILINE))
    backends = re.search(r"^BACKENDS\s*:= (.*)$", text, flags=re.MULTILINE)
    return found | {f"test-{backend}" for backend in backends[1].split()}
