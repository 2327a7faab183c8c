"""Running what a user names on the command line, and recording it."""

from __future__ import annotations

import runpy
import sys
import sysconfig
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from importlib import import_module
from typing import Any, Final

from argscope._base.describe import describe, describe_error, visible
from argscope._base.origin import Origin
from argscope._base.site import is_own
from argscope._core.block import ScopeBlock
from argscope._core.scope import ArgScope
from argscope.report._facts import OpenedScope, Record, Shape
from argscope.report._running.loading import Named, find, split
from argscope.report._trace import Trace, trace
from argscope.report.errors import ProgramError

_OPENED_BY_COMMAND_LINE: Final = ("<the command line>", 0, "<module>")
_COMMAND_LINE: Final = Origin(_OPENED_BY_COMMAND_LINE)


def run_program(
    target: str,
    *,
    arguments: Sequence[str] = (),
    shapes: list[Shape] | None = None,
    scope: str | None = None,
) -> Record:
    """Run a script or a function, and return what was recorded, however it ended.

    Args:
        target: `file.py:function`, `module:function`, or the path of a script.
        arguments: For a script, what it finds in `sys.argv`.
        shapes: The function is a network: the shape of each input without the batch.
        scope: Name of a scope, or of a function that returns one, to run under.

    Raises:
        ProgramError: There is no such program, or it cannot be imported or called.
    """
    record = _run(target, arguments, shapes, scope)
    return replace(record, scopes=tuple(map(_as_part_of_it, record.scopes)))


def _as_part_of_it(scope: OpenedScope) -> OpenedScope:
    """Return the scope of the command line as one that the program opened."""
    return replace(scope, before=scope.before and scope.opened != _COMMAND_LINE)


def _run(
    target: str,
    arguments: Sequence[str],
    shapes: list[Shape] | None,
    scope: str | None,
) -> Record:
    named = split(target)
    scope_named = None if scope is None else _named_scope(scope, named)
    if shapes is not None:
        _choose_backend()
    with _opened(_scope(scope_named, scope)) if scope_named else nullcontext():
        if named.name is None:
            return _run_script(named, arguments, shapes)
        function = find(named)
        if not callable(function):
            raise ProgramError.about(
                f"{target} is {describe(function)}, which cannot be called."
            )
        if shapes is not None:
            return run_network(function, shapes, title=target)
        return _run_function(function, title=target)


def run_network(
    function: Callable[..., Any], shapes: list[Shape], *, title: str
) -> Record:
    """Run a network on symbols under the active scope, and return what was recorded.

    Args:
        function: What one would give to `argscope.layers.Model`.
        shapes: The shape of each input without the batch.
        title: What the record is called.
    """
    _choose_backend()
    from argscope.report._running.network import explore

    found = explore(function, shapes)
    record = replace(found.trace.record(title), network=found.network)
    return record if found.error is None else _failed(record, found.error)


def _choose_backend() -> None:
    """Import the layers before anything else imports Keras: they choose its backend."""
    import_module("argscope.layers")


def _run_function(function: Callable[..., Any], *, title: str) -> Record:
    with trace() as recorded:
        try:
            function()
        except Exception as error:  # noqa: BLE001  # it is told, after what was recorded
            return _failed(recorded.record(title), _with_advice(error, recorded))
    return recorded.record(title)


def _with_advice(error: Exception, recorded: Trace) -> Exception:
    never_began = isinstance(error, TypeError) and error.__traceback__.tb_next is None  # type: ignore[union-attr]
    if never_began and not recorded.calls:
        error.add_note(
            "It was called without arguments. Is it a network? Then give the shape of "
            "its input: --input 224,224,3"
        )
    return error


def _run_script(
    named: Named, arguments: Sequence[str], shapes: list[Shape] | None
) -> Record:
    path = named.path
    if path is None or shapes is not None:
        what = (
            "--input needs a network" if shapes is not None else "a function is missing"
        )
        raise ProgramError.about(
            f"{what}: write {named.module}:FUNCTION, got {named.module!r}."
        )
    before = sys.argv, sys.path[:]
    sys.argv = [str(path), *arguments]
    sys.path.insert(0, str(path.parent))
    try:
        with trace() as recorded:
            try:
                runpy.run_path(str(path), run_name="__main__")
            except SystemExit as stop:
                if stop.code not in (None, 0):
                    return _failed(recorded.record(str(path)), stop)
            except Exception as error:  # noqa: BLE001  # as above
                return _failed(recorded.record(str(path)), error)
        return recorded.record(str(path))
    finally:
        sys.argv, sys.path[:] = before


def _failed(record: Record, error: BaseException) -> Record:
    text = describe_error(error) + _where(error)
    return replace(record, failure="\n".join([text, *_notes(error)]))


def _notes(error: BaseException) -> list[str]:
    """Return the lines of the notes of an error."""
    return [
        visible(line[:200])
        for note in getattr(error, "__notes__", ())
        for line in str(note).splitlines()[:20]
    ]


def _where(error: BaseException) -> str:
    """Return the last line of the user's program that an error came through."""
    step, place = error.__traceback__, None
    while step is not None:
        module = step.tb_frame.f_globals.get("__name__", "")
        if not is_own(module) and not _is_installed(step.tb_frame.f_code.co_filename):
            place = Origin((step.tb_frame.f_code, step.tb_lasti))
        step = step.tb_next
    return "" if place is None else f"\nat {place}"


def _is_installed(filename: str) -> bool:
    """Return whether a file belongs to Python or to an installed package."""
    paths = sysconfig.get_paths()
    folders = (paths["stdlib"], paths["purelib"], paths["platlib"])
    return filename.startswith(("<frozen", *folders))


def _opened(scope: ArgScope) -> ScopeBlock:
    """Return a block that opens a scope, and which no line of the program opened."""
    return ScopeBlock(scope, _OPENED_BY_COMMAND_LINE)


def _named_scope(written: str, program: Named) -> Named:
    """Return where the scope is that the user names: in the program, or elsewhere."""
    return split(written) if ":" in written else replace(program, name=written)


def _scope(named: Named, written: str | None) -> ArgScope:
    """Return the scope that the user names."""
    found = find(named)
    if callable(found):
        found = found()
    if not isinstance(found, ArgScope):
        raise ProgramError.about(
            f"--scope {written} gives {describe(found)}, which is not a captured scope."
        )
    return found
