"""What a training run leaves behind, whatever it trains."""

__all__: list[str] = []
