"""What the package says about itself, said once and the same everywhere."""

import re

import yaml
from tests.project.files import (
    PROJECT,
    ROOT,
    SOURCES,
    TEXTS,
    URLS,
    pythons,
    targets,
)

from argscope._base.version import __version__

VERSION_FILE = ROOT / "src" / "argscope" / "_base" / "version.py"
CONFIGURED = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
RAW = URLS["Homepage"].replace("github.com", "raw.githubusercontent.com")
PYPI = "https://pypi.org/project/argscope"
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text())


def extras_in(text):
    """Return the extras of `argscope[...]`, and of `.[...]` for a clone."""
    lists = re.findall(r"(?:argscope|(?<=['\s])\.)\[([a-z,]+)\]", text)
    return {extra for names in lists for extra in names.split(",")}


def foreign_urls(text):
    """Return the addresses of a repository or a site that looks like ours and is not."""
    ours = [URLS["Homepage"], URLS["Documentation"], RAW, PYPI]
    found = re.findall(r"https?://[^\s)<>\"']*argscope[^\s)<>\"']*", text)
    return [
        url
        for url in found
        if not re.match("|".join(rf"{o}(?![\w-])" for o in ours), url)
    ]


def found_in_texts(find):
    """Return what `find` finds in each text and each file of the source."""
    texts = {path: path.read_text() for path in [*TEXTS, *SOURCES]}
    return {path: found for path, text in texts.items() if (found := find(text))}


def test_the_version_is_written_once():
    written = re.compile(rf"(?<![\d.]){re.escape(__version__)}(?![\d.])")
    history = ROOT / "CHANGELOG.md"
    assert found_in_texts(written.search).keys() - {history} == {VERSION_FILE}


def test_the_pythons_that_are_promised_begin_with_the_one_that_is_required():
    assert PROJECT["requires-python"] == f">={pythons()[0]}"
    assert pythons() == ["3.11", "3.12", "3.13", "3.14"]


def test_pre_commit_runs_the_same_ruff_as_make_lint():
    pinned = [
        p for p in PROJECT["optional-dependencies"]["dev"] if p.startswith("ruff")
    ]
    hooks = [hook for repo in CONFIGURED["repos"] for hook in repo["hooks"]]
    installed = [hook.get("additional_dependencies") for hook in hooks]
    assert len(pinned) == 1
    assert installed == [pinned, pinned, None]


def test_whoever_is_told_to_install_an_extra_finds_it():
    known = set(PROJECT["optional-dependencies"])
    assert found_in_texts(lambda text: extras_in(text) - known) == {}


def test_the_package_has_one_repository_and_one_site():
    assert found_in_texts(foreign_urls) == {}


def test_the_citation_says_what_the_package_says():
    assert CITATION["abstract"] == PROJECT["description"]
    assert CITATION["license"] == PROJECT["license"]
    assert CITATION["keywords"] == PROJECT["keywords"]
    assert CITATION["authors"] == PROJECT["authors"]
    assert CITATION["repository-code"] == URLS["Homepage"]
    assert CITATION["url"] == URLS["Documentation"]


def test_contributing_names_make_targets_that_exist():
    text = (ROOT / "CONTRIBUTING.md").read_text()
    named = set(re.findall(r"`make ([a-z-]+)", text))
    assert len(named) > 10
    assert named <= targets()


def test_the_checkers_find_what_is_wrong():
    assert extras_in("pip install 'argscope[layers,train]', or '.[no]'") == {
        "layers",
        "train",
        "no",
    }
    assert extras_in("pip install argscope, x.[a], [b]") == set()
    wrong = [
        "https://github.com/other/argscope",
        "https://argscope.github.io/argscope-docs/",
    ]
    assert foreign_urls(f"{URLS['Homepage']}/issues, {wrong[0]} ({wrong[1]})") == wrong
