"""The version of argscope, written here only."""

__version__ = "0.1.0"
