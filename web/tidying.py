"""Giving back what nobody holds any more: once in a while, beside the visitors, and not after each run of a page.

Streamlit would go through all objects of the process after every run, which took a sixth of all
its time; ``.streamlit/config.toml`` tells it not to.
"""

import ctypes
import gc
import threading
import time

EVERY_S = 10
# Closed pages leave their memory with the allocator; the machine has it back in so many rounds.
_TRIM_ROUNDS = 6


def keep_tidy() -> None:
    """Begin to tidy, for as long as the process lives."""
    threading.Thread(target=_keep_on, name="tidying", daemon=True).start()


def tidy() -> bool:
    """Collect where enough was made since the last time; whether it was."""
    if not gc.get_count()[2]:
        return False
    gc.collect()
    return True


def give_back() -> None:
    """Return free memory to the machine, where the C library can."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if _IS_POSIX else None
    if trim is not None:
        trim(0)


def _keep_on() -> None:
    rounds = 0
    while True:
        time.sleep(EVERY_S)
        rounds += tidy()
        if rounds >= _TRIM_ROUNDS:
            rounds = 0
            give_back()


_IS_POSIX = not hasattr(ctypes, "WinDLL")
