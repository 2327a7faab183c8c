"""The house rules that no linter has: each can fail, and each lets good code pass."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def load():
    spec = importlib.util.spec_from_file_location("house", ROOT / "tools" / "house.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


house = load()


@pytest.fixture
def offences(tmp_path, monkeypatch):
    """Return what the rules say of a text, as if it stood in a file of the project."""
    monkeypatch.chdir(tmp_path)
    house.private_names.cache_clear()

    def offences(text, name="src/argscope/file.py"):
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return [found.removeprefix(f"{name}:") for found in house.offences(path)]

    return offences


def test_good_code_passes(offences):
    assert offences("def f(x):\n    return g(x=x, locals=1)\n") == []


def test_locals_is_an_offence_in_the_package_only(offences):
    text = "def f(x):\n    return g(**locals())\n"
    assert offences(text) == ["2: pass arguments by name, not locals()"]
    assert offences(text, "tools/file.py") == []


def test_a_message_of_two_parts_is_an_offence(offences):
    text = 'raise ValueError("bad value", 3)\n'
    assert offences(text) == ["1: write the message as one string"]
    assert offences('raise ValueError("bad value 3")\n') == []


def test_a_long_file_is_an_offence(offences):
    assert offences("\n" * house.MAX_LINES) == []
    found = offences("\n" * (house.MAX_LINES + 1))
    assert found == ["1: 401 lines; the limit is 400"]


def test_a_package_without_all_is_an_offence(offences):
    name = "src/argscope/part/__init__.py"
    assert offences("", name) == ["1: a package needs __all__"]
    assert offences("__all__ = []\n", name) == []


def test_the_project_has_no_offence(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert house.main() == 0


OWNER = """
class Run:
    __slots__ = ("_slot",)
    _declared: int

    def __init__(self):
        self._set = 1

    def _method(self): ...
"""


@pytest.mark.parametrize("name", ["_slot", "_declared", "_set", "_method"])
def test_a_private_attribute_is_an_offence_in_another_package(offences, name):
    offences(OWNER, "src/argscope/layers/_state/run.py")
    text = f"def f(run):\n    return run.{name}\n"
    assert offences(text, "src/argscope/layers/_call.py") == []
    assert offences(text, "src/argscope/report/_trace.py") == [
        f"2: {name} is private to layers; ask it by a function"
    ]


def test_private_attributes_of_others_and_ones_own_are_no_offence(offences):
    offences(OWNER, "src/argscope/layers/_state/run.py")
    text = "def f(self, keras):\n    self._set = keras._history\n    return self._set\n"
    assert offences(text, "src/argscope/report/_trace.py") == []


@pytest.mark.parametrize(
    "code",
    [
        "describe(value).startswith(prefix)",
        "argument.setting.value.partition(comma)",
        "argument.setting.value[1:-1]",
        "setting.value.strip(quotes)",
    ],
)
def test_reading_facts_out_of_a_description_is_an_offence(offences, code):
    words = "1: a description is for people; note the fact itself"
    assert offences(f"{code}\n") == [words]


def test_showing_a_description_is_no_offence(offences):
    assert offences("show(argument.setting.value, describe(value))\n") == []
