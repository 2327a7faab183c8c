"""Iterators: tensors that are the next element of a data set each time."""

from __future__ import annotations

from collections.abc import Iterator as PythonIterator
from collections.abc import Sequence
from threading import Lock
from typing import Any, Final, final
from weakref import WeakValueDictionary

from argscope.tf1._data.dataset import Dataset
from argscope.tf1._data.elements import (
    classes_of,
    flat,
    shapes_of,
    specs_of,
    types_of,
)
from argscope.tf1._data.states import PerSession
from argscope.tf1._graph.host import Spec, host_call, host_operation
from argscope.tf1._graph.op import symbol
from argscope.tf1._graph.operation import Operation
from argscope.tf1._host.statuses import KINDS
from argscope.tf1._types.strings import string, strings

_NOT_BEGUN: Final = (
    "GetNext() failed because the iterator has not been initialized. Ensure that you have "
    "run the initializer operation for this iterator before getting the next element."
)


@final
class _Progress:
    """How far one session has come."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.elements: PythonIterator[Any] | None = None

    def begin(self, elements: PythonIterator[Any]) -> None:
        """Begin anew."""
        with self.lock:
            self.elements = elements

    def next(self) -> Any:
        """Return the next element.

        Raises:
            FailedPreconditionError: It was not begun.
            OutOfRangeError: There are no more.
        """
        with self.lock:
            if self.elements is None:
                raise KINDS["FailedPrecondition"](None, None, _NOT_BEGUN)
            try:
                return next(self.elements)
            except StopIteration:
                raise KINDS["OutOfRange"](None, None, "End of sequence") from None


_BY_HANDLE: Final[WeakValueDictionary[bytes, Iterator]] = WeakValueDictionary()


@final
@symbol("data.Iterator", "contrib.data.Iterator")
class Iterator:
    """The next element of a data set each time: `tf.data.Iterator`.

    Args:
        spec: What is known of the elements: a structure of `Spec`.
        dataset: The data set; None where it is chosen later.
        begins: Whether it begins by itself.
        handle: A tensor that tells whose elements it gives, if not its own.
    """

    def __init__(
        self,
        spec: Any,
        dataset: Dataset | None = None,
        *,
        begins: bool = False,
        handle: Any = None,
    ) -> None:
        self._spec = spec
        self._dataset = dataset
        self._begins = begins
        self._given_handle = handle
        self._progress = PerSession(_Progress)
        self._initializer: Operation | None = None
        self._handle = b"argscope.tf1 iterator %d" % id(self)
        _BY_HANDLE[self._handle] = self

    @staticmethod
    def from_structure(
        output_types: Any,
        output_shapes: Any = None,
        shared_name: str | None = None,
        output_classes: Any = None,
    ) -> Iterator:
        """Return an iterator for elements of some dtypes, begun by `make_initializer`."""
        del shared_name, output_classes
        return Iterator(specs_of(output_types, output_shapes))

    @staticmethod
    def from_string_handle(
        string_handle: Any,
        output_types: Any,
        output_shapes: Any = None,
        output_classes: Any = None,
    ) -> Iterator:
        """Return an iterator that gives the elements of the one with a handle."""
        del output_classes
        return Iterator(specs_of(output_types, output_shapes), handle=string_handle)

    # --- beginning

    @property
    def initializer(self) -> Operation:
        """The operation that begins it, or begins it anew.

        Raises:
            ValueError: It has none.
        """
        if self._begins or self._dataset is None:
            raise ValueError(
                "Iterator does not have an initializer. That of make_initializable_iterator"
                "() has one; that of from_structure() is begun by make_initializer()."
            )
        if self._initializer is None:
            self._initializer = self.make_initializer(self._dataset)
        return self._initializer

    def make_initializer(self, dataset: Dataset, name: str | None = None) -> Operation:
        """Return an operation that begins with the elements of a data set.

        Raises:
            TypeError: They have other dtypes.
        """
        types = [each.name for each in flat(types_of(self._spec))]
        given = [each.name for each in flat(dataset.output_types)]
        if types != given:
            raise TypeError(
                f"Expected output types {types} but got dataset with output types {given}."
            )

        def begin(values: Sequence[Any]) -> None:
            self._begin(dataset, values)

        arguments = [dataset.inputs]
        return host_operation("MakeIterator", begin, arguments, name=name)

    def _begin(self, dataset: Dataset, values: Sequence[Any]) -> None:
        known = dict(zip(dataset.inputs, values, strict=True))
        self._progress.here().begin(dataset.start(known))

    # --- going on

    def get_next(self, name: str | None = None) -> Any:
        """Return the tensors of the next element."""
        inputs = self._dataset.inputs if self._begins and self._dataset else []

        def following(values: Sequence[Any], handle: Any) -> Any:
            source = self if handle is None else _with_handle(handle)
            return source.next(values)

        arguments = [inputs, self._given_handle]
        return host_call(
            "IteratorGetNext", following, arguments, gives=self._spec, name=name
        )

    def next(self, values: Sequence[Any] = ()) -> Any:
        """Return the next element itself, for the session that computes here."""
        progress = self._progress.here()
        if self._begins and self._dataset and progress.elements is None:
            self._begin(self._dataset, values)
        return progress.next()

    def string_handle(self, name: str | None = None) -> Any:
        """Return a tensor for `from_string_handle`; its value is what is fed."""
        return host_call(
            "IteratorToStringHandle",
            lambda: strings(self._handle),
            gives=Spec("string", []),
            name=name,
        )

    # --- what the elements are

    @property
    def output_types(self) -> Any:
        """The structure of the elements' dtypes."""
        return types_of(self._spec)

    @property
    def output_shapes(self) -> Any:
        """The structure of the elements' static shapes."""
        return shapes_of(self._spec)

    @property
    def output_classes(self) -> Any:
        """The structure of what elements are: `Tensor` or `SparseTensor`."""
        return classes_of(self._spec)


def _with_handle(handle: Any) -> Iterator:
    found = _BY_HANDLE.get(string(handle))
    if found is None:
        raise KINDS["InvalidArgument"](
            None, None, f"{string(handle)!r} is the handle of no iterator."
        )
    return found


@symbol("data.make_one_shot_iterator")
def make_one_shot_iterator(dataset: Dataset) -> Iterator:
    """Return an iterator that begins by itself, once."""
    return Iterator(dataset.element_spec, dataset, begins=True)


@symbol("data.make_initializable_iterator")
def make_initializable_iterator(
    dataset: Dataset, shared_name: str | None = None
) -> Iterator:
    """Return an iterator that its `initializer` begins."""
    del shared_name
    return Iterator(dataset.element_spec, dataset)


# The data sets come before the iterators over them.
Dataset.make_one_shot_iterator = make_one_shot_iterator  # type: ignore[attr-defined]
Dataset.make_initializable_iterator = make_initializable_iterator  # type: ignore[attr-defined]


@symbol("data.experimental.get_single_element", "contrib.data.get_single_element")
def get_single_element(dataset: Dataset) -> Any:
    """Return the tensors of the only element of a data set."""

    def only(values: Sequence[Any]) -> Any:
        known = dict(zip(dataset.inputs, values, strict=True))
        found = list(dataset.start(known))
        if len(found) != 1:
            raise KINDS["InvalidArgument"](
                None, None, f"Dataset had {len(found)} elements, not one."
            )
        return found[0]

    arguments = [dataset.inputs]
    return host_call(
        "DatasetToSingleElement", only, arguments, gives=dataset.element_spec
    )
