"""What a program of TensorFlow 1 uses beside the graph."""

import logging

import pytest

from argscope import tf1

tf = tf1.namespace()


def test_the_version_is_one_that_had_all_of_this():
    assert tf.__version__ == tf.VERSION == tf.version.VERSION == "1.15.0"
    assert not tf.executing_eagerly()
    tf.disable_v2_behavior()


def test_settings_take_anything():
    config = tf.ConfigProto(
        allow_soft_placement=True,
        device_count={"GPU": 0},
        gpu_options=tf.GPUOptions(per_process_gpu_memory_fraction=0.5),
    )
    config.gpu_options.allow_growth = True
    config.graph_options.optimizer_options.global_jit_level = tf.OptimizerOptions.ON_1
    assert config.gpu_options.allow_growth
    assert config.gpu_options.per_process_gpu_memory_fraction == 0.5
    assert config.graph_options.optimizer_options.global_jit_level == 1
    assert tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE).trace_level == 3
    other = tf.ConfigProto()
    other.CopyFrom(config)
    assert other.allow_soft_placement


def test_messages_go_to_the_logger_of_tensorflow(caplog):
    tf.logging.set_verbosity(tf.logging.INFO)
    try:
        assert tf.logging.get_verbosity() == logging.INFO
        tf.logging.debug("hidden")
        tf.logging.info("step %d", 3)
        tf.logging.warn("a")
        tf.logging.warning("b")
        tf.logging.error("c")
        tf.logging.fatal("d")
        tf.logging.log(tf.logging.INFO, "e")
        tf.logging.vlog(tf.logging.DEBUG, "hidden")
        tf.logging.log_if(tf.logging.INFO, "f", condition=True)
        tf.logging.log_if(tf.logging.INFO, "hidden", condition=False)
        tf.logging.flush()
    finally:
        tf.logging.set_verbosity(logging.NOTSET)
    assert caplog.messages == ["step 3", "a", "b", "c", "d", "e", "f"]
    assert {record.name for record in caplog.records} == {"tensorflow"}


def test_a_line_logs_some_of_its_calls(caplog):
    for number in range(5):
        tf.logging.log_every_n(tf.logging.ERROR, "every %d", 2, number)
        tf.logging.log_first_n(tf.logging.ERROR, "first %d", 2, number)
    assert caplog.messages == ["every 0", "first 0", "first 1", "every 2", "every 4"]


@pytest.mark.parametrize("text", ["é", "é".encode()])
def test_bytes_and_text_are_made_of_each_other(text):
    assert tf.compat.as_bytes(text) == "é".encode()
    assert tf.compat.as_text(text) == tf.compat.as_str(text) == "é"
    assert tf.compat.as_str_any(text) == "é"
    assert tf.compat.as_str_any(3) == "3"


@pytest.mark.parametrize("convert", [tf.compat.as_bytes, tf.compat.as_text])
def test_a_number_is_no_text(convert):
    with pytest.raises(TypeError, match="Expected binary or unicode string, got 3"):
        convert(3)


def test_errors_are_caught_by_kind():
    error = tf.errors.OutOfRangeError(None, None, "no more")
    assert (error.message, str(error), error.op) == ("no more", "no more", None)
    assert error.error_code == tf.errors.OUT_OF_RANGE
    assert issubclass(tf.errors.InvalidArgumentError, tf.errors.OpError)


def test_there_is_a_gpu_or_not():
    found = tf.test.is_gpu_available()
    assert bool(tf.test.gpu_device_name()) == found
    assert tf.test.is_built_with_cuda() == found
