"""Where our numbers are not the original's: the row of the guide that says so, and where.

The row is known by its first cell.
"""

EVERYWHERE = ("jax", "torch", "tensorflow")

DIFFERENT = {}
