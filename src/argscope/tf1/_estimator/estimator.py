"""`tf.estimator.Estimator`: trains, evaluates and asks a model that a function makes.

Source:
    tensorflow_estimator/python/estimator/estimator.py of 1.15.
"""

from __future__ import annotations

import copy
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from logging import INFO, WARNING
from pathlib import Path
from typing import Any, NoReturn

from argscope.tf1._estimator.model_functions import data_of, spec_of
from argscope.tf1._estimator.results import chosen, examples, summarize
from argscope.tf1._estimator.specs import EstimatorSpec, ModeKeys, RunConfig
from argscope.tf1._graph.graph import Graph
from argscope.tf1._graph.op import SYMBOLS, symbol
from argscope.tf1._host.global_step import create_global_step
from argscope.tf1._host.logs import log
from argscope.tf1._loops.counting_hooks import StopAtStepHook
from argscope.tf1._loops.evaluating import evaluate_once
from argscope.tf1._loops.evaluation_hooks import StopAfterNEvalsHook
from argscope.tf1._loops.monitored import ChiefSessionCreator, MonitoredSession
from argscope.tf1._loops.monitored_training import monitored_training_session
from argscope.tf1._loops.saving_hooks import CheckpointSaverHook
from argscope.tf1._loops.scaffold import Scaffold
from argscope.tf1._loops.watching_hooks import LoggingTensorHook, NanTensorHook
from argscope.tf1._names.collections import GraphKeys
from argscope.tf1.errors import MissingSymbolError


@symbol("estimator.Estimator")
class Estimator:
    """A model with a folder of checkpoints.

    Args:
        model_fn: Makes the model: takes `features`, and of `labels`, `mode`, `params` and
            `config` what it has; gives an `EstimatorSpec`.
        model_dir: The folder; default: that of `config`, or a new one.
        config: How it runs.
        params: What is handed on to `model_fn` and to functions of data.
        warm_start_from: A checkpoint, or its folder, whose values variables begin with.
    """

    def __init__(
        self,
        model_fn: Callable[..., Any],
        model_dir: Any = None,
        config: RunConfig | None = None,
        params: Any = None,
        warm_start_from: Any = None,
    ) -> None:
        self._model_fn = model_fn
        self._config = config or RunConfig()
        folder = model_dir or self._config.model_dir
        if not folder:
            folder = tempfile.mkdtemp()
            log(WARNING, "Using temporary folder as model directory: %s", folder)
        self._model_dir = os.fsdecode(folder)
        self._config = self._config.replace(model_dir=self._model_dir)
        self._params = params or {}
        self._warm_start_from = warm_start_from

    @property
    def model_dir(self) -> str:
        """The folder of checkpoints."""
        return self._model_dir

    @property
    def config(self) -> RunConfig:
        """How it runs."""
        return self._config

    @property
    def params(self) -> Any:
        """A copy of what is handed on."""
        return copy.deepcopy(self._params)

    @property
    def model_fn(self) -> Callable[..., Any]:
        """The function of the model, of features, labels, mode and config."""

        def public(features: Any, labels: Any, mode: str, config: Any) -> EstimatorSpec:
            return spec_of(self._model_fn, features, labels, mode, self.params, config)

        return public

    # --- what is in the folder

    def latest_checkpoint(self) -> str | None:
        """Return the path of the newest checkpoint; None if there is none."""
        path: str | None = SYMBOLS["train.latest_checkpoint"](self._model_dir)
        return path

    def get_variable_names(self) -> list[str]:
        """Return the names of the variables of the newest checkpoint."""
        found = SYMBOLS["train.list_variables"](self._model_dir)
        return [name for name, _shape in found]

    def get_variable_value(self, name: str) -> Any:
        """Return the value of a variable in the newest checkpoint."""
        return SYMBOLS["train.load_variable"](self._model_dir, name)

    # --- training

    def train(
        self,
        input_fn: Callable[..., Any],
        hooks: Sequence[Any] | None = None,
        steps: int | None = None,
        max_steps: int | None = None,
        saving_listeners: Sequence[Any] | None = None,
    ) -> Estimator:
        """Train, going on from the newest checkpoint.

        Args:
            input_fn: Gives features and labels.
            hooks: Hooks.
            steps: How many steps; None: until the data end, or until `max_steps`.
            max_steps: The step at which to stop.
            saving_listeners: What is called around each saving.

        Raises:
            ValueError: Both are given, or one is not positive.
        """
        if steps is not None and max_steps is not None:
            raise ValueError("Can not provide both steps and max_steps.")
        for name, value in (("steps", steps), ("max_steps", max_steps)):
            if value is not None and value <= 0:
                raise ValueError(f"Must specify {name} > 0, given: {value}")
        if max_steps is not None and self._step() >= max_steps:
            log(INFO, "Skipping training since max_steps has already saved.")
            return self
        hooks = list(hooks or ())
        if steps is not None or max_steps is not None:
            hooks.append(StopAtStepHook(steps, max_steps))
        loss = self._trained(input_fn, hooks, list(saving_listeners or ()))
        log(INFO, "Loss for final step: %s.", loss)
        return self

    def _step(self) -> int:
        """Return the step of the newest checkpoint."""
        path = self.latest_checkpoint()
        if path is None:
            return 0
        return int(SYMBOLS["train.load_variable"](path, GraphKeys.GLOBAL_STEP))

    def _trained(
        self,
        input_fn: Callable[..., Any],
        hooks: Sequence[Any],
        listeners: Sequence[Any],
    ) -> Any:
        """Train, and return the last loss."""
        config = self._config
        with self._graph() as step:
            spec = self._spec(input_fn, ModeKeys.TRAIN)
            summaries = SYMBOLS["get_collection"](GraphKeys.SUMMARIES)
            if not any(each.op.name == "loss" for each in summaries):
                SYMBOLS["summary.scalar"]("loss", spec.loss)
            scaffold = spec.scaffold or Scaffold()
            self._give_saver(scaffold)
            logged = LoggingTensorHook(
                {"loss": spec.loss, "step": step},
                every_n_iter=config.log_step_count_steps or 100,
            )
            saving = [
                *(spec.training_chief_hooks or ()),
                *self._saving_hooks(hooks, scaffold, listeners),
            ]
            loss = None
            with monitored_training_session(
                checkpoint_dir=self._model_dir,
                scaffold=scaffold,
                hooks=[
                    *hooks,
                    NanTensorHook(spec.loss),
                    logged,
                    *(spec.training_hooks or ()),
                ],
                chief_only_hooks=saving,
                save_checkpoint_secs=0,
                save_summaries_steps=config.save_summary_steps,
                config=config.session_config,
                log_step_count_steps=config.log_step_count_steps,
            ) as session:
                while not session.should_stop():
                    _, loss = session.run([spec.train_op, spec.loss])
        return loss

    def _saving_hooks(
        self, hooks: Sequence[Any], scaffold: Scaffold, listeners: Sequence[Any]
    ) -> list[Any]:
        """Return a hook that saves, unless there is one or none is wanted."""
        secs = self._config.save_checkpoints_secs
        steps = self._config.save_checkpoints_steps
        if any(isinstance(each, CheckpointSaverHook) for each in hooks):
            return []
        if not secs and not steps:
            return []
        return [
            CheckpointSaverHook(
                self._model_dir,
                save_secs=secs,
                save_steps=steps,
                scaffold=scaffold,
                listeners=listeners,
            )
        ]

    def _give_saver(self, scaffold: Scaffold) -> None:
        if scaffold.saver is None and not SYMBOLS["get_collection"](GraphKeys.SAVERS):
            scaffold.saver = SYMBOLS["train.Saver"](
                max_to_keep=self._config.keep_checkpoint_max,
                keep_checkpoint_every_n_hours=self._config.keep_checkpoint_every_n_hours,
            )

    # --- evaluating and asking

    def evaluate(
        self,
        input_fn: Callable[..., Any],
        steps: int | None = None,
        hooks: Sequence[Any] | None = None,
        checkpoint_path: Any = None,
        name: str | None = None,
    ) -> dict[str, Any]:
        """Return the metrics of a checkpoint, by default the newest one.

        Args:
            input_fn: Gives features and labels.
            steps: How many batches; None: all.
            hooks: Hooks.
            checkpoint_path: The checkpoint.
            name: The name of the evaluation: its summaries are in `eval_NAME`.
        """
        path = checkpoint_path or self.latest_checkpoint()
        if not path:
            log(
                INFO,
                "Could not find trained model in model_dir: %s, running initialization "
                "to evaluate.",
                self._model_dir,
            )
        with self._graph() as step:
            spec = self._spec(input_fn, ModeKeys.EVAL)
            metrics = {
                **(spec.eval_metric_ops or {}),
                "loss": SYMBOLS["metrics.mean"](spec.loss),
            }
            values = {key: value for key, (value, _) in metrics.items()}
            updates = [update for _, update in metrics.values()]
            found = evaluate_once(
                path,
                scaffold=spec.scaffold,
                eval_ops=updates,
                final_ops={**values, "global_step": step},
                hooks=[
                    *([] if steps is None else [StopAfterNEvalsHook(steps)]),
                    *(hooks or ()),
                    *(spec.evaluation_hooks or ()),
                ],
                config=self._config.session_config,
            )
        found = found or {}
        folder = Path(self._model_dir, f"eval_{name}" if name else "eval")
        summarize(found, folder)
        return found

    def predict(
        self,
        input_fn: Callable[..., Any],
        predict_keys: Any = None,
        hooks: Sequence[Any] | None = None,
        checkpoint_path: Any = None,
        yield_single_examples: bool = True,
    ) -> Iterator[Any]:
        """Yield the predictions for each example.

        Args:
            input_fn: Gives features.
            predict_keys: Which predictions of a dictionary; None: all.
            hooks: Hooks.
            checkpoint_path: The checkpoint; default: the newest one.
            yield_single_examples: Whether they come one by one; else by batches.
        """
        path = checkpoint_path or self.latest_checkpoint()
        if not path:
            log(
                INFO,
                "Could not find trained model in model_dir: %s, running initialization "
                "to predict.",
                self._model_dir,
            )
        with self._graph():
            spec = self._spec(input_fn, ModeKeys.PREDICT)
            predictions = chosen(spec.predictions, predict_keys)
            creator = ChiefSessionCreator(
                spec.scaffold,
                config=self._config.session_config,
                checkpoint_filename_with_path=path,
            )
            session = MonitoredSession(
                creator, [*(hooks or ()), *(spec.prediction_hooks or ())]
            )
        # The program goes on between two: the graph must not stay open.
        with session:
            while not session.should_stop():
                batch = session.run(predictions)
                yield from examples(batch) if yield_single_examples else [batch]

    # --- exporting

    def export_savedmodel(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse: models are exported by `tf1.model(...).export()`.

        Raises:
            MissingSymbolError: Always.
        """
        raise MissingSymbolError.about("tf.estimator.Estimator.export_savedmodel")

    export_saved_model = export_savedmodel

    # --- the graph

    @contextmanager
    def _graph(self) -> Iterator[Any]:
        """Open a new graph, and yield its global step."""
        with Graph().as_default():
            if self._config.tf_random_seed is not None:
                SYMBOLS["set_random_seed"](self._config.tf_random_seed)
            yield create_global_step()

    def _spec(self, input_fn: Callable[..., Any], mode: str) -> EstimatorSpec:
        features, labels = data_of(input_fn, mode, self.params, self._config)
        if mode == ModeKeys.PREDICT:
            labels = None
        made = spec_of(
            self._model_fn, features, labels, mode, self.params, self._config
        )
        if self._warm_start_from and mode == ModeKeys.TRAIN:
            self._warm_start()
        return made

    def _warm_start(self) -> None:
        """Let variables begin with the values that a checkpoint has for them."""
        source = self._warm_start_from
        names = {name for name, _ in SYMBOLS["train.list_variables"](source)}
        variables = SYMBOLS["trainable_variables"]()
        SYMBOLS["train.init_from_checkpoint"](
            source, {v.op.name: v for v in variables if v.op.name in names}
        )
