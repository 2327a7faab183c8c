"""How long sessions took for what they were asked for."""

import numpy as np
import pytest

from argscope import tf1
from argscope.tf1._session import profile
from argscope.tf1._session.profile import Profile, start_profile

tf = tf1.namespace()


@pytest.fixture
def started(monkeypatch):
    """Return a profile that ends with the test."""
    monkeypatch.setattr(profile, "_PROFILES", [])
    return start_profile()


def test_runs_are_counted_by_what_is_fetched(started):
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None], "x")
        twice = tf.add(x, x, name="twice")
        for size in (1, 2, 2):
            session.run([twice, twice.op], {x: np.ones(size)})
        session.run(twice, {x: [1.0]})
        session.run([])
    counts = {n: (t.runs, t.first_runs) for n, t in started.totals.items()}
    assert counts == {"twice:0, twice": (3, 2), "twice:0": (1, 1), "nothing": (1, 1)}


def test_the_table_has_first_what_took_longest():
    tf.reset_default_graph()
    found = Profile()
    short, long = (tf.constant(0.0, name=name) for name in ("a", "b" * 70))
    for seconds in (2.0, 0.25, 0.5):
        found.note([short], {}, seconds)
    found.note([long], {}, 4.0)
    assert str(found) == (
        "4 runs of sessions took 6.75 s:\n"
        "   runs  seconds  of these the first  each later  fetches\n"
        f"      1     4.00                4.00              {'b' * 60}...\n"
        "      3     2.75                2.00    375.0 ms  a:0"
    )
