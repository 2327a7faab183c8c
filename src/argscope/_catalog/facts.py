"""What the catalog says of a network."""

from __future__ import annotations

from typing import Final, NamedTuple

from argscope._catalog import papers

README: Final = "research/slim/README.md"
"""The page of most accuracies."""


class Accuracy(NamedTuple):
    """What the published weights achieve on ImageNet, in percent, with one crop."""

    top_1: float
    top_5: float | None
    source: str
    """The page that says so, in the repository github.com/tensorflow/models."""
    size: int | None = None
    """Height and width in pixels of the images, if not the network's `size`."""


class NetworkFacts(NamedTuple):
    """What one wants to know of a network before choosing it, and what builds it."""

    name: str
    """Its name in TF-Slim; that of the function, too, unless `function` is another."""
    module: str
    """The module of `argscope.nets` that has the function."""
    scope: str
    """The function in that module which makes the arg scope."""
    paper: papers.Paper
    preprocessing: str
    """A name of `argscope.preprocessing.PREPROCESSING`; what it does to images."""
    parameters: int
    """Trained ones, for that many `classes`, with those of auxiliary logits unless only
    training computes them."""
    multiply_adds: int
    """For one image of that `size`, with auxiliary logits likewise."""
    size: int = 224
    """Height and width in pixels of the images that it was published for."""
    classes: int = 1000
    """The number that it was published for."""
    auxiliary: bool = False
    """Whether it has logits halfway, which only help training (`create_aux_logits`)."""
    accuracy: Accuracy | None = None
    """None if none was published."""
    function: str | None = None
    """Name of the function in that module; None for that of the network."""
