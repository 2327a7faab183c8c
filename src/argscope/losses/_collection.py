"""The losses of the network that runs: adding one, and asking for them.

TF-Slim keeps losses in collections of a graph. Here they belong to one run of one
network; what `add_loss` gets is also given to Keras, so that `fit` minimizes it.
"""

from __future__ import annotations

import re
from typing import Final

from keras import ops

from argscope._base.published import published_in
from argscope._base.tensor import Tensor
from argscope._core.scoped import add_arg_scope
from argscope.layers._state.run import Run, current_run
from argscope.layers.errors import OutsideModelError
from argscope.losses.errors import LossError

LOSSES: Final = "losses"


@add_arg_scope
@published_in("argscope.losses")
def add_loss(
    loss: Tensor, loss_collection: str | None = LOSSES, *, name: str | None = None
) -> None:
    """Add a loss to what training minimizes. In the network of a `Model` only.

    The losses of this package add their values through this function, so a scope of it
    decides for all of them. Keras adds `model.losses`, in which the loss then is, to
    the loss that `compile` names.

    Args:
        loss: A scalar.
        loss_collection: Collection for it. Only those in `"losses"` are minimized;
            another collection just keeps them. None: nothing is added.
        name: By which `get_losses` finds it in the open scope, with a number if it is
            taken; default: `Loss`.

    Raises:
        OutsideModelError: No network is running.
        LossError: `loss` is not a scalar.

    Example:
        >>> import numpy as np
        >>> from argscope import arg_scope, layers, losses
        >>> def network(rows):
        ...     net = layers.fully_connected(rows, 3, scope="fc")
        ...     losses.absolute_difference(net, rows)
        ...     with arg_scope(losses.add_loss, loss_collection=None):
        ...         losses.mean_squared_error(net, rows)
        ...     return net
        >>> model = layers.Model(network, seed=1)
        >>> _ = model(np.ones((2, 3), "float32"))
        >>> len(model.losses)
        1

    Source:
        tf_slim/losses/loss_ops.py, `add_loss`.
    """
    if not loss_collection:
        return
    run = _running("add_loss")
    loss = ops.convert_to_tensor(loss)
    if len(loss.shape) != 0:
        raise LossError.about("add_loss", "loss", loss, expected="a scalar")
    run.collect(loss_collection, run.output_path(name or "Loss"), loss)
    if loss_collection == LOSSES:
        run.store.model.add_loss(loss)


def added(loss: Tensor, name: str) -> Tensor:
    """Return `loss`, after adding it to the network that runs, if one does.

    As in the original it is the `value` in a scope of outputs called `name`.
    """
    run = current_run()
    if run is not None:
        add_loss(loss, name=f"{run.free_name(name)}/value")
    return loss


def get_losses(scope: str | None = None, loss_collection: str = LOSSES) -> list[Tensor]:
    """Return the losses that this run of the network has added so far.

    Args:
        scope: Only those whose names, such as `mean_squared_error_1/value`, match this
            regular expression at their start.
        loss_collection: The collection.

    Returns:
        Scalars, in the order in which they were added.

    Raises:
        OutsideModelError: No network is running. (A model that has run keeps its
            losses in `model.losses`.)
    """
    members = _running("get_losses").collections.get(loss_collection, [])
    return [loss for name, loss in members if re.match(scope or "", name)]


def get_regularization_losses(scope: str | None = None) -> list[Tensor]:
    """Return the penalties on the variables that this run of the network has used.

    One scalar for each variable with a regularizer, in the order of their creation; a
    variable that several layers share counts once.

    Args:
        scope: Only those of variables whose paths match this regular expression at
            their start.

    Raises:
        OutsideModelError: No network is running.
    """
    run = _running("get_regularization_losses")
    return [
        variable.regularizer(variable)
        for path, variable in run.store.variables.items()
        if path in run.taken
        and variable.regularizer is not None
        and re.match(scope or "", path)
    ]


def get_total_loss(
    add_regularization_losses: bool = True, name: str = "total_loss"
) -> Tensor:
    """Return the sum of all losses that this run of the network has added so far.

    For a training loop of one's own, or to show it. `fit` adds up the same losses by
    itself, so the total is not to be added with `add_loss` or trained on by `compile`:
    that would count everything twice.

    Args:
        add_regularization_losses: Whether to include the penalties on variables.
        name: Accepted for TF-Slim programs; it named a graph node.

    Returns:
        A scalar; 0 if there are no losses.

    Raises:
        OutsideModelError: No network is running.

    Example:
        >>> import numpy as np
        >>> from argscope import layers, losses
        >>> def loss_of(rows):
        ...     net = layers.fully_connected(
        ...         rows, 3, regularizer=layers.l2_regularizer(0.1), scope="fc")
        ...     losses.mean_squared_error(net, rows)
        ...     return losses.get_total_loss()
        >>> model = layers.Model(loss_of, seed=1)
        >>> total = model(np.ones((2, 3), "float32"))
        >>> abs(float(total) - float(sum(model.losses))) < 1e-6
        True
    """
    del name
    _running("get_total_loss")
    parts = get_losses()
    if add_regularization_losses:
        parts = parts + get_regularization_losses()
    return sum(parts[1:], start=parts[0]) if parts else ops.zeros(())


def _running(function: str) -> Run:
    run = current_run()
    if run is None:
        raise OutsideModelError(
            f"{function}() was called outside a Model, where nothing keeps losses. Call "
            "it in the function that you give to argscope.layers.Model; a model that has "
            "run keeps its losses in model.losses."
        )
    return run
