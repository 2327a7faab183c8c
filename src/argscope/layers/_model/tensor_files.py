"""Tensors in a safetensors file, or in several with an index, read part by part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self, final

from argscope.layers._model.safetensors_package import open_file
from argscope.layers._model.shard_files import INDEX, index_of, read_index
from argscope.layers.errors import WeightsFileError

_WHOLE = slice(None)


def existing(path: Path) -> Path:
    """Return what holds the tensors that `path` names: the file, or its index."""
    index = index_of(path)
    return index if not path.exists() and index.exists() else path


@final
class Tensor:
    """A tensor in a file, of which no more is read than is asked for."""

    def __init__(self, file: Any, name: str) -> None:
        self._file = file
        self._name = name
        self._slice = file.get_slice(name)
        self.shape = tuple(self._slice.get_shape())

    def __getitem__(self, index: tuple[slice, ...]) -> Any:
        # A tensor without numbers cannot be cut.
        if all(axis == _WHOLE for axis in index) or 0 in self.shape:
            return self._file.get_tensor(self._name)
        return self._slice[index]


@final
class TensorFiles(Mapping[str, Tensor]):
    """The tensors by name, in a context: the files are closed at its end.

    Attributes:
        facts: The metadata: of the only file, or of the index.

    Raises:
        WeightsFileError: The index is none, or a file that it names is not there.
        FileNotFoundError: There is nothing.
        SafetensorError: A file is damaged.
    """

    def __init__(self, path: Path) -> None:
        self._open = ExitStack()
        with self._open as opened:  # closes all if one of them fails
            if path.name.endswith(INDEX):
                self.facts, homes = read_index(path)
                files = {
                    name: opened.enter_context(_opened(path, name))
                    for name in sorted(set(homes.values()))
                }
                self._files = {name: files[home] for name, home in homes.items()}
            else:
                file = opened.enter_context(open_file(path))
                self.facts = file.metadata() or {}
                self._files = dict.fromkeys(file.keys(), file)
            self._open = opened.pop_all()

    def __getitem__(self, name: str) -> Tensor:
        return Tensor(self._files[name], name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._open.close()


def _opened(index: Path, name: str) -> Any:
    try:
        return open_file(index.with_name(name))
    except FileNotFoundError:
        raise WeightsFileError.no_shard(index, name) from None
