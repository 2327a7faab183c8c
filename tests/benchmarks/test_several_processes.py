"""The benchmark of several processes: what it compares, and what its bars say."""

import numpy as np
import pytest
from benchmarks.distribution import bars, held, worker
from benchmarks.distribution.bars import Bar
from benchmarks.distribution.group import Group
from benchmarks.distribution.throughput import ONE, STRONG, WEAK, Effort, Throughput
from benchmarks.networks.steps import TRAIN, Times
from benchmarks.networks.subjects import Network

FOUND = Throughput(
    Effort(batch=8),
    {ONE: [2.0, 1.0, 4.0], WEAK: [1.0, 4.0, 2.0], STRONG: [0.8, 0.8, 0.8]},
)


def test_as_many_images_each_are_twice_as_many_in_a_step():
    assert [FOUND.images(who) for who in (ONE, WEAK, STRONG)] == [8, 16, 8]


def test_ratios_are_of_images_a_second_of_the_fastest_turns():
    assert FOUND.rate(ONE) == 8
    assert FOUND.ratio(WEAK) == 2
    assert FOUND.ratio(STRONG) == 1.25
    assert FOUND.ratio_of_medians(STRONG) == 2.5


def test_two_processes_must_be_worth_so_much_if_each_has_as_many_images():
    weak, strong = bars.of_throughput("jax", FOUND)
    assert (weak.measured, weak.required, weak.met) == (2.0, 1.7, True)
    assert (strong.measured, strong.required, strong.met) == (1.25, None, None)
    assert Bar("a / b", 1.6, 1.7, at_least=True).met is False


def test_one_device_may_not_pay():
    times = Times(Network("vgg", 32, 1.0), TRAIN, {"a": [1.05], "b": [1.0]})
    bar = bars.of_step("jax", times, "a", "b")
    assert (bar.measured, bar.met) == (1.05, False)


def test_the_processes_share_each_batch():
    whole = np.arange(12).reshape(12, 1)
    mine = [worker.own_rows(whole, 2, rows) for rows in (slice(0, 3), slice(3, 6))]
    assert [each.ravel().tolist() for each in mine] == [
        [0, 1, 2, 6, 7, 8],
        [3, 4, 5, 9, 10, 11],
    ]


def test_share_is_that_of_one_device():
    assert held.Held(here=1, whole=4).share == 0.25
    assert bars.of_share(0.56).met is False


def test_process_that_ends_is_an_error_and_no_wait():
    no_core = [10**6]  # so it ends at once
    with (
        Group("jax", Network("resnet", 32, 1 / 32), no_core) as group,
        pytest.raises(RuntimeError, match="process 0 of 1 ended"),
    ):
        group.train(8, 1)
