"""A roll call before the processes of a run meet: whether all are there, once each.

What the backends meet with ends a process by a signal, or waits forever, if one is missing
or there twice. So process 0 first listens at the place itself, and tells all of them what
is wrong; then the backend takes the place over, and the connections stay open.
"""

from __future__ import annotations

import errno
import json
import socket
import time
from contextlib import ExitStack, suppress
from typing import Any, Final

from argscope._distribution.errors import DistributionError
from argscope._distribution.lines import Lines
from argscope._distribution.processes import Processes

_GREETING: Final = "argscope roll call 1"
_HIGHEST_PORT: Final = 65535
_LONGEST: Final = 4096
_A_LINE: Final = 2.0
"""Seconds for a line of who is there: other programs may come by and say nothing."""
_PAUSE: Final = 0.2
_LONGER: Final = 5.0
"""Seconds that the others wait longer than process 0, which can tell them more."""


def roll_call(processes: Processes) -> Lines:
    """Return when all processes are there, with lines that stay open: see `Lines`.

    Raises:
        DistributionError: They are not, or two of them are one, or they were told
            different counts; another program listens at the place.
    """
    if processes.is_first:
        return _Host(processes).call()
    return {0: _answer(processes)}


class _Host:
    """Process 0, which calls the others."""

    def __init__(self, processes: Processes) -> None:
        self._processes = processes
        self._coordinator = str(processes.coordinator)
        self._until = time.monotonic() + processes.join_within
        self._there: dict[int, socket.socket] = {}
        self._callers: list[socket.socket] = []

    def call(self) -> Lines:
        with ExitStack() as callers:
            with _listen(self._coordinator) as listener:
                try:
                    self._wait(listener, callers)
                except DistributionError as error:
                    self._tell(str(error))
                    raise
            # Nobody listens any more: the backend can.
            self._tell("")
            callers.pop_all()
        for caller in self._callers:
            if caller not in self._there.values():  # it has come again
                caller.close()
        return self._there

    def _wait(self, listener: socket.socket, callers: ExitStack) -> None:
        while missing := self._missing():
            left = self._until - time.monotonic()
            if left <= 0:
                raise DistributionError.not_all_came(
                    self._processes.join_within,
                    missing,
                    self._processes.count,
                    self._coordinator,
                )
            listener.settimeout(left)
            with suppress(TimeoutError):
                other = callers.enter_context(listener.accept()[0])
                self._note(other, _line(other, _A_LINE))

    def _note(self, other: socket.socket, said: dict[str, Any] | None) -> None:
        if said is None:
            other.close()
            return
        index, count = said["process"], said["processes"]
        if index == 0:
            # It may belong to another run: this one goes on.
            _say(other, error=str(DistributionError.same_index(0, self._coordinator)))
            other.close()
            return
        self._callers.append(other)
        if count != self._processes.count:
            raise DistributionError.other_count(index, count, self._processes.count)
        if index not in self._missing():
            raise DistributionError.same_index(index, self._coordinator)
        self._there[index] = other

    def _missing(self) -> list[int]:
        """Return who is not there, or has left again."""
        return [
            i
            for i in range(1, self._processes.count)
            if i not in self._there or not _is_open(self._there[i])
        ]

    def _tell(self, error: str) -> None:
        for other in self._callers:
            _say(other, error=error)


def _listen(coordinator: str) -> socket.socket:
    port = int(coordinator.rpartition(":")[2])
    if port > _HIGHEST_PORT:
        raise DistributionError.cannot_listen(coordinator, "there is no such port")
    dual = socket.has_dualstack_ipv6()
    family = socket.AF_INET6 if dual else socket.AF_INET
    try:
        return socket.create_server(("", port), family=family, dualstack_ipv6=dual)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise _in_use(coordinator) from None
        reason = error.strerror or str(error)
        raise DistributionError.cannot_listen(coordinator, reason) from None


def _in_use(coordinator: str) -> DistributionError:
    """Return which error it is: another program, or another process 0 of this run."""
    with suppress(OSError), _reach(coordinator, _A_LINE) as host:
        _say(host, process=0, processes=0)
        reply = _line(host, _A_LINE)
        if reply is not None:
            return DistributionError.same_index(0, coordinator)
    return DistributionError.port_in_use(coordinator)


def _answer(processes: Processes) -> socket.socket:
    """Say that this process is there, until process 0 says that all are."""
    coordinator = str(processes.coordinator)
    until = time.monotonic() + processes.join_within
    other_answer = False
    while (left := until - time.monotonic()) > 0:
        try:
            host = _reach(coordinator, left)
        except OSError:
            time.sleep(_PAUSE)
            continue
        _say(host, process=processes.index, processes=processes.count)
        reply = _line(host, left + _LONGER)
        if reply is not None and not reply["error"]:
            return host
        host.close()
        if reply is not None:
            raise DistributionError.of_all(reply["error"])
        other_answer = True
        time.sleep(_PAUSE)
    raise DistributionError.nobody_came(
        processes.index, processes.join_within, coordinator, other_answer=other_answer
    )


def _reach(coordinator: str, seconds: float) -> socket.socket:
    host, _, port = coordinator.rpartition(":")
    reached = socket.create_connection((host.strip("[]"), int(port)), seconds)
    reached.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    return reached


def _say(other: socket.socket, **facts: Any) -> None:
    with suppress(OSError):
        other.sendall(json.dumps({"argscope": _GREETING, **facts}).encode() + b"\n")


def _line(other: socket.socket, seconds: float) -> dict[str, Any] | None:
    """Return what the other one says; None if it hangs up, or is none of ours."""
    received = b""
    with suppress(OSError, ValueError):
        other.settimeout(seconds)
        while not received.endswith(b"\n") and len(received) < _LONGEST:
            more = other.recv(_LONGEST)
            if not more:
                return None
            received += more
        said = json.loads(received)
        if isinstance(said, dict) and said.get("argscope") == _GREETING:
            return said
    return None


def _is_open(other: socket.socket) -> bool:
    other.settimeout(0)
    try:
        return other.recv(1, socket.MSG_PEEK) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False
