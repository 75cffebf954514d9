"""One thread stops what takes too long: that and nothing else, however many ask at once."""

import threading
import time

import pytest

from layers.errors import QueryStopped
from layers.store.duckdb_fence import limited


class Cursor:
    """Works until it is interrupted."""

    def __init__(self):
        self._interrupted = threading.Event()
        self.interrupt = self._interrupted.set

    def work(self, seconds: float) -> None:
        if self._interrupted.wait(seconds):
            raise RuntimeError("interrupted")


def test_what_takes_too_long_is_stopped_and_the_next_question_is_not():
    slow, quick = Cursor(), Cursor()
    with pytest.raises(QueryStopped), limited(slow, 0.05):
        slow.work(60)
    with limited(quick, 60):
        quick.work(0.2)
    with pytest.raises(ZeroDivisionError), limited(Cursor(), 5):
        _ = 1 / 0


def test_each_is_stopped_at_its_own_time():
    """The one that ends first may be asked last."""
    told = {}

    def ask(seconds: float) -> None:
        cursor, begun = Cursor(), time.monotonic()
        try:
            with limited(cursor, seconds):
                cursor.work(60)
        except QueryStopped:
            told[seconds] = time.monotonic() - begun

    asking = [threading.Thread(target=ask, args=(s,)) for s in (1.5, 0.8, 0.3, 0.1)]
    for each in asking:
        each.start()
    for each in asking:
        each.join(30)
    assert sorted(told) == [0.1, 0.3, 0.8, 1.5]
    assert all(took >= seconds for seconds, took in told.items())
    assert told[0.1] < 10


def test_what_has_ended_is_never_stopped():
    cursors = [Cursor() for _ in range(200)]
    for cursor in cursors:
        with limited(cursor, 0.3):
            pass
    before = threading.active_count()
    time.sleep(0.6)
    for cursor in cursors:
        cursor.work(0)
    assert threading.active_count() <= before


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_stop_that_fails_leaves_the_next_question_guarded():
    class Closed(Cursor):
        def __init__(self):
            super().__init__()
            self.interrupt = self.fail

        def fail(self) -> None:
            raise RuntimeError("closed already")

    with limited(Closed(), 0.05):
        time.sleep(0.3)
    slow = Cursor()
    with pytest.raises(QueryStopped), limited(slow, 0.05):
        slow.work(10)
