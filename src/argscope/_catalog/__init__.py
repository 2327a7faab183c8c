"""Facts that several parts need, each written once, as plain data without Keras."""

__all__: list[str] = []
