"""Every argument that settings can set: read off the targets that there are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, final

from argscope._base.describe import describe
from argscope._base.markers import UNSET
from argscope._base.table import html_table, text_table
from argscope._core.annotations import annotation_of
from argscope._core.names import is_called
from argscope._core.target import Target, all_targets, find_target
from argscope.errors import NotScopedError, UnknownTargetError
from argscope.report._facts import UsedArgument
from argscope.report._knobs.annotations import written_annotations
from argscope.report._knobs.docstring import first_line, lines_about
from argscope.report._knobs.document import as_document
from argscope.report._knobs.facts import Knob, TargetKnobs
from argscope.report._knobs.rows import knob_rows
from argscope.report._knobs.schema import schema_of
from argscope.report._recording.resolve import definition_of
from argscope.report._recording.usage import plain_form
from argscope.report._used import Used


@final
@dataclass(frozen=True, slots=True)
class Knobs:
    """Every argument that settings can set; print it, or see it in a notebook.

    Attributes:
        targets: The targets, those of one module together.
    """

    targets: tuple[TargetKnobs, ...]

    def with_used(self, used: Used) -> Knobs:
        """Return the same with what the calls of a program got."""
        got = {(a.key, a.name): a for a in used.arguments}
        return Knobs(tuple(_with_used(target, got) for target in self.targets))

    def called(self, names: Iterable[str]) -> Knobs:
        """Return only the targets that settings may call by one of these names.

        Raises:
            UnknownTargetError: None is called so.
        """
        wanted: list[TargetKnobs] = []
        for name in names:
            called = [target for target in self.targets if _has_name(target, name)]
            if not called:
                known = [target.name for target in self.targets]
                raise UnknownTargetError.about(name, known=known)
            wanted += [target for target in called if target not in wanted]
        return Knobs(tuple(wanted))

    def to_dict(self) -> dict[str, Any]:
        """Return the document that `argscope knobs --json` writes, as plain data."""
        return as_document(self.targets)

    def schema(self, program: str | None = None) -> dict[str, Any]:
        """Return a JSON Schema of files of settings, as `argscope schema` writes it.

        Args:
            program: The module that will be the main one, and so have another name.
        """
        return schema_of(self.targets, program)

    def __str__(self) -> str:
        return text_table(knob_rows(self.targets)) if self.targets else "(no targets)"

    def _repr_html_(self) -> str:
        return html_table(knob_rows(self.targets))


def knobs(*functions: Any) -> Knobs:
    """Return every argument that settings can set, of every target that there is.

    Args:
        *functions: Scoped callables, to be told only of these.

    Returns:
        Names, defaults, types and what docstrings say. Print it for a table.

    Raises:
        NotScopedError: A function is not a scoped callable.

    Example:
        >>> from argscope import add_arg_scope
        >>> from argscope.report import knobs
        >>> @add_arg_scope
        ... def fit(images, rate: float = 0.1): ...
        >>> [(k.name, k.default, k.annotation) for k in knobs(fit).targets[0].knobs]
        [('images', '', ''), ('rate', '0.1', 'float')]
    """
    everything = sorted(
        (t for t in all_targets() if t.lasting and t.public is not None),
        key=lambda target: target.key.partition(":")[0],
    )
    targets = [_target_of(f) for f in functions] if functions else everything
    keys = [target.key for target in everything]
    return Knobs(tuple(_knobs_of(target, keys) for target in targets))


def _target_of(function: Any) -> Target:
    target = find_target(function)
    if target is None:
        raise NotScopedError.about("knobs", function)
    return target


def _knobs_of(target: Target, keys: list[str]) -> TargetKnobs:
    return TargetKnobs(
        key=target.key,
        name=_shortest_name(target.key, keys),
        doc=first_line(target.function),
        defined=definition_of(target),
        knobs=tuple(_each_knob(target)),
        takes_more=target.parameters.any_keyword,
    )


def _each_knob(target: Target) -> Iterator[Knob]:
    annotations = written_annotations(target.function)
    docs = lines_about(target.function)
    for name in target.parameters.names:
        default = target.parameters.defaults.get(name, UNSET)
        yield Knob(
            name=name,
            default="" if default is UNSET else describe(default),
            plain=_plain(default),
            annotation=annotations.get(name, ""),
            type=annotation_of(target.function, name),
            doc=docs.get(name, ""),
        )


def _plain(default: Any) -> Any:
    """Return a default as JSON has it; `UNSET` if it has no such form."""
    plain = UNSET if default is UNSET else plain_form(default)
    try:
        json.dumps(plain, allow_nan=False)
    except (TypeError, ValueError):
        return UNSET
    return plain


def _shortest_name(key: str, keys: list[str]) -> str:
    """Return the shortest end of a key that is the end of no other."""
    parts = key.partition(":")[2].split(".")
    for first in reversed(range(len(parts))):
        short = ".".join(parts[first:])
        if sum(is_called(each, short) for each in keys) == 1:
            return short
    return key


def _has_name(target: TargetKnobs, name: str) -> bool:
    return name == target.key or is_called(target.key, name)


def _with_used(
    target: TargetKnobs, got: dict[tuple[str, str], UsedArgument]
) -> TargetKnobs:
    knobs_ = tuple(
        replace(knob, got=got[target.key, knob.name].values)
        if (target.key, knob.name) in got
        else knob
        for knob in target.knobs
    )
    return replace(target, knobs=knobs_)
