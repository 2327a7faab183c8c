"""What the folder of a run says of it. Without Keras: commands look there first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from argscope._runs.file_names import CONFIG, RESULT, WEIGHTS
from argscope.finetune.errors import RunFolderError


def finished_facts(path: Path) -> dict[str, Any]:
    """Return the configuration and classes of the finished run in a folder.

    Raises:
        RunFolderError: The folder is not that of a run, or the run is not finished, or
            the file with its network is gone.
    """
    facts = run_facts(path)
    # The result is written last, so where it is there are all the weights.
    for name in (RESULT, WEIGHTS):
        if not (path / name).exists():
            raise RunFolderError.unfinished(path, name)
    if facts.get("root") is not None:
        file = file_of(facts)
        if not file.is_file():
            raise RunFolderError.no_program(path, facts["net"], file, CONFIG)
    return facts


def file_of(facts: dict[str, Any]) -> Path:
    """Return the file with the network of a run, which counts from its `root`."""
    return Path(facts["root"], facts["net"].rpartition(":")[0])


def run_facts(path: Path) -> dict[str, Any]:
    """Return the configuration and classes of the run in a folder.

    Raises:
        RunFolderError: The folder is not that of a run.
    """
    if not (path / CONFIG).exists():
        raise RunFolderError.not_a_run(path, CONFIG)
    try:
        facts = dict(json.loads((path / CONFIG).read_text(encoding="utf-8")))
    except (TypeError, ValueError) as error:
        raise RunFolderError.bad_config(path / CONFIG, str(error)) from None
    if "net" not in facts:  # the digits' folder, for example
        raise RunFolderError.not_a_run(path, f"network in its {CONFIG}")
    for name in ("data", "classes"):
        if name not in facts:
            raise RunFolderError.bad_config(path / CONFIG, f"it has no {name}")
    return facts
