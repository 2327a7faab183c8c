"""A distribution of several processes, of which this is one and the others are made up."""

from contextlib import contextmanager, nullcontext

from argscope._distribution import current
from argscope._distribution.distribution import Distribution
from argscope._distribution.errors import DistributionError
from argscope._distribution.mesh import Mesh
from argscope._distribution.processes import Processes


class Texts:
    """A store in which the others' texts may be put before."""

    def __init__(self):
        self.texts = {}

    def put(self, name, value):
        self.texts[name] = value

    def get(self, name):
        return self.texts.get(name)

    def wait_for(self, name, seconds):
        if name not in self.texts:
            raise TimeoutError(name)
        return self.texts[name]


class Lone:
    """An engine that computes nothing."""

    gives_first_values = True

    def __init__(self, mesh, processes):
        self.mesh = mesh
        self.processes = processes
        self.texts = Texts()

    def open(self):
        pass

    def close(self):
        pass

    def store(self):
        return self.texts

    def wait(self, name):
        pass

    def whole_batches(self):
        return nullcontext()

    def share(self, batch):
        each, left = divmod(batch, self.mesh.data)
        if left:
            raise DistributionError.batch(batch, self.mesh.data)
        return slice(each * self.processes.index, each * (self.processes.index + 1))


@contextmanager
def alone_of(count, index=0):
    """Let a distribution be in effect, of so many processes with one device each."""
    engine = Lone(Mesh(count), Processes(count, index, "127.0.0.1:1"))
    with Distribution(engine, None, per_device_batch_norm=False) as distribution:
        distribution.open()
        assert current.current() is distribution
        yield distribution
