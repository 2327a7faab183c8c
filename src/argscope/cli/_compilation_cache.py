"""Keeping what JAX compiles, so that a command's second run does not compile again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def compilation_cache() -> Iterator[Path | None]:
    """Keep the programs that JAX compiles in the block, and use those kept before.

    As `layers.keep_compiled_programs`, and JAX's settings are put back. Keras must have
    its backend by now.

    Yields:
        The folder; None if nothing is kept, or in a folder that the user chose. A folder
        that cannot be written to is told on standard error, and is no error.
    """
    import keras

    if keras.backend.backend() != "jax":
        yield None
        return
    import jax

    from argscope.layers import _compiled_programs as kept
    from argscope.layers.errors import CompiledProgramsError

    if jax.config.jax_compilation_cache_dir:
        yield None
        return
    before = {name: getattr(jax.config, name) for name in (kept.FOLDER, kept.SHORTEST)}
    try:
        folder = kept.keep_compiled_programs()
    except CompiledProgramsError as error:
        sys.stderr.write(
            f"argscope: compiled programs are not kept, because {error.facts['folder']} "
            "cannot be written. Set JAX_COMPILATION_CACHE_DIR to another folder.\n"
        )
        folder = None
    try:
        yield folder
    finally:
        if folder is not None:
            kept.configure(before)
