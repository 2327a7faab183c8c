"""The benchmark's networks are the same network in each way; its tables say what is."""

import keras
import numpy as np
import pytest
from benchmarks.networks import agreement, keras_layers, ours, published, report, ways
from benchmarks.networks.bars import Ratio, of_build
from benchmarks.networks.steps import TRAIN, Times
from benchmarks.networks.subjects import Network

# One unit in each block, few channels: everything that occurs, and quick to compile.
SMALL = {
    "vgg": Network("vgg", 32, 1 / 32, depth=1),
    "resnet": Network("resnet", 32, 1 / 32, depth=1),
}

pytestmark = pytest.mark.slow  # compiles every way of every network


@pytest.mark.parametrize("name", SMALL)
def test_all_ways_compute_the_same_function(name):
    network = SMALL[name]
    agreement.check(network, ways.all_ways(network, keras.backend.backend()))


@pytest.mark.parametrize("name", SMALL)
def test_keras_twin_has_the_same_variables(name):
    model, twin = ours.build(SMALL[name]), keras_layers.build(SMALL[name])
    shapes = {path: tuple(v.shape) for path, v in ours.variables(model).items()}
    twins = {path: tuple(v.shape) for path, v in keras_layers.variables(twin).items()}
    assert shapes == twins


class FakeWay:
    """Logits, loss and step are what it is told."""

    elapsed = None

    def __init__(self, logits, loss, step):
        self.logits, self.loss, self.step = logits, loss, step

    def load(self, weights):
        self.value = weights["fc/weights"]

    def weights(self):
        return {"fc/weights": getattr(self, "value", np.ones(1))}

    def train(self, _pixels, _labels):
        self.value = self.value + self.step
        return self.loss

    def infer(self, pixels):
        return np.full(len(pixels), self.logits)


@pytest.mark.parametrize(
    ("part", "other"),
    [
        ("logits", FakeWay(2.1, 3.0, 0.1)),
        ("loss", FakeWay(2.0, 3.1, 0.1)),
        ("step", FakeWay(2.0, 3.0, 0.2)),
    ],
)
def test_way_that_computes_something_else_is_refused(part, other):
    found = {ways.OURS: FakeWay(2.0, 3.0, 0.1), "other": other}
    with pytest.raises(ValueError, match=f"the {part} of other is .* away from ours"):
        agreement.check(SMALL["vgg"], found)


def test_rounds_go_on_while_minima_and_medians_disagree():
    times = Times(SMALL["vgg"], TRAIN, {ways.OURS: [1.0, 1.0, 9.0]})
    times.rounds["other"] = [2.0, 2.0, 2.0]
    assert times.settled()
    times.rounds["other"] = [1.0, 2.0, 2.0]
    assert not times.settled()


def test_table_says_which_bars_are_not_met():
    results = report.Results(bars=[Ratio("a / b", 1.2, 1.1, median=1.3)])
    assert report.bars_as_text(results).splitlines()[-1].split() == [
        *("a", "/", "b", "1.20", "x", "1.30", "x", "<=", "1.1", "x", "NO")
    ]


def test_peer_that_is_not_installed_meets_and_misses_no_bar():
    [_, original] = of_build({"ours": [{"build": 1.0}], "keras": [{"build": 2.0}]})
    assert (original.measured, original.met) == (None, None)


@pytest.mark.slow
@pytest.mark.parametrize("name", published.NAMES)
def test_nearest_network_of_keras_is_as_large(name):
    network = published.Published(name)
    ours, theirs = published.ours(network), published.theirs(network)
    assert ours.count_params() == pytest.approx(theirs.count_params(), rel=0.01)
