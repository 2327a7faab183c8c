"""Frozen graphs: the variables' values stand in the graph, as constants."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from argscope.checkpoint._damage import Malformed, blamed_on
from argscope.checkpoint._dtypes import numpy_dtype
from argscope.checkpoint._graph_constants import Constant, were_variables
from argscope.checkpoint._graph_file import GraphFile
from argscope.checkpoint._graph_nodes import Node
from argscope.checkpoint._graph_tensor import tensor
from argscope.checkpoint._variable import Variable, read_shape


class FrozenGraph:
    """The variables of a frozen graph; `_graph_constants` says which constants these are.

    Nothing in the file tells whether a value is the one that was written: there are no
    checksums.

    Raises:
        DamagedCheckpointError: A constant is not of the form of one.
        UnsupportedCheckpointError: A variable is of a type that NumPy lacks.
    """

    format = "frozen graph"

    def __init__(self, file: GraphFile, nodes: list[Node]) -> None:
        self._path, self._file = file.path, file.file
        with blamed_on(self._path, "graph"):
            constants = were_variables(nodes)
        self._tensors = {one.name: one.tensor for one in constants}
        variables = sorted(map(self._variable, constants), key=lambda v: v.name)
        self.variables = {v.name: v for v in variables}
        with blamed_on(self._path, "graph"):
            if len(self.variables) != len(constants):
                raise Malformed("it has a name twice")

    def read(self, name: str) -> NDArray[Any]:
        """Return a variable's values.

        Raises:
            DamagedCheckpointError: They are not of the variable's type and shape.
            UnsupportedCheckpointError: They are in a form that is not read.
        """
        self._file.let_go()  # of the tensor before
        variable = self.variables[name]
        with blamed_on(self._path, f"variable {name!r}"):
            return tensor(self._tensors[name], variable.dtype, variable.shape)

    def _variable(self, constant: Constant) -> Variable:
        with blamed_on(self._path, f"variable {constant.name!r}"):
            dtype, shape = numpy_dtype(constant.dtype), read_shape(constant.shape)
        return Variable(constant.name, dtype, shape)
