"""A recording as a function of Python that does nothing but its steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, Final, final

from argscope.layers._recording.steps import Recording, Slot, Step, has, maker, slots_in

_LITERALS: Final = (int, float, bool, str, type(None), type(...))


def compiled(recording: Recording) -> Callable[..., Any]:
    """Return a function of the inputs that returns the outputs.

    What is not needed any more it lets go of, or a network would keep all its layers'
    outputs until its end.
    """
    names = _Names()
    inputs = ", ".join(map(_name, recording.inputs))
    lines = [f"def program({inputs}):"]
    done = _last_readings(recording)
    for place, step in enumerate(recording.steps):
        lines.append(f"    {_statement(step, names)}")
        if done[place]:
            lines.append(f"    del {', '.join(map(_name, done[place]))}")
    lines.append(f"    return {names.shown(recording.outputs)}")
    space = names.values
    exec(compile("\n".join(lines), "<recorded network>", "exec"), space)  # noqa: S102
    program: Callable[..., Any] = space["program"]
    return program


def _last_readings(recording: Recording) -> dict[int, list[Slot]]:
    """Return, by places of steps, the slots that no later step reads."""
    last: dict[Slot, int] = {}
    for place, step in enumerate(recording.steps):
        for slot in (*step.slots(), *slots_in(step.result)):
            last[slot] = place
    done: dict[int, list[Slot]] = defaultdict(list)
    kept = {*slots_in(recording.outputs)}
    for slot, place in last.items():
        if slot not in kept:
            done[place].append(slot)
    return done


def _statement(step: Step, names: _Names) -> str:
    args = [names.shown(each) for each in step.args]
    args += [f"{key}={names.shown(each)}" for key, each in step.kwargs.items()]
    call = f"{names.of(step.function)}({', '.join(args)})"
    return call if step.result is None else f"{_target(step.result)} = {call}"


def _target(result: Any) -> str:
    """Return what a result is assigned to."""
    if isinstance(result, Slot):
        return _name(result)
    if isinstance(result, list | tuple):
        return f"[{', '.join(map(_target, result))}]"
    return "_"  # no tensor


def _name(slot: Slot) -> str:
    return f"t{slot.number}"


@final
class _Names:
    """How values are written in a program; those without a notation get a name."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self._known: dict[int, str] = {}

    def shown(self, value: Any) -> str:
        """Return an expression for an argument."""
        if isinstance(value, Slot):
            return _name(value)
        if type(value) in _LITERALS and repr(value) not in ("inf", "-inf", "nan"):
            return repr(value)
        if type(value) is list:
            return f"[{', '.join(map(self.shown, value))}]"
        if type(value) is tuple:
            return f"({''.join(f'{self.shown(each)}, ' for each in value)})"
        if isinstance(value, tuple) and has(value):
            items = self.shown(tuple(value))
            return f"{self.of(maker(type(value)))}({items})"
        if type(value) is dict:
            pairs = (f"{self.shown(k)}: {self.shown(v)}" for k, v in value.items())
            return f"{{{', '.join(pairs)}}}"
        if isinstance(value, slice) and has(value):
            ends = (value.start, value.stop, value.step)
            return f"slice({', '.join(map(self.shown, ends))})"
        return self.of(value)

    def of(self, value: Any) -> str:
        """Return the name of a value that the program holds."""
        if id(value) not in self._known:
            name = f"k{len(self._known)}"
            self._known[id(value)] = name
            self.values[name] = value
        return self._known[id(value)]
