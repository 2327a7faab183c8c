"""Questions about graphs of TensorFlow 1: every name raises an error that says what to write instead."""

from argscope.slim._absent import absent_from

__getattr__ = absent_from("framework_ops")
