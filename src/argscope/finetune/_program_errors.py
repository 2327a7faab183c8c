"""The errors of network functions in files of the user's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self, final

from argscope._base.describe import describe
from argscope.errors import ArgScopeError

__all__ = ["NetworkFileError", "ProgramChangedWarning"]


@final
class NetworkFileError(ArgScopeError, ValueError):
    """A function in a file of the user's is no network that can be trained."""

    @classmethod
    def no_function(cls, net: str, found: Iterable[str]) -> Self:
        """Say that a file was given without a function, and which it has."""
        names = ", ".join(found)
        has = f"\n  {net} has {names}" if names else ""
        return cls(
            f"The function is missing: write --net {net}:FUNCTION, got {net!r}.{has}",
            net=net,
        )

    @classmethod
    def no_file(cls, net: str) -> Self:
        """Say that a module was given, where a file is needed."""
        module, _, name = net.rpartition(":")
        path = module.replace(".", "/")
        return cls(
            f"{net!r} is no network: give the file with the function, as in "
            f"{path}.py:{name or 'FUNCTION'}.",
            net=net,
        )

    @classmethod
    def outside(cls, net: str, root: object) -> Self:
        """Say that a file is not below the folder that its imports count from."""
        return cls(
            f"--root is {root}, and the file of {net} is not below it. Its imports count "
            "from there: give a folder above the file.",
            net=net,
        )

    @classmethod
    def not_callable(cls, net: str, found: object) -> Self:
        """Say that what was named is no function."""
        return cls(f"{net} is {describe(found)}, which cannot be called.", net=net)

    @classmethod
    def no_num_classes(cls, function: str, parameters: Iterable[str]) -> Self:
        """Say that a function cannot be told the number of classes."""
        return cls(
            f"{function}({', '.join(parameters)}) takes no num_classes, so it cannot be "
            "told how many classes the images have. A network function is called as "
            f"{function}(images, num_classes=..., is_training=...).",
            function=function,
        )

    @classmethod
    def wrong_call(cls, function: str, arguments: Iterable[str], reason: str) -> Self:
        """Say why a function cannot be called as networks are."""
        return cls(
            f"{function}() cannot be called as {function}({', '.join(arguments)}): "
            f"{reason}. Give the parameter a default, or name a function around it.",
            function=function,
        )

    @classmethod
    def no_option(cls, function: str, option: str, parameters: Iterable[str]) -> Self:
        """Say that a function has no parameter for what was chosen."""
        return cls(
            f"{function}() takes no {option}. It takes {', '.join(parameters)}.",
            function=function,
            option=option,
        )

    @classmethod
    def no_size(cls, function: str) -> Self:
        """Say that nothing tells the size of the images."""
        return cls(
            f"{function}() has no default_image_size. Say how large the images are: "
            "--image-size 224",
            function=function,
        )

    @classmethod
    def not_a_scope(cls, name: str, found: object) -> Self:
        """Say that what was named as a scope gives none."""
        return cls(
            f"--arg-scope {name} gives {describe(found)}, which is not a captured scope. "
            "It must be one, or a function that returns one: with slim.arg_scope(...) as "
            "sc: return sc.",
            name=name,
        )

    @classmethod
    def wrong_output(cls, function: str, found: str, classes: int) -> Self:
        """Say what a function returned, where logits were expected."""
        return cls(
            f"{function}() returned {found}, expected logits of shape (batch, {classes}), "
            "one number a class for each image, alone or first in a tuple.",
            function=function,
        )

    @classmethod
    def one_dtype(cls, function: str, dtype: str) -> Self:
        """Say that a program of TensorFlow 1 decides itself what it computes in."""
        return cls(
            f"dtype is {dtype}, and {function}() is a function of TensorFlow 1, which "
            "computes in the dtypes that it names. Leave dtype out.",
            function=function,
        )


@final
class ProgramChangedWarning(UserWarning):
    """The files with the network of a run are not those that it was trained with."""

    @classmethod
    def about(cls, run: object, files: Iterable[str]) -> Self:
        """Say which files have changed since."""
        return cls(
            f"The network of the run in {run} has changed since it was trained: "
            f"{', '.join(files)}. The run's weights were made for the files as they were."
        )
