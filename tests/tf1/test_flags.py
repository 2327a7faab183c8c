"""Flags of a program are absl's, and can be read before anything parsed them."""

import subprocess
import sys
import textwrap

import pytest
from absl import flags as absl_flags

from argscope import tf1

tf = tf1.namespace()


@pytest.fixture
def values():
    return absl_flags.FlagValues()


def test_flags_are_those_of_absl(values):
    tf.app.flags.DEFINE_integer("steps", 3, "How many.", flag_values=values)
    values(["program", "--steps=5"])
    assert values.steps == 5


def test_arguments_have_their_old_names_too(values):
    tf.flags.DEFINE_string(
        flag_name="root", default_value="a", docstring="Where.", flag_values=values
    )
    assert values["root"].default == "a"


def rate_defined_by(module, values, default=0.1):
    """Return a flag that a module of this name defines."""
    text = "tf.flags.DEFINE_float('rate', default, '', flag_values=values)"
    names = {"__name__": module, "tf": tf, "values": values, "default": default}
    return eval(text, names)


def test_an_equal_flag_may_be_defined_by_another_module(values):
    assert rate_defined_by("one", values).default == 0.1
    assert rate_defined_by("two", values).default == 0.1


@pytest.mark.parametrize("default", [0.2, None])
def test_another_flag_of_the_same_name_is_refused(values, default):
    rate_defined_by("one", values)
    with pytest.raises(absl_flags.DuplicateFlagError, match="rate"):
        rate_defined_by("two", values, default)


def program(text, *arguments):
    """Return what a program prints that has arguments."""
    head = "import argscope.tf1 as tf1; tf = tf1.namespace()\n"
    command = [sys.executable, "-c", head + textwrap.dedent(text), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_reading_a_flag_parses_the_command_line_and_leaves_what_is_no_flag():
    text = """
        FLAGS = tf.app.flags.FLAGS
        tf.app.flags.DEFINE_integer("batch_size", 32, "How many images.")
        tf.app.flags.DEFINE_boolean("fast", False, "Whether to hurry.")
        print(FLAGS.is_parsed(), FLAGS.batch_size, FLAGS.fast, "fast" in FLAGS)
        FLAGS.batch_size = 2
        print(FLAGS.batch_size, FLAGS["batch_size"].default)
    """
    out = program(text, "--unknown=1", "--batch_size", "8", "--fast")
    assert out.split() == ["False", "8", "True", "True", "2", "32"]


def test_run_calls_main_with_what_is_no_flag_and_leaves_with_its_result():
    text = """
        tf.app.flags.DEFINE_string("name", "a", "A name.")

        def main(argv):
            print(tf.app.flags.FLAGS.name, argv[1:])

        tf.app.run()
    """
    assert program(text, "--name=b", "rest") == "b ['rest']\n"
