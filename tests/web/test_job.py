"""Work aside: how far it is, how it is stopped, what comes of it."""

import threading

from layers.errors import StoreFull
from web.views.job import Job


def room(places: int = 1) -> threading.BoundedSemaphore:
    return threading.BoundedSemaphore(places)


def test_it_tells_how_far_it_is_and_can_be_stopped():
    going, go_on = threading.Event(), threading.Event()

    def work(job):
        job.step(0.5)
        going.set()
        go_on.wait(10)
        job.step(0.8)
        return "a file"

    stopped = Job("sheet", work, room=room()).start()
    assert going.wait(10)
    assert (stopped.is_running, stopped.share) == (True, 0.5)
    stopped.stop()
    go_on.set()
    stopped.wait(10)
    assert (stopped.was_stopped, stopped.made, stopped.share) == (True, None, 0.5)
    done = Job("sheet", work, room=room()).start()
    done.wait(10)
    assert (done.was_stopped, done.made, done.share) == (False, "a file", 1.0)


def test_it_waits_for_room_and_can_be_stopped_there():
    full = room()
    with full:
        waiting = Job("search", lambda job: "sites", room=full, told=("waits", {})).start()
        assert (waiting.is_running, waiting.share, waiting.told) == (True, None, ("waits", {}))
        waiting.stop()
        waiting.wait(10)
        assert (waiting.was_stopped, waiting.made) == (True, None)
        next_one = Job("search", lambda job: "sites", room=full).start()
    next_one.wait(10)
    assert next_one.made == "sites"


def test_a_fault_is_kept_and_the_room_is_free_again():
    only = room()

    def work(job):
        job.say(7.0, "writing", {"count": 2})
        raise StoreFull()

    failed = Job("page", work, room=only).start()
    failed.wait(10)
    assert isinstance(failed.fault, StoreFull)
    assert (failed.made, failed.share, failed.told) == (None, 1.0, ("writing", {"count": 2}))
    assert only.acquire(timeout=1)


def test_an_error_that_says_it_was_stopped_is_no_fault():
    begun = threading.Event()

    def work(job):
        begun.set()
        while not job.is_unwanted():
            pass
        raise StoreFull()

    job = Job("search", work, room=room()).start()
    assert begun.wait(10)
    job.stop()
    job.wait(10)
    assert (job.was_stopped, job.fault) == (True, None)
