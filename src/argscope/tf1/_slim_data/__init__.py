"""TF-Slim's data sets: records that are read, decoded and waited for in queues."""

__all__: list[str] = []
