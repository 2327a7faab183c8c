"""Values in one short line: what is shown of them, and what never is."""

import pytest

from argscope._base.describe import describe, describe_error, shortened, visible


class Array:
    def __init__(self, shape, dtype):
        self.shape, self.dtype = shape, dtype


class Dtype:
    """As torch's: no `name`, and a text that starts with the library's."""

    def __str__(self):
        return "torch.float32"


class UnknownRank:
    """As TensorFlow's shape of a tensor whose rank nobody knows."""

    def __iter__(self):
        raise ValueError("unknown rank")


class Initializer:
    def __init__(self, config):
        self.config = config

    def get_config(self):
        if self.config is None:
            raise TypeError("not configured")
        return self.config


class Lazy:
    @property
    def shape(self):
        raise RuntimeError("not built yet")

    def __repr__(self):
        return "Lazy()"


class MuteError(Exception):
    def __str__(self):
        raise ZeroDivisionError


class Local:
    def __repr__(self):
        return f"a {object.__repr__(self)}"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Array((2, None), "float32"), "float32[2,None]"),
        (Array((2, 3), Dtype()), "float32[2,3]"),
        (Array((), None), "Array[]"),
        (Array(UnknownRank(), "int8"), "int8[?]"),
        (Array("round", "int8"), "<Array object>"),
        (Initializer({"scale": 2.0, "mode": "fan_in"}),
         "Initializer(scale=2.0, mode='fan_in')"),
        (Initializer(None), "<Initializer object>"),
        (Lazy(), "Lazy()"),
        (Local(), "a <Local object>"),
        (Array, "Array"),
        (describe, "describe()"),
        ([], "[]"),
        ((1,), "(1,)"),
        ([[[[1]]]], "[[[[...]]]]"),
        (list(range(9)), "[0, 1, 2, 3, 4, 5, 6, 7, ...]"),
        ({"size": {3}}, "{'size': {3}}"),
        ("a\u202eb", r"'a\u202eb'"),
    ],
)  # fmt: skip
def test_a_value_is_described_as(value, text):
    assert describe(value) == text


def test_a_value_whose_attributes_cannot_be_read_is_described_by_its_type():
    class Closed:
        def __getattr__(self, name):
            raise RuntimeError(name)

        def __call__(self):
            pass

    assert describe(Closed()) == "<Closed object that cannot be described>"


def test_a_long_text_is_cut_in_the_middle_without_reading_all_of_it():
    text = describe("a" * 10_000_000 + "z")
    assert (len(text), text[:3], text[-3:]) == (60, "'aa", "az'")


def test_what_is_cut_and_what_stays_is_on_one_line():
    assert shortened("a\n  b") == "a b"
    assert shortened("0123456789", 8) == "012...89"
    assert shortened("ab" * 1_000, 9) == "aba...bab"


def test_a_character_that_does_not_show_is_escaped():
    assert visible("a\ud800\tb") == r"a\ud800\tb"


def test_an_error_whose_text_fails_is_described_all_the_same():
    assert describe_error(MuteError()) == "MuteError: <an error whose text fails>"
