"""What a trace and an explanation consist of: plain facts, in no format.

Everything is text, numbers and places; no value of the program is kept. The text, the
page, the notebook and the JSON document are all written from these.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Self

from argscope._base.origin import Origin
from argscope._core.strength import PLAIN, Strength

Shape = tuple[int | None, ...]
"""The shape of a tensor, with None for unknown sizes."""


class By(StrEnum):
    """Who decided about an argument."""

    CALL = "call"
    SCOPE = "scope"
    DEFAULT = "default"
    NOBODY = "nobody"
    """Only in explanations: a required argument that the call has to give."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A value that an argument has, or would have had.

    Attributes:
        value: The value, described: `'SAME'`, `float32[2,3]`, `relu()`.
        by: Who set it.
        origin: Where: the line of the call, of the `arg_scope(...)`, or of the function.
        key: For a scope, what it set the argument of: a target's key, or `*` for all.
        strength: For a scope, how strongly it sets the argument.
    """

    value: str
    by: By
    origin: Origin
    key: str = ""
    strength: Strength = PLAIN


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a call.

    Attributes:
        name: Its name; `*0`, `*1`, ... for what goes into `*args`.
        setting: The value that the function got, and who set it.
        shadowed: What it would have been otherwise, the strongest first.
        by_position: Whether it can be given by position only.
    """

    name: str
    setting: Setting
    shadowed: tuple[Setting, ...] = ()
    by_position: bool = False


@dataclass(frozen=True, slots=True)
class LayerFacts:
    """What a call of a layer means for the network.

    Attributes:
        path: The variable scope the layer put its variables into, such as `block1/conv2`.
        output_shape: Shape of the output with None for unknown sizes; None if the output
            is not one tensor.
        variables: Path and shape of each variable that the layer itself used first.
        parameters: Number of values in those variables.
        trainable: How many of them training changes.
        multiply_adds: Multiplications by weights for one example; None if a size is
            unknown.
    """

    path: str
    output_shape: Shape | None
    variables: tuple[tuple[str, tuple[int, ...]], ...]
    parameters: int
    trainable: int
    multiply_adds: int | None


@dataclass(frozen=True, slots=True)
class Call:
    """One scoped call.

    Attributes:
        index: Its number in the trace, from 0, in the order in which calls began.
        parent: Number of the call that it was made in, or None.
        scope: Number of the innermost scope that it was made in, or None.
        key: The target, `module:qualname`.
        name: The target's name as one would write it, `conv2d()`.
        site: The line that called it; of layers that call layers, the user's line.
        arguments: Its arguments, in the order of the signature.
        result: What it returned, described; None if it raised or has not returned.
        error: What it raised, `ValueError: ...`, or None.
        thread: The name of the thread.
        layer: Facts about the layer, if it is one that ran in a `Model`.
    """

    index: int
    parent: int | None
    scope: int | None
    key: str
    name: str
    site: Origin
    arguments: tuple[Argument, ...]
    result: str | None
    error: str | None
    thread: str
    layer: LayerFacts | None = None


@dataclass(frozen=True, slots=True)
class Default:
    """One default that a scope brought.

    Attributes:
        key: The target it is for, `module:qualname`, or `*` for all.
        argument: The argument's name.
        value: The value, described.
        origin: The `arg_scope(...)` that set it; for a captured scope not where the
            scope was opened.
        strength: How strong it is.
        uses: How many calls got it, from this or any other scope of the same line.
    """

    key: str
    argument: str
    value: str
    origin: Origin
    strength: Strength
    uses: int


@dataclass(frozen=True, slots=True)
class OpenedScope:
    """One scope that was opened.

    Attributes:
        index: Its number in the trace, from 0, in the order of opening.
        parent: Number of the scope that it was opened in, or None.
        call: Number of the call that it was opened in, or None.
        opened: The line that opened it.
        replaces: Whether it hides the scopes around it, as captured scopes do.
        before: Whether it was already open when the trace began.
        defaults: What it set by itself, without what it inherited.
    """

    index: int
    parent: int | None
    call: int | None
    opened: Origin
    replaces: bool
    before: bool
    defaults: tuple[Default, ...]


@dataclass(frozen=True, slots=True)
class Unused:
    """A default that no call of the trace used.

    Attributes:
        argument: The argument's name.
        origin: The `arg_scope(...)` that set it.
        keys: The targets it was set for.
        value: The value, described.
    """

    argument: str
    origin: Origin
    keys: tuple[str, ...]
    value: str


@dataclass(frozen=True, slots=True)
class UsedValue:
    """A value that calls got for an argument.

    Attributes:
        value: The value, described.
        by: Who decided: the calls, scopes, or the target's own default.
        origin: Where: the line of the first such call, or of the scope; unknown for the own
            default.
        calls: How many calls got it.
        first: The line of the first of them.
    """

    value: str
    by: By
    origin: Origin
    calls: int
    first: Origin


@dataclass(frozen=True, slots=True)
class UsedArgument:
    """What the calls of a target got for one argument.

    Attributes:
        key: The target, `module:qualname`.
        name: The argument.
        values: The values, in the order in which they were first seen; of very many the
            first ones.
        others: How many calls got a value that is not among them.
        several: Whether calls got different values.
        kept: The value that a file holds, as plain data; `UNSET` if it holds none.
    """

    key: str
    name: str
    values: tuple[UsedValue, ...]
    others: int
    several: bool
    kept: Any


@dataclass(frozen=True, slots=True)
class Node:
    """One row of a network's graph: its input, a layer, or where branches meet.

    Attributes:
        index: Its number, from 0.
        name: What it is: `conv2d`, `add`, `input`.
        path: Its variable scope, such as `block1/conv2`.
        call: Number of the call, None for what is no scoped call.
        inputs: Numbers of the nodes it gets its inputs from; all are smaller.
        output_shape: Shape of its output with None for unknown sizes.
        parameters: Number of values in its variables, with those of its normalizer.
        multiply_adds: Multiplications by weights for one example; None if unknown.
    """

    index: int
    name: str
    path: str
    call: int | None
    inputs: tuple[int, ...]
    output_shape: Shape | None
    parameters: int
    multiply_adds: int | None


@dataclass(frozen=True, slots=True)
class Network:
    """The layers of a network.

    Attributes:
        nodes: The rows of the graph, each after its inputs.
        has_edges: Whether the edges are known. They are not if the network computes
            with something else than `keras.ops` and the layers.
    """

    nodes: tuple[Node, ...]
    has_edges: bool

    @property
    def parameters(self) -> int:
        """Number of values in all variables."""
        return sum(node.parameters for node in self.nodes)

    @property
    def multiply_adds(self) -> int | None:
        """Multiplications by weights for one example; None if a size is unknown."""
        counts = [node.multiply_adds for node in self.nodes]
        known = [count for count in counts if count is not None]
        return sum(known) if len(known) == len(counts) else None


@dataclass(frozen=True, slots=True)
class Record:
    """All that a trace recorded, and what became of the program.

    Attributes:
        calls: The calls, in the order in which they began.
        scopes: The scopes, in the order in which they were opened.
        title: What was traced.
        network: The network that was run, if it was one.
        failure: The error that ended the program, or None.
        used: What the calls got, argument by argument; `Used` makes a file of it.
    """

    calls: tuple[Call, ...]
    scopes: tuple[OpenedScope, ...]
    title: str = ""
    network: Network | None = None
    failure: str | None = None
    used: tuple[UsedArgument, ...] = ()

    @property
    def unused(self) -> tuple[Unused, ...]:
        """The defaults that no call used."""
        return unused_in(self.scopes)

    def titled(self, title: str) -> Self:
        """Return the same under another title."""
        return replace(self, title=title)


def unused_in(scopes: tuple[OpenedScope, ...]) -> tuple[Unused, ...]:
    """Return the defaults without a use, one for each line and argument.

    `arg_scope([conv2d, fully_connected], ...)` speaks of both; it is unused only if
    neither call used it. What was typed, or stands in a file, is for one target.
    """
    groups: dict[tuple[Origin, str, str], list[Default]] = {}
    for scope in scopes:
        for default in () if scope.before else scope.defaults:
            target = default.key if default.origin.is_outside else ""
            group = default.origin, default.argument, target
            groups.setdefault(group, []).append(default)
    return tuple(
        Unused(name, origin, tuple(dict.fromkeys(d.key for d in group)), group[0].value)
        for (origin, name, _), group in groups.items()
        if not any(default.uses for default in group)
    )
