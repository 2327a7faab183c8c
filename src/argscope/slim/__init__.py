"""What a program expects of `import tf_slim as slim`, at the places where it expects it.

`import argscope.slim as slim` is the one line that a program of layers and losses
changes. What needs the graphs and sessions of TensorFlow 1 is not here: asking for it
raises a `NotInKerasError` that says what to write instead.
"""

import argscope.layers  # noqa: F401  # before Keras: it chooses the backend
from argscope._core.block import arg_scope, current_arg_scope
from argscope._core.scoped import (
    add_arg_scope,
    arg_scope_func_key,
    arg_scoped_arguments,
    has_arg_scope,
)
from argscope.layers import *  # noqa: F403
from argscope.layers import __all__ as _layers
from argscope.layers import initializers, regularizers
from argscope.slim import (
    data,
    evaluation,
    framework_ops,
    layers,
    learning,
    losses,
    metrics,
    model_analyzer,
    nets,
    queues,
    sparse_ops,
    summaries,
    train_eval,
    training,
)
from argscope.slim._absent import absent_from
from argscope.slim._assign import (
    assign_from_checkpoint,
    assign_from_checkpoint_fn,
    assign_from_values,
    assign_from_values_fn,
)
from argscope.slim._named_optimizers import OPTIMIZER_CLS_NAMES
from argscope.slim._optimize_loss import optimize_loss
from argscope.slim.errors import (
    AssignError,
    LossNotModelError,
    NotInKerasError,
    OptimizerError,
)

__getattr__ = absent_from("")

# In tf.contrib.slim this name was TensorFlow's module, so programs have
# `slim.variable_scope.variable_scope`; here the function goes by both.
vars(layers.variable_scope).update(
    variable_scope=layers.variable_scope,
    get_variable_scope=layers.get_variable_scope,
    AUTO_REUSE=layers.AUTO_REUSE,
)

__all__ = [  # noqa: PLE0604  # names of strings, which ruff cannot see
    "OPTIMIZER_CLS_NAMES",
    "AssignError",
    "LossNotModelError",
    "NotInKerasError",
    "OptimizerError",
    "add_arg_scope",
    "arg_scope",
    "arg_scope_func_key",
    "arg_scoped_arguments",
    "assign_from_checkpoint",
    "assign_from_checkpoint_fn",
    "assign_from_values",
    "assign_from_values_fn",
    "current_arg_scope",
    "data",
    "evaluation",
    "framework_ops",
    "has_arg_scope",
    "initializers",
    "layers",
    "learning",
    "losses",
    "metrics",
    "model_analyzer",
    "nets",
    "optimize_loss",
    "queues",
    "regularizers",
    "sparse_ops",
    "summaries",
    "train_eval",
    "training",
    *_layers,
]
