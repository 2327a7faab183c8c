"""What the checker of the recorded cases notices: everything."""

import functools

import numpy as np
import pytest
from tests.layers.parity.agreement import (
    Array,
    Between,
    Like,
    Near,
    OneOf,
    differences,
    not_compared,
)
from tests.layers.parity.built import Built, inputs_of
from tests.layers.parity.description import (
    described,
    described_error,
    described_initializer,
)
from tests.layers.parity.initial_values import DRAWS, of_draws
from tests.layers.parity.mutations import mutations
from tests.layers.parity.program import CASES, load

from argscope import ArgScopeError

# Together they have every field and every kind of value that occurs in a record.
ONE_OF_EACH = [
    "batch_norm_bad_data_format",
    "batch_norm_zero_debias_inplace",
    "bucketize",
    "conv2d_collections",
    "conv2d_float64",
    "dense_to_sparse",
    "dropout_noise_shape_stats",
    "fully_connected_bn",
    "gdn_default_values",
    "init_variance_default_512x256",
    "legacy_twice",
    "loss_softmax_ce",
    "names_conv1d2d3d_share_default",
]

# Fields that are recorded and not compared.
EXCEPTIONS = {"output_op", "collections.*.*.op", "message"}


@functools.cache
def ours_and_recorded(name):
    """Return our record of a case and the original's: result and arrays in one."""
    record = load(name)
    arrays = {}
    if record.case.get("kind") == "init":
        result = described_initializer(record.case)
    elif "raises" in record.case:
        with pytest.raises(ArgScopeError) as caught:
            Built(record.case, inputs_of(record.case))
        result = described_error(caught.value)
    else:
        result, arrays = described(record)
    return result | {"arrays": arrays}, record.result | {"arrays": record.arrays}


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_everything_that_is_recorded_is_compared(name):
    ours, recorded = ours_and_recorded(name)
    assert differences(ours, recorded) == []
    free = list(not_compared(ours))
    for place, what, wrong in mutations(recorded):
        unseen = any(place[: len(each)] == each for each in free)
        assert (differences(ours, wrong) == []) == unseen, (place, what)


def test_what_is_not_compared_is_known():
    found = {
        field_of(place)
        for name in ONE_OF_EACH
        for place in not_compared(ours_and_recorded(name)[0])
    }
    assert found == EXCEPTIONS


def test_one_of_each_has_every_field_that_is_recorded():
    def fields(names):
        found = set()
        for name in names:
            record = load(name)
            for place, what, _ in mutations(record.result):
                found.add((field_of(place), what))
            found |= {
                (key.partition("/")[0], a.dtype) for key, a in record.arrays.items()
            }
        return found

    everything = [path.stem for path in CASES.glob("*.json")]
    assert fields(everything) - fields(ONE_OF_EACH) == set()


def field_of(place):
    """Return a place without the names that only some cases have."""
    first, *rest = place
    if first in {"collections", "output_static_shape", "output_stats", "output_op"}:
        rest = ["*", *rest[1:]] if rest else rest
    return ".".join("*" if isinstance(each, int) else each for each in (first, *rest))


@pytest.mark.parametrize("kind", ["out/", "grad/", "grad_input/", "after_update/", "after_update2/"])  # fmt: skip
def test_a_slightly_wrong_number_is_noticed(kind):
    ours, recorded = ours_and_recorded("fully_connected_bn")
    key = next(key for key in recorded["arrays"] if key.startswith(kind))
    wrong = recorded["arrays"][key].copy()
    wrong.flat[0] += 1e-4 * np.abs(wrong).max()
    [line] = differences(ours["arrays"], {**recorded["arrays"], key: wrong})
    assert line.startswith(f"record.{key}: here array(")


def test_a_slightly_wrong_loss_is_noticed():
    ours, recorded = ours_and_recorded("loss_softmax_ce")
    [loss] = recorded["losses"]
    wrong = [loss | {"value": loss["value"] * 1.0001}]
    [line] = differences(ours["losses"], wrong, "losses")
    assert line.startswith("losses[0].value: here Near(")


@pytest.mark.parametrize("size", [27, 1000])
@pytest.mark.parametrize("draw", ["uniform", "standard_normal"])
def test_a_draw_of_another_mean_or_deviation_is_noticed(size, draw):
    draws = getattr(np.random.default_rng(0), draw)(size=(DRAWS + 1, size))
    ours, other = of_draws(draws[1:]), statistics(draws[0])
    assert differences(ours, other) == []
    for wrong in (
        {"std": 1.5 * ours["std"].value},
        {"std": ours["std"].value / 2},
        {"mean": ours["mean"].value + ours["std"].value},
        {"min": other["min"] - 4 * ours["std"].value},
        {"max": other["max"] + 4 * ours["std"].value},
    ):
        assert len(differences(ours, other | wrong)) == 1, wrong


def statistics(values):
    return {key: float(getattr(values, key)()) for key in ("min", "max", "mean", "std")}


@pytest.mark.parametrize(
    ("ours", "agrees", "differs"),
    [
        (Near(1.0, 0.1), 1.05, 1.2),
        (Near(1.0, 0.1), 1.05, float("nan")),
        (Near(1.0, 0.1), 1, True),
        (Near(1.0, 0.1), 1.0, "1.0"),
        (Between(0.0, 1.0), 1.0, 1.1),
        (Like("a[0-9]"), "a1", "a12"),
        (OneOf(("a", "b")), "b", "c"),
        (1, 1, True),
        (1, 1, 1.0),
        ([1, 2], [1, 2], [1, 2, 2]),
        ([1, 2], [1, 2], [1, 3]),
        ({"a": 1}, {"a": 1}, {"a": 1, "b": 2}),
        (Array(np.ones(2), 1e-3), np.full(2, 1.0005), np.full(2, 1.005)),
        (Array(np.ones(2), 1e-3), np.ones(2), np.ones(2, "float32")),
        (Array(np.ones(2), 1e-3), np.ones(2), np.ones((1, 2))),
        (Array(np.ones(2, "int32"), 0.0), np.ones(2, "int64"), np.ones(2)),
    ],
)
def test_parts_agree_as_they_say(ours, agrees, differs):
    assert differences(ours, agrees) == []
    assert len(differences(ours, differs)) == 1


def test_differences_say_where():
    ours = {"a": [{"b": 1}], "only": 2}
    assert differences(ours, {"a": [{"b": 3}], "more": 2}) == [
        "record: only here: 'only'",
        "record.a[0].b: here 1, recorded 3",
        "record: only recorded: 'more'",
    ]
