"""The README, on the repository's page, on an index page and in a clone."""

import ast
import re
import runpy
import subprocess
import sys

import pytest
from tests.project.files import ROOT, URLS

README = (ROOT / "README.md").read_text()
EXAMPLE = ROOT / "examples" / "drawing.py"
BLOB = f"{URLS['Homepage']}/blob/main/"
RAW = BLOB.replace("github.com", "raw.githubusercontent.com").replace("/blob", "")
SITE = f"{URLS['Documentation']}/"


def links(text):
    """Return what the links and pictures of a Markdown text point to."""
    code = re.compile(r"^```.*?^```|`[^`\n]*`", flags=re.MULTILINE | re.DOTALL)
    prose = code.sub("", text)
    definition = re.compile(r"^\[([^\]]+)\]: (\S+)$", flags=re.MULTILINE)
    defined, prose = dict(definition.findall(prose)), definition.sub("", prose)
    written = re.findall(r"\[[^\]]*\]\(([^)\s]+)\)", prose)
    named = re.findall(r"\[([^\]]+)\](?![(\[])", prose)
    return [*written, *(defined.get(name, f"undefined: {name}") for name in named)]


def blocks(kind):
    return re.findall(rf"^```{kind}\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)


def file_of(link):
    """Return the file of this tree that a link of ours leads to."""
    if link.startswith(SITE):
        page = link.removeprefix(SITE).removesuffix(".html") or "index"
        return ROOT / "docs" / f"{page}.md"
    return ROOT / link.removeprefix(RAW).removeprefix(BLOB)


def test_there_are_links_to_check():
    assert len(links(README)) > 10


@pytest.mark.parametrize("link", links(README))
def test_a_link_of_the_readme_leads_somewhere_from_any_page(link):
    assert link.startswith("https://")
    assert not link.startswith((SITE, RAW, BLOB)) or file_of(link).is_file()


def test_links_are_found_however_they_are_written():
    text = "[a](b.md) ![c](d.png) [e]: [f][g] `[h](i)`\n\n[e]: j.md\n[f]: k\n"
    assert links(text) == ["b.md", "d.png", "j.md", "undefined: g"]


def test_the_first_example_is_the_file_that_the_gallery_explains():
    shown = ast.parse("\n".join(blocks("python")[:2]))
    assert ast.dump(shown) == ast.dump(ast.parse(EXAMPLE.read_text()))


def test_the_readme_shows_what_the_example_prints():
    command = [sys.executable, EXAMPLE.name]
    done = subprocess.run(
        command, cwd=EXAMPLE.parent, capture_output=True, text=True, check=True
    )
    assert done.stdout in blocks("text")


def test_the_gallery_shows_the_pages_that_are_made_for_it():
    made = runpy.run_path(str(ROOT / "tools" / "gallery.py"))["PAGES"]
    text = (ROOT / "docs" / "gallery.md").read_text()
    for pattern in ['src="gallery/(.*?).html"', 'href="gallery/(.*?).html"']:
        assert re.findall(pattern, text) == list(made)
    shown = re.findall(r"argscope (explain .*?) --html", text.replace("\\\n    ", ""))
    assert shown == [" ".join(["explain", *program]) for program in made.values()]
