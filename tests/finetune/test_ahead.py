"""The next batches are being made while one is used, and no more of them than said."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from argscope.finetune._ahead import AHEAD, BatchesAhead

SHAPE = (2, 2, 1)


@pytest.fixture
def threads():
    with ThreadPoolExecutor(2) as threads:
        yield threads


class Pictures:
    """Three pictures a batch, each full of its own number; notes which were made."""

    def __init__(self, slow=None):
        self.made = []
        self.begun = set()
        self.slow = slow or threading.Event()
        if slow is None:
            self.slow.set()

    def __call__(self, batch):
        self.begun.add(batch)
        return [lambda row=row: self.picture(3 * batch + row) for row in range(3)]

    def picture(self, number):
        self.slow.wait(10)
        self.made.append(number)
        return np.full(SHAPE, number, "float32")


def first_of(batches, index):
    return batches.take(index)[:, 0, 0, 0].tolist()


def test_batches_have_their_pictures_in_order(threads):
    batches = BatchesAhead(Pictures(), 5, SHAPE, threads=threads)
    for index in range(5):
        assert first_of(batches, index) == [3 * index, 3 * index + 1, 3 * index + 2]


def test_batches_after_the_one_that_is_taken_are_begun_and_no_more(threads):
    pictures = Pictures()
    batches = BatchesAhead(pictures, 10, SHAPE, threads=threads)
    batches.take(0)
    assert pictures.begun == set(range(1 + AHEAD))
    batches.take(1)
    assert pictures.begun == set(range(2 + AHEAD))


def test_there_is_nothing_after_the_last_batch(threads):
    pictures = Pictures()
    batches = BatchesAhead(pictures, 2, SHAPE, threads=threads)
    batches.take(1)
    assert pictures.begun == {1}


def test_batch_that_is_taken_again_is_not_made_again(threads):
    pictures = Pictures()
    batches = BatchesAhead(pictures, 1, SHAPE, threads=threads)
    np.testing.assert_array_equal(batches.take(0), batches.take(0))
    assert sorted(pictures.made) == [0, 1, 2]


def test_epoch_that_begins_again_has_the_same_batches(threads):
    batches = BatchesAhead(Pictures(), 5, SHAPE, threads=threads)
    for index in (0, 1, 4, 0, 1, 2):
        assert first_of(batches, index)[0] == 3 * index


def test_what_is_not_begun_when_it_is_closed_is_never_made():
    slow, started = threading.Event(), threading.Event()
    pictures = Pictures(slow)
    with ThreadPoolExecutor(1) as threads:
        batches = BatchesAhead(pictures, 10, SHAPE, threads=threads)
        taken = threading.Thread(target=lambda: (started.set(), batches.take(0)))
        taken.start()
        while 2 not in pictures.begun:
            started.wait(10)
        batches.close()
        slow.set()
        taken.join()
    assert pictures.made == [0, 1, 2]  # what somebody waits for comes


def test_closed_batches_are_made_when_they_are_asked_for(threads):
    # TensorFlow goes on asking until its iterator is gone.
    pictures = Pictures()
    batches = BatchesAhead(pictures, 10, SHAPE, threads=threads)
    batches.close()
    assert first_of(batches, 4) == [12, 13, 14]
    assert pictures.begun == {4}


def test_error_comes_with_the_batch_that_it_is_in(threads):
    def pictures(batch):
        def fail():
            raise ValueError(f"batch {batch} is damaged")

        return [fail if batch == 1 else lambda: np.zeros(SHAPE, "float32")]

    batches = BatchesAhead(pictures, 3, SHAPE, threads=threads)
    batches.take(0)
    with pytest.raises(ValueError, match="batch 1 is damaged"):
        batches.take(1)
    batches.take(2)
