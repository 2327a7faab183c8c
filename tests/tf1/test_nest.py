"""`tf.nest`, which is also `tf.contrib.framework.nest`."""

from collections import OrderedDict
from typing import Any, NamedTuple

import pytest

from argscope import tf1

nest = tf1.namespace().contrib.framework.nest


class State(NamedTuple):
    c: Any
    h: Any


@pytest.mark.parametrize(
    ("structure", "leaves"),
    [
        (1, [1]),
        ("text", ["text"]),
        ([1, (2, [3])], [1, 2, 3]),
        (State(1, (2, 3)), [1, 2, 3]),
        ({"b": 1, "a": [2, 3]}, [2, 3, 1]),
        (OrderedDict([("b", 1), ("a", 2)]), [2, 1]),
        ((), []),
    ],
)
def test_a_structure_is_taken_apart_and_put_together(structure, leaves):
    assert nest.flatten(structure) == leaves
    packed = nest.pack_sequence_as(structure, leaves)
    assert packed == structure
    assert type(packed) is type(structure)
    if isinstance(structure, dict):
        assert list(packed) == list(structure)


def test_a_function_is_applied_to_leaves_of_several_structures():
    made = nest.map_structure(lambda a, b: a + b, State(1, [2]), State(10, [20]))
    assert made == State(11, [22])


def test_other_numbers_of_leaves_are_refused():
    with pytest.raises(ValueError, match="has 2 leaves, but 1 were given"):
        nest.pack_sequence_as([1, 2], [1])


@pytest.mark.parametrize(
    ("one", "two", "error"),
    [
        ([1], 1, ValueError),
        ([1], [1, 2], ValueError),
        ({"a": 1}, {"b": 1}, ValueError),
        ([1], (1,), TypeError),
    ],
)
def test_other_structures_are_refused(one, two, error):
    with pytest.raises(error, match="not the same"):
        nest.assert_same_structure(one, two)


def test_types_of_sequences_may_differ_where_that_is_said():
    nest.assert_same_structure([1], (1,), check_types=False)


def test_what_is_a_sequence():
    assert [nest.is_sequence(x) for x in ([], (), {}, "a", 1)] == [1, 1, 1, 0, 0]
