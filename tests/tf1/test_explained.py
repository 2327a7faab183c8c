"""`argscope explain` takes functions of TensorFlow 1."""

from pathlib import Path

import pytest

from argscope._base.old_programs import is_old_program
from argscope.report import run_program

pytestmark = pytest.mark.usefixtures("imports_as_they_were")

NET = Path(__file__).with_name("old_net.py")


def test_layers_and_what_set_their_arguments_are_shown():
    record = run_program(f"{NET}:net", shapes=[(6, 6, 2)])
    assert record.failure is None
    assert record.network is not None
    nodes = [(node.name, node.path) for node in record.network.nodes]
    assert nodes[:3] == [
        ("input", ""),
        ("conv2d", "net/conv1"),
        ("conv2d", "net/Conv"),
    ]
    assert record.network.nodes[1].output_shape == (None, 3, 3, 4)
    assert record.network.nodes[2].inputs == (1,)
    assert sum(node.parameters or 0 for node in record.network.nodes) == 351


def test_a_file_is_told_by_what_it_imports_and_uses(tmp_path):
    texts = {
        "import tensorflow as tf\nslim = tf.contrib.slim": True,
        "import tf_slim as slim": True,
        "from tf_slim.layers import layers": True,
        "import argscope.tf1 as tf": True,
        "from argscope import tf1": False,
        "import tensorflow.compat.v1 as tf": True,
        "import tensorflow as tf\nx = tf.placeholder(tf.float32)": True,
        "import tensorflow as tf\nx = tf.constant(1)": False,
        "import keras": False,
        "# import tensorflow, slim": False,
    }
    for text, is_old in texts.items():
        path = tmp_path / "file.py"
        path.write_text(text)
        assert is_old_program(path) is is_old, text
