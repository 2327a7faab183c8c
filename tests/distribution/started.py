"""Programs in several processes: started together, and ended together."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECONDS = 240


def free_port():
    """Return a port at which nobody listens now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def environment(devices=1):
    """Return that of a process with so many devices."""
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
        "OMP_NUM_THREADS": "1",
        "JAX_NUM_CPU_DEVICES": str(devices),
    }


def run_together(program, count, *arguments, seconds=SECONDS):
    """Run a program in `count` processes; return their outputs, texts.

    Each is told where they meet, how many they are and which one it is, and then the
    arguments. An error of one is an error here, with what it printed.
    """
    meeting = f"127.0.0.1:{free_port()}"
    commands = [
        [program, meeting, str(count), str(i), *arguments] for i in range(count)
    ]
    return _outputs(commands, environment(), seconds)


def told_by(module, *arguments, processes=1, devices=1):
    """Run a program in processes; return what each one has told, read from JSON.

    It is given the coordinator, its number and the arguments.
    """
    meeting = f"127.0.0.1:{free_port()}"
    rest = [str(argument) for argument in arguments]
    commands = [["-m", module, meeting, str(i), *rest] for i in range(processes)]
    outputs = _outputs(commands, environment(devices), SECONDS)
    return [json.loads(output.splitlines()[-1]) for output in outputs]


def _outputs(commands, environment, seconds):
    processes = [
        subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for command in commands
    ]
    try:
        ends = [process.communicate(timeout=seconds) for process in processes]
    finally:
        for process in processes:
            process.kill()
    for process, (_, errors) in zip(processes, ends, strict=True):
        assert process.returncode == 0, errors
    return [output for output, _ in ends]
