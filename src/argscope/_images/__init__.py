"""What becomes of the pixels of images, whatever computes with them."""

__all__: list[str] = []
