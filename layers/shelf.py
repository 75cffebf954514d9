"""Things made once and held: the newest few, each made by one caller while others wait only for it."""

import threading
from collections import OrderedDict
from collections.abc import Callable


class Shelf:
    """Holds at most `most` things by key; the ones not asked for longest go first.

    What is held is shared between threads and must not be edited.
    """

    def __init__(self, most: int):
        self._most = most
        self._held: OrderedDict[str, object] = OrderedDict()
        self._making: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def once(self, key: str, make: Callable[[], object]):
        """The thing under `key`, made by `make` where there is none."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
            making = self._making.setdefault(key, threading.Lock())
        with making:
            with self._lock:
                if key in self._held:
                    return self._held[key]
            made = make()
            with self._lock:
                self._held[key] = made
                self._making.pop(key, None)
                while len(self._held) > self._most:
                    self._held.popitem(last=False)
        return made

    def held(self, key: str) -> object | None:
        """The thing under `key` where it is here; nothing is made."""
        with self._lock:
            return self._held.get(key)
