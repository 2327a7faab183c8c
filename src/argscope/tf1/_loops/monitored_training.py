"""`tf.train.MonitoredTrainingSession`: a session that saves and summarizes as it goes.

Source:
    tensorflow/python/training/monitored_session.py of TensorFlow 1.15.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from argscope.tf1._graph.op import symbol
from argscope.tf1._loops.counting_hooks import StepCounterHook
from argscope.tf1._loops.monitored import ChiefSessionCreator, MonitoredSession
from argscope.tf1._loops.saving_hooks import CheckpointSaverHook, SummarySaverHook
from argscope.tf1._loops.scaffold import Scaffold

_DEFAULT: Final[Any] = object()

_SUMMARY_STEPS: Final = 100
_CHECKPOINT_SECS: Final = 600


@symbol("train.MonitoredTrainingSession")
def monitored_training_session(
    master: str = "",
    is_chief: bool = True,
    checkpoint_dir: Any = None,
    scaffold: Scaffold | None = None,
    hooks: Sequence[Any] | None = None,
    chief_only_hooks: Sequence[Any] | None = None,
    save_checkpoint_secs: Any = _DEFAULT,
    save_summaries_steps: Any = _DEFAULT,
    save_summaries_secs: Any = _DEFAULT,
    config: Any = None,
    stop_grace_period_secs: float = 120,
    log_step_count_steps: int | None = 100,
    max_wait_secs: float = 7200,
    save_checkpoint_steps: Any = _DEFAULT,
    summary_dir: Any = None,
) -> MonitoredSession:
    """Return a session that goes on from the newest checkpoint of a folder, and saves there.

    Args:
        master: Accepted, as `max_wait_secs`: there is one process.
        is_chief: Must be true.
        checkpoint_dir: The folder; without it nothing is saved.
        scaffold: What the session is made of.
        hooks: More hooks.
        chief_only_hooks: More hooks.
        save_checkpoint_secs: After how many seconds to save; default: 600.
        save_summaries_steps: After how many steps to summarize; default: 100.
        save_summaries_secs: After how many seconds, instead.
        config: How the session computes.
        stop_grace_period_secs: How long threads may go on after the end.
        log_step_count_steps: After how many steps to log their rate.
        max_wait_secs: Accepted.
        save_checkpoint_steps: After how many steps to save, instead.
        summary_dir: The folder of summaries; default: `checkpoint_dir`.

    Raises:
        ValueError: `is_chief` is false.
    """
    del max_wait_secs
    if not is_chief:
        raise ValueError(
            "tf.train.MonitoredTrainingSession(is_chief=False) is a worker among several "
            "processes. argscope.tf1 trains in one process: pass is_chief=True."
        )
    summary_steps, summary_secs = _when(
        save_summaries_steps, save_summaries_secs, steps=_SUMMARY_STEPS
    )
    save_steps, save_secs = _when(
        save_checkpoint_steps, save_checkpoint_secs, secs=_CHECKPOINT_SECS
    )
    scaffold = scaffold or Scaffold()
    folder = summary_dir or checkpoint_dir
    chosen: list[Any] = list(chief_only_hooks or ())
    if folder and log_step_count_steps and log_step_count_steps > 0:
        chosen.append(
            StepCounterHook(output_dir=folder, every_n_steps=log_step_count_steps)
        )
    if folder and ((summary_steps or 0) > 0 or (summary_secs or 0) > 0):
        chosen.append(
            SummarySaverHook(
                scaffold=scaffold,
                save_steps=summary_steps,
                save_secs=summary_secs,
                output_dir=folder,
            )
        )
    if checkpoint_dir and ((save_secs or 0) > 0 or (save_steps or 0) > 0):
        chosen.append(
            CheckpointSaverHook(
                checkpoint_dir,
                save_steps=save_steps,
                save_secs=save_secs,
                scaffold=scaffold,
            )
        )
    creator = ChiefSessionCreator(scaffold, master, config, checkpoint_dir)
    return MonitoredSession(
        creator,
        [*chosen, *(hooks or ())],
        stop_grace_period_secs=stop_grace_period_secs,
    )


def _when(
    steps_given: Any, secs_given: Any, steps: Any = None, secs: Any = None
) -> tuple[Any, Any]:
    """Return after how many steps, or seconds; the default where neither is given."""
    if steps_given is _DEFAULT and secs_given is _DEFAULT:
        return steps, secs
    return (
        None if steps_given is _DEFAULT else steps_given,
        None if secs_given is _DEFAULT else secs_given,
    )
