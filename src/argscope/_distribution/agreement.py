"""Whether all processes of a run are about to do the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from argscope._distribution.current import current
from argscope._distribution.errors import DistributionError


def check_same(facts: Mapping[str, Any]) -> None:
    """Refuse settings that differ between processes; all of them call this in one order.

    Without it they would wait for each other forever, or compute something that belongs
    to none of them.

    Args:
        facts: Settings by name, as JSON can hold them.

    Raises:
        DistributionError: Some differ. It is raised in all processes.
    """
    distribution = current()
    if distribution is None:
        return
    found = [json.loads(text) for text in distribution.gathered(json.dumps(facts))]
    names = dict.fromkeys(name for each in found for name in each)
    by_process = {
        name: {index: each.get(name) for index, each in enumerate(found)}
        for name in names
    }
    differing = {
        name: values
        for name, values in by_process.items()
        if any(value != values[0] for value in values.values())
    }
    if differing:
        raise DistributionError.other_settings(differing)
