"""Keeping what JAX compiles, so that a command's second run does not compile again."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

_FOLDER: Final = "jax_compilation_cache_dir"
# JAX keeps only what took a second to compile; most programs of a small network do not.
_SHORTEST: Final = "jax_persistent_cache_min_compile_time_secs"


@contextmanager
def compilation_cache() -> Iterator[Path | None]:
    """Keep the programs that JAX compiles in the block, and use those kept before.

    The folder is the user's `argscope/jax` cache folder. Nothing is done on another
    backend of Keras; or if the user decided already: by `JAX_COMPILATION_CACHE_DIR`,
    which is then used, or by switching JAX's cache off with
    `JAX_ENABLE_COMPILATION_CACHE=false`. Keras must have its backend by now.

    Yields:
        The folder; None if nothing is kept by us. A folder that cannot be written to is
        told on standard error, and is no error.
    """
    import keras

    if keras.backend.backend() != "jax":
        yield None
        return
    import jax

    config = jax.config
    if config.jax_compilation_cache_dir or not config.jax_enable_compilation_cache:
        yield None
        return
    folder = cache_folder()
    if not _is_writable(folder):
        sys.stderr.write(
            f"argscope: compiled programs are not kept, because {folder} cannot be "
            "written. Set JAX_COMPILATION_CACHE_DIR to another folder.\n"
        )
        yield None
        return
    settings: dict[str, Any] = {_FOLDER: str(folder)}
    if _SHORTEST.upper() not in os.environ:
        settings[_SHORTEST] = 0.0
    with _configured(config, settings):
        yield folder


def cache_folder() -> Path:
    """Return the folder for compiled programs: in `XDG_CACHE_HOME`, else `~/.cache`.

    Source:
        The XDG base directory specification 0.8: a relative path is to be ignored.
    """
    home = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (home if home.is_absolute() else Path.home() / ".cache") / "argscope" / "jax"


def _is_writable(folder: Path) -> bool:
    try:
        # Private: whoever can write there decides what later runs execute.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


@contextmanager
def _configured(config: Any, settings: dict[str, Any]) -> Iterator[None]:
    from jax.experimental.compilation_cache.compilation_cache import reset_cache

    before = {name: getattr(config, name) for name in settings}
    for name, value in settings.items():
        config.update(name, value)
    reset_cache()  # it may have noted that there is no folder
    try:
        yield
    finally:
        for name, value in before.items():
            config.update(name, value)
        reset_cache()
