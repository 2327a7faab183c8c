"""The reference lists what the namespace has."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def table():
    path = ROOT / "tools/tf1_table.py"
    spec = importlib.util.spec_from_file_location("tf1_table", path)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_the_page_is_what_the_code_says(table):
    written = (ROOT / "docs/reference/tf1.md").read_text(encoding="utf-8")
    assert table.page() == written, "run: python tools/tf1_table.py"


@pytest.mark.parametrize(
    ("path", "how"),
    [
        ("nn.conv2d", "operation, our layers'"),
        ("reduce_mean", "operation, Keras's"),
        ("contrib.slim.conv2d", "layer"),
        ("nn.rnn_cell.LSTMCell", "class"),
        ("variable_scope", "function"),
        ("float32", "value"),
    ],
)
def test_how_a_symbol_is_done(table, path, how):
    table.namespace()
    assert table.how(table.SYMBOLS[path]) == how


def test_a_difference_is_told_by_a_docstring_or_by_that_of_the_file(table):
    table.namespace()

    def differs(path):
        return table.differs(table.SYMBOLS[path])

    assert differs("svd") == "Vectors may have the other sign, which is free."
    assert differs("random_uniform") == differs("random_normal") != ""
    assert differs("truncated_normal_initializer").startswith("A seed gives other")
    assert differs("reduce_mean") == differs("float32") == ""


def test_names_that_are_not_there_are_listed(table):
    table.namespace()
    missing = table.absent()
    assert "FIFOQueue" in missing[""] or "FIFOQueue" in table.SYMBOLS
    assert not any(
        f"{parent}.{name}".lstrip(".") in table.SYMBOLS
        for parent, names in missing.items()
        for name in names
    )
