"""The small uploads of views: Streamlit keeps their bytes in memory until the page is gone, so they are bounded.

A widget asks for them, but its route takes whatever is sent under made-up names, without end.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from streamlit import runtime

from layers.errors import BodyRefused
from layers.limits import MB
from web.sign_in.bodies import Stopped

ROUTE = "/_stcore/upload_file"


def is_kept(path: str) -> bool:
    """Whether Streamlit keeps the file of an address: it goes with its page, or out of its widget."""
    session_id, _, file_id = path.removeprefix(f"{ROUTE}/").partition("/")
    if not file_id or not runtime.exists():
        return False
    return bool(runtime.get_instance().uploaded_file_mgr.get_files(session_id, [file_id]))


class Forms:
    """What each account holds in the memory of this process.

    Parameters
    ----------
    is_kept : callable
        Whether the file of an address is still held.
    """

    def __init__(self, most_mb: int, *, is_kept: Callable[[str], bool] = is_kept):
        self._most_mb, self._is_kept = most_mb, is_kept
        self._kept: dict[str, dict[str, int]] = {}
        self._coming: dict[str, int] = defaultdict(int)
        self._lock = threading.Lock()

    @contextmanager
    def coming(self, user_id: str, path: str) -> Iterator[Callable[[int], None]]:
        """A file on its way: gives the `take` of its bytes."""
        came = 0
        with self._lock:
            self._forget(user_id)

        def take(count: int) -> None:
            nonlocal came
            with self._lock:
                if self._held(user_id) + count > self._most_mb * MB:
                    raise Stopped(BodyRefused("hold", limit=self._most_mb))
                came += count
                self._coming[user_id] += count

        try:
            yield take
        finally:
            with self._lock:
                self._coming[user_id] -= came
                if not self._coming[user_id]:
                    del self._coming[user_id]
                if came and self._is_kept(path):
                    self._kept.setdefault(user_id, {})[path] = came

    def held(self, user_id: str) -> int:
        """The bytes an account holds, or sends at this moment."""
        with self._lock:
            self._forget(user_id)
            return self._held(user_id)

    def _held(self, user_id: str) -> int:
        return sum(self._kept.get(user_id, {}).values()) + self._coming.get(user_id, 0)

    def _forget(self, user_id: str) -> None:
        kept = {p: count for p, count in self._kept.pop(user_id, {}).items() if self._is_kept(p)}
        if kept:
            self._kept[user_id] = kept
