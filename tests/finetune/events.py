"""What a run has written for TensorBoard."""


def points(run_dir):
    """Return step and value of the points of each measure in the run's only file."""
    from tensorboardX.proto.event_pb2 import Event

    (file,) = (run_dir / "events").iterdir()
    found = {}
    for record in tf_records(file.read_bytes()):
        event = Event.FromString(record)
        for value in event.summary.value:
            found.setdefault(value.tag, []).append((event.step, value.simple_value))
    return found


def tf_records(data):
    """Yield the records of a TFRecord file: length, its checksum, record, checksum."""
    at = 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 8], "little")
        yield data[at + 12 : at + 12 + length]
        at += 16 + length
