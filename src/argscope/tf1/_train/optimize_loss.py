"""`tf.contrib.layers.optimize_loss`: a training step by the name of an optimizer.

Source:
    tf_slim 1.1.0, tf_slim/layers/optimizers.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from argscope.tf1._graph.op import SYMBOLS, symbol
from argscope.tf1._graph.tensor import Tensor
from argscope.tf1._graph.variable import Variable
from argscope.tf1._host import summaries as summary
from argscope.tf1._host.global_step import assert_global_step, get_global_step
from argscope.tf1._names.collections import (
    GraphKeys,
    get_collection,
    trainable_variables,
)
from argscope.tf1._names.scopes import variable_scope
from argscope.tf1._names.variables import get_variable
from argscope.tf1._ops.clipping import clip_by_global_norm, global_norm
from argscope.tf1._ops.control import with_dependencies
from argscope.tf1._ops.creation import convert_to_tensor
from argscope.tf1._ops.random import truncated_normal
from argscope.tf1._train.adagrad import AdagradOptimizer, RMSPropOptimizer
from argscope.tf1._train.adam import AdamOptimizer
from argscope.tf1._train.descent import GradientDescentOptimizer, MomentumOptimizer
from argscope.tf1._train.ftrl import FtrlOptimizer
from argscope.tf1._train.optimizer import Optimizer
from argscope.tf1._train.optimizer_errors import OptimizerArgumentError

Pairs = Sequence[tuple[Any, Variable]]

OPTIMIZER_CLS_NAMES: Final[dict[str, Callable[..., Optimizer]]] = {
    "Adagrad": AdagradOptimizer,
    "Adam": AdamOptimizer,
    "Ftrl": FtrlOptimizer,
    "Momentum": lambda learning_rate: MomentumOptimizer(learning_rate, momentum=0.9),
    "RMSProp": RMSPropOptimizer,
    "SGD": GradientDescentOptimizer,
}
OPTIMIZER_SUMMARIES: Final = [
    "learning_rate",
    "loss",
    "gradients",
    "gradient_norm",
    "global_gradient_norm",
]
for _module in ("contrib.layers", "contrib.slim"):
    SYMBOLS[f"{_module}.OPTIMIZER_CLS_NAMES"] = OPTIMIZER_CLS_NAMES
    SYMBOLS[f"{_module}.OPTIMIZER_SUMMARIES"] = OPTIMIZER_SUMMARIES


@symbol("contrib.layers.optimize_loss", "contrib.slim.optimize_loss")
def optimize_loss(
    loss: Any,
    global_step: Any,
    learning_rate: Any,
    optimizer: Any,
    gradient_noise_scale: float | None = None,
    gradient_multipliers: Mapping[Any, Any] | None = None,
    clip_gradients: float | Callable[[Any], Any] | None = None,
    learning_rate_decay_fn: Callable[[Any, Any], Any] | None = None,
    update_ops: Iterable[Any] | None = None,
    variables: Iterable[Variable] | None = None,
    name: str | None = None,
    summaries: Sequence[str] | None = None,
    colocate_gradients_with_ops: bool = False,
    increment_global_step: bool = True,
) -> Any:
    """Return the loss as a tensor that makes a training step where it is computed.

    Args:
        loss: The loss, a scalar.
        global_step: What counts the steps; default: that of the graph, if it has one.
        learning_rate: A tensor, or a number, of which a variable is made; None if the
            optimizer has one.
        optimizer: A name in `OPTIMIZER_CLS_NAMES`, an optimizer, or a class or a function
            that makes one of a learning rate, or of nothing if that is None.
        gradient_noise_scale: The factor of normal noise that is added to gradients.
        gradient_multipliers: Factors by variables or their names, such as `"w:0"`.
        clip_gradients: The norm that all gradients together may have; or a function from
            pairs of a gradient and its variable to such pairs.
        learning_rate_decay_fn: Of the rate and the step, gives the rate.
        update_ops: What is done before the loss is computed; default: the collection.
        variables: Variables; default: all that training changes.
        name: Of the scope; default: `OptimizeLoss`.
        summaries: What to make summaries of, some of `OPTIMIZER_SUMMARIES`; default: the
            loss, the learning rate and the norm of all gradients.
        colocate_gradients_with_ops: Accepted: the backend decides.
        increment_global_step: Whether to count the step.

    Raises:
        OptimizerArgumentError: An argument is none of these.
    """
    loss = convert_to_tensor(loss)
    if global_step is None:
        global_step = get_global_step()
    else:
        assert_global_step(global_step)
    with variable_scope(name, "OptimizeLoss"):
        updates = (
            get_collection(GraphKeys.UPDATE_OPS) if update_ops is None else update_ops
        )
        if updates:
            loss = with_dependencies(list(updates), loss)
        rate = None if learning_rate is None else _rate(learning_rate)
        shown = _checked_summaries(summaries)
        if rate is not None and learning_rate_decay_fn is not None:
            rate = _decayed(rate, global_step, learning_rate_decay_fn)
            if "learning_rate" in shown:
                summary.scalar("learning_rate", rate)
        made = _optimizer(optimizer, rate)
        pairs: Pairs = made.compute_gradients(
            loss,
            trainable_variables() if variables is None else variables,
            colocate_gradients_with_ops=colocate_gradients_with_ops,
        )
        pairs = _changed(pairs, gradient_noise_scale, gradient_multipliers)
        _summarize_norm("gradient_norm", shown, pairs)
        pairs = _clipped(pairs, clip_gradients)
        _summarize(shown, loss, pairs)
        if clip_gradients is not None:
            _summarize_norm("clipped_gradient_norm", shown, pairs)
        counted = global_step if increment_global_step else None
        step = made.apply_gradients(pairs, counted, name="train")
        return with_dependencies([step], loss)


# --- what it is given


def _wrong(argument: str, value: object, expected: str) -> OptimizerArgumentError:
    return OptimizerArgumentError.about("optimize_loss", argument, value, expected)


def _checked_summaries(summaries: Sequence[str] | None) -> Sequence[str]:
    if summaries is None:
        return ("loss", "learning_rate", "global_gradient_norm")
    for each in summaries:
        if each not in OPTIMIZER_SUMMARIES:
            raise _wrong("summaries", each, f"some of {OPTIMIZER_SUMMARIES}")
    return summaries


def _rate(learning_rate: Any) -> Any:
    if isinstance(learning_rate, Tensor) and learning_rate.shape.ndims == 0:
        return learning_rate
    if not isinstance(learning_rate, float) or learning_rate < 0.0:
        expected = "a scalar tensor or a float of at least 0"
        raise _wrong("learning_rate", learning_rate, expected)
    return get_variable("learning_rate", [], initializer=learning_rate, trainable=False)


def _decayed(rate: Any, global_step: Any, decay: Callable[[Any, Any], Any]) -> Any:
    if global_step is None:
        raise _wrong("global_step", None, "what counts the steps, for the decay")
    return decay(rate, global_step)


def _optimizer(optimizer: Any, rate: Any) -> Optimizer:
    if isinstance(optimizer, Optimizer):
        return optimizer
    if isinstance(optimizer, str):
        if optimizer not in OPTIMIZER_CLS_NAMES:
            raise _wrong("optimizer", optimizer, f"one of {[*OPTIMIZER_CLS_NAMES]}")
        make = OPTIMIZER_CLS_NAMES[optimizer]
    elif callable(optimizer):
        make = optimizer
    else:
        raise _wrong("optimizer", optimizer, "a name, an optimizer, or a class of one")
    if rate is None:
        if isinstance(optimizer, str | type):
            raise _wrong("learning_rate", None, f"a number for {optimizer!r}")
        return make()
    return make(rate)


# --- what becomes of gradients


def _changed(
    pairs: Pairs, noise_scale: float | None, multipliers: Mapping[Any, Any] | None
) -> Pairs:
    if noise_scale is not None:
        pairs = [(_noisy(gradient, noise_scale), v) for gradient, v in pairs]
    if multipliers is not None:
        pairs = [(_multiplied(gradient, v, multipliers), v) for gradient, v in pairs]
    return pairs


def _noisy(gradient: Any, scale: float) -> Any:
    if gradient is None:
        return None
    return gradient + truncated_normal(gradient.shape) * scale


def _multiplied(
    gradient: Any, variable: Variable, multipliers: Mapping[Any, Any]
) -> Any:
    key = variable if variable in multipliers else variable.name
    if gradient is None or key not in multipliers:
        return gradient
    return gradient * multipliers[key]


def _clipped(pairs: Pairs, clip: float | Callable[[Any], Any] | None) -> Pairs:
    if clip is None:
        return pairs
    if callable(clip):
        changed: Pairs = clip(pairs)
        return changed
    if not isinstance(clip, float):
        raise _wrong("clip_gradients", clip, "a float, a function or None")
    gradients, _ = clip_by_global_norm([gradient for gradient, _ in pairs], clip)
    return [(g, variable) for g, (_, variable) in zip(gradients, pairs, strict=True)]


# --- what is shown of them


def _summarize(shown: Sequence[str], loss: Any, pairs: Pairs) -> None:
    if "loss" in shown:
        summary.scalar("loss", loss)
    for gradient, variable in pairs:
        if gradient is None:
            continue
        path = variable.name.replace(":", "_")
        if "gradients" in shown:
            summary.histogram(f"gradients/{path}", gradient)
        if "gradient_norm" in shown:
            summary.scalar(f"gradient_norm/{path}", global_norm([gradient]))


def _summarize_norm(name: str, shown: Sequence[str], pairs: Pairs) -> None:
    if "global_gradient_norm" in shown or "gradient_norm" in shown:
        norm = global_norm([gradient for gradient, _ in pairs])
        summary.scalar(f"global_norm/{name}", norm)
