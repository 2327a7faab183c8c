"""Which process of several this is: given, or read from what started it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, final

from argscope._distribution.errors import DistributionError

_TORCHRUN: Final = ("RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT")
_SLURM: Final = ("SLURM_PROCID", "SLURM_NTASKS", "SLURM_STEP_NODELIST", "SLURM_JOB_ID")

# The same for all processes of a job, and most likely another one for each job.
_PORTS_OF_JOBS: Final = 1 << 12
_HIGHEST_PORT: Final = 65535

AGENT_LISTENS: Final = "TORCHELASTIC_USE_AGENT_STORE"
"""A variable that is "True" if torchrun itself listens at the place."""

JOIN_WITHIN: Final = 120.0
SILENCE: Final = 30.0


@final
@dataclass(frozen=True)
class Processes:
    """The processes of a run, as one of them sees them.

    Attributes:
        count: How many there are.
        index: Which of them this is, in [0, `count`).
        coordinator: `HOST:PORT` where they meet; process 0 listens there.
        local_index: Which one it is of those on its machine.
        by_torchrun: Whether torchrun started them: it has a meeting place of its own.
        join_within: Seconds in which all of them have to come.
        silence: Seconds without a sign of life after which one of them counts as dead.
    """

    count: int = 1
    index: int = 0
    coordinator: str | None = None
    local_index: int = 0
    by_torchrun: bool = False
    join_within: float = JOIN_WITHIN
    silence: float = SILENCE

    @property
    def are_several(self) -> bool:
        """Whether there are others."""
        return self.count > 1

    @property
    def indices(self) -> range:
        """All of them."""
        return range(self.count)

    @property
    def is_first(self) -> bool:
        """Whether this is the one that writes files and talks to people."""
        return self.index == 0


def given(
    coordinator: str | None, processes: int | None, process: int | None
) -> Processes | None:
    """Return what the three arguments say; None if none of them is there.

    Raises:
        DistributionError: One of them is missing, or makes no sense.
    """
    facts = {"coordinator": coordinator, "processes": processes, "process": process}
    if all(value is None for value in facts.values()):
        return None
    if coordinator is None or processes is None or process is None:
        raise DistributionError.incomplete(facts)
    if not re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[^:\s]+):\d+", coordinator):
        raise DistributionError.coordinator(coordinator)
    if processes < 1 or not 0 <= process < processes:
        raise DistributionError.process(process, processes)
    return Processes(processes, process, coordinator)


def from_environment(environment: Mapping[str, str]) -> Processes:
    """Return what torchrun or SLURM have told a process; one process if nothing has.

    Raises:
        DistributionError: What they told makes no sense.
    """
    if all(name in environment for name in _TORCHRUN):
        found = _by_torchrun(environment)
    elif all(name in environment for name in _SLURM):
        found = _by_slurm(environment)
    else:
        return Processes()
    if not 0 <= found.index < found.count:
        raise DistributionError.process(found.index, found.count)
    return found


def _by_torchrun(environment: Mapping[str, str]) -> Processes:
    return Processes(
        _number(environment, "WORLD_SIZE"),
        _number(environment, "RANK"),
        f"{environment['MASTER_ADDR']}:{environment['MASTER_PORT']}",
        _number(environment, "LOCAL_RANK"),
        by_torchrun=True,
    )


def _by_slurm(environment: Mapping[str, str]) -> Processes:
    port = _HIGHEST_PORT - _number(environment, "SLURM_JOB_ID") % _PORTS_OF_JOBS
    return Processes(
        _number(environment, "SLURM_NTASKS"),
        _number(environment, "SLURM_PROCID"),
        f"{first_node(environment['SLURM_STEP_NODELIST'])}:{port}",
        _number(environment, "SLURM_LOCALID"),
    )


def first_node(nodes: str) -> str:
    """Return the first host of one of SLURM's lists.

    Example:
        >>> first_node("gpu[007-012,20],login1"), first_node("a3,b4")
        ('gpu007', 'a3')

    Source:
        SLURM's manual, `scontrol show hostnames`: names with ranges in brackets.
    """
    # Of `rack[1-2]node[3-4]` the first one is `rack1node3`.
    inside = re.split(r",(?![^\[]*\])", nodes)[0]
    return re.sub(r"\[(\w+)[^\]]*\]", r"\1", inside)


def _number(environment: Mapping[str, str], name: str) -> int:
    text = environment.get(name, "0")
    if not text.isdecimal():
        raise DistributionError.environment(name, text)
    return int(text)
