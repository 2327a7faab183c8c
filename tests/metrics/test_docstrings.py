"""Every public name is explained: what it takes, what its value is, an example."""

import inspect
import re

import pytest

from argscope import metrics

PUBLIC = {name: getattr(metrics, name) for name in metrics.__all__}
FUNCTIONS = {k: v for k, v in PUBLIC.items() if inspect.isfunction(v)}


def sections(text):
    """Return the parts of a docstring that have a title, and the text of each."""
    parts = re.split(
        r"^(Args|Returns|Raises|Example|Source):$", text, flags=re.MULTILINE
    )
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def sibling(text):
    """Return the function whose docstring tells the rest, or None."""
    named = re.search(r"\bAs `(\w+)`", text)
    return named and named[1]


def explained(text):
    """Return the arguments that a docstring has a line for."""
    lines = sections(text).get("Args", "")
    return set(re.findall(r"^    \*{0,2}(\w+):", lines, flags=re.MULTILINE))


def missing(name, functions):
    """Return what neither the docstring of a function says nor that of its sibling."""
    text = inspect.getdoc(functions[name])
    other = inspect.getdoc(functions[sibling(text)]) if sibling(text) else ""
    said = sections(text).keys() | (sections(other).keys() - {"Example"})
    absent = [title for title in ("Args", "Returns", "Example") if title not in said]
    arguments = set(inspect.signature(functions[name]).parameters)
    return absent, sorted(arguments - explained(text) - explained(other))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_function_says_what_it_takes_and_returns_and_has_an_example(name):
    assert missing(name, FUNCTIONS) == ([], [])


@pytest.mark.parametrize("name", [n for n in PUBLIC if n not in FUNCTIONS])
def test_class_has_an_example(name):
    assert "Example" in sections(inspect.getdoc(PUBLIC[name]))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_function_that_says_it_all_names_its_source_and_its_errors(name):
    text = inspect.getdoc(FUNCTIONS[name])
    assert sibling(text) or {"Raises", "Source"} <= sections(text).keys()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_first_line_fits_into_a_table(name):
    assert len(inspect.getdoc(FUNCTIONS[name]).partition("\n")[0]) <= 72


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_is_returned_does_not_begin_like_a_type(name):
    # The docs show what stands before a colon in the first line as a type.
    returns = sections(inspect.getdoc(FUNCTIONS[name])).get("Returns", "")
    assert ":" not in returns.strip().partition("\n")[0]


def whole(a, b):
    """Say it all.

    Args:
        a: One.
        b: Another.

    Returns:
        Both.

    Example:
        None.
    """


def lacking(a, c):
    """Say less. As `whole`."""


def silent(a):
    """Say nothing."""


def test_what_is_missing_is_found():
    functions = {"whole": whole, "lacking": lacking, "silent": silent}
    assert missing("whole", functions) == ([], [])
    assert missing("lacking", functions) == (["Example"], ["c"])
    assert missing("silent", functions) == (["Args", "Returns", "Example"], ["a"])
