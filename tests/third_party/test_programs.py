"""What people do with these libraries, through views and by adoption."""

import io
import pickle

import attrs
import cloudpickle
import jax.numpy
import keras
import matplotlib.pyplot
import numpy
import pandas
import polars
import pydantic
import pytest
import requests
import sklearn.base
import sklearn.linear_model
import torch

from argscope import TargetTypeError, add_arg_scope, adopt, arg_scope, has_arg_scope

np = add_arg_scope(numpy)
pd = add_arg_scope(pandas)
pl = add_arg_scope(polars)
plt = add_arg_scope(matplotlib.pyplot)
jnp = add_arg_scope(jax.numpy)
layers = add_arg_scope(keras.layers)
tt = add_arg_scope(torch)
nn = tt.nn
functional = nn.functional


@add_arg_scope
def scaled(x, by=2.0):
    return x * by


def test_numpy_types_are_values():
    assert np.zeros(3, np.float32).dtype == np.float32
    assert np.iinfo(np.int8).max == 127
    assert np.issubdtype(np.ones(1).dtype, np.floating)
    assert type(np.float32(1)) is np.float32
    assert np.add.reduce([1, 2, 3]) == 6
    records = np.zeros(2).view(np.recarray)
    assert type(pickle.loads(pickle.dumps(records))) is numpy.recarray
    with arg_scope([np.zeros, np.linspace, np.add], dtype=np.float32):
        assert np.zeros(2).dtype == np.linspace(0, 1, 3).dtype == np.float32
        assert np.add(1, 2).dtype == np.float32
        assert numpy.zeros(2).dtype == np.float64


def test_functions_of_numpy_are_found_in_tables_of_functions():
    handled = {numpy.concatenate: "concatenate"}
    assert handled[np.concatenate] == "concatenate"
    assert isinstance(np.add, np.ufunc)


def test_polars_types_and_columns_are_values():
    frame = pl.DataFrame({"a": [1, 2]}, schema={"a": pl.Int64})
    assert frame.schema["a"] == pl.Int64
    assert frame.select(pl.col("a") + pl.col.a).to_series().to_list() == [2, 4]
    assert isinstance(frame, pl.DataFrame)
    assert pickle.loads(pickle.dumps(frame)).equals(frame)
    text = "a;b\n1;2\n"
    with arg_scope([pl.read_csv], separator=";"):
        assert pl.read_csv(io.StringIO(text)).columns == ["a", "b"]


def test_pandas_frames_are_frames():
    with arg_scope([pd.DataFrame], columns=["x"]):
        frame = pd.DataFrame([[1], [2]])
    assert list(frame.columns) == ["x"]
    assert pd.Timestamp("2020-01-01") == pandas.Timestamp(2020, 1, 1)
    assert isinstance(frame, pd.DataFrame)
    assert frame.equals(pickle.loads(pickle.dumps(frame)))
    assert frame.dtypes["x"] == np.int64


def test_figures_are_made_through_the_scope():
    with arg_scope([plt.figure], figsize=(2, 3)):
        figure = plt.figure()
    assert tuple(figure.get_size_inches()) == (2, 3)
    assert isinstance(figure, plt.Figure)
    plt.close(figure)


def test_arrays_of_jax_have_its_types():
    assert jnp.zeros(2, jnp.float32).dtype == jnp.float32
    assert isinstance(jnp.ones(1), jnp.ndarray)
    with arg_scope([jnp.zeros], dtype=jnp.int32):
        assert jax.jit(lambda: jnp.zeros(2))().dtype == jnp.int32


def test_layers_of_keras_are_configured_and_compared():
    with arg_scope([layers.Dense], units=3, activation="relu"):
        layer = layers.Dense()
    assert type(layer) is keras.layers.Dense
    assert layers.Dense == keras.layers.Dense
    assert type(layer).from_config(layer.get_config()).units == 3

    class Double(layers.Layer):
        def __init__(self):
            layers.Layer.__init__(self)

        def call(self, inputs):
            return inputs * 2

    assert Double()(np.ones((1, 2))).shape == (1, 2)


def test_estimators_are_cloned():
    linear = add_arg_scope(sklearn.linear_model)
    with arg_scope([linear.Ridge], alpha=5.0):
        model = linear.Ridge()
    assert sklearn.base.clone(model).alpha == 5.0
    assert issubclass(linear.Ridge, sklearn.base.RegressorMixin)


def test_models_of_pydantic_and_attrs_are_made_through_their_views():
    models, classes = add_arg_scope(pydantic), add_arg_scope(attrs)

    class Model(models.BaseModel):
        rate: int = models.Field(default=3)

    assert Model().rate == 3
    with arg_scope([classes.define], frozen=True):

        @classes.define
        class Point:
            x: int = 0

    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        Point().x = 1


class Net(nn.Module):
    def __init__(self):
        nn.Module.__init__(self)
        self.conv = nn.Conv2d(1, 2, 3)

    def forward(self, x):
        return functional.leaky_relu(self.conv(x))


def test_networks_of_torch_are_built_through_the_scope():
    with arg_scope([nn.Conv2d], padding=1, bias=False):
        net = Net()
    assert (net.conv.padding, net.conv.bias) == ((1, 1), None)
    assert isinstance(net, torch.nn.Module)
    assert isinstance(net.conv, nn.Conv2d)
    assert pickle.loads(pickle.dumps(net)).state_dict().keys() == {"conv.weight"}
    assert torch.nn.Module.__call__ is nn.Module.__call__
    assert tt.zeros(2, dtype=tt.float16).dtype is torch.float16


COMPILED = {
    "own function": (lambda x: scaled(x) + 1, scaled, {"by": 3.0}),
    "function of a view": (functional.leaky_relu, functional.leaky_relu, None),
    "called function of a view": (
        lambda x: functional.leaky_relu(-x),
        functional.leaky_relu,
        {"negative_slope": 0.5},
    ),
    "function in C of a view": (
        lambda x: tt.clamp(x, min=-1),
        tt.clamp,
        {"max": 0.5},
    ),
}


@pytest.mark.parametrize("fullgraph", [True, False])
@pytest.mark.parametrize(
    ("function", "target", "values"), COMPILED.values(), ids=COMPILED
)
def test_compiled_function_follows_the_scope(function, target, values, fullgraph):
    torch._dynamo.reset()
    compiled = torch.compile(function, backend="eager", fullgraph=fullgraph)
    x = torch.ones(2)
    assert torch.equal(compiled(x), function(x))
    for factor in (1, 2, 1):
        scoped = {name: value * factor for name, value in (values or {}).items()}
        with arg_scope([target], **scoped):
            assert torch.equal(compiled(x), function(x))
    assert torch.equal(compiled(x), function(x))


def test_compiled_networks_are_as_they_would_be():
    net = Net()
    compiled = torch.compile(net, backend="eager", fullgraph=True)
    x = torch.ones(1, 1, 4, 4)
    assert torch.equal(compiled(x), net(x))


def test_script_takes_functions_of_a_view_outside_of_scopes():
    net = Net()
    scripted = torch.jit.script(net)
    x = torch.ones(1, 1, 4, 4)
    assert torch.equal(scripted(x), net(x))

    class Other(nn.Module):
        def forward(self, x):
            return functional.elu(x)

    with (
        arg_scope([functional.elu], alpha=0.5),
        pytest.raises(TargetTypeError, match="Leave the scope"),
    ):
        torch.jit.script(Other())


def test_methods_are_adopted():
    frame = pandas.DataFrame({"a": [1]})
    with adopt(pandas.DataFrame.to_csv, matplotlib.pyplot.Axes.plot):
        with arg_scope([pandas.DataFrame.to_csv], index=False):
            assert frame.to_csv() == "a\n1\n"
        with arg_scope([matplotlib.pyplot.Axes.plot], scalex=False):
            (line,) = matplotlib.pyplot.figure().add_subplot().plot([1, 2])
        assert line.get_xdata().tolist() == [0, 1]
    matplotlib.pyplot.close("all")
    assert frame.to_csv() == ",a\n0,1\n"


def test_sessions_send_what_the_scope_says(monkeypatch):
    sent = {}
    monkeypatch.setattr(
        requests.Session, "send", lambda _self, request, **given: sent.update(given)
    )
    with (
        adopt(requests.Session.request),
        arg_scope([requests.Session.request], timeout=7),
    ):
        requests.get("http://127.0.0.1:1/")  # noqa: S113  # that is the point
    assert sent["timeout"] == 7


def test_a_method_written_in_c_is_refused():
    with pytest.raises(TargetTypeError, match="Generator is written in C"):
        adopt(numpy.random.Generator.normal)
    generator = numpy.random.default_rng(0)
    normal = add_arg_scope(generator.normal)
    with arg_scope([normal], loc=100.0, scale=0.001):
        assert round(normal()) == 100


def test_a_function_written_in_c_is_adopted_in_its_module():
    original = numpy.zeros
    with adopt(numpy.zeros), arg_scope([numpy.zeros], dtype="int8"):
        assert numpy.zeros(2).dtype == "int8"
    assert numpy.zeros is original


@pytest.mark.parametrize("view", [nn.Linear, np.add, np.concatenate, jnp.zeros])
def test_views_are_sent_by_cloudpickle(view):
    if not isinstance(view, type(scaled)):
        assert cloudpickle.loads(cloudpickle.dumps(view)) == view
    assert has_arg_scope(view)
