"""Record what TensorFlow 1's optimizers do, for tests/tf1/recorded_training.

Run it with an interpreter that has TensorFlow 2.12:

    python tools/record_tf1_optimizers.py

It has no `tf.contrib`. The optimizers of that are made here, of TensorFlow's own kernels.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
import tensorflow.compat.v1 as tf
import tf_slim as slim
from tensorflow.python.training import gen_training_ops as kernels

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.tf1.training_patterns import PATTERNS  # noqa: E402
from tests.tf1.training_problems import OPTIMIZERS, PROBLEMS, STEPS  # noqa: E402
from tests.tf1.training_scripts import SCRIPTS  # noqa: E402

tf.disable_eager_execution()
tf.disable_v2_behavior()
tf.logging.set_verbosity(tf.logging.ERROR)


# --- tf.contrib.opt


class _Signs(tf.train.Optimizer):
    kernel: Any = None

    def __init__(self, rate: float, parameter: float, beta: float = 0.9) -> None:
        super().__init__(use_locking=False, name=f"{type(self).__name__}Optimizer")
        self._numbers = [rate, parameter, 1.0, beta]

    def _create_slots(self, var_list: Any) -> None:
        for variable in var_list:
            self._zeros_slot(variable, "m", self._name)

    def _apply_dense(self, grad: Any, var: Any) -> Any:
        numbers = [tf.constant(number, tf.float32) for number in self._numbers]
        return type(self).kernel(var, self.get_slot(var, "m"), *numbers, grad)


class AddSign(_Signs):
    """AddSign."""

    kernel = kernels.apply_add_sign


class PowerSign(_Signs):
    """PowerSign."""

    kernel = kernels.apply_power_sign

    def __init__(self, rate: float, base: float) -> None:
        super().__init__(rate, np.log(base))


class Nadam(tf.train.AdamOptimizer):
    """Adam with Nesterov's momentum."""

    def _apply_dense(self, grad: Any, var: Any) -> Any:
        return kernels.apply_adam(
            var,
            self.get_slot(var, "m"),
            self.get_slot(var, "v"),
            *self._get_beta_accumulators(),
            self._lr_t,
            self._beta1_t,
            self._beta2_t,
            self._epsilon_t,
            grad,
            use_nesterov=True,
        )


class AdaMax(tf.train.AdamOptimizer):
    """AdaMax."""

    def __init__(self, rate: float) -> None:
        super().__init__(rate, name="AdaMax")

    def _apply_dense(self, grad: Any, var: Any) -> Any:
        return kernels.apply_ada_max(
            var,
            self.get_slot(var, "m"),
            self.get_slot(var, "v"),
            self._get_beta_accumulators()[0],
            self._lr_t,
            self._beta1_t,
            self._beta2_t,
            self._epsilon_t,
            grad,
        )


class LARS(tf.train.MomentumOptimizer):
    """Layer-wise adaptive rates."""

    def __init__(
        self, rate: float, weight_decay: float, eeta: float, skip_list: Any
    ) -> None:
        super().__init__(rate, 0.9, name="LARSOptimizer")
        self._settings = weight_decay, eeta, skip_list

    def _apply_dense(self, grad: Any, var: Any) -> Any:
        weight_decay, eeta, skip_list = self._settings
        rate = self._learning_rate_tensor
        if not any(part in var.name for part in skip_list):
            size, slope = tf.norm(var, ord=2), tf.norm(grad, ord=2)
            rate = rate * eeta * size / (slope + weight_decay * size)
        slot = self.get_slot(var, "momentum")
        return kernels.apply_momentum(var, slot, rate, grad, self._momentum_tensor)


class _Decoupled:
    def __init__(self, weight_decay: float, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._weight_decay = weight_decay

    def _apply_dense(self, grad: Any, var: Any) -> Any:
        # The original leaves open whether gradients are of variables before they shrink.
        with tf.control_dependencies([grad]):
            shrunk = var.assign_sub(self._weight_decay * var)
        with tf.control_dependencies([shrunk]):
            return super()._apply_dense(grad, var)  # type: ignore[misc]


class AdamW(_Decoupled, tf.train.AdamOptimizer):
    """Adam with weight decay."""

    def __init__(self, weight_decay: float, rate: float) -> None:
        super().__init__(weight_decay, rate, name="AdamW")


class MomentumW(_Decoupled, tf.train.MomentumOptimizer):
    """Momentum with weight decay."""

    def __init__(self, weight_decay: float, rate: float, momentum: float) -> None:
        super().__init__(weight_decay, rate, momentum, name="MomentumW")


tf.contrib = SimpleNamespace(
    opt=SimpleNamespace(
        **{
            f"{made.__name__}Optimizer": made
            for made in (AddSign, PowerSign, Nadam, AdaMax, LARS, AdamW, MomentumW)
        }
    )
)

# --- recording


def record(optimizer: Any, problem: Any) -> dict[str, Any]:
    """Return the variables, in order, and their values after each step."""
    with tf.Graph().as_default(), tf.Session() as session:
        pairs = problem(tf)
        step = tf.train.get_or_create_global_step()
        made = optimizer(tf, step)
        train = made.apply_gradients(pairs, global_step=step)
        variables = tf.global_variables()
        session.run(tf.global_variables_initializer())
        values = []
        for _ in range(STEPS):
            session.run(train)
            values.append([_plain(value) for value in session.run(variables)])
        return {
            "operation": train.name,
            "variables": [variable.op.name for variable in variables],
            "kept": [variable.op.name for variable in made.variables()],
            "slots": made.get_slot_names(),
            "values": values,
        }


def _plain(value: Any) -> list[Any]:
    return [float(f"{number:.9g}") for number in np.ravel(value)]


def main() -> None:
    """Record each optimizer on each problem, and the losses of each script."""
    _write(
        "optimizers.json",
        {
            f"{problem}: {optimizer}": record(OPTIMIZERS[optimizer], PROBLEMS[problem])
            for problem in PROBLEMS
            for optimizer in OPTIMIZERS
        },
    )
    # Others may be read for a loss when they are changed already.
    tf.enable_resource_variables()
    _write(
        "losses.json",
        {made.__name__: _plain(made(tf, slim)) for made in (*SCRIPTS, *PATTERNS)},
    )


def _write(name: str, found: dict[str, Any]) -> None:
    lines = ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in found.items())
    folder = ROOT / "tests" / "tf1" / "recorded_training"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"{{\n{lines}\n}}\n")


if __name__ == "__main__":
    main()
