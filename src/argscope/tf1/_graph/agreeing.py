"""Unknown sizes that have to agree with known ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import keras

from argscope.tf1._graph.tensor import Symbol


def with_agreeing_sizes(
    given: Mapping[Symbol, keras.KerasTensor],
    shapes: Iterable[Sequence[int | None]],
    *,
    even_unknown: bool = False,
) -> list[keras.KerasTensor]:
    """Return what stands for symbols, with unknown sizes as others have them.

    An unknown size is that of the same axis of another tensor of the same rank; that of a
    batch, the first axis, the one of any other tensor.

    Args:
        given: What stands for each symbol.
        shapes: The shapes of other tensors: constants.
        even_unknown: Whether sizes that are unknown have to agree, too: those of images
            that a network made, and of those that it is to make.
    """
    known: dict[tuple[int | None, int], int] = {}
    for sizes in [*(symbol.shape.as_list() for symbol in given), *shapes]:
        for axis, size in enumerate(sizes):
            if size is not None:
                known.setdefault((len(sizes), axis), size)
                known.setdefault((None, axis), size)
    for tensor in given.values() if even_unknown else ():
        for axis, size in enumerate(tensor.shape):
            known.setdefault((len(tensor.shape) if axis else None, axis), size)
    return [_agreeing(symbol, tensor, known) for symbol, tensor in given.items()]


def _agreeing(
    symbol: Symbol,
    tensor: keras.KerasTensor,
    known: Mapping[tuple[int | None, int], int],
) -> keras.KerasTensor:
    sizes = symbol.shape.as_list()
    shape = list(tensor.shape)
    for axis, size in enumerate(sizes):
        if size is None:
            ranks = (len(sizes), None) if axis == 0 else (len(sizes),)
            found = [known[rank, axis] for rank in ranks if (rank, axis) in known]
            shape[axis] = found[0] if found else shape[axis]
    if tuple(shape) == tuple(tensor.shape):
        return tensor
    return keras.KerasTensor(tuple(shape), dtype=tensor.dtype)
