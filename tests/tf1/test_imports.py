"""Programs import TensorFlow, and get the namespace; nobody else does."""

import builtins
import importlib
import shutil
import sys
from pathlib import Path

import pytest

from argscope import tf1
from argscope.tf1._imports.modules import module_at
from argscope.tf1._imports.root import root_of

NET = """\
from __future__ import division

import tensorflow as tf
import tensorflow.contrib.slim as slim
from tensorflow.contrib import framework
from tensorflow.python.ops import math_ops, variable_scope as vs
from old_program import helper


def net(x):
    with vs.variable_scope("scope"):
        return math_ops.add(x, tf.get_variable("w", [3])), helper.one


def lacking(x):
    return tf.contrib.crf.crf_decode(x)


class Decoder(tf.contrib.seq2seq.Decoder):
    pass


many = list(xrange(3))
"""


@pytest.fixture
def program(tmp_path):
    """Return a program of two files, and forget it afterwards."""
    folder = tmp_path / "old_program"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "net.py").write_text(NET)
    (folder / "helper.py").write_text("import tf_slim as slim\none = 1\n")
    before = {*sys.modules}, sys.path[:], sys.meta_path[:]
    yield folder
    for name in {*sys.modules} - before[0]:
        if name.startswith("old_program"):
            del sys.modules[name]
    sys.path[:], sys.meta_path[:] = before[1:]


def test_a_program_is_loaded_with_what_it_imports(program):
    module = tf1.load(program / "net.py")
    assert module.__name__ == "old_program.net"
    assert module.tf is tf1.namespace()
    assert module.slim is tf1.namespace().contrib.slim
    assert module.helper.slim is module.slim
    assert module.many == [0, 1, 2]


@pytest.mark.parametrize(
    ("files", "text", "root"),
    [
        (["nets/net.py", "nets/helper.py"], "from nets import helper", "."),
        (["nets/net.py", "nets/helper.py"], "import helper", "nets"),
        (["a/nets/net.py", "a/lib/x.py"], "from lib import x", "a"),
        (["a/nets/net.py", "a/lib.py"], "import lib, sys", "a"),
        (["net.py"], "import tensorflow as tf", "."),
        (["p/__init__.py", "p/net.py"], "import tensorflow as tf", "."),
        (["p/__init__.py", "p/net.py", "p/helper.py"], "import helper", "p"),
        (["p/__init__.py", "p/net.py", "p/helper.py"], "from . import helper", "."),
        (["s/__init__.py", "s/n/__init__.py", "s/n/net.py"], "from n import net", "s"),
        (["net.py"], "print 'Python 2'", "."),
    ],
)
def test_imports_count_from_the_folder_that_has_most_of_them(
    tmp_path, files, text, root
):
    (tmp_path / ".git").mkdir()
    for file in files:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).touch()
    net = next(tmp_path / file for file in files if file.endswith("net.py"))
    net.write_text(text)
    assert root_of(net) == tmp_path / root


def test_a_package_of_the_same_name_in_two_programs_is_another_in_each(
    program, tmp_path_factory
):
    other = tmp_path_factory.mktemp("other") / "old_program"
    shutil.copytree(program, other)
    (other / "helper.py").write_text("one = 2\n")
    found = [tf1.load(each / "net.py").helper.one for each in (program, other, program)]
    assert found == [1, 2, 1]


def test_nothing_else_changes(program):
    modules, before = {*sys.modules}, vars(builtins).copy()
    tf1.load(program / "net.py")
    added = {*sys.modules} - modules
    assert {name for name in added if "tensorflow" in name or "slim" in name} == set()
    assert vars(builtins) == before
    with pytest.raises(NameError):
        xrange  # noqa: B018, F821


def test_other_files_import_the_real_tensorflow(program, tmp_path_factory):
    tf1.load(program / "net.py")
    folder = tmp_path_factory.mktemp("other")
    (folder / "elsewhere.py").write_text("import tensorflow as tf\n")
    hook = tf1.install([program])
    assert hook.owns(program / "net.py")
    assert not hook.owns(folder / "elsewhere.py")
    if importlib.util.find_spec("tensorflow") is not None:
        sys.path.insert(0, str(folder))
        elsewhere = importlib.import_module("elsewhere")
        del sys.modules["elsewhere"]
        assert elsewhere.tf is sys.modules["tensorflow"]
        assert int(elsewhere.tf.constant(2) + 3) == 5


def test_what_is_installed_in_the_folder_of_a_program_is_not_the_program(program):
    hook = tf1.install([program, Path(tf1.__file__).parents[2]])
    environment = program / ".venv/lib/python3/site-packages/keras/backend.py"
    assert not hook.owns(environment)
    assert not hook.owns(tf1.__file__)
    assert hook.owns(program / "net.py")


def test_a_hook_ends(program):
    sys.path.insert(0, str(program.parent))
    with tf1.install([program]) as hook:
        assert hook in sys.meta_path
    assert hook not in sys.meta_path


def test_a_file_that_is_not_there_is_no_program(program):
    with pytest.raises(FileNotFoundError):
        tf1.load(program / "gone.py")


def test_what_is_not_there_says_so_with_the_line_that_needs_it(program):
    module = tf1.load(program / "net.py")
    with pytest.raises(tf1.MissingSymbolError) as error:
        tf1.model(module.lacking, {"x": ((None, 3), "float32")})
    assert str(error.value) == (
        f"tf.contrib.crf.crf_decode is used at {program / 'net.py'}:16 in lacking(), and "
        "argscope.tf1 does not have it. The table of what it has is in the reference, "
        "under argscope.tf1. To have it added, report this name and this line; a function "
        "of your own can stand in for it: tf1.provide('tf.contrib.crf.crf_decode', "
        "function)."
    )


def test_what_is_not_there_can_be_subclassed_and_refuses_to_be_made(program):
    module = tf1.load(program / "net.py")
    with pytest.raises(tf1.MissingSymbolError, match=r"tf\.contrib\.seq2seq\.Decoder"):
        module.Decoder()


def test_what_is_provided_is_there():
    tf1.provide("tf.contrib.mine.double", len)
    try:
        assert tf1.contrib.mine.double is len
    finally:
        del vars(tf1.namespace().contrib)["mine"]


@pytest.mark.parametrize(
    ("path", "name", "public"),
    [
        ("tensorflow", "float32", "float32"),
        ("tensorflow.compat.v1", "get_variable", "get_variable"),
        ("tensorflow.python.framework.ops", "GraphKeys", "GraphKeys"),
        ("tensorflow.python.ops.variable_scope", "get_variable", "get_variable"),
        ("tensorflow.python.framework.dtypes", "float32", "float32"),
        ("tensorflow.python.framework.tensor_shape", "TensorShape", "TensorShape"),
    ],
)
def test_files_of_tensorflows_own_have_the_names_of_the_namespace(path, name, public):
    assert getattr(module_at(path), name) is getattr(tf1.namespace(), public)


def test_a_folder_of_one_package_is_not_that_of_another():
    """TF-Slim has a folder `ops`, and TensorFlow's `framework` a file."""
    module_at("tf_slim.ops.arg_scope")
    ops = module_at("tensorflow.python.framework").ops
    assert ops.GraphKeys is tf1.namespace().GraphKeys


def test_the_namespace_is_a_module_to_import():
    assert tf1.get_variable is tf1.namespace().get_variable
    with pytest.raises(AttributeError, match=r"argscope\.tf1 does not have nonsense"):
        tf1.nonsense  # noqa: B018
