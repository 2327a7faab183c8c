"""Which process of several this is."""

from dataclasses import replace

import pytest

import argscope
from argscope._distribution.processes import (
    Processes,
    beside_torchrun,
    first_node,
    from_environment,
    given,
)

TORCHRUN = {
    "RANK": "5",
    "WORLD_SIZE": "8",
    "LOCAL_RANK": "1",
    "MASTER_ADDR": "10.0.0.1",
    "MASTER_PORT": "29500",
}
SLURM = {
    "SLURM_PROCID": "2",
    "SLURM_NTASKS": "4",
    "SLURM_LOCALID": "0",
    "SLURM_STEP_NODELIST": "gpu[03-04,7]",
    "SLURM_JOB_ID": "4099",
}


def test_a_process_on_its_own_is_the_first_of_one():
    alone = from_environment({})
    assert alone == Processes(1, 0)
    assert alone.is_first
    assert not alone.are_several


def test_torchrun_tells_it():
    assert from_environment(TORCHRUN) == Processes(
        8, 5, "10.0.0.1:29500", 1, by_torchrun=True
    )


def test_slurm_tells_it_and_the_port_follows_from_the_job():
    assert from_environment(SLURM) == Processes(4, 2, "gpu03:65532", 0)


@pytest.mark.parametrize("missing", ["RANK", "WORLD_SIZE", "MASTER_ADDR"])
def test_half_of_what_torchrun_tells_is_nothing(missing):
    environment = {name: v for name, v in TORCHRUN.items() if name != missing}
    assert from_environment(environment) == Processes()


@pytest.mark.parametrize(
    ("nodes", "first"),
    [
        ("a3,b4", "a3"),
        ("n[1-2]", "n1"),
        ("gpu[007-012,20],login1", "gpu007"),
        ("rack[1-2]node[3-4]", "rack1node3"),
        ("one", "one"),
    ],
)
def test_the_first_host_of_a_list_of_slurm(nodes, first):
    assert first_node(nodes) == first


def test_what_is_given_goes_before_nothing():
    assert given(None, None, None) is None
    assert given("host:1234", 2, 1) == Processes(2, 1, "host:1234")
    assert given("[::1]:1234", 1, 0) == Processes(1, 0, "[::1]:1234")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("host:1", None, 1),
            "processes missing beside coordinator='host:1', process=1: several "
            "processes need to know where they meet (coordinator, HOST:PORT), how many "
            "they are (processes), and each which one it is (process, counted from 0).",
        ),
        (
            ("host", 2, 0),
            "coordinator must be HOST:PORT, such as 10.0.0.1:29500, got 'host'.",
        ),
        (("host:1", 2, 2), "There is no process 2 of 2: they are counted from 0."),
        (("host:1", 0, 0), "There is no process 0 of 0: they are counted from 0."),
    ],
)
def test_what_makes_no_sense_is_told(arguments, told):
    with pytest.raises(argscope.DistributionError) as refused:
        given(*arguments)
    assert str(refused.value) == told


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"RANK": "x"}, "RANK must be a number, got 'x'."),
        ({"RANK": "8"}, "There is no process 8 of 8: they are counted from 0."),
    ],
)
def test_an_environment_that_makes_no_sense_is_told(changed, told):
    with pytest.raises(argscope.DistributionError) as refused:
        from_environment(TORCHRUN | changed)
    assert str(refused.value) == told


@pytest.mark.parametrize(("listens", "port"), [("True", 1235), ("False", 1234)])
def test_where_torchrun_listens_other_backends_take_the_next_port(listens, port):
    environment = {"TORCHELASTIC_USE_AGENT_STORE": listens}
    told = Processes(2, 1, "host:1234", by_torchrun=True)
    found = beside_torchrun(told, environment)
    assert found == replace(told, coordinator=f"host:{port}")


def test_what_torchrun_says_elsewhere_is_nothing_to_other_processes():
    told = Processes(2, 1, "host:1234")
    assert beside_torchrun(told, {"TORCHELASTIC_USE_AGENT_STORE": "True"}) == told
