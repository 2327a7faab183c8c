"""Where a scope was opened, as an object and as text."""

import pickle

from argscope import add_arg_scope, arg_scope


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
