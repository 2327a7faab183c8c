"""What is chosen about devices and processes is checked before anything is computed."""

from pathlib import Path

import pytest

from argscope import DistributionError
from argscope._distribution.mesh import Mesh
from argscope._distribution.processes import Processes
from argscope._runs.errors import ConfigError
from argscope.finetune import FineTuneConfig
from argscope.finetune._processes import processes_of, processes_to_start
from argscope.finetune.errors import FineTuneError

TORCHRUN = {
    "RANK": "1",
    "WORLD_SIZE": "2",
    "MASTER_ADDR": "10.0.0.1",
    "MASTER_PORT": "29500",
}
SLURM = {
    "SLURM_PROCID": "1",
    "SLURM_NTASKS": "2",
    "SLURM_STEP_NODELIST": "gpu[007-008]",
    "SLURM_JOB_ID": "5",
}


def config(**changes):
    return FineTuneConfig(**{"net": "lenet", "data": Path("images"), **changes})


@pytest.fixture
def environment(monkeypatch):
    """Return a function that sets variables, of which there are none."""
    for name in (*TORCHRUN, *SLURM):
        monkeypatch.delenv(name, raising=False)

    def put(variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return put


@pytest.mark.parametrize(
    ("kind", "changes", "message"),
    [
        (
            DistributionError,
            {"distribute": "dta"},
            "--distribute dta: expected data, data=N, model=N or data=N,model=M: parts "
            "that a batch is cut into, and devices that share the variables.",
        ),
        (
            DistributionError,
            {"distribute": "data=3,model=2", "devices": 4},
            "--distribute data=3,model=2: 4 devices cannot be shared out evenly. Give "
            "every axis a size: data=N,model=M with N x M devices.",
        ),
        (
            DistributionError,
            {"devices": 3, "batch_size": 8},
            "A batch of 8 does not divide into 3 parts. Use a batch size of 6 or 9.",
        ),
        (
            DistributionError,
            {"processes": 2},
            "coordinator, process missing beside processes=2: several processes need to "
            "know where they meet (coordinator, HOST:PORT), how many they are "
            "(processes), and each which one it is (process, counted from 0).",
        ),
        (ConfigError, {"devices": 0}, "devices must be >= 1, got 0."),
        (
            FineTuneError,
            {"per_device_batch_norm": True},
            "per_device_batch_norm is about several devices, and one was asked for. Say "
            "how they are used, with distribute, such as data or data=2,model=2; or leave "
            "it out.",
        ),
    ],
)
def test_choice_that_makes_no_sense_is_refused(kind, changes, message):
    with pytest.raises(kind) as refused:
        config(**changes)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("chosen", "there", "mesh"),
    [
        ({"distribute": "data"}, 4, Mesh(4)),
        ({"devices": 2}, 4, Mesh(2)),
        ({"distribute": "model"}, 2, Mesh(model=2)),
        ({"distribute": "data,model=2"}, 8, Mesh(4, 2)),
        ({"distribute": "data=2,model=2"}, 1, Mesh(2, 2)),
        ({"distribute": "data", "devices": 2}, 4, Mesh(2)),
    ],
)
def test_mesh_is_what_was_asked_for_or_all_that_there_is(chosen, there, mesh):
    assert config(**chosen).mesh(there) == mesh


def test_nothing_chosen_is_one_process_whatever_slurm_says(environment):
    environment(SLURM)
    assert processes_of(config()) == Processes()


def test_processes_of_slurm_are_those_of_a_run_that_asks_for_devices(environment):
    environment(SLURM)
    found = processes_of(config(distribute="data"))
    assert (found.count, found.index) == (2, 1)
    assert found.coordinator.startswith("gpu007:")


def test_processes_of_torchrun_need_no_option(environment):
    environment(TORCHRUN)
    found = processes_of(config())
    assert (found.count, found.index, found.coordinator) == (2, 1, "10.0.0.1:29500")


def test_what_is_given_wins_over_the_environment(environment):
    environment(TORCHRUN)
    chosen = config(coordinator="here:1", processes=4, process=3)
    assert processes_of(chosen) == Processes(4, 3, "here:1")


@pytest.mark.parametrize(("backend", "count"), [("torch", 4), ("jax", 1)])
def test_only_torch_has_a_process_for_each_device(
    backend, count, environment, monkeypatch
):
    environment({})
    monkeypatch.setattr(
        "argscope.finetune._processes.backend_of_keras",
        lambda: type("Choice", (), {"backend": backend}),
    )
    monkeypatch.setattr("argscope.finetune._processes._gpus_of_torch", lambda: 4)
    assert processes_to_start(config(devices=4)) == count
    assert processes_to_start(config(distribute="data")) == count
    assert processes_to_start(config(distribute="data=2,model=2")) == count
    assert processes_to_start(config()) == 1
    given = config(devices=4, coordinator="here:1", processes=4, process=0)
    assert processes_to_start(given) == 1
