"""Write docs/reference/tf1.md: what of TensorFlow 1 argscope.tf1 has, from the code.

python tools/tf1_table.py
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, Final

from argscope.tf1 import namespace
from argscope.tf1._graph.op import SYMBOLS

PAGE: Final = Path(__file__).parents[1] / "docs" / "reference" / "tf1.md"
NAMES: Final = Path(__file__).with_name("tf1_names.txt")
"""The public names of `tensorflow.compat.v1` 2.12.1, and of tf_slim 1.1.0."""

_OWNERS: Final = ("our layers'", "Keras's")

HEAD: Final = """\
# TensorFlow 1

```python
import argscope.tf1 as tf
```

[Old programs, unmodified](../guide/old-programs.md) tells how it is used.

```{eval-rst}
.. autofunction:: argscope.tf1.load
.. autofunction:: argscope.tf1.install
.. autofunction:: argscope.tf1.model
.. autofunction:: argscope.tf1.provide
.. autofunction:: argscope.tf1.namespace
.. autofunction:: argscope.tf1.run
.. autofunction:: argscope.tf1.gradients_of
.. autofunction:: argscope.tf1.recorded
.. autofunction:: argscope.tf1.is_loaded
.. autoclass:: argscope.tf1.ImportHook
   :members: owns, uninstall
.. autoclass:: argscope.tf1.Graph
   :members: as_default, finish
.. autoexception:: argscope.tf1.FedShapeError
.. autoexception:: argscope.tf1.InputsError
.. autoexception:: argscope.tf1.MissingSymbolError
.. autoexception:: argscope.tf1.NoValueError
.. autoexception:: argscope.tf1.NotLoadedError
```

## What is there

Each name, how it is done, and in what it differs from TensorFlow 1.15. A *layer* is one of this package. An *operation*
is a function of values, which is recorded; its arithmetic is that of *our layers*, or *Keras's*, or *our own*. A
*function* or *class* is made of others, or is none of values. Names that are *not there* are those of TensorFlow 2.12's `compat.v1` and
of TF-Slim 1.1 that are missing here, in the modules that both have; see `argscope.tf1.MissingSymbolError`.

Below `tensorflow.python` and `contrib.*.python`, where programs reached into TensorFlow's own files, any file has all of
these names.

"""


def how(value: Any) -> str:
    """Return in words how a symbol is done."""
    if hasattr(value, "of_values"):
        used = {*map(_owner, _used(value.of_values))}
        return f"operation, {next((o for o in _OWNERS if o in used), 'our own')}"
    if str(getattr(value, "__module__", "")).startswith("argscope.layers"):
        return "layer"
    if inspect.isclass(value):
        return "class"
    return "function" if callable(value) else "value"


def _owner(used: Any) -> str:
    """Return who does the arithmetic in something that an operation uses."""
    if getattr(used, "__name__", "") == "module_for":  # NumPy or Keras
        return "Keras's"
    module = getattr(used, "__module__", None) or getattr(used, "__name__", "")
    if module.startswith("argscope.layers"):
        return "our layers'"
    return "Keras's" if module.startswith("keras.") else ""


def _used(function: Any, seen: frozenset[Any] = frozenset()) -> Iterator[Any]:
    """Yield what a function uses, and functions of its file that it calls."""
    function = inspect.unwrap(function)
    if function in seen or not inspect.isfunction(function):
        return
    cells = [cell.cell_contents for cell in function.__closure__ or ()]
    known = function.__globals__
    named = [known[name] for name in _names(function.__code__) if name in known]
    used = [*cells, *named, *(function.__defaults__ or ())]
    for value in used:
        yield value
        inner = getattr(value, "of_values", value)
        if getattr(inner, "__module__", "") == function.__module__:
            yield from _used(inner, seen | {function})


def _names(code: CodeType) -> set[str]:
    inner = (each for each in code.co_consts if isinstance(each, CodeType))
    return set(code.co_names).union(*map(_names, inner))


def differs(value: Any) -> str:
    """Return what a docstring, or else that of the file, says behind `Differs:`."""
    module = sys.modules.get(getattr(value, "__module__", None) or "")
    is_ours = str(getattr(value, "__module__", "")).startswith("argscope.tf1")
    owners = inspect.getmro(value) if inspect.isclass(value) else (value,)
    for owner in (*owners, module) if is_ours else ():
        text = inspect.cleandoc(getattr(owner, "__doc__", None) or "")
        _, found, rest = text.partition("Differs:")
        if found:
            return " ".join(rest.partition("\n\n")[0].split())
    return ""


def absent() -> dict[str, list[str]]:
    """Return the names that are not there, by the modules that they are in."""
    missing: dict[str, list[str]] = {}
    for path in NAMES.read_text(encoding="utf-8").split():
        parent, _, name = path.rpartition(".")
        if path not in SYMBOLS:
            missing.setdefault(parent, []).append(name)
    return missing


def page() -> str:
    """Return the page."""
    namespace()
    groups: dict[str, dict[tuple[str, str], list[str]]] = {}
    for path, value in SYMBOLS.items():
        if not isinstance(value, ModuleType):
            parent, _, name = path.rpartition(".")
            rows = groups.setdefault(parent, {})
            rows.setdefault((how(value), differs(value)), []).append(name)
    for parent, names in absent().items():
        if parent in groups:
            groups[parent]["not there", ""] = names
    parts = [HEAD]
    for parent in sorted(groups):
        parts.append(f"### `tf{'.' if parent else ''}{parent}`\n")
        parts.append("| Names | How | Differs |\n| --- | --- | --- |")
        parts += [
            f"| {', '.join(f'`{name}`' for name in sorted(names))} | {kind} | {text} |"
            for (kind, text), names in sorted(groups[parent].items(), key=_place)
        ]
        parts.append("")
    return "\n".join(parts)


def _place(row: tuple[tuple[str, str], list[str]]) -> tuple[bool, str, str]:
    (kind, text), _ = row
    return kind == "not there", kind, text


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE}: {len(SYMBOLS)} names")
