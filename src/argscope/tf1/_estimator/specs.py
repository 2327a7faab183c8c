"""What estimators are told: modes, specs and how to run.

Source:
    tensorflow_estimator/python/estimator/model_fn.py, run_config.py and training.py of
    1.15.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Self, final

from argscope.tf1._graph.op import SYMBOLS, symbol

_DEFAULT: Final[Any] = object()

_CHECKPOINT_SECS: Final = 600


@final
@symbol("estimator.ModeKeys", "contrib.learn.ModeKeys")
class ModeKeys:
    """What a model is made for."""

    TRAIN: Final = "train"
    EVAL: Final = "eval"
    PREDICT: Final = "infer"
    INFER: Final = "infer"


class _Spec(NamedTuple):
    mode: str
    predictions: Any = None
    loss: Any = None
    train_op: Any = None
    eval_metric_ops: Any = None
    export_outputs: Any = None
    training_chief_hooks: Any = None
    training_hooks: Any = None
    scaffold: Any = None
    evaluation_hooks: Any = None
    prediction_hooks: Any = None


@final
@symbol("estimator.EstimatorSpec")
class EstimatorSpec(_Spec):
    """What a function of a model gives, for a mode.

    Raises:
        ValueError: It lacks what the mode needs.
    """

    __slots__ = ()

    def __new__(cls, mode: str, *args: Any, **kwargs: Any) -> Self:
        """Return the spec, whose loss is a scalar."""
        spec = super().__new__(cls, mode, *args, **kwargs)
        if mode == ModeKeys.TRAIN and spec.train_op is None:
            raise ValueError("Missing train_op.")
        if mode in (ModeKeys.TRAIN, ModeKeys.EVAL) and spec.loss is None:
            raise ValueError("Missing loss.")
        if mode == ModeKeys.PREDICT and spec.predictions is None:
            raise ValueError("Missing predictions.")
        if spec.loss is not None and spec.loss.shape.ndims:
            scalar = SYMBOLS["reshape"](spec.loss, [])
            spec = spec._replace(loss=scalar)
        return spec


@final
@symbol("estimator.RunConfig", "contrib.learn.RunConfig", "contrib.tpu.RunConfig")
class RunConfig:
    """How an estimator runs.

    Args:
        model_dir: The folder of checkpoints.
        tf_random_seed: Decides initial values.
        save_summary_steps: After how many steps to summarize.
        save_checkpoints_steps: After how many steps to save.
        save_checkpoints_secs: After how many seconds to save, instead; default: 600.
        session_config: How sessions compute.
        keep_checkpoint_max: How many checkpoints are kept.
        keep_checkpoint_every_n_hours: One of these is kept for ever.
        log_step_count_steps: After how many steps to log.
        **accepted: What says on which devices.

    Raises:
        ValueError: When to save is told twice.
    """

    master = ""
    evaluation_master = ""
    is_chief = True
    task_type = "worker"
    task_id = 0
    global_id_in_cluster = 0
    num_ps_replicas = 0
    num_worker_replicas = 1
    cluster_spec = None
    train_distribute = None

    def __init__(
        self,
        model_dir: Any = None,
        tf_random_seed: int | None = None,
        save_summary_steps: int | None = 100,
        save_checkpoints_steps: Any = _DEFAULT,
        save_checkpoints_secs: Any = _DEFAULT,
        session_config: Any = None,
        keep_checkpoint_max: int = 5,
        keep_checkpoint_every_n_hours: float = 10000,
        log_step_count_steps: int | None = 100,
        **accepted: Any,
    ) -> None:
        given = (save_checkpoints_steps, save_checkpoints_secs)
        if all(each is not _DEFAULT and each is not None for each in given):
            raise ValueError(
                "`save_checkpoints_steps` and `save_checkpoints_secs` cannot be both set."
            )
        steps, secs = (None if each is _DEFAULT else each for each in given)
        if all(each is _DEFAULT for each in given):
            secs = _CHECKPOINT_SECS
        self.model_dir = model_dir
        self.tf_random_seed = tf_random_seed
        self.save_summary_steps = save_summary_steps
        self.save_checkpoints_steps = steps
        self.save_checkpoints_secs = secs
        self.session_config = session_config
        self.keep_checkpoint_max = keep_checkpoint_max
        self.keep_checkpoint_every_n_hours = keep_checkpoint_every_n_hours
        self.log_step_count_steps = log_step_count_steps
        self._accepted = accepted

    def replace(self, **changes: Any) -> RunConfig:
        """Return another one that differs in these."""
        own = {k: v for k, v in vars(self).items() if not k.startswith("_")}
        if {"save_checkpoints_steps", "save_checkpoints_secs"} & set(changes):
            own["save_checkpoints_steps"] = own["save_checkpoints_secs"] = None
        return RunConfig(**{**own, **self._accepted, **changes})


@final
@symbol("estimator.TrainSpec")
@dataclass(frozen=True, slots=True)
class TrainSpec:
    """How to train.

    Attributes:
        input_fn: Gives features and labels.
        max_steps: The step at which to stop; None: where the data end.
        hooks: Hooks.
    """

    input_fn: Callable[..., Any]
    max_steps: int | None = None
    hooks: Sequence[Any] | None = None


@final
@symbol("estimator.EvalSpec")
@dataclass(frozen=True, slots=True)
class EvalSpec:
    """How to evaluate.

    Attributes:
        input_fn: Gives features and labels.
        steps: How many batches; None: all.
        name: The name of the evaluation.
        hooks: Hooks.
        exporters: Must be None: they write models of TensorFlow's own.
        start_delay_secs: Accepted.
        throttle_secs: How many seconds there are between two evaluations at least.

    Raises:
        ValueError: There are exporters.
    """

    input_fn: Callable[..., Any]
    steps: int | None = 100
    name: str | None = None
    hooks: Sequence[Any] | None = None
    exporters: Any = None
    start_delay_secs: float = 120
    throttle_secs: float = 600

    def __post_init__(self) -> None:
        if self.exporters:
            raise ValueError(
                "tf.estimator.EvalSpec(exporters=...) writes SavedModels of TensorFlow's, "
                "which argscope.tf1 does not. Leave it away, and export with "
                "tf1.model(...).export()."
            )
