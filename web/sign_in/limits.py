"""How often one may ask: a bucket of tokens for each account and each address, of which the table is bounded."""

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from layers.errors import TooOften
from layers.limits import Limits
from web.sign_in.door import Door

# An office, or all of an authority behind one proxy that nobody named, shares an address.
SHARED = 5
# Those that were not seen for longest are forgotten first: their buckets are full again.
MOST_KEPT = 20_000
# A map asks for 60 tiles in a second, and is moved again before they came.
_READS_SAVED_S = 5
_READ, _WRITE, _SIGN_IN = "read", "write", "sign_in"
_ASKS_PROVIDER = "/sign-in/oidc"


@dataclass(frozen=True)
class _Rate:
    """So many a second, and so many at once after a rest; 0 is without limit."""

    a_second: float
    at_once: float


class Rates:
    """The buckets of one process.

    Parameters
    ----------
    clock : callable
        Seconds that never go back.
    """

    def __init__(self, limits: Limits, *, clock: Callable[[], float] = time.monotonic):
        self._rates = {
            _READ: _Rate(limits.reads_s, limits.reads_s * _READS_SAVED_S),
            _WRITE: _Rate(limits.writes_min / 60, limits.writes_min),
            _SIGN_IN: _Rate(limits.sign_ins_min / 60, limits.sign_ins_min),
        }
        self._clock = clock
        self._kept: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def of_address(self, door: Door) -> TooOften | None:
        """Ask before anything else is: this costs nothing but the table."""
        kind = _kind(door)
        share = 1 if kind == _SIGN_IN else SHARED
        return self._take(kind, f"address:{_network(door.address)}", share)

    def of_account(self, door: Door, user_id: str) -> TooOften | None:
        """Ask once it is known who speaks."""
        kind = _kind(door)
        return None if kind == _SIGN_IN else self._take(kind, f"account:{user_id}", 1)

    def _take(self, kind: str, who: str, share: int) -> TooOften | None:
        rate = self._rates[kind]
        if not rate.a_second:
            return None
        now, full, speed = self._clock(), rate.at_once * share, rate.a_second * share
        with self._lock:
            left, then = self._kept.pop((kind, who), (full, now))
            left = min(full, left + (now - then) * speed)
            allowed = left >= 1
            self._kept[kind, who] = (left - 1 if allowed else left, now)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return None if allowed else TooOften(seconds=max(1, math.ceil((1 - left) / speed)))


def _kind(door: Door) -> str:
    if door.is_under(_ASKS_PROVIDER) or (
        door.method == "POST" and door.is_under("/sign-in", "/password")
    ):
        return _SIGN_IN
    return _READ if door.is_socket or door.method in ("GET", "HEAD") else _WRITE


def _network(address: str) -> str:
    """One customer has 2^64 addresses of IPv6."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address[:60]
    if known.version == 4 or known.ipv4_mapped:
        return str(known)
    return str(ipaddress.ip_network((known, 64), strict=False))
