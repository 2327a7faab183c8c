"""Files of images, and what becomes of their pixels, whatever computes with them."""

__all__: list[str] = []
