"""A search for sites in a thread of its own: how far it is, a way to stop it, what came of it."""

import threading

from layers.atlas import Atlas, Snapshot
from layers.errors import HatangError, SitingStopped
from layers.siting.question import SitingQuestion
from layers.siting.result import SitingAnswer

_ONE_AT_A_TIME = threading.BoundedSemaphore(1)


class SearchJob:
    """One search of one visitor.

    Attributes
    ----------
    share : float or None
        What is done; None where nobody can say.
    told : tuple
        The key of a sentence, and what fills it.
    answer : SitingAnswer or None
    fault : HatangError or None
    """

    def __init__(self, atlas: Atlas, snapshot: Snapshot, question: SitingQuestion):
        self.question = question
        self.share: float | None = None
        self.told: tuple[str, dict] = ("coverage_view.search_waits", {})
        self.answer: SitingAnswer | None = None
        self.fault: HatangError | None = None
        self.was_stopped = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, args=(atlas, snapshot), daemon=True)

    def start(self) -> "SearchJob":
        """Begin; searches of several visitors come one after the other."""
        self._thread.start()
        return self

    @property
    def is_running(self) -> bool:
        return self._thread.is_alive()

    def stop(self) -> None:
        """End it soon; nothing comes of it."""
        self._stop.set()

    def wait(self, seconds: float) -> None:
        """Wait until it is done, at most so long."""
        self._thread.join(seconds)

    def _work(self, atlas: Atlas, snapshot: Snapshot) -> None:
        while not _ONE_AT_A_TIME.acquire(timeout=0.2):
            if self._stop.is_set():
                self.was_stopped = True
                return
        try:
            from layers.siting.solve import site

            self.answer = site(
                atlas, snapshot, self.question, progress=self._tell, cancelled=self._stop.is_set
            )
        except SitingStopped:
            self.was_stopped = True
        except HatangError as fault:
            self.fault = fault
        finally:
            _ONE_AT_A_TIME.release()

    def _tell(self, share: float | None, key: str, params: dict) -> None:
        self.share, self.told = share, (key, params)
