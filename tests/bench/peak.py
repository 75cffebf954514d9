"""One cold count in a process of its own: time, peak memory, counts.

``python -m tests.bench.peak ENGINE POINTS AREAS SMALL_POINTS COUNTS.npy``
"""

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np

from tests.bench.engines import by_name


def main(name: str, points: str, areas: str, small: str, counts: str) -> None:
    engine = by_name(name)
    # Loads libraries and compiled code, which is not what is measured.
    engine.cold(Path(small), Path(areas))
    begin, cpu_begin = time.perf_counter(), time.process_time()
    found = engine.cold(Path(points), Path(areas))
    seconds, cpu = time.perf_counter() - begin, time.process_time() - cpu_begin
    np.save(counts, found)
    print(json.dumps({"seconds": seconds, "cpu_seconds": cpu, "peak_mib": _peak_mib()}))


def _peak_mib() -> int:
    """Most memory this process ever held; getrusage would count that of its parent too."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines["VmHWM"].split()[0]) // 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
