"""Keeping what JAX compiles, so that the second run of a program does not compile again."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

import keras

from argscope.layers.errors import CompiledProgramsError

FOLDER: Final = "jax_compilation_cache_dir"
# JAX keeps only what took a second to compile; most programs of a small network do not.
SHORTEST: Final = "jax_persistent_cache_min_compile_time_secs"


def keep_compiled_programs(folder: str | os.PathLike[str] | None = None) -> Path | None:
    """Keep the programs that JAX compiles from now on, and use those that were kept.

    The second run of a program then loads what the first has compiled. Call it once,
    before anything is compiled; what is compiled earlier is not kept.

    Whoever can write to the folder decides what your programs run; it is made readable by
    you only. Nothing is deleted from it by itself, and it can be removed at any time.

    Args:
        folder: Where to keep them; made if it does not exist. Default: what JAX is told
            already (`JAX_COMPILATION_CACHE_DIR`), or else the user's cache folder,
            `~/.cache/argscope/jax`.

    Returns:
        The folder; None if nothing is kept, as on torch and TensorFlow, which have no such
        files, and with `JAX_ENABLE_COMPILATION_CACHE=false`.

    Raises:
        CompiledProgramsError: The folder cannot be written to.

    Example:
        >>> from tempfile import mkdtemp
        >>> from argscope import layers
        >>> folder = layers.keep_compiled_programs(mkdtemp())
    """
    if keras.backend.backend() != "jax":
        return None
    import jax

    config = jax.config
    if not config.jax_enable_compilation_cache:
        return None
    if folder is None and config.jax_compilation_cache_dir:
        return Path(config.jax_compilation_cache_dir)
    chosen = default_folder() if folder is None else Path(folder).expanduser()
    _make(chosen)
    settings: dict[str, Any] = {FOLDER: str(chosen)}
    if SHORTEST.upper() not in os.environ:
        settings[SHORTEST] = 0.0
    configure(settings)
    return chosen


def configure(settings: dict[str, Any]) -> None:
    """Change settings of JAX's cache of compiled programs."""
    import jax
    from jax.experimental.compilation_cache.compilation_cache import reset_cache

    for name, value in settings.items():
        jax.config.update(name, value)
    reset_cache()  # it may have noted that there is no folder


def default_folder() -> Path:
    """Return the folder for compiled programs: in `XDG_CACHE_HOME`, else `~/.cache`.

    Source:
        The XDG base directory specification 0.8: a relative path is to be ignored.
    """
    home = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (home if home.is_absolute() else Path.home() / ".cache") / "argscope" / "jax"


def _make(folder: Path) -> None:
    try:
        # Private: whoever can write there decides what later runs execute.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise CompiledProgramsError.about(folder) from error
    if not os.access(folder, os.W_OK):
        raise CompiledProgramsError.about(folder)
