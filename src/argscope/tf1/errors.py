"""What can be wrong with a program of TensorFlow 1, for whoever runs it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self, final

from argscope._base.describe import shortened
from argscope._base.site import calling_site
from argscope.errors import ArgScopeError

__all__ = [
    "AssertionFailedError",
    "ClosedSessionError",
    "FedShapeError",
    "FeedError",
    "FetchError",
    "HostOnlyError",
    "InputsError",
    "MissingFileError",
    "MissingSymbolError",
    "NoSessionError",
    "NoValueError",
    "NotLoadedError",
    "SizeByValuesError",
]


@final
class NoValueError(ArgScopeError, TypeError):
    """A tensor of a graph was to have a value outside of a run of the graph."""

    @classmethod
    def about(cls, name: str, kind: str) -> Self:
        """Return the error for a tensor."""
        if kind == "Placeholder":
            return cls(f"The placeholder {name!r} was not fed with a value.")
        return cls(
            f"{name!r} has no value while the graph is made, only a shape and a dtype. A "
            f"Python number that depends on it cannot be computed at {calling_site()}."
        )


@final
class MissingSymbolError(ArgScopeError, NotImplementedError):
    """A program uses something of TensorFlow 1 that is not there."""

    @classmethod
    def about(cls, path: str) -> Self:
        """Return the error for a use of `path`, such as `"tf.contrib.crf.crf_decode"`."""
        return cls(
            f"{path} is used at {calling_site()}, and argscope.tf1 does not have it. The "
            "table of what it has is in the reference, under argscope.tf1. To have it "
            "added, report this name and this line; a function of your own can stand in "
            f"for it: tf1.provide({path!r}, function)."
        )


@final
class SizeByValuesError(ArgScopeError, ValueError):
    """Values decide a size, where a compiled program has to know it before."""

    @classmethod
    def about(cls, function: str) -> Self:
        """Return the error for a call of `function`."""
        return cls(
            f"The values of its arguments decide the size of what {function} gives. "
            "JAX compiles for sizes that it knows. Use another backend for this program: "
            "KERAS_BACKEND=torch."
        )


@final
class HostOnlyError(ArgScopeError, NotImplementedError):
    """What only the host can compute is a part of what is compiled."""

    @classmethod
    def about(cls, kind: str) -> Self:
        """Return the error for an operation such as `"PyFunc"`."""
        return cls(
            f"{kind} is computed on the host, by NumPy, and stands in a branch or a loop "
            "(tf.cond, tf.while_loop, tf.map_fn) that the backend compiles. Take it out "
            "of there, or use a backend that does not compile: KERAS_BACKEND=torch."
        )


@final
class NotLoadedError(ArgScopeError, LookupError):
    """A saved model runs a function of a program that is not loaded."""

    @classmethod
    def about(cls, module: str, function: str) -> Self:
        """Return the error for a function."""
        return cls(
            f"The saved model runs {function}() of the module {module}, which is not "
            "loaded. A file of a model holds no code, and runs none. Load the program "
            "first: tf1.load('path/to/file.py')."
        )


@final
class AssertionFailedError(ArgScopeError, ValueError):
    """An assertion of the program's does not hold, as is known while the graph is made."""

    @classmethod
    def about(cls, condition: str, message: str | None, *values: object) -> Self:
        """Return the error for a condition that `values` do not meet."""
        given = "; ".join(str(value) for value in values)
        return cls(
            f"{message + ' ' if message else ''}{condition} does not hold: {given}."
        )


@final
class ClosedSessionError(ArgScopeError, RuntimeError):
    """A session was used after it was closed."""

    @classmethod
    def about(cls) -> Self:
        """Return the error."""
        return cls(
            "Attempted to use a closed Session. The values of its variables are gone; "
            "what is to be run belongs into the `with tf.Session()` block."
        )


@final
class NoSessionError(ArgScopeError, ValueError):
    """Something was to be computed where no session is the default."""

    @classmethod
    def about(cls, name: str) -> Self:
        """Return the error for a tensor or an operation."""
        return cls(
            f"{name!r} cannot be evaluated: there is no default session. Write "
            "`with session.as_default()` around it, or give it the session: "
            "eval(session=...)."
        )


@final
class FetchError(ArgScopeError, TypeError):
    """Something else than tensors and operations of the graph was to be fetched."""

    @classmethod
    def about(cls, fetch: object) -> Self:
        """Return the error for what was given."""
        return cls(
            f"Session.run() cannot fetch {fetch!r}, a {type(fetch).__name__}: it has to "
            "be a tensor, an operation, the name of one, or a list or dict of them."
        )

    @classmethod
    def unknown(cls, name: object) -> Self:
        """Return the error for a name."""
        return cls(
            f"Session.run() cannot fetch {name!r}: there is nothing of that name in the "
            "graph. A tensor is named like its operation and ':0'."
        )

    @classmethod
    def elsewhere(cls, name: str) -> Self:
        """Return the error for a tensor of another graph."""
        return cls(
            f"Session.run() cannot fetch {name!r}: it belongs to another graph than the "
            "session, which has the one that was open when it was made, or its `graph=`."
        )


@final
class FeedError(ArgScopeError, ValueError, TypeError):
    """Something cannot be fed."""

    @classmethod
    def about(cls, key: object) -> Self:
        """Return the error for a key that is no tensor."""
        return cls(
            f"feed_dict has the key {key!r}, a {type(key).__name__}. Keys are "
            "placeholders, other computed tensors, or their names."
        )

    @classmethod
    def unknown(cls, name: object) -> Self:
        """Return the error for a name."""
        return cls(
            f"feed_dict has the key {name!r}, and there is no tensor of that name in the "
            "graph. A tensor is named like its operation and ':0'."
        )

    @classmethod
    def of_tensor(cls, name: str, value: object) -> Self:
        """Return the error for a tensor as a value."""
        return cls(
            f"{name!r} was fed with the tensor {value!r}, which has no value before the "
            "graph is run. Feed numbers: Python's, lists, NumPy's arrays."
        )

    @classmethod
    def of_value(cls, tensor: Any, value: object) -> Self:
        """Return the error for a value of another type."""
        return cls(
            f"{tensor.name!r} of dtype {tensor.dtype.name} was fed with "
            f"{shortened(repr(value))}, which is no array of that."
        )

    @classmethod
    def of_shape(cls, tensor: Any, shape: tuple[int, ...]) -> Self:
        """Return the error for a value of another shape."""
        return cls(
            f"Cannot feed value of shape {shape} for Tensor {tensor.name!r}, which has "
            f"shape {str(tensor.shape)!r}"
        )


@final
class FedShapeError(ArgScopeError, ValueError):
    """A placeholder was fed with a value of another shape."""

    @classmethod
    def about(cls, name: str, shape: object, given: object) -> Self:
        """Return the error for a placeholder."""
        return cls(
            f"The placeholder {name!r} of shape {shape} was fed with a value of shape "
            f"{tuple(given)}. One that was made without a shape is a scalar here; give it "  # type: ignore[arg-type]
            "the shape, with None for sizes that are not known."
        )


@final
class MissingFileError(ArgScopeError, FileNotFoundError):
    """A file is not there that TensorFlow 1 would have downloaded."""

    @classmethod
    def mnist(cls, path: Path) -> Self:
        """Return the error for a file of the digits of MNIST."""
        return cls(
            f"There is no file {path}, and nothing is downloaded. The four files of MNIST "
            "are at https://storage.googleapis.com/cvdf-datasets/mnist/ "
            f"({path.name} is one of them); put them into {path.parent}.",
            path=path,
        )


@final
class InputsError(ArgScopeError, TypeError):
    """The inputs of a model are not told as they have to be."""

    @classmethod
    def about(cls, inputs: object) -> Self:
        """Return the error for what was given."""
        return cls(
            f"tf1.model() got the inputs {inputs!r}. It needs the shape and the dtype of "
            "each by name, with None for sizes that are not known: "
            "{'images': ((None, 224, 224, 3), 'float32')}"
        )
