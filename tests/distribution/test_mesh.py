"""How a rectangle of devices is asked for."""

import pytest

import argscope
from argscope._distribution.mesh import Mesh


@pytest.mark.parametrize(
    ("text", "devices", "mesh"),
    [
        ("data", 4, Mesh(4, 1)),
        ("data", None, Mesh(1, 1)),
        ("model", 2, Mesh(1, 2)),
        ("data=4", 8, Mesh(4, 1)),
        ("data=2,model=2", None, Mesh(2, 2)),
        ("model=2, data=3", None, Mesh(3, 2)),
        ("data,model=2", 8, Mesh(4, 2)),
    ],
)
def test_a_command_line_asks_for_it(text, devices, mesh):
    assert Mesh.parse(text, devices) == mesh
    assert mesh.devices == mesh.data * mesh.model


@pytest.mark.parametrize(
    "text", ["", "dta", "data=", "data=two", "data=2,data=2", "data,model", "data=-1"]
)
def test_what_is_no_mesh_is_told(text):
    with pytest.raises(argscope.DistributionError) as refused:
        Mesh.parse(text, 4)
    assert str(refused.value) == (
        f"--distribute {text}: expected data, data=N, model=N or data=N,model=M: "
        "parts that a batch is cut into, and devices that share the variables."
    )


def test_devices_are_shared_out_evenly_or_not_at_all():
    with pytest.raises(argscope.DistributionError) as refused:
        Mesh.parse("data,model=4", 6)
    assert str(refused.value) == (
        "--distribute data,model=4: 6 devices cannot be shared out evenly. "
        "Give every axis a size: data=N,model=M with N x M devices."
    )


@pytest.mark.parametrize("size", [0, -2, 1.0, "2", True])
def test_a_size_is_a_number_of_devices(size):
    with pytest.raises(argscope.DistributionError) as refused:
        argscope.distribute(data=size)
    assert str(refused.value) == (
        f"data must be a number of devices, >= 1, got {size!r}."
    )
