"""Estimators train, evaluate and predict; numbers and texts are those of TensorFlow 2.12."""

import logging
import re

import numpy as np
import pytest

from argscope import tf1

tf = tf1.namespace()

X = np.arange(8, dtype="float32").reshape(8, 1) / 8
Y = 3 * X + 1

inputs = tf.estimator.inputs.numpy_input_fn
endless = inputs({"x": X}, Y, 4, num_epochs=None, shuffle=False)
once = inputs({"x": X}, Y, 3, num_epochs=1, shuffle=False)


def model_fn(features, labels, mode, params):
    """A line that is fitted by gradients which are written out."""
    x = features["x"]
    w = tf.get_variable("w", [1], initializer=tf.zeros_initializer())
    b = tf.get_variable("b", [1], initializer=tf.zeros_initializer())
    y = x * w + b
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"x": x, "y": y})
    error = y - labels
    loss = tf.reduce_mean(tf.square(error))
    if mode == tf.estimator.ModeKeys.EVAL:
        metrics = {"mae": tf.metrics.mean_absolute_error(labels, y)}
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops=metrics)
    rate = 2 * params["rate"]
    with tf.control_dependencies([loss]):
        changes = [
            tf.assign_sub(w, [rate * tf.reduce_mean(error * x)]),
            tf.assign_sub(b, [rate * tf.reduce_mean(error)]),
        ]
    with tf.control_dependencies(changes):
        train_op = tf.assign_add(tf.train.get_global_step(), 1)
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


@pytest.fixture
def estimator(tmp_path):
    config = tf.estimator.RunConfig(
        save_checkpoints_steps=4, log_step_count_steps=2, save_summary_steps=2
    )
    yield tf.estimator.Estimator(model_fn, str(tmp_path), config, {"rate": 0.1})
    tf.summary.FileWriterCache.clear()


def test_training_logs_and_saves_as_tensorflow_does(estimator, caplog):
    caplog.set_level(logging.INFO, "tensorflow")
    estimator.train(endless, steps=5)
    lines = [
        re.sub(r"\d\.\d{3} sec", "T", each.getMessage()) for each in caplog.records
    ]
    path = f"{estimator.model_dir}/model.ckpt"
    found = [each for each in lines if each.startswith(("loss", "Saving", "Loss"))]
    # The last digits are the backend's.
    assert [re.sub(r"(\.\d{4})\d+", r"\1", each) for each in found] == [
        f"Saving checkpoints for 0 into {path}.",
        "loss = 2.6171, step = 1",
        "loss = 0.5169, step = 3 (T)",
        f"Saving checkpoints for 4 into {path}.",
        "loss = 0.1093, step = 5 (T)",
        f"Saving checkpoints for 5 into {path}.",
        "Loss for final step: 0.1093.",
    ]
    assert estimator.latest_checkpoint() == f"{path}-5"


def test_a_trained_model_is_evaluated_and_asked(estimator):
    estimator.train(endless, steps=5)
    found = estimator.evaluate(once)
    assert found["global_step"] == 5
    assert found["loss"] == pytest.approx(0.9765486, rel=1e-5)
    assert found["mae"] == pytest.approx(0.7406987, rel=1e-5)
    asked = list(estimator.predict(inputs({"x": X}, None, 3, shuffle=False)))
    assert len(asked) == 8
    np.testing.assert_allclose(asked[0]["y"], [1.3471049], 1e-5)
    np.testing.assert_allclose(asked[7]["y"], [2.0029485], 1e-5)
    (batch, *_) = estimator.predict(
        inputs({"x": X}, None, 3, shuffle=False), ["y"], yield_single_examples=False
    )
    assert {key: value.shape for key, value in batch.items()} == {"y": (3, 1)}


def test_training_and_evaluating_go_on_from_the_last_step(estimator):
    estimator.train(endless, steps=5)
    found, exported = tf.estimator.train_and_evaluate(
        estimator,
        tf.estimator.TrainSpec(endless, max_steps=7),
        tf.estimator.EvalSpec(once, throttle_secs=0),
    )
    assert exported == []
    assert found["global_step"] == 7
    assert found["loss"] == pytest.approx(0.52805793, rel=1e-5)
    estimator.train(endless, max_steps=7)  # which it has
    assert sorted(estimator.get_variable_names()) == ["b", "global_step", "w"]
    np.testing.assert_allclose(estimator.get_variable_value("w"), [0.93173647], 1e-5)


def batches(input_fn):
    with tf.Graph().as_default(), tf.Session() as session:
        features = input_fn()
        while True:
            try:
                yield session.run(features).ravel().tolist()
            except tf.errors.OutOfRangeError:
                return


def test_batches_go_on_into_the_next_epoch():
    x = np.arange(3.0)
    found = list(batches(inputs(x, None, 2, num_epochs=3, shuffle=False)))
    assert found == [[0, 1], [2, 0], [1, 2], [0, 1], [2]]
    assert [
        sorted(each) for each in batches(inputs(x, None, 3, num_epochs=2, shuffle=True))
    ] == [[0, 1, 2]] * 2


ERRORS = {
    "Can not provide both steps and max_steps.": lambda e: e.train(endless, None, 1, 1),
    "Must specify steps > 0, given: 0": lambda e: e.train(endless, steps=0),
    "Missing train_op.": lambda _: tf.estimator.EstimatorSpec("train"),
    "Missing loss.": lambda _: tf.estimator.EstimatorSpec("eval"),
    "Missing predictions.": lambda _: tf.estimator.EstimatorSpec("infer"),
    "`save_checkpoints_steps` and `save_checkpoints_secs` cannot be both set.": (
        lambda _: tf.estimator.RunConfig(
            save_checkpoints_steps=1, save_checkpoints_secs=1
        )
    ),
    (
        "shuffle must be provided and explicitly set as boolean (it is recommended to set "
        "it as True for training); got None"
    ): lambda _: inputs(X),
    (
        "Length of tensors in x and y is mismatched. All elements in x and y must have "
        "the same length; got [4, 8]."
    ): lambda _: inputs(X, Y[:4], shuffle=True),
    "predict_keys argument is not valid in case of non-dict predictions.": lambda _: (
        list(
            tf.estimator.Estimator(
                lambda features, mode: tf.estimator.EstimatorSpec(
                    mode, predictions=features
                )
            ).predict(inputs(X, shuffle=False), ["y"])
        )
    ),
    "model_fn does not take labels, but input_fn returns labels.": lambda _: (
        tf.estimator.Estimator(lambda features: None).train(endless)
    ),
    "model_fn should return an EstimatorSpec.": lambda _: tf.estimator.Estimator(
        lambda features, labels: None
    ).train(endless),
    (
        "tf.estimator.EvalSpec(exporters=...) writes SavedModels of TensorFlow's, which "
        "argscope.tf1 does not. Leave it away, and export with tf1.model(...).export()."
    ): lambda _: tf.estimator.EvalSpec(once, exporters=[1]),
}


@pytest.mark.parametrize("text", ERRORS)
def test_what_is_wrong_is_told(estimator, text):
    with pytest.raises(ValueError) as raised:
        ERRORS[text](estimator)
    assert str(raised.value) == text


def test_models_are_not_exported_as_tensorflow_did(estimator):
    with pytest.raises(tf1.MissingSymbolError, match="export_savedmodel"):
        estimator.export_savedmodel("folder", None)
