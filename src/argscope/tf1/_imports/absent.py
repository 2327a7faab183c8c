"""What is not there: it can be imported and subclassed, and says so when it is used."""

from __future__ import annotations

from typing import Any, NoReturn, final

from argscope.tf1.errors import MissingSymbolError


@final
class Absent:
    """Something of TensorFlow 1 that is not there.

    Programs import much that they never use. So it is an error only to use it.

    Args:
        path: What it is: `"tf.contrib.crf.crf_decode"`.
    """

    def __init__(self, path: str) -> None:
        self._path = path

    @property
    def of_values(self) -> Absent:
        """What layers call in its place: itself, for the error to name it."""
        return self

    def __getattr__(self, name: str) -> Absent:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Absent(f"{self._path}.{name}")

    def __call__(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise MissingSymbolError.about(self._path)

    def __mro_entries__(self, _bases: tuple[Any, ...]) -> tuple[type]:
        path = self._path

        def refuse(*_args: Any, **_kwargs: Any) -> NoReturn:
            raise MissingSymbolError.about(path)

        return (type(path.rpartition(".")[2], (), {"__init__": refuse}),)

    def _refuse(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise MissingSymbolError.about(self._path)

    __iter__ = __len__ = __getitem__ = __enter__ = __int__ = __float__ = _refuse

    def __repr__(self) -> str:
        return f"<{self._path}, which is not there>"
