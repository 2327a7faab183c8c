"""What was given to `arg_scope` in the place of a target, and what to write instead.

Imported when somebody has made a mistake, and only then.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable, Iterator, ValuesView
from collections.abc import Set as AbstractSet
from types import FunctionType, MethodType, ModuleType
from typing import Any, Final

from argscope._base.origin import Origin
from argscope._core.mistakes import as_code
from argscope._core.module_view import ScopedModule
from argscope._core.parameters import parameters_of
from argscope._core.settings import Settings
from argscope._core.target import find_target, registered, unwrapped
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
    names, alone = tuple(names), entry is targets
    source = _source_of(entry, targets, origin)
    while isinstance(entry, functools.partial) and not entry.args:
        entry = entry.func
    if callable(entry) and not isinstance(entry, functools.partial):
        instead = (
            _instead_of_wrapper(entry)
            or _instead_of_object(entry, names)
            or _instead_of_function(entry, names, origin, alone=alone)
        )
        return NotScopedError.about("arg_scope", entry, origin=origin, instead=instead)
    return TargetTypeError.about(
        "arg_scope",
        entry,
        expected=_EXPECTED,
        hint=(
            _hint_for_type(entry)
            or _hint_for_module(entry, names, source)
            or _instead_of_object(entry, names)
            or _hint_for_call(entry, source, alone=alone)
            or "Give the callable itself: if you called it, write f, not f(x)."
        ),
        origin=origin,
    )


def _source_of(entry: object, targets: Any, origin: Origin) -> ast.expr | None:
    """Return what the program writes for an entry, if its source can be read."""
    try:
        call = ast.parse(origin.text(), mode="eval").body
    except (SyntaxError, ValueError):
        return None
    written = call.args[0] if isinstance(call, ast.Call) and call.args else None
    if entry is targets or not isinstance(written, ast.List | ast.Tuple):
        return written
    given = dict(zip(map(id, targets), written.elts, strict=False))
    return given.get(id(entry))


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
    for wrapped in unwrapped(entry):
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
    if _is_decorated_at(origin, entry):
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


def _is_decorated_at(origin: Origin, function: Any) -> bool:
    """Return whether this is a line of the definition of a function with a name."""
    if not isinstance(function, FunctionType) or function.__name__ == "<lambda>":
        return False
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


def _hint_for_type(entry: Any) -> str | None:
    """Return what to write in the place of a value of this type."""
    if isinstance(entry, functools.partial):
        return "Give the positional arguments of a partial by name."
    if isinstance(entry, Settings):
        return (
            "Write a captured scope alone, arg_scope(scope); it adds to what is active "
            "as arg_scope(current_arg_scope() | scope)."
        )
    parts = entry if isinstance(entry, list | tuple) else [entry]
    if any(isinstance(part, dict) for part in parts):
        return "Write partial(f, name=value) for the defaults of one target."
    if parts is entry:
        return "Write one flat list: arg_scope([f, g], name=value)."
    if isinstance(entry, AbstractSet | ValuesView | Iterator):
        return "Make it a list: arg_scope([*targets], name=value)."
    return None


def _hint_for_call(
    entry: object, source: ast.expr | None, *, alone: bool
) -> str | None:
    """Return what to write in the place of a name in quotes or a call."""
    called = isinstance(source, ast.Call) and ast.unparse(source.func)
    if entry is None and alone:
        maker = f"{called}()" if called else "A function that makes a scope"
        return f"{maker} has to return it: `return scope`."
    if called:
        return f"You called it: write {called}, not {called}(...)."
    if entry == "*":
        return "Write ANY for all targets."
    if isinstance(entry, str):
        return f"Write {entry} without quotes."
    return None


def _hint_for_module(
    entry: Any, names: tuple[str, ...], source: ast.expr | None
) -> str | None:
    if not isinstance(entry, ModuleType):
        return None
    functions = _functions_taking(names, entry) if names else []
    if not isinstance(entry, ScopedModule):
        return (
            f"Write m = add_arg_scope({entry.__name__}), and scope what is in m: "
            f"m.{functions[0] if functions else 'f'}."
        )
    view = entry.__name__ if source is None else ast.unparse(source)
    if not functions:
        return f"Write functions of the module: arg_scope([{view}.f], name=value)."
    likely = [f"{view}.{name}" for name in functions[:_MOST_NAMES]]
    return f"Did you mean {', '.join(likely)}?"


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
