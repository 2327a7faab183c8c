"""`argscope nets`: the list of the networks."""

import subprocess
import sys

from argscope._catalog.networks import NETWORKS
from argscope._catalog.weights import WEIGHTS


def test_every_network_is_a_line_below_the_titles(called):
    status, out, _ = called("nets")
    titles, *lines = out.splitlines()
    assert status == 0
    assert titles.split() == [
        "network", "input", "parameters", "multiply-adds", "top-1", "paper", "(arXiv)",
    ]  # fmt: skip
    assert [line.split()[0] for line in lines] == list(NETWORKS)


def test_line_tells_size_cost_accuracy_and_paper(called):
    _, out, _ = called("nets")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert "resnet_v1_50 224 x 224 25.6 M 3.48 G 75.2 % 1512.03385" in lines
    assert "mobilenet_v1_025 224 x 224 0.5 M 0.04 G 49.8 % 1704.04861" in lines
    assert "lenet 28 x 28 3.3 M 0.01 G - LeCun et al. 1998" in lines


def test_list_needs_no_package():
    code = (
        "import sys, argscope.cli as c; c.main(['nets']); "
        "sys.exit(bool({'keras', 'numpy'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
    assert run.returncode == 0


def test_weights_are_listed_by_where_they_are(called):
    status, out, _ = called("nets", "--weights")
    titles, *lines = out.splitlines()
    assert status == 0
    assert titles.split() == [
        "network", "width", "input", "classes", "preprocessing", "top-1", "published", "at",
    ]  # fmt: skip
    assert [line.split()[-1] for line in lines] == [each.url for each in WEIGHTS]


def test_line_of_weights_tells_what_they_are_for(called):
    _, out, _ = called("nets", "--weights")
    lines = {
        line.rpartition("/")[2]: " ".join(line.split()) for line in out.splitlines()
    }
    assert lines["resnet_v2_50_2017_04_14.tar.gz"] == (
        "resnet_v2_50 1.0 299 x 299 1001 inception 75.6 % "
        "http://download.tensorflow.org/models/resnet_v2_50_2017_04_14.tar.gz"
    )
    assert lines["mobilenet_v2_1.4_224.tgz"] == (
        "mobilenet_v2_140 1.4 224 x 224 1001 inception 75.0 % "
        "https://storage.googleapis.com/mobilenet_v2/checkpoints/mobilenet_v2_1.4_224.tgz"
    )
