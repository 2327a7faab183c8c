"""`tf.TensorArray`: a list of tensors that a loop fills."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from argscope.tf1._graph.op import SYMBOLS, symbol
from argscope.tf1._graph.tensor import OPERATORS, Tensor, Value
from argscope.tf1._types.dtypes import DTYPES, DType, dtype_name


class TensorArray(NamedTuple):
    """Tensors by their places, which have to be known numbers; writing gives another one.

    It is a structure of its tensors, so loops carry it as they carry a list.
    """

    kind: str
    elements: tuple[Any, ...]
    dynamic: bool

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
        return OPERATORS["identity"](
            Value(np.asarray(len(self.elements), "int32")), name=name
        )

    def read(self, index: Any, name: str | None = None) -> Any:
        """Return an element.

        Raises:
            ValueError: It was not written.
        """
        place = _place(index)
        if not 0 <= place < len(self.elements) or self.elements[place] is None:
            raise ValueError(
                f"The element {place} of the tf.TensorArray was not written."
            )
        return OPERATORS["identity"](self.elements[place], name=name)

    def write(self, index: Any, value: Any, name: str | None = None) -> TensorArray:
        """Return one in which an element is another."""
        del name
        place, elements = _place(index), list(self.elements)
        if place >= len(elements) and not self.dynamic:
            raise ValueError(
                f"The tf.TensorArray has {len(elements)} elements and dynamic_size=False, "
                f"so there is no element {place}."
            )
        elements += [None] * (place + 1 - len(elements))
        elements[place] = SYMBOLS["convert_to_tensor"](value, dtype=self.dtype)
        return self._replace(elements=tuple(elements))

    def stack(self, name: str | None = None) -> Any:
        """Return the elements, stacked along a new first axis."""
        return SYMBOLS["stack"](
            [self.read(k) for k in range(len(self.elements))], name=name
        )

    def pack(self, name: str | None = None) -> Any:
        """Return what `stack` does."""
        return self.stack(name)

    def concat(self, name: str | None = None) -> Any:
        """Return the elements, joined along their first axis."""
        parts = [self.read(k) for k in range(len(self.elements))]
        return SYMBOLS["concat"](parts, 0, name=name or "concat")

    def gather(self, indices: Any, name: str | None = None) -> Any:
        """Return some elements, stacked along a new first axis."""
        places = [_place(each) for each in np.asarray(_known(indices)).tolist()]
        return SYMBOLS["stack"]([self.read(each) for each in places], name=name)

    def unstack(self, value: Any, name: str | None = None) -> TensorArray:
        """Return one with the slices of a tensor along its first axis as elements."""
        del name
        return self._replace(elements=tuple(SYMBOLS["unstack"](value)))

    def unpack(self, value: Any, name: str | None = None) -> TensorArray:
        """Return what `unstack` does."""
        return self.unstack(value, name)

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

    def close(self, name: str | None = None) -> None:
        """Accept that it is not used any more."""
        del name

    def __bool__(self) -> bool:
        return True


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
    places = 0 if size is None else _place(size)
    return TensorArray(dtype_name(dtype), (None,) * places, bool(dynamic_size))


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
