"""What is said of a function in a file that is no network, in whole."""

from pathlib import Path

import pytest

from argscope.finetune import FineTuneConfig
from argscope.finetune._network import build, network_for
from argscope.finetune.errors import FineTuneError, NetworkFileError
from argscope.report.errors import ProgramError

pytestmark = pytest.mark.usefixtures("imports_as_they_were")

ROOT = Path(__file__).with_name("old_repository")
FILE = f"{ROOT}/old_nets/tiny.py"

CASES = [
    (
        {"net": FILE},
        f"The function is missing: write --net {FILE}:FUNCTION, got {FILE!r}.\n"
        f"  {FILE} has tiny, of_positions, of_two, of_fixed_classes, of_features, "
        "no_arg_scope, vgg_16",
    ),
    (
        {"net": "old_nets.tiny:tiny"},
        "'old_nets.tiny:tiny' is no network: give the file with the function, as in "
        "old_nets/tiny.py:tiny.",
    ),
    ({"net": f"{FILE}:THREE"}, f"{FILE}:THREE is 3, which cannot be called."),
    (
        {"net": f"{FILE}:tiny", "arg_scope": "no_arg_scope"},
        "--arg-scope no_arg_scope gives {'weight_decay': 0.1}, which is not a captured "
        "scope. It must be one, or a function that returns one: with slim.arg_scope(...) "
        "as sc: return sc.",
    ),
    (
        {"net": f"{FILE}:tiny", "arg_scope": "THREE"},
        "--arg-scope THREE gives 3, which is not a captured scope. It must be one, or a "
        "function that returns one: with slim.arg_scope(...) as sc: return sc.",
    ),
    (
        {"net": f"{FILE}:of_fixed_classes"},
        "of_fixed_classes(images, is_training) takes no num_classes, so it cannot be told "
        "how many classes the images have. A network function is called as "
        "of_fixed_classes(images, num_classes=..., is_training=...).",
    ),
    (
        {"net": f"{FILE}:of_two"},
        "of_two() cannot be called as of_two(images, num_classes=...): missing a required "
        "argument: 'labels'. Give the parameter a default, or name a function around it.",
    ),
    (
        {"net": f"{FILE}:of_positions"},
        "of_positions() has no default_image_size. Say how large the images are: "
        "--image-size 224",
    ),
    (
        {"net": f"{FILE}:tiny", "output_stride": 8},
        "tiny() takes no output_stride. It takes images, num_classes, is_training, "
        "dropout_keep_prob, scope.",
    ),
    (
        {"net": f"{FILE}:tiny", "dtype": "bfloat16"},
        "dtype is bfloat16, and tiny() is a function of TensorFlow 1, which computes in "
        "the dtypes that it names. Leave dtype out.",
    ),
    (
        {"net": f"{FILE}:tiny", "root": ROOT / "none"},
        f"--root is {ROOT / 'none'}, and the file of {FILE}:tiny is not below it. Its "
        "imports count from there: give a folder above the file.",
    ),
]


@pytest.mark.parametrize(("changes", "message"), CASES)
def test_function_that_is_no_network_is_refused(changes, message):
    with pytest.raises(NetworkFileError) as refused:
        network_for(FineTuneConfig(data=Path("images"), **changes))
    assert str(refused.value) == message


def test_output_that_is_no_logits_is_refused():
    config = FineTuneConfig(
        net=f"{FILE}:of_features", data=Path("images"), image_size=16
    )
    with pytest.raises(NetworkFileError) as refused:
        build(config, network_for(config), 3)
    assert str(refused.value) == (
        "of_features() returned the shape (None, 14, 14, 3), expected logits of shape "
        "(batch, 3), one number a class for each image, alone or first in a tuple."
    )


@pytest.mark.parametrize(
    ("net", "message"),
    [
        (
            f"{ROOT}/old_nets/tinny.py:tiny",
            f"There is no file '{ROOT}/old_nets/tinny.py'. Did you mean '{FILE}'?",
        ),
        (
            f"{FILE}:tinny",
            f"{FILE} has no 'tinny'. Did you mean 'tiny'?\n"
            "  it has:  tiny, of_positions, of_two, of_fixed_classes, of_features, "
            "no_arg_scope, vgg_16",
        ),
    ],
)
def test_name_that_is_not_there_is_refused_with_the_one_that_was_meant(net, message):
    with pytest.raises(ProgramError) as refused:
        network_for(FineTuneConfig(net=net, data=Path("images")))
    assert str(refused.value) == message


@pytest.mark.parametrize("name", ["arg_scope", "root"])
def test_what_is_for_files_is_refused_for_a_published_network(name):
    with pytest.raises(FineTuneError) as refused:
        FineTuneConfig(net="vgg_16", data=Path("images"), **{name: "foo"})
    assert str(refused.value) == (
        f"{name} is for a function in a file, such as repo/nets/foo.py:foo, and the "
        "network vgg_16 brings its own. Leave it out."
    )


def test_penalty_is_that_of_the_program_unless_the_optimizer_has_its_own():
    chosen = {"net": "foo.py:foo", "data": Path("images"), "weight_decay": 0.1}
    FineTuneConfig(**chosen, optimizer="adamw")
    with pytest.raises(FineTuneError) as refused:
        FineTuneConfig(**chosen)
    assert str(refused.value) == (
        "weight_decay is 0.1, and foo.py:foo says in its own code, or in its arg scope, "
        "which weights have a penalty. Change it there, or choose the optimizer adamw, "
        "which takes weight_decay itself."
    )
