"""Graphs in files: read, imported, taken apart and written."""

import numpy as np
import pytest
from tests.tf1.graphs.nodes import constant, graph_of, node, placeholder

from argscope import tf1
from argscope.tf1._graphdef import messages
from argscope.tf1._graphdef.errors import (
    GraphFileError,
    MissingOperationError,
    NoProtobufError,
    NotExportableError,
)
from argscope.tf1._graphdef.files import read

X = np.float32([[1, -2, 3], [-4, 5, -6]])


@pytest.fixture
def doubled():
    """A graph of `relu(x * 2)`, whose nodes stand in the wrong order."""
    return graph_of(
        node("relu", "Relu", "layer/mul"),
        node("layer/mul", "Mul", "x", "two:0"),
        constant("two", np.float32(2)),
        placeholder(),
    )


# --- messages


def test_a_message_is_read_written_and_changed(tf, doubled):
    again = tf.GraphDef.FromString(doubled.SerializeToString())
    assert again == doubled
    assert isinstance(again, tf.GraphDef)
    assert not isinstance(again, tf.NodeDef)
    assert [each.name for each in again.node] == ["relu", "layer/mul", "two", "x"]
    del again.node[0]
    again.node.add().CopyFrom(tf.NodeDef(name="abs", op="Abs", input=["x"]))
    parsed = tf.GraphDef()
    parsed.ParseFromString(again.SerializeToString())
    assert [each.op for each in parsed.node] == ["Mul", "Const", "Placeholder", "Abs"]


def test_a_tensor_in_a_message_is_an_array(tf):
    value = np.arange(6, dtype="int64").reshape(2, 3)
    assert np.array_equal(tf.make_ndarray(tf.make_tensor_proto(value)), value)
    filled = tf.make_ndarray(tf.make_tensor_proto(7.0, shape=[2, 2]))
    assert filled.tolist() == [[7, 7], [7, 7]]
    assert tf.make_ndarray(tf.make_tensor_proto(["a", b"b"])).tolist() == [b"a", b"b"]


def test_without_the_library_it_is_said_how_to_install_it(tf, monkeypatch):
    def find_nothing(name):
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(messages, "import_module", find_nothing)
    with pytest.raises(NoProtobufError) as caught:
        tf.NodeDef()
    assert str(caught.value) == (
        "Reading and writing graphs of TensorFlow needs the library tensorboardX. "
        "Install it: pip install 'argscope[train]'"
    )


def test_a_damaged_tensor_is_refused(tf):
    damaged = tf.make_tensor_proto([1.0, 2.0])
    damaged.tensor_content = b"123"
    with pytest.raises(GraphFileError) as caught:
        tf.make_ndarray(damaged)
    assert str(caught.value) == (
        "A tensor of the graph is damaged: float32[2] takes 8 bytes, not 3."
    )


# --- into the graph of a program


def test_nodes_are_operations_with_their_names_and_a_prefix(tf, graph, doubled):
    assert tf.import_graph_def(doubled) is None
    made = [(each.name, each.type) for each in graph.get_operations()]
    assert set(made) == {
        ("import/x", "Placeholder"),
        ("import/two", "Const"),
        ("import/layer/mul", "Mul"),
        ("import/relu", "Relu"),
    }
    relu = graph.get_tensor_by_name("import/relu:0")
    assert relu.shape.as_list() == [None, 3]
    assert [each.name for each in relu.op.inputs] == ["import/layer/mul:0"]
    x = graph.get_tensor_by_name("import/x:0")
    assert tf1.run(graph, relu, {x: X}).tolist() == [[2, 0, 6], [0, 10, 0]]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([None, None], ["import/relu", "import_1/relu"]),
        (["a", "a"], ["a/relu", "a_1/relu"]),
        (["", "b"], ["relu", "b/relu"]),
    ],
)
def test_a_prefix_is_taken_once(tf, graph, doubled, names, expected):
    found = [tf.import_graph_def(doubled, None, ["relu"], name=each) for each in names]
    assert [operation.name for (operation,) in found] == expected


def test_names_of_imported_operations_are_taken(tf, graph, doubled):
    tf.import_graph_def(doubled, name="")
    x = graph.get_tensor_by_name("x:0")
    assert tf.nn.relu(x, name="relu").name == "relu_1:0"
    with pytest.raises(GraphFileError) as caught:
        tf.import_graph_def(doubled, name="")
    assert str(caught.value) == (
        "Node name 'two' already exists in the Graph. Import under another name: "
        "tf.import_graph_def(graph_def, name='other')."
    )


def test_tensors_of_the_program_take_the_place_of_others(tf, graph, doubled):
    mine = tf.constant([[1.0, -1.0, 0.5]])
    mul, relu = tf.import_graph_def(doubled, {"x": mine}, ["layer/mul:0", "relu:0"])
    assert tf1.run(graph, [mul, relu])[0].tolist() == [[2, -2, 1]]
    three = tf.import_graph_def(doubled, {"two:0": 3.0}, ["relu:0"])
    assert three[0].op.inputs[0].op.inputs[1].op.type == "Const"
    with pytest.raises(ValueError, match="not found in graph_def: \\['y'\\]"):
        tf.import_graph_def(doubled, {"y": mine})


def test_what_is_asked_for_has_to_be_there(tf, graph, doubled):
    with pytest.raises(ValueError, match="return_element 'z' not found in graph_def"):
        tf.import_graph_def(doubled, return_elements=["z"])
    with pytest.raises(GraphFileError) as caught:
        tf.import_graph_def(doubled, return_elements=["relu:1"])
    assert str(caught.value) == (
        "'relu:1' is asked for; the node has 1 outputs here, from :0 on."
    )


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        (
            [("a", "Relu", "b")],
            "The node 'a' needs 'b', and the graph has no such node.",
        ),
        (
            [("a", "Relu", "b"), ("b", "Abs", "a")],
            "The node 'a' of the graph needs itself.",
        ),
    ],
)
def test_nodes_have_to_hang_together(tf, graph, nodes, message):
    with pytest.raises(GraphFileError) as caught:
        tf.import_graph_def(graph_of(*(node(*each) for each in nodes)))
    assert str(caught.value) == message


def test_operations_that_are_not_there_are_named_before_anything_is_done(tf, graph):
    given = graph_of(
        placeholder(),
        node("first", "ImaginaryOp", "x"),
        node("second", "ImaginaryOp", "x"),
        node("third", "AnotherOne", "x"),
    )
    with pytest.raises(MissingOperationError) as caught:
        tf.import_graph_def(given)
    assert str(caught.value) == (
        "The node 'first' of the graph is a ImaginaryOp, an operation that argscope.tf1 "
        "does not have. Missing besides, of other types: 1 (AnotherOne). If the outputs that "
        "you need do not use it, take them alone: "
        "tf.graph_util.extract_sub_graph(graph_def, ['name/of/output'])."
    )
    assert graph.get_operations() == []


def test_a_graph_with_functions_of_its_own_is_refused(tf, graph, doubled):
    doubled.library.function.add().signature.name = "__inference_call_7"
    with pytest.raises(MissingOperationError) as caught:
        tf.import_graph_def(doubled)
    assert str(caught.value) == (
        "The graph has a library of functions (__inference_call_7), as TensorFlow 2 writes "
        "them. argscope.tf1 reads graphs without: freeze it with "
        "convert_variables_to_constants_v2(..., lower_control_flow=True)."
    )


def test_operations_that_were_removed_before_tensorflow_1(tf, graph):
    given = graph_of(
        placeholder(),
        placeholder("image", (1, 1, 1, 2)),
        *(constant(n, np.float32(v)) for n, v in zip("mvbg", NORM, strict=True)),
        node(
            "norm",
            "BatchNormWithGlobalNormalization",
            *("image", "m", "v", "b", "g"),
            variance_epsilon=0.5,
            scale_after_normalization=True,
        ),
        node("best", "TopK", "x", k=2),
    )
    best, places, norm = tf.import_graph_def(
        given, None, ["best:0", "best:1", "norm:0"], name=""
    )
    x, image = map(graph.get_tensor_by_name, ("x:0", "image:0"))
    feeds = {x: X, image: np.float32([[[[2, 3]]]])}
    found = tf1.run(graph, [best, places, norm], feeds)
    assert found[0].tolist() == [[3, 1], [5, -4]]
    assert found[1].tolist() == [[2, 0], [1, 0]]
    mean, variance, beta, gamma = np.float32(NORM)
    expected = (np.float32([2, 3]) - mean) / np.sqrt(variance + 0.5) * gamma + beta
    np.testing.assert_allclose(found[2].ravel(), expected, rtol=1e-6)


NORM = [1, 2], [3, 4], [5, 6], [7, 8]


def test_a_normalization_with_another_epsilon_is_refused(tf, graph):
    given = graph_of(
        placeholder("x", (1, 1, 1, 2)),
        *(constant(n, np.float32(v)) for n, v in zip("mvbg", NORM, strict=True)),
        node("y", "FusedBatchNorm", "x", "g", "b", "m", "v", epsilon=1e-6),
    )
    with pytest.raises(NotImplementedError, match="epsilon must be at least 1"):
        tf.import_graph_def(given)


@pytest.mark.parametrize("kind", ["DecodeJpeg", "DecodePng"])
def test_the_bytes_of_an_image_are_fed_for_a_constant(tf, kind):
    given = graph_of(
        constant("contents", np.array(b"", object)),
        node("decoded", kind, "contents", channels=3),
        node("y", "Cast", "decoded", SrcT=tf.uint8, DstT=tf.float32),
    )
    pixels = np.full((4, 5, 3), 7, "uint8")
    encode = tf.image.encode_png if kind == "DecodePng" else tf.image.encode_jpeg
    with tf.Graph().as_default() as graph, tf.Session() as session:
        tf.import_graph_def(given, name="")
        contents = session.run(encode(pixels))
        found = session.run("y:0", {"contents:0": contents})
    assert found.tolist() == pixels.tolist()
    assert graph.get_tensor_by_name("decoded:0").shape.as_list() == [None, None, 3]


# --- parts of graphs


def test_a_part_of_a_graph_is_what_its_end_needs(tf, doubled):
    part = tf.graph_util.extract_sub_graph(doubled, ["layer/mul"])
    assert [each.name for each in part.node] == ["layer/mul", "two", "x"]
    with pytest.raises(TypeError, match="dest_nodes must be a list"):
        tf.graph_util.extract_sub_graph(doubled, "relu")
    with pytest.raises(GraphFileError, match="needs 'nothing', and the graph has no"):
        tf.graph_util.extract_sub_graph(doubled, ["nothing"])


def test_nodes_of_training_are_taken_out(tf):
    given = graph_of(
        placeholder(),
        node("a", "Identity", "x"),
        node("b", "CheckNumerics", "a"),
        node("kept", "Identity", "b"),
        node("y", "Relu", "kept"),
    )
    found = tf.graph_util.remove_training_nodes(given, protected_nodes=["kept"])
    assert [(each.name, list(each.input)) for each in found.node] == [
        ("x", []),
        ("kept", ["x"]),
        ("y", ["kept"]),
    ]


# --- written


def program(tf):
    """Return the output of a network of single operations."""
    x = tf.placeholder(tf.float32, [None, 8, 8, 3], "x")
    kernel = tf.get_variable("kernel", [3, 3, 3, 2])
    y = tf.nn.conv2d(x, kernel, [1, 2, 2, 1], "SAME")
    y = tf.nn.bias_add(y, tf.get_variable("bias", [2]))
    y = tf.nn.max_pool(tf.nn.relu(y), [1, 2, 2, 1], [1, 2, 2, 1], "VALID")
    y = tf.reshape(y, [-1, 8]) * 0.5 + 1.0
    y = tf.matmul(y, tf.constant(np.eye(8, dtype="float32")), transpose_b=True)
    return tf.nn.softmax(tf.reduce_sum(y, 1, keepdims=True) - y, name="out")


@pytest.mark.parametrize("as_text", [True, False])
def test_a_program_of_single_operations_is_written_and_read(tf, tmp_path, as_text):
    images = np.random.default_rng(0).standard_normal((2, 8, 8, 3)).astype("f4")
    with tf.Graph().as_default() as graph, tf.Session() as session:
        program(tf)
        session.run(tf.global_variables_initializer())
        values = {v.op.name: session.value_of(v) for v in tf.global_variables()}
        expected = session.run("out:0", {"x:0": images})
        file = tf.train.write_graph(graph, tmp_path / "deep", "graph", as_text)
        frozen = tf.graph_util.convert_variables_to_constants(
            session, session.graph_def, ["out"]
        )
    assert file == str(tmp_path / "deep" / "graph")
    for graph_def in (read(file), frozen):
        with tf.Graph().as_default(), tf.Session() as session:
            tf.import_graph_def(graph_def, name="")
            for variable in tf.global_variables():
                variable.load(values[variable.op.name], session)
            found = session.run("out:0", {"x:0": images})
        np.testing.assert_allclose(found, expected, rtol=1e-6)
    assert not any(each.op == "VariableV2" for each in frozen.node)


def test_an_imported_graph_is_written_as_it_was(tf, graph, doubled):
    tf.import_graph_def(doubled, name="a")
    tf.nn.relu6(graph.get_tensor_by_name("a/relu:0"), name="more")
    found = graph.as_graph_def()
    assert {each.name: list(each.input) for each in found.node} == {
        "a/x": [],
        "a/two": [],
        "a/layer/mul": ["a/x", "a/two"],
        "a/relu": ["a/layer/mul"],
        "more": ["a/relu"],
    }
    assert graph.get_operation_by_name("a/relu").node_def.op == "Relu"


def test_a_layer_has_no_form_in_a_file(tf, slim, images, graph):
    slim.conv2d(images, 4, 3)
    with pytest.raises(NotExportableError) as caught:
        graph.as_graph_def()
    assert str(caught.value) == (
        "The operation 'Conv/Relu' (conv2d) has no form as a node of a GraphDef here: it is "
        "a layer, a loop or a function of several operations. Imported graphs can be "
        "written, and graphs of tf.placeholder, tf.constant, variables and single "
        "operations such as tf.nn.conv2d. A whole model is exported by "
        "argscope.tf1.model(...).export()."
    )
