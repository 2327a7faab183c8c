"""Where a scope was opened, as an object and as text."""

import pickle
import sys
from types import SimpleNamespace

import pytest

from argscope import add_arg_scope, arg_scope
from argscope._base.origin import Origin, shown_file


@add_arg_scope
def f(a=1):
    return a


def place():
    with arg_scope([f], a=1) as scope:
        return scope.origin(f, "a")


def test_origins_of_one_place_are_equal():
    one, other = place(), place()
    assert one == other
    assert hash(one) == hash(other)


def test_origins_of_two_places_differ():
    with arg_scope([f], a=1) as scope:
        pass
    assert place() != scope.origin(f, "a")
    assert place() != 5


def test_origin_is_shown_short_and_pickles():
    origin = place()
    line = place.__code__.co_firstlineno + 1
    assert str(origin) == f"tests/base/test_origin.py:{line} in place()"
    assert repr(origin) == f"<Origin {origin}>"
    assert pickle.loads(pickle.dumps(origin)) == origin


def test_origin_outside_the_working_directory_is_shown_whole(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert str(place()).startswith(f"{__file__}:")


def test_origin_is_known_where_the_working_directory_is_gone(tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert str(place()).startswith(f"{__file__}:")


CELL = "/tmp/ipykernel_123/456.py"  # noqa: S108  # as ipykernel names a cell
CELL_TEXT = """
def build():
    with arg_scope([f], a=1) as scope:
        return scope
"""


@pytest.fixture
def cell_origin():
    namespace = {"arg_scope": arg_scope, "f": f}
    exec(compile(CELL_TEXT, CELL, "exec"), namespace)  # noqa: S102
    return namespace["build"]().origin(f, "a")


def running(**shell):
    """Return the module IPython as it is in a notebook with this shell."""
    return SimpleNamespace(get_ipython=lambda: SimpleNamespace(**shell))


def test_origin_in_a_notebook_is_the_cell_and_its_line(cell_origin, monkeypatch):
    names = {CELL: ("Cell", "In[2]")}
    ipython = running(compile=SimpleNamespace(format_code_name=names.get))
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    assert str(cell_origin) == "Cell In[2], line 3 in build()"
    assert cell_origin.filename == CELL
    assert str(place()).startswith("tests/base/test_origin.py:")


@pytest.mark.parametrize(
    "ipython",
    [
        SimpleNamespace(get_ipython=lambda: None),
        running(),
        running(compile=SimpleNamespace()),
        None,
    ],
    ids=["no shell", "no compiler", "another compiler", "never imported"],
)
def test_origin_is_a_path_where_no_notebook_tells_the_cell(
    ipython, cell_origin, monkeypatch
):
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    assert str(cell_origin) == f"{CELL}:3 in build()"


def test_source_of_a_place_that_tells_no_position_is_empty():
    code = compile("f(1)", "<nowhere>", "eval")
    assert Origin(("file.py", 3, "f")).text() == ""
    assert Origin((code, 0)).text() == ""
    assert Origin((code.replace(co_linetable=b"\xf8" * 8), 2)).text() == ""


def test_a_file_is_shown_by_its_path_from_here(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert shown_file(str(tmp_path / "net.py")) == "net.py"
