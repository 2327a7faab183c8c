"""The error of what is spread over devices and processes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

from argscope._base.closest import closest
from argscope._base.describe import describe
from argscope._base.listing import first_lines, listed
from argscope.errors import ArgScopeError

__all__ = ["DistributionError", "DistributionWarning"]


class DistributionError(ArgScopeError, ValueError):
    """Devices, processes and what is to be spread over them do not go together."""

    # --- what was asked for

    @classmethod
    def size(cls, axis: str, size: object) -> Self:
        """Say that a number of devices is none."""
        return cls(
            f"{axis} must be a number of devices, >= 1, got {describe(size)}.",
            axis=axis,
            size=size,
        )

    @classmethod
    def text(cls, text: str) -> Self:
        """Say what a command line may ask for."""
        return cls(
            f"--distribute {text}: expected data, data=N, model=N or data=N,model=M: "
            "parts that a batch is cut into, and devices that share the variables.",
            text=text,
        )

    @classmethod
    def shared_out(cls, text: str, devices: int) -> Self:
        """Say that devices cannot be shared out evenly."""
        return cls(
            f"--distribute {text}: {devices} devices cannot be shared out evenly. "
            "Give every axis a size: data=N,model=M with N x M devices.",
            text=text,
            devices=devices,
        )

    @classmethod
    def incomplete(cls, facts: Mapping[str, object]) -> Self:
        """Say which of the three facts about processes is missing."""
        missing = [name for name, value in facts.items() if value is None]
        told = ", ".join(f"{n}={v!r}" for n, v in facts.items() if v is not None)
        return cls(
            f"{listed(missing)} missing beside {told}: several processes need to know "
            "where they meet (coordinator, HOST:PORT), how many they are (processes), "
            "and each which one it is (process, counted from 0).",
            missing=missing,
        )

    @classmethod
    def coordinator(cls, given: str) -> Self:
        """Say how the place where processes meet is written."""
        return cls(
            f"coordinator must be HOST:PORT, such as 10.0.0.1:29500, got {given!r}.",
            coordinator=given,
        )

    @classmethod
    def process(cls, index: int, count: int) -> Self:
        """Say that there is no such process."""
        return cls(
            f"There is no process {index} of {count}: they are counted from 0.",
            process=index,
            processes=count,
        )

    @classmethod
    def environment(cls, name: str, value: str) -> Self:
        """Say that a variable of the environment is no number."""
        return cls(f"{name} must be a number, got {value!r}.", name=name, value=value)

    # --- what there is

    @classmethod
    def too_few(cls, wanted: str, needed: int, there: Sequence[str], hint: str) -> Self:
        """Say how many devices are needed, which are there, and how to get more."""
        return cls(
            f"{wanted} needs {needed} devices; there {_are(len(there))}: "
            f"{listed(there)}.\n{hint}",
            needed=needed,
            there=there,
        )

    @classmethod
    def unused(cls, wanted: str, needed: int, there: Sequence[str]) -> Self:
        """Say that processes bring more devices than are asked for."""
        return cls(
            f"{wanted} needs {needed} devices; the processes have {len(there)}: "
            f"{listed(there)}. Use all of them, or start fewer processes.",
            needed=needed,
            there=there,
        )

    @classmethod
    def one_process(cls, wanted: str, needed: int, flags: str) -> Self:
        """Say how the processes are started of which a backend needs one a device."""
        return cls(
            f"{wanted} needs {needed} processes on torch, one for each device, and this "
            "program is one by itself. Start it as\n"
            f"  torchrun --nproc-per-node {needed} PROGRAM\n"
            "or train with\n"
            f"  argscope train --distribute {flags} --devices {needed}\n"
            "or give each process coordinator, processes and process.",
            needed=needed,
        )

    @classmethod
    def other_number(cls, wanted: str, needed: int, processes: int) -> Self:
        """Say that there are more or fewer processes than devices are asked for."""
        return cls(
            f"{wanted} needs {needed} processes on torch, one for each device; "
            f"there {_are(processes)}. Start as many as there are devices.",
            needed=needed,
            processes=processes,
        )

    @classmethod
    def not_met(cls, coordinator: str, index: int, count: int, why: str) -> Self:
        """Say that the processes have not come together."""
        return cls(
            f"Process {index} of {count} has not met the others at {coordinator}: {why}\n"
            "Were all of them started, with the same address and number of processes?",
            coordinator=coordinator,
            process=index,
        )

    @classmethod
    def lacking(cls, backend: str, what: str, instead: str) -> Self:
        """Say what a backend cannot do, and what can."""
        return cls(f"Keras on {backend} has no {what}. {instead}", backend=backend)

    @classmethod
    def port_in_use(cls, coordinator: str) -> Self:
        """Say that another program listens where the processes want to meet."""
        return cls(
            f"Another program listens at {coordinator}, where the processes are to meet. "
            "Choose another port, the same for all of them.",
            coordinator=coordinator,
        )

    @classmethod
    def cannot_listen(cls, coordinator: str, reason: str) -> Self:
        """Say that process 0 cannot listen at the place."""
        return cls(
            f"Process 0 cannot listen at {coordinator}, where the processes are to meet: "
            f"{reason}. The coordinator is HOST:PORT of the machine of process 0, with a "
            "free port from 1024 to 65535.",
            coordinator=coordinator,
        )

    @classmethod
    def nobody_came(
        cls, process: int, seconds: float, coordinator: str, *, other_answer: bool
    ) -> Self:
        """Say that process 0 was not there."""
        instead = " Another program answers there." if other_answer else ""
        return cls(
            f"Process {process} waited {seconds:g} s for process 0 at {coordinator}."
            f"{instead} Is process 0 running, was it given the same coordinator, and can "
            "this machine reach it? Its own output may say more.",
            process=process,
            coordinator=coordinator,
        )

    @classmethod
    def not_all_came(
        cls, seconds: float, missing: Sequence[int], count: int, coordinator: str
    ) -> Self:
        """Say which processes were not there."""
        word = "process" if len(missing) == 1 else "processes"
        return cls(
            f"Process 0 waited {seconds:g} s at {coordinator} for {word} "
            f"{listed(missing)} of {count}. Start as many as there are to be, each with "
            "a number of its own, counted from 0.",
            missing=missing,
            processes=count,
        )

    @classmethod
    def same_index(cls, process: int, coordinator: str) -> Self:
        """Say that two processes have one number."""
        return cls(
            f"Two processes were told that they are process {process} of those that meet "
            f"at {coordinator}. Each needs a number of its own, counted from 0; two runs "
            "need two ports.",
            process=process,
        )

    @classmethod
    def other_count(cls, process: int, count: int, first: int) -> Self:
        """Say that processes were told different counts."""
        return cls(
            f"Process {process} was told that there are {count} processes, process 0 "
            f"that there are {first}. Give all of them the same number.",
            process=process,
            processes=count,
        )

    @classmethod
    def of_all(cls, text: str) -> Self:
        """Say what process 0 has told all of them."""
        return cls(text)

    @classmethod
    def already(cls, active: str) -> Self:
        """Say that one distribution has not ended."""
        return cls(
            f"distribute({active}) is in effect: a program has one distribution at a "
            "time. Use it as a context: with argscope.distribute(...):"
        )

    @classmethod
    def too_late(cls) -> Self:
        """Say that a backend has started with other devices."""
        return cls(
            "The backend has already started, with one device. Call "
            "argscope.distribute(...) before anything is computed."
        )

    @classmethod
    def batch(cls, size: int, parts: int) -> Self:
        """Say that a batch cannot be cut evenly."""
        return cls(
            f"A batch of {size} does not divide into {parts} parts. "
            f"Use a batch size of {_even_sizes(size, parts)}.",
            batch=size,
            parts=parts,
        )

    @classmethod
    def few_images(cls, images: int, batch: int, mesh: str, fits: int | None) -> Self:
        """Say that all images together are no batch that can be cut evenly."""
        instead = "fewer devices" if fits is None else f"a batch size of {fits}"
        return cls(
            f"{images} images to train on are less than a batch of {batch}, and cannot be "
            f"cut evenly over {mesh}. Use {instead}.",
            images=images,
            batch=batch,
        )

    @classmethod
    def per_process(cls, devices: int, processes: int) -> Self:
        """Say that all processes must have the same number of devices."""
        return cls(
            f"{devices} devices cannot be shared out evenly to {processes} processes. "
            f"Give a multiple of {processes}: it is the number of all of them together.",
            devices=devices,
            processes=processes,
        )

    @classmethod
    def not_there(cls, process: int, seconds: float) -> Self:
        """Say that one of the processes was waited for in vain."""
        return cls(
            f"Process {process} did not come within {seconds:.0f} seconds. Look at what "
            "it has printed: it may have ended.",
            process=process,
        )

    @classmethod
    def other_settings(cls, differing: Mapping[str, Mapping[int, Any]]) -> Self:
        """Say which settings are not the same in all processes."""
        lines = [
            f"  {name}: "
            + ", ".join(f"{value!r} in process {i}" for i, value in values.items())
            for name, values in differing.items()
        ]
        return cls(
            "The processes of a run must have the same settings; these differ:\n"
            + "\n".join(first_lines(lines)),
            differing=differing,
        )

    # --- layouts

    @classmethod
    def no_match(cls, rule: str, paths: Sequence[str]) -> Self:
        """Say that a rule of a layout is about no variable."""
        near = closest(rule, paths)
        hint = f" Did you mean {near!r}?" if near else ""
        return cls(
            f"layout: no variable has a path that {rule!r} matches.{hint}\n"
            f"Paths: {listed(paths)}.\n"
            "A rule is a regular expression for a whole path, or for its end after a /.",
            rule=rule,
        )

    @classmethod
    def clash(cls, path: str, rules: Iterable[str]) -> Self:
        """Say that two rules say different things of one variable."""
        return cls(
            f"layout: {listed([repr(rule) for rule in rules])} match {path!r}, and say "
            "different things of it. Let one rule match each variable.",
            path=path,
        )

    @classmethod
    def unknown_axis(cls, rule: str, axis: object, known: Sequence[str]) -> Self:
        """Say that a rule names no axis of the devices."""
        return cls(
            f"layout: {rule!r} names the axis {axis!r}; devices have the axes "
            f"{listed(known)}. None leaves an axis of a variable whole.",
            rule=rule,
            axis=axis,
        )

    @classmethod
    def bad_rule(cls, rule: object, value: object) -> Self:
        """Say how a rule is written."""
        return cls(
            f"layout: {rule!r}: {describe(value)} is no rule. A rule is a regular "
            'expression for paths and a tuple with None or "model" for each axis of '
            'the variable: {"fc.*/weights": (None, "model")}.',
            rule=rule,
        )

    @classmethod
    def other_rank(
        cls, rule: str, axes: Sequence[object], path: str, shape: Sequence[int]
    ) -> Self:
        """Say that a rule has more or fewer axes than a variable."""
        return cls(
            f"layout: {rule!r} has {len(axes)} axes, {tuple(axes)}, and {path!r}, which "
            f"it matches, has {len(shape)}: shape {tuple(shape)}.",
            rule=rule,
            path=path,
        )

    @classmethod
    def uneven(
        cls, rule: str, path: str, shape: Sequence[int], axis: int, parts: int
    ) -> Self:
        """Say that an axis of a variable cannot be cut evenly."""
        return cls(
            f"layout: {rule!r} cuts axis {axis} of {path!r}, shape {tuple(shape)}, into "
            f"{parts}, and {shape[axis]} is no multiple of {parts}. Cut another axis, or "
            "leave the variable whole.",
            rule=rule,
            path=path,
        )


class DistributionWarning(UserWarning):
    """Something is right, and not as fast as it could be."""

    @classmethod
    def batch(cls, size: int, parts: int) -> Self:
        """Say that every device computes all of a batch."""
        return cls(
            f"Batches of {size} do not divide into {parts} parts, so every device "
            "computes all of each. The numbers are right, and no faster to get. "
            f"Use a batch size of {_even_sizes(size, parts)}."
        )


def _even_sizes(size: int, parts: int) -> str:
    lower, upper = size // parts * parts, -(-size // parts) * parts
    return " or ".join(str(each) for each in (lower, upper) if each)


def _are(count: int) -> str:
    return "is 1" if count == 1 else f"are {count}"
