"""What several processes see, for tests that have one."""

import threading


class StoreInMemory:
    """A store that answers, refuses to, or does not answer at all."""

    def __init__(self):
        self.texts = {}
        self.refuses = False
        self.answers = threading.Event()
        self.answers.set()

    def put(self, name, value):
        self._answer()
        self.texts[name] = value

    def get(self, name):
        self._answer()
        return self.texts.get(name)

    def wait_for(self, name, seconds):
        raise NotImplementedError

    def _answer(self):
        self.answers.wait()
        if self.refuses:
            raise RuntimeError("UNAVAILABLE: Socket closed")
