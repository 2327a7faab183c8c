"""What was given to `arg_scope` in the place of a target, and what to write instead.

Imported when somebody has made a mistake, and only then.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterable, Iterator, ValuesView
from collections.abc import Set as AbstractSet
from types import FrameType, FunctionType, MethodType, ModuleType
from typing import Any, Final

from argscope._base.origin import Origin
from argscope._core.data import targets_called
from argscope._core.mistakes import as_code
from argscope._core.module_view import ScopedModule
from argscope._core.parameters import parameters_of
from argscope._core.target import find_target, layers_of, registered
from argscope.errors import ArgScopeError, NotScopedError, TargetTypeError

_EXPECTED: Final = (
    "a scoped callable, a list or tuple of them, ANY, or a captured scope"
)
_MOST_NAMES: Final = 3


def wrong_target(
    entry: Any, targets: Any, names: Iterable[str], origin: Origin
) -> ArgScopeError:
    """Return the error for an `entry` of the `targets` of an `arg_scope`.

    Args:
        entry: What is no target.
        targets: All that was given, which may be the entry alone.
        names: The arguments to set.
        origin: Where.
    """
    while isinstance(entry, functools.partial) and not entry.args:
        entry = entry.func
    names, alone = tuple(names), entry is targets
    if isinstance(entry, functools.partial):
        return TargetTypeError.about(
            "arg_scope",
            entry,
            expected="a partial with keyword arguments only",
            hint="Give its positional arguments by name.",
            origin=origin,
        )
    if not callable(entry):
        hint = _hint_for_value(entry, names, alone=alone)
        return TargetTypeError.about(
            "arg_scope", entry, expected=_EXPECTED, hint=hint, origin=origin
        )
    instead = (
        _instead_of_wrapper(entry)
        or _instead_of_object(entry, names)
        or (_instead_of_function(entry, names, origin, alone=alone))
    )
    return NotScopedError.about("arg_scope", entry, origin=origin, instead=instead)


def _instead_of_wrapper(entry: Any) -> str | None:
    """Return what to write if a target is behind a callable."""
    if isinstance(entry, MethodType) and find_target(entry.__func__) is not None:
        name = entry.__func__.__qualname__
        return f"It is bound to one object; write {name}, which is scoped for all."
    target = registered(entry)
    if target is not None:
        return (
            f"It is what {target.name} was before add_arg_scope; scope what "
            "add_arg_scope returned, and call that."
        )
    for wrapped in layers_of(entry):
        target = find_target(wrapped)
        if target is not None:
            return (
                f"It wraps the scoped {target.name}: scope that, or decorate "
                "the wrapper with @add_arg_scope too."
            )
    return None


def _instead_of_object(entry: Any, names: tuple[str, ...]) -> str | None:
    """Return what to write if something of a class, or the class of an object, is scoped."""
    if isinstance(entry, type):
        methods = _scoped_methods(entry, names)
        if "__init__" in methods:
            return f"Write {entry.__qualname__}.__init__, which is."
        owner = "the class"
    else:
        cls = type(entry)
        if find_target(cls) is not None or registered(cls) is not None:
            return f"It is one object; write {as_code(cls)}, which is."
        methods = _scoped_methods(cls, names)
        entry, owner = cls, "the object"
    if not methods:
        return None
    written = [f"{entry.__qualname__}.{name}" for name in methods[:_MOST_NAMES]]
    return f"Write the method and not {owner}: {', '.join(written)}."


def _scoped_methods(cls: type, names: tuple[str, ...]) -> list[str]:
    """Return the methods of a class that are targets and take all arguments named."""
    found = []
    for name in dict.fromkeys(n for base in cls.__mro__ for n in vars(base)):
        target = find_target(getattr(cls, name, None))
        if target is not None and all(target.parameters.accept(n) for n in names):
            found.append(name)
    return found


def _instead_of_function(
    entry: Any, names: tuple[str, ...], origin: Origin, *, alone: bool
) -> str | None:
    if isinstance(entry, FunctionType) and _is_decorated_at(origin, entry):
        return (
            "To run it in a scope, write targets and defaults: @arg_scope([f], "
            "name=value). To make it a target, write @add_arg_scope."
        )
    name = as_code(entry)
    if "scope" in name.lower():
        return f"Call it: arg_scope({name}({_if_taken(entry, names)}))."
    if alone and not names and not isinstance(entry, type):
        return (
            f"If it returns a scope, call it: arg_scope({name}()). To make it a target, "
            "write @add_arg_scope above it."
        )
    of, _, _ = name.rpartition(".")
    if of and hasattr(entry, "__code__"):
        return (
            f"Decorate it with @add_arg_scope or, if {of} is not yours, call "
            f"argscope.adopt({name}) first."
        )
    return None


def _is_decorated_at(origin: Origin, function: FunctionType) -> bool:
    """Return whether this is a line of the function's own definition."""
    code = function.__code__
    lines = [line for _, _, line in code.co_lines() if line is not None]
    return (
        origin.filename == code.co_filename
        and origin.function != code.co_qualname
        and code.co_firstlineno <= origin.line <= max(lines)
    )


def _if_taken(function: Any, names: tuple[str, ...]) -> str:
    taken = parameters_of(function).accept
    return ", ".join(f"{name}=..." for name in names if taken(name))


def _hint_for_value(entry: Any, names: tuple[str, ...], *, alone: bool) -> str:
    """Return what to write in the place of something that cannot be called."""
    if isinstance(entry, str):
        return _hint_for_text(entry)
    if entry is None and alone:
        return "A function that makes a scope has to return it: `return scope`."
    if isinstance(entry, ModuleType):
        return _hint_for_module(entry, names)
    if isinstance(entry, dict):
        return (
            "Write a captured scope alone, arg_scope(scope), and the defaults of one "
            "target as partial(f, name=value)."
        )
    if isinstance(entry, list | tuple):
        return "Write one flat list: arg_scope([f, g], name=value)."
    if isinstance(entry, AbstractSet | ValuesView | Iterator):
        return "Make it a list: arg_scope([*targets], name=value)."
    instead = _instead_of_object(entry, names)
    return instead or "If you called a target, leave out the call: write f, not f(x)."


def _hint_for_text(text: str) -> str:
    if text == "*":
        return "Write ANY for all targets."
    if targets_called(text):
        return f"Write {text} without quotes."
    if all(part.isidentifier() for part in text.split(".")):
        return (
            f"Write {text} without quotes; if a call returned it, leave out the call."
        )
    return "If you called a target, leave out the call: write f, not f(x)."


def _hint_for_module(module: ModuleType, names: tuple[str, ...]) -> str:
    functions = _functions_taking(names, module)[:_MOST_NAMES]
    if not isinstance(module, ScopedModule):
        return (
            f"Write m = add_arg_scope({module.__name__}), and scope what is in m: "
            f"m.{functions[0] if functions else 'f'}."
        )
    view = _name_in_program(module) or module.__name__
    if not functions:
        return f"Write the functions of the module: arg_scope([{view}.f], name=value)."
    return f"Did you mean {', '.join(f'{view}.{name}' for name in functions)}?"


def _functions_taking(names: tuple[str, ...], module: ModuleType) -> list[str]:
    """Return the public functions of a module that take all arguments named."""
    plain = getattr(module, "__wrapped__", module)
    return [
        name
        for name, function in sorted(vars(plain).items())
        if not name.startswith("_")
        and callable(function)
        and all(taken in parameters_of(function).names for taken in names)
    ]


def _name_in_program(value: object) -> str | None:
    """Return a name that the caller of this package has for a value."""
    frame: FrameType | None = sys._getframe()
    while frame is not None and frame.f_globals["__name__"].startswith("argscope."):
        frame = frame.f_back
    if frame is None:
        return None
    known = {**frame.f_globals, **frame.f_locals}
    return next((name for name, found in known.items() if found is value), None)
