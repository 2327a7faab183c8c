"""The network of a run: one of TF-Slim's by its name, or a function in a user's file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from argscope._catalog.networks import NETWORKS
from argscope.finetune._config import FineTuneConfig
from argscope.finetune._program_errors import NetworkFileError
from argscope.finetune.errors import FineTuneError
from argscope.layers import Model
from argscope.nets.errors import NetworkArgumentError
from argscope.predict import _published as published
from argscope.preprocessing import INCEPTION, PREPROCESSING, Preprocessing, for_network

if TYPE_CHECKING:  # it needs argscope.tf1, and most networks do not
    from argscope.finetune._program import Program

# Keras's names for what is computed in; variables stay float32.
_POLICIES: Final = {"float32": "float32", "bfloat16": "mixed_bfloat16"}

# Fields that are arguments of those networks that have them.
_OPTIONS: Final = ("depth_multiplier", "output_stride")


class RunNetwork(NamedTuple):
    """A network, before it is known how many classes there are."""

    name: str
    function: Callable[[int], Callable[..., Any]]
    """Returns the function of images for so many classes."""
    size: int
    """Height and width in pixels of the images that it gets."""
    preprocessing: Preprocessing
    program: Program | None = None
    """The file that it is in; None for a network of this package."""

    @property
    def input_shape(self) -> tuple[int, int, int]:
        """The shape of one image that it gets."""
        return self.size, self.size, self.preprocessing.channels

    @property
    def facts(self) -> dict[str, Any]:
        """What the folder of a run says of it, besides the configuration."""
        return {} if self.program is None else self.program.facts()


def network_for(config: FineTuneConfig) -> RunNetwork:
    """Return the network of a run.

    Raises:
        NetworkArgumentError: There is no network of this name, or it does not take what
            was chosen for it.
        ProgramError: There is no such file, or it does not import, or lacks a name.
        NetworkFileError: The function in a file is no network that can be trained.
        FineTuneError: There is no such preprocessing.
    """
    chosen = {name: getattr(config, name) for name in _OPTIONS}
    options = {name: value for name, value in chosen.items() if value is not None}
    found = _in_file if config.is_in_file else _published
    return found(config, options)


def build(config: FineTuneConfig, network: RunNetwork, classes: int) -> Model:
    """Return the network as a model for so many classes, with its initial values."""
    function = network.function(classes)
    if network.program is not None and network.program.is_old:
        from argscope import tf1

        inputs = {"images": ((None, *network.input_shape), "float32")}
        return tf1.model(function, inputs, name=network.name, seed=config.seed)
    policy = _POLICIES[config.dtype]
    model = Model(function, name=network.name, seed=config.seed, dtype=policy)
    model.build((None, *network.input_shape))
    return model


def _published(config: FineTuneConfig, options: dict[str, Any]) -> RunNetwork:
    if config.net not in NETWORKS:
        raise NetworkArgumentError.unknown(config.net, NETWORKS)
    penalty = 0.0 if config.is_decoupled else config.weight_decay

    def function(classes: int) -> Callable[..., Any]:
        return published.network_of(config.net, classes, penalty, **options)

    function(1)  # what it refuses is told before there are classes
    return RunNetwork(
        config.name,
        function,
        config.image_size or NETWORKS[config.net].size,
        _preprocessing(config),
    )


def _in_file(config: FineTuneConfig, options: dict[str, Any]) -> RunNetwork:
    from argscope.finetune._program import load_program

    program = load_program(config.net, config.arg_scope, config.root)
    program.check_call(options)
    if program.is_old and config.dtype != "float32":
        raise NetworkFileError.one_dtype(program.name, config.dtype)
    size = config.image_size or getattr(program.function, "default_image_size", None)
    if size is None:
        raise NetworkFileError.no_size(program.name)
    return RunNetwork(
        config.name,
        partial(program.network, **options),
        size,
        _preprocessing(config),
        program,
    )


def _preprocessing(config: FineTuneConfig) -> Preprocessing:
    if config.preprocessing is None:
        return for_network(config.name) if config.name in NETWORKS else INCEPTION
    if config.preprocessing not in PREPROCESSING:
        raise FineTuneError.unknown(
            "preprocessing", config.preprocessing, PREPROCESSING
        )
    return PREPROCESSING[config.preprocessing]
