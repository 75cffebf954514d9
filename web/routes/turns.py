"""How many answers of a costly kind one account may wait for at once."""

import threading
from collections import Counter

from layers.access import User


class Turns:
    """The turns of one route. Whoever enters must leave."""

    def __init__(self, most: int):
        self._most = most
        self._taken: Counter[str] = Counter()
        self._lock = threading.Lock()

    def enter(self, user: User | None) -> bool:
        """Take a turn; False where the account has all of its own."""
        who = _who(user)
        with self._lock:
            if self._taken[who] >= self._most:
                return False
            self._taken[who] += 1
        return True

    def leave(self, user: User | None) -> None:
        """Give it back."""
        who = _who(user)
        with self._lock:
            self._taken[who] -= 1
            if self._taken[who] <= 0:
                del self._taken[who]


def _who(user: User | None) -> str:
    return "" if user is None else user.id
