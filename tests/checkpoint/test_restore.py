"""A model gets what fits it, and the report tells the rest."""

import numpy as np
import pytest
from tests.checkpoint.files import FILES, expected, path_of

from argscope import layers
from argscope.checkpoint import DamagedCheckpointError, Restored, ShapeMismatch, restore


class Variable:
    def __init__(self, path, shape):
        self.path, self.shape, self.value = path, shape, None

    def assign(self, value):
        self.value = value


class Model:
    def __init__(self, **shapes):
        self.variables_in_order = [
            Variable(path, shape) for path, shape in shapes.items()
        ]

    def values(self):
        return {v.path: v.value for v in self.variables_in_order if v.value is not None}


FC = {
    f"fc{i}/{n}": s
    for i in (1, 2, 3)
    for n, s in [("weights", (4, 6)), ("biases", (6,))]
}


def test_all_variables_get_the_values_of_their_paths():
    model, values = Model(**FC), expected("sharded")
    report = restore(model, path_of("sharded"))
    assert report.complete
    assert [one.path for one in report.restored] == list(FC)
    assert all(np.array_equal(v, values[path]) for path, v in model.values().items())
    assert model.values().keys() == values.keys()


def test_a_report_tells_missing_mismatched_skipped_and_left_over():
    model = Model(
        **{
            "fc1/weights": (4, 6),
            "fc2/weights": (4, 7),
            "fc9/w": (1,),
            "fc3/biases": (6,),
        }
    )
    report = restore(model, path_of("sharded"), exclude="fc3")
    assert report.restored == (Restored("fc1/weights", "fc1/weights"),)
    assert report.missing == ("fc9/w",)
    assert report.mismatched == (
        ShapeMismatch("fc2/weights", "fc2/weights", (4, 7), (4, 6)),
    )
    assert report.skipped == ("fc3/biases",)
    assert report.left_over == ("fc1/biases", "fc2/biases", "fc3/biases", "fc3/weights")
    assert not report.complete
    assert list(model.values()) == ["fc1/weights"]


def test_a_report_prints_what_happened():
    model = Model(**{"net/fc1/weights": (4, 6), "net/fc2/weights": (4, 7), "new": (1,)})
    report = restore(model, path_of("sharded"), rename={"": "net"})
    assert str(report) == (
        f"{path_of('sharded')}: restored 1 of 3 variables\n"
        "  under another name: 1\n"
        "    net/fc1/weights from fc1/weights\n"
        "  not in the checkpoint: 1\n"
        "    new\n"
        "  of another shape: 1\n"
        "    net/fc2/weights is [4, 7], fc2/weights is [4, 6]\n"
        "  left over in the checkpoint: 4\n"
        "    fc1/biases\n"
        "    fc2/biases\n"
        "    fc3/biases\n"
        "    fc3/weights"
    )


def test_a_long_report_is_cut():
    lines = str(restore(Model(grid=(4, 6)), path_of("v1"))).splitlines()
    assert lines[-1] == "    and 12 more"


@pytest.mark.parametrize(
    ("arguments", "restored"),
    [
        ({"include": "fc1"}, ["fc1/weights", "fc1/biases"]),
        (
            {"include": ["fc1/weights", "fc2/"]},
            ["fc1/weights", "fc2/weights", "fc2/biases"],
        ),
        ({"include": ["fc1"], "exclude": ["fc1/biases"]}, ["fc1/weights"]),
        ({"exclude": ["fc1", "fc2"]}, ["fc3/weights", "fc3/biases"]),
    ],
)
def test_scopes_choose_what_is_restored(arguments, restored):
    report = restore(Model(**FC), path_of("sharded"), **arguments)
    assert [one.path for one in report.restored] == restored


def test_scopes_end_where_a_component_ends():
    model = Model(**FC, **{"fc10/weights": (4, 6)})
    report = restore(model, path_of("sharded"), exclude=["fc1"])
    assert report.skipped == ("fc1/weights", "fc1/biases")
    assert report.missing == ("fc10/weights",)


def test_the_longest_scope_of_a_rename_wins():
    model = Model(**{"a/weights": (4, 6), "b": (6,)})
    report = restore(model, path_of("sharded"), rename={"fc1": "a", "fc1/biases": "b"})
    assert report.restored == (
        Restored("a/weights", "fc1/weights"),
        Restored("b", "fc1/biases"),
    )


def test_a_function_renames_and_drops():
    model = Model(**{"FC1/WEIGHTS": (4, 6), "FC1/BIASES": (6,)})
    report = restore(
        model,
        path_of("sharded"),
        rename=lambda name: None if "biases" in name else name.upper(),
    )
    assert report.missing == ("FC1/BIASES",)
    assert report.restored == (Restored("FC1/WEIGHTS", "fc1/weights"),)


SCOPE = "net/conv1"
AVERAGE = f"{SCOPE}/weights/ExponentialMovingAverage"


@pytest.mark.parametrize(
    ("prefer_ema", "name", "left"),
    [(False, f"{SCOPE}/weights", AVERAGE), (True, AVERAGE, f"{SCOPE}/weights")],
)
def test_averages_over_training_are_taken_if_preferred(prefer_ema, name, left):
    model = Model(**{f"{SCOPE}/weights": (32, 32), f"{SCOPE}/biases": (32,)})
    report = restore(model, path_of("v1_snappy"), prefer_ema=prefer_ema)
    assert report.restored[0].name == name
    assert report.restored[1].name == f"{SCOPE}/biases"
    assert left in report.left_over
    value = model.values()[f"{SCOPE}/weights"]
    assert np.array_equal(value, expected("v1")[name])


def test_a_model_without_variables_has_nothing_to_restore():
    assert restore(Model(), path_of("sharded")).complete


def test_a_network_gets_its_weights():
    layers = pytest.importorskip("argscope.layers")
    model = layers.Model(lambda x: layers.fully_connected(x, 6, scope="fc1"))
    model.build((1, 4))
    restore(model, path_of("sharded"))
    weights = np.asarray(model.variable("fc1/weights").value)
    assert np.array_equal(weights, expected("sharded")["fc1/weights"])


def test_a_network_gets_its_weights_from_a_saved_model():
    model = layers.Model(
        lambda x: layers.fully_connected(x, 3, scope="fc", biases_initializer=None)
    )
    model.build((1, 2))
    assert restore(model, FILES / "saved_model").complete
    assert np.all(model.variable("fc/weights").numpy() == 0.25)


def test_damaged_checkpoint_leaves_the_model_as_it_was():
    model = Model(**FC)
    with pytest.raises(DamagedCheckpointError):
        restore(model, path_of("flipped_bit"))
    assert model.values() == {}


def test_method_of_a_model_does_the_same():
    model = layers.Model(lambda x: layers.fully_connected(x, 6, scope="tower"))
    model.build((None, 4))
    report = model.load_checkpoint(
        path_of("sharded"), include=["tower"], rename={"fc2": "tower"}
    )
    assert [one.name for one in report.restored] == ["fc2/weights", "fc2/biases"]
    for name, value in expected("sharded").items():
        if name.startswith("fc2/"):
            found = model.variable(name.replace("fc2", "tower"))
            np.testing.assert_array_equal(found, value)


def test_method_needs_a_built_model():
    model = layers.Model(lambda x: layers.fully_connected(x, 6), name="tower")
    with pytest.raises(layers.NotBuiltError) as refused:
        model.load_checkpoint(path_of("sharded"))
    assert str(refused.value) == str(
        layers.NotBuiltError.about("load_checkpoint", "tower")
    )
    assert "load_checkpoint" in str(refused.value)


def test_shapes_that_differ_are_explained_by_a_model_that_can():
    class Wide(Model):
        def explain_shapes(self, shapes):
            return f"these are {len(shapes)} shapes of a narrow network"

    report = restore(Wide(**{**FC, "fc2/weights": (4, 7)}), path_of("sharded"))
    assert str(report).endswith(
        "  of another shape: 1\n"
        "    fc2/weights is [4, 7], fc2/weights is [4, 6]\n"
        "    these are 6 shapes of a narrow network"
    )
    assert restore(Wide(**FC), path_of("sharded")).explanation is None
