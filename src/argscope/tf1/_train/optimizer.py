"""`tf.train.Optimizer`: what all optimizers have in common.

An optimizer records operations: one for the update of each variable, and one that is done
when these are. Programs have classes of their own on it, so the methods that begin with an
underscore are those of the original.

Source:
    tensorflow/python/training/optimizer.py of TensorFlow 1.15.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from argscope.tf1._graph.graph import get_default_graph
from argscope.tf1._graph.op import SYMBOLS, symbol
from argscope.tf1._graph.operation import Operation
from argscope.tf1._graph.tensor import Tensor
from argscope.tf1._graph.variable import Variable
from argscope.tf1._host.nest import flatten
from argscope.tf1._names.collections import (
    GraphKeys,
    get_collection_ref,
    trainable_variables,
)
from argscope.tf1._names.graphs import control_dependencies, group
from argscope.tf1._names.scopes import name_scope
from argscope.tf1._names.slots import (
    create_slot,
    create_slot_with_initializer,
    create_zeros_slot,
)
from argscope.tf1._ops.creation import convert_to_tensor
from argscope.tf1._train.constraints import constrained
from argscope.tf1._train.optimizer_errors import (
    NoGradientError,
    OptimizerArgumentError,
)

GradientsAndVariables = Iterable[tuple[Any, Variable]]


@symbol("train.Optimizer")
class Optimizer:
    """Changes variables by their gradients. A class of it says how, in `_apply_dense`.

    Args:
        use_locking: Accepted: nothing else runs while an update does.
        name: What its slots and operations are called.

    Raises:
        OptimizerArgumentError: The name is empty.
    """

    GATE_NONE = 0
    GATE_OP = 1
    GATE_GRAPH = 2

    def __init__(self, use_locking: bool, name: str) -> None:
        if not name:
            kind = type(self).__name__
            raise OptimizerArgumentError.about(kind, "name", name, "a name")
        self._use_locking = use_locking
        self._name = name
        self._slots: dict[str, dict[Tensor, Variable]] = {}
        self._non_slot_dict: dict[tuple[str, Any], Variable] = {}

    def get_name(self) -> str:
        """Return its name."""
        return self._name

    # --- what programs call

    def minimize(
        self,
        loss: Any,
        global_step: Variable | None = None,
        var_list: Any = None,
        gate_gradients: int = GATE_OP,
        aggregation_method: Any = None,
        colocate_gradients_with_ops: bool = False,
        name: str | None = None,
        grad_loss: Any = None,
    ) -> Operation:
        """Return an operation that makes one step: `compute_gradients`, and applies them.

        Raises:
            NoGradientError: There are no variables, or the loss depends on none.
        """
        pairs = self.compute_gradients(
            loss,
            var_list=var_list,
            gate_gradients=gate_gradients,
            aggregation_method=aggregation_method,
            colocate_gradients_with_ops=colocate_gradients_with_ops,
            grad_loss=grad_loss,
        )
        return self.apply_gradients(pairs, global_step=global_step, name=name)

    def compute_gradients(
        self,
        loss: Any,
        var_list: Any = None,
        gate_gradients: int = GATE_OP,
        aggregation_method: Any = None,
        colocate_gradients_with_ops: bool = False,
        grad_loss: Any = None,
    ) -> list[tuple[Any, Variable]]:
        """Return pairs of a gradient, None for none, and its variable.

        Args:
            loss: A tensor, or a function that returns it.
            var_list: Variables; default: all that training changes.
            gate_gradients: Accepted, as the next two: the backend decides.
            aggregation_method: Likewise.
            colocate_gradients_with_ops: Likewise.
            grad_loss: The gradient by the loss; default: 1.

        Raises:
            OptimizerArgumentError: `gate_gradients` is none of the three.
            NoGradientError: There are no variables.
        """
        if gate_gradients not in (self.GATE_NONE, self.GATE_OP, self.GATE_GRAPH):
            raise OptimizerArgumentError.about(
                "compute_gradients",
                "gate_gradients",
                gate_gradients,
                "Optimizer.GATE_NONE, Optimizer.GATE_OP or Optimizer.GATE_GRAPH",
            )
        variables = (
            trainable_variables() if var_list is None else list(flatten(var_list))
        )
        if not variables:
            raise NoGradientError.no_variables(self._label)
        found = SYMBOLS["gradients"](
            loss() if callable(loss) else loss,
            variables,
            grad_ys=grad_loss,
            aggregation_method=aggregation_method,
            colocate_gradients_with_ops=colocate_gradients_with_ops,
        )
        return list(zip(found, variables, strict=True))

    def apply_gradients(
        self,
        grads_and_vars: GradientsAndVariables,
        global_step: Variable | None = None,
        name: str | None = None,
    ) -> Operation:
        """Return an operation that updates variables, and then counts a step.

        Args:
            grads_and_vars: Pairs of a gradient, or None, and its variable.
            global_step: What counts the steps.
            name: What the operation is called; default: as the optimizer.

        Raises:
            NoGradientError: There are no pairs, or all gradients are None.
        """
        pairs = list(grads_and_vars)
        if not pairs:
            raise NoGradientError.no_variables(self._label)
        given = [(convert_to_tensor(g), v) for g, v in pairs if g is not None]
        if not given:
            raise NoGradientError.about(self._label, [v for _, v in pairs])
        # What is awaited here is not for initial values to wait for.
        with control_dependencies(None):
            self._create_slots([variable for _, variable in given])
        with name_scope(name or self._name) as scope:
            self._prepare()
            updates = [self._update(gradient, v) for gradient, v in given]
            if global_step is None:
                done = _operation(self._finish(updates, scope))
            else:
                with control_dependencies([self._finish(updates, "update")]):
                    done = group(global_step.assign_add(1), name=scope)
        train_ops = get_collection_ref(GraphKeys.TRAIN_OP)
        if done not in train_ops:
            train_ops.append(done)
        return done

    @property
    def _label(self) -> str:
        return type(self).__name__

    def _update(self, gradient: Tensor, variable: Variable) -> Any:
        with name_scope(f"update_{variable.op.name}"):
            update = self._apply_dense(gradient, variable)
            if variable.keras_variable.constraint is None:
                return update
            with control_dependencies([update]):
                return constrained(variable)

    # --- slots

    def get_slot(self, var: Tensor, name: str) -> Variable | None:
        """Return the slot of a variable, by the optimizer's own name for it, if there is."""
        return self._slots.get(name, {}).get(var)

    def get_slot_names(self) -> list[str]:
        """Return the names of slots, sorted."""
        return sorted(self._slots)

    def variables(self) -> list[Variable]:
        """Return the slots and what else it has, in the default graph, sorted by name."""
        kept = [
            *self._non_slot_variables(),
            *(slot for slots in self._slots.values() for slot in slots.values()),
        ]
        graph = get_default_graph()
        return sorted(
            (each for each in kept if each.graph is graph), key=lambda v: v.name
        )

    def _slot_dict(self, slot_name: str) -> dict[Tensor, Variable]:
        return self._slots.setdefault(slot_name, {})

    def _get_or_make_slot(
        self, var: Tensor, val: Any, slot_name: str, op_name: str
    ) -> Variable:
        return self._slot(slot_name, var, lambda: create_slot(var, val, op_name))

    def _get_or_make_slot_with_initializer(
        self,
        var: Tensor,
        initializer: Any,
        shape: Any,
        dtype: Any,
        slot_name: str,
        op_name: str,
    ) -> Variable:
        def make() -> Variable:
            return create_slot_with_initializer(var, initializer, shape, dtype, op_name)

        return self._slot(slot_name, var, make)

    def _zeros_slot(self, var: Tensor, slot_name: str, op_name: str) -> Variable:
        return self._slot(slot_name, var, lambda: create_zeros_slot(var, op_name))

    def _slot(
        self, slot_name: str, var: Tensor, make: Callable[[], Variable]
    ) -> Variable:
        slots = self._slot_dict(slot_name)
        if var not in slots:
            slots[var] = make()
        return slots[var]

    def _create_non_slot_variable(
        self, initial_value: Any, name: str, colocate_with: Any
    ) -> Variable:
        """Return what is kept once for a graph; it is made at the first time."""
        del colocate_with
        key = (name, get_default_graph())
        if key not in self._non_slot_dict:
            made = Variable(initial_value, name=name, trainable=False)
            self._non_slot_dict[key] = made
        return self._non_slot_dict[key]

    def _get_non_slot_variable(self, name: str, graph: Any = None) -> Variable | None:
        return self._non_slot_dict.get((name, graph or get_default_graph()))

    def _non_slot_variables(self) -> list[Variable]:
        return list(self._non_slot_dict.values())

    # --- what classes of it say

    def _create_slots(self, var_list: Sequence[Variable]) -> None:
        """Make the slots of variables."""

    def _prepare(self) -> None:
        """Make tensors of the arguments, before the updates."""

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        """Return an operation that updates a variable."""
        return self._resource_apply_dense(grad, var)

    def _resource_apply_dense(self, grad: Tensor, handle: Variable) -> Any:
        """Do as `_apply_dense`: what a class says that knows one kind of variables."""
        raise NotImplementedError(
            f"{type(self).__name__} has no method _apply_dense, which says how the "
            f"gradient of {handle.name!r} changes it."
        )

    def _finish(self, update_ops: Sequence[Any], name_scope: str) -> Any:
        """Return an operation that is done when all updates are."""
        return group(*update_ops, name=name_scope)

    def _call_if_callable(self, param: Any) -> Any:
        """Return what a function gives, or what is no function."""
        return param() if callable(param) else param

    def _tensor(self, param: Any, name: str) -> Any:
        """Return an argument, or what it gives as a function, as a tensor."""
        return convert_to_tensor(self._call_if_callable(param), name=name)


def _operation(done: Any) -> Operation:
    operation: Operation = done.op
    return operation
