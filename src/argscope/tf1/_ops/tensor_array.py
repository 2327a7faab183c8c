"""`tf.TensorArray`: a list of tensors that a loop fills."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from argscope.tf1._graph.op import SYMBOLS, symbol
from argscope.tf1._graph.tensor import OPERATORS, Tensor, Value
from argscope.tf1._ops.values import array
from argscope.tf1._types.dtypes import DTYPES, DType, dtype_name


class TensorArray(NamedTuple):
    """Tensors by their places; writing gives another one.

    It is a structure of its tensors, so loops carry it as they carry a list. The places
    that are written have to be known numbers where the graph is computed.

    Attributes:
        kind: The dtype of the elements.
        length: How many there are; None if there may be more.
        elements: What was written, with None for what was not.
        stacked: All elements as one tensor, instead.
    """

    kind: str
    length: Any
    elements: tuple[Any, ...] = ()
    stacked: Any = None

    @property
    def dtype(self) -> DType:
        """The type of the elements."""
        return DTYPES[self.kind]

    @property
    def flow(self) -> None:
        """Nothing: what has to be done first is known from the elements."""

    @property
    def handle(self) -> None:
        """Nothing: there is no resource."""

    def identity(self) -> TensorArray:
        """Return it."""
        return self

    def size(self, name: str | None = None) -> Any:
        """Return how many places there are."""
        if self.stacked is not None:
            return SYMBOLS["shape"](self.stacked, name=name)[0]
        length = len(self.elements) if self.length is None else self.length
        return SYMBOLS["convert_to_tensor"](length, "int32", name=name)

    def read(self, index: Any, name: str | None = None) -> Any:
        """Return an element.

        Raises:
            ValueError: It was not written.
        """
        if self.stacked is not None:
            return SYMBOLS["gather"](self.stacked, index, name=name)
        place = _place(index)
        if not 0 <= place < len(self.elements) or self.elements[place] is None:
            raise ValueError(
                f"The element {place} of the tf.TensorArray was not written."
            )
        return OPERATORS["identity"](self.elements[place], name=name)

    def write(self, index: Any, value: Any, name: str | None = None) -> TensorArray:
        """Return one in which an element is another.

        Raises:
            ValueError: There is no such place.
        """
        del name
        place, elements = _place(index), self._listed()
        if self.length is not None and place >= _place(self.length):
            raise ValueError(
                f"The tf.TensorArray has {_place(self.length)} elements and "
                f"dynamic_size=False, so there is no element {place}."
            )
        elements += [None] * (place + 1 - len(elements))
        elements[place] = SYMBOLS["convert_to_tensor"](value, dtype=self.dtype)
        return self._replace(elements=tuple(elements), stacked=None)

    def stack(self, name: str | None = None) -> Any:
        """Return the elements, stacked along a new first axis."""
        if self.stacked is not None:
            return OPERATORS["identity"](self.stacked, name=name)
        return SYMBOLS["stack"](self._all(), name=name or "stack")

    def concat(self, name: str | None = None) -> Any:
        """Return the elements, joined along their first axis."""
        return SYMBOLS["concat"](self._all(), 0, name=name or "concat")

    def gather(self, indices: Any, name: str | None = None) -> Any:
        """Return some elements, stacked along a new first axis."""
        return SYMBOLS["gather"](self.stack(), indices, name=name)

    def unstack(self, value: Any, name: str | None = None) -> TensorArray:
        """Return one with the slices of a tensor along its first axis as elements."""
        del name
        stacked = SYMBOLS["convert_to_tensor"](value, dtype=self.dtype)
        return self._replace(elements=(), stacked=stacked)

    def scatter(self, indices: Any, value: Any, name: str | None = None) -> TensorArray:
        """Return one in which some elements are the slices of a tensor."""
        del name
        result = self
        parts = SYMBOLS["unstack"](value)
        for place, part in zip(
            np.asarray(_known(indices)).tolist(), parts, strict=True
        ):
            result = result.write(place, part)
        return result

    def pack(self, name: str | None = None) -> Any:
        """Return what `stack` does."""
        return self.stack(name)

    def unpack(self, value: Any, name: str | None = None) -> TensorArray:
        """Return what `unstack` does."""
        return self.unstack(value, name)

    def close(self, name: str | None = None) -> None:
        """Accept that it is not used any more."""
        del name

    def _listed(self) -> list[Any]:
        """Return the elements, with None for what was not written."""
        if self.stacked is None:
            return list(self.elements)
        return list(SYMBOLS["unstack"](self.stacked))

    def _all(self) -> list[Any]:
        count = len(self.elements) if self.length is None else _place(self.length)
        return [self.read(place) for place in range(count)]

    def __bool__(self) -> bool:
        return True


def settled(structure: Any) -> Any:
    """Return what a loop gives, its full lists of equal tensors as one tensor each.

    How many steps there are, and so elements, may depend on a size that is not known.
    """
    if isinstance(structure, TensorArray):
        return _settled(structure)
    if isinstance(structure, list):
        return [settled(each) for each in structure]
    if type(structure) is tuple:
        return tuple(settled(each) for each in structure)
    return structure


def _settled(made: TensorArray) -> TensorArray:
    shapes = {None if each is None else tuple(each.shape) for each in made.elements}
    is_full = made.length is None or len(made.elements) == int(array(made.length))
    if len(shapes) != 1 or None in shapes or not is_full:
        return made
    return made._replace(elements=(), stacked=array([*made.elements], made.kind))


@symbol("TensorArray")
def tensor_array(
    dtype: Any,
    size: Any = None,
    dynamic_size: bool | None = None,
    clear_after_read: bool | None = None,
    tensor_array_name: str | None = None,
    handle: Any = None,
    flow: Any = None,
    infer_shape: bool = True,
    element_shape: Any = None,
    colocate_with_first_write_call: bool = True,
    name: str | None = None,
) -> TensorArray:
    """Return an empty list of tensors, of a size that is known.

    Args:
        dtype: The type of the elements.
        size: How many there are.
        dynamic_size: Whether there may be more.
        clear_after_read: Accepted, as all that follow.
        tensor_array_name: Accepted.
        handle: Accepted.
        flow: Accepted.
        infer_shape: Accepted.
        element_shape: Accepted.
        colocate_with_first_write_call: Accepted.
        name: Accepted.
    """
    del clear_after_read, tensor_array_name, handle, flow, infer_shape, element_shape
    del colocate_with_first_write_call, name
    return TensorArray(dtype_name(dtype), None if dynamic_size else size)


def _place(index: Any) -> int:
    return int(_known(index))


def _known(index: Any) -> Any:
    if not isinstance(index, Tensor):
        return index
    if isinstance(index, Value) and isinstance(index.value, np.ndarray):
        return index.value
    raise TypeError(
        "Sizes and indices of a tf.TensorArray are known here while the graph is computed: "
        f"constants, counters of loops, sizes of tensors. {index!r} depends on values."
    )
