"""What runs between a call and the callable that it reaches.

`warnings.warn(stacklevel=2)` and `logging` name the line that called a function. They pass
over the frames of files with `importlib` and `_bootstrap` in their names, which are those of
Python's import system (`warnings.py` and `logging/__init__.py`, `_is_internal_frame`). The
name of this folder has both, so they find the caller of a scoped function, and not us.
"""

__all__: list[str] = []
