"""Which module of the namespace an import of TensorFlow's is answered with.

The tree of `tf` is public and exact. Below `tensorflow.python` and `contrib.*.python`
programs reached into TensorFlow's own files, of which there were hundreds: any of them is
answered with one module that looks names up in the whole tree.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any, Final, final

from argscope.tf1._imports.absent import Absent
from argscope.tf1._imports.namespace import Module, namespace

TOPS: Final = ("tensorflow", "tf_slim", "keras")
"""The packages whose imports are answered; `keras` was Keras 2 on TensorFlow 1."""

_BELOW: Final = {"tf_slim": "contrib.slim", "keras": "keras"}

# Where a name is looked up that was imported from a file of TensorFlow's own.
_PUBLIC: Final = (
    "",
    "nn",
    "math",
    "linalg",
    "image",
    "layers",
    "losses",
    "train",
    "nn.rnn_cell",
    "contrib.framework",
    "contrib.layers",
    "contrib.rnn",
    "contrib.slim",
    "python.training.moving_averages",
    "logging",
    "nest",
    "gfile",
    "flags",
    "app",
    "summary",
    "metrics",
    "estimator",
    "errors",
)

# Packages of TensorFlow's own: what is imported from them are files.
_FOLDERS: Final = [
    "client",
    "eager",
    "estimator",
    "framework",
    "keras",
    "layers",
    "lib",
    "ops",
    "platform",
    "slim",
    "summary",
    "training",
    "util",
]


@final
class AnyModule(ModuleType):
    """A file of TensorFlow's own: it has all names of the namespace.

    Args:
        path: Its path, as a program imports it.
        public: The module of the namespace to look names up in first.
        function: What a call of it calls: some files and functions in them had one name.
    """

    __path__: list[str] = []  # noqa: RUF012  # what makes a module a package

    def __init__(
        self, path: str, public: str = "", function: Callable[..., Any] | None = None
    ) -> None:
        super().__init__(path)
        self._public = public
        self._function = function

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self._function is None:
            raise TypeError(f"The module {self.__name__} cannot be called.")
        return self._function(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        path = f"{self.__name__}.{name}"
        found = self._found(name, Absent(path))
        *_, above, last = self.__name__.split(".")
        is_folder = above == "python" and last in _FOLDERS
        if not is_folder or isinstance(found, Module):
            return found
        function = None if isinstance(found, Absent) else found
        return AnyModule(path, self._public, function)

    def _found(self, name: str, default: Any) -> Any:
        for path in (self._public, *_PUBLIC):
            module = _at(path)
            found = None if module is None else vars(module).get(name)
            # A folder of one package is none of another: framework.ops, slim's ops.
            is_here = path in ("", self._public) or not isinstance(found, Module)
            if found is not None and is_here:
                return found
        return default


def module_at(path: str) -> ModuleType:
    """Return what `import path` gives, for a path below `TOPS`.

    Example:
        >>> from argscope.tf1._imports.modules import module_at
        >>> from argscope.tf1 import namespace
        >>> module_at("tensorflow.compat.v1") is namespace()
        True
        >>> module_at("tensorflow.python.ops.math_ops").reduce_sum.__name__
        'reduce_sum'
    """
    top, _, rest = path.partition(".")
    if top in _BELOW:
        rest = f"{_BELOW[top]}.{rest}" if rest else _BELOW[top]
    rest = _without(rest, "compat.v1", "compat.v2", "_api.v1", "_api")
    found = _at(rest)
    public, is_inside, _ = f".{rest}.".partition(".python.")
    if found is not None and not is_inside:
        return found
    return AnyModule(path, public.removeprefix(".") if found is None else rest)


def _without(path: str, *prefixes: str) -> str:
    for prefix in prefixes:
        if f"{path}.".startswith(f"{prefix}."):
            return path[len(prefix) + 1 :]
    return path


def _at(path: str) -> Module | None:
    """Return the module of the namespace at a path, if there is one."""
    module = namespace()
    for name in path.split(".") if path else ():
        inner = vars(module).get(name)
        if not isinstance(inner, Module):
            return None
        module = inner
    return module
