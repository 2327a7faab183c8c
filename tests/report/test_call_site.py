"""The line that made a call: the user's, whatever of this package stands in between."""

import inspect
import linecache
import pkgutil

import numpy as np
import pytest

import argscope
from argscope import add_arg_scope, adopt, layers, losses, metrics, slim, trace
from argscope._base.site import is_own
from argscope.report import run_network
from argscope.train.network import digits_network

PROGRAMS = ("argscope.nets", "argscope.train.network")


def modules_below(package):
    """Return the names of all modules of this package, without importing any."""
    found = []
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        found.append(module.name)
        if module.ispkg:
            spec = module.module_finder.find_spec(module.name)
            inner = type(package)(module.name)
            inner.__path__ = spec.submodule_search_locations
            found += modules_below(inner)
    return found


MODULES = ["argscope", *modules_below(argscope)]
PACKAGES = sorted({".".join(name.split(".")[:2]) for name in MODULES})


def is_program(module):
    return any(module == name or module.startswith(f"{name}.") for name in PROGRAMS)


@add_arg_scope
def scoped(*args):
    return args


def line_at(site):
    """Return the text of a line of a program."""
    return linecache.getline(site.filename, site.line).strip()


def test_all_packages_are_found():
    assert {"argscope.losses", "argscope.metrics", "argscope.slim"} < {*PACKAGES}
    assert {"argscope.nets.vgg", "argscope.train.network"} < {*MODULES}


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_is_machinery_unless_users_call_it_a_program(package):
    inside = [name for name in MODULES if f"{name}.".startswith(f"{package}.")]
    assert [name for name in inside if not is_own(name)] == [
        name for name in inside if is_program(name)
    ]


@pytest.mark.parametrize("package", PACKAGES)
def test_a_call_through_machinery_is_told_at_the_line_that_called_that(package):
    def called_through(module):
        names = {"__name__": module, "scoped": scoped}
        exec("def through():\n    scoped()", names)  # noqa: S102  # in any module
        with trace() as t:
            names["through"]()
        return t.calls[0].site

    for module in MODULES:
        if f"{module}.".startswith(f"{package}."):
            site = called_through(module)
            if is_program(module):
                assert (site.filename, site.line) == ("<string>", 2)
            else:
                assert line_at(site) == 'names["through"]()'


@pytest.mark.parametrize("module", ["__main__", "argscopes", "my.argscope", ""])
def test_other_packages_are_programs(module):
    assert not is_own(module)


def test_a_module_that_begins_like_a_program_is_none():
    assert is_own("argscope.netsuite")


LOSSES = [
    losses.absolute_difference,
    losses.mean_squared_error,
    losses.log_loss,
    losses.sigmoid_cross_entropy,
    losses.softmax_cross_entropy,
]


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.__name__)
def test_a_loss_is_added_at_the_line_of_the_user(loss):
    def network(x):
        loss(x, x)
        return x

    record = run_network(network, [(3,)], title="")
    sites = [call.site for call in record.calls if call.name == "add_loss()"]
    assert [line_at(site) for site in sites] == ["loss(x, x)"]


def test_layers_that_call_layers_are_told_at_the_line_of_the_user():
    def network(x):
        x = layers.stack(x, layers.fully_connected, [4, 4])
        x = layers.repeat(x, 2, layers.fully_connected, 4)
        return layers.fully_connected(x, 2, normalizer_fn=layers.batch_norm)

    record = run_network(network, [(3,)], title="")
    lines = [line_at(call.site) for call in record.calls]
    assert [line.partition("layers.")[2].partition("(")[0] for line in lines] == [
        *["stack"] * 2,
        *["repeat"] * 2,
        *["fully_connected"] * 2,  # and its normalizer
    ]


def test_what_slim_calls_is_told_at_the_line_of_the_user():
    @add_arg_scope
    def optimizer(rate):
        return slim.OPTIMIZER_CLS_NAMES["SGD"](rate)

    model = layers.Model(lambda x: layers.fully_connected(x, 1))
    with trace() as t:
        slim.optimize_loss(model, None, 0.1, optimizer)
    assert line_at(t.calls[0].site).startswith("slim.optimize_loss(")


def test_what_a_metric_calls_is_told_at_the_line_of_the_user():
    @add_arg_scope
    def parts(values):
        return {"sum": np.sum(values)}

    metric = metrics.StreamingMetric("total", parts, lambda sums: sums["sum"])
    with trace() as t:
        metric.update([1, 2])
    assert metric.result() == 3
    assert line_at(t.calls[0].site) == "metric.update([1, 2])"


@pytest.mark.parametrize(
    "network",
    [argscope.nets.NETS["lenet"], digits_network],
    ids=["argscope.nets", "argscope.train.network"],
)
def test_networks_of_this_package_are_told_at_their_own_lines(network):
    size = (28, 28, 1) if network is not digits_network else (8, 8, 1)
    record = run_network(network, [size], title="")
    files = {call.site.filename for call in record.calls}
    assert files == {inspect.getsourcefile(inspect.unwrap(network))}


def test_a_call_of_an_adopted_function_is_told_at_the_line_that_makes_it():
    def shout(text, mark="!"):
        return text + mark

    with adopt(shout), trace() as t:
        shout("no")
    assert line_at(t.calls[0].site) == 'shout("no")'
