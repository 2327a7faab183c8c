"""Open connections between process 0 and the others: who ends, even killed, hangs up.

Nothing is said on them after the roll call.
"""

from __future__ import annotations

import selectors
import socket
from collections.abc import Mapping

Lines = Mapping[int, socket.socket]
"""By the process at the other end."""


def hung_up(lines: Lines) -> list[int]:
    """Return the processes that have hung up so far."""
    if not lines:
        return []
    with selectors.DefaultSelector() as selector:
        for process, line in lines.items():
            selector.register(line, selectors.EVENT_READ, process)
        return [key.data for key, _ in selector.select(0)]
