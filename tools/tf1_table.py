"""Write docs/reference/tf1.md: what of TensorFlow 1 argscope.tf1 has, from the code.

python tools/tf1_table.py
"""

from __future__ import annotations

import inspect
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from argscope.tf1 import namespace
from argscope.tf1._graph.op import SYMBOLS

PAGE: Final = Path(__file__).parents[1] / "docs" / "reference" / "tf1.md"

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

Each name, and how it is done: as an *operation* on values, which is recorded; as a *layer* of this package; or as a
*function* or *class* of others. Below `tensorflow.python` and `contrib.*.python`, where programs reached into
TensorFlow's own files, any file has all of these names.

"""


def how(value: Any) -> str:
    """Return in a word how a symbol is done."""
    if hasattr(value, "of_values"):
        return "operation"
    if str(getattr(value, "__module__", "")).startswith("argscope.layers"):
        return "layer"
    if inspect.isclass(value):
        return "class"
    return "function" if callable(value) else "value"


def page() -> str:
    """Return the page."""
    namespace()
    groups: dict[str, list[tuple[str, str]]] = {}
    for path, value in SYMBOLS.items():
        if not isinstance(value, ModuleType):
            parent, _, name = path.rpartition(".")
            groups.setdefault(parent, []).append((name, how(value)))
    parts = [HEAD]
    for parent in sorted(groups):
        parts.append(f"### `tf{'.' if parent else ''}{parent}`\n")
        kinds = sorted({kind for _, kind in groups[parent]})
        for kind in kinds:
            names = sorted({name for name, found in groups[parent] if found == kind})
            parts.append(f"*{kind}*: {', '.join(f'`{name}`' for name in names)}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE}: {len(SYMBOLS)} names")
