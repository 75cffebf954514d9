"""An answer that is awaited, from a test that is not asynchronous."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor


def finished(work: Coroutine):
    """What `work` returns, run in a thread of its own: where a browser is open, this one holds the browser's loop."""
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(asyncio.run, work).result()
