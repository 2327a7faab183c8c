"""What belongs to loops is found where programs imported it from."""

import pytest

from argscope.tf1._imports.modules import module_at

IMPORTS = [
    ("tensorflow.python.summary.summary", "scalar"),
    ("tensorflow.python.ops.metrics", "accuracy"),
    ("tensorflow.python.ops.metrics_impl", "metric_variable"),
    ("tensorflow.python.training.supervisor", "Supervisor"),
    ("tensorflow.python.training.session_run_hook", "SessionRunHook"),
    ("tensorflow.python.estimator.model_fn", "EstimatorSpec"),
    ("tensorflow.python.framework.errors", "OutOfRangeError"),
    ("tensorflow.contrib.training.python.training.evaluation", "StopAfterNEvalsHook"),
    ("tensorflow.contrib.slim.python.slim.learning", "train"),
    ("tensorflow.contrib.slim.python.slim.evaluation", "evaluation_loop"),
    ("tensorflow.contrib.metrics.python.ops.metric_ops", "streaming_mean"),
    ("tf_slim.metrics.metric_ops", "streaming_mean"),
    ("tensorflow.core.framework.summary_pb2", "Summary"),
]


@pytest.mark.parametrize(("module", "name"), IMPORTS)
def test_it_is_there(module, name):
    assert callable(getattr(module_at(module), name))
    assert type(getattr(module_at(module), name)).__name__ != "Absent"
