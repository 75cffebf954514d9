"""``python -m layers.importing.worker.child FOLDER``: the walls first, then the work.

Progress goes to standard output, one JSON document a line; the last one says how it ended.
"""

import json
import os
import sys
from pathlib import Path

from layers.importing.worker.sandbox import enclose
from layers.importing.worker.task import Task


def main(folder: Path) -> int:
    """Do the task that `folder` describes."""
    task = Task.read(folder)
    from layers.importing.readers.drivers import skip_list

    walls = enclose(
        task.limits, skip=skip_list(), readable=[folder, *task.readable], writable=folder
    )
    from layers.importing.readers.drivers import require_allowed

    require_allowed()
    return _work(task, folder, walls)


def _work(task: Task, folder: Path, walls: list[str]) -> int:
    # Loaded only inside the walls: these bring the readers along.
    from layers.errors import HatangError
    from layers.importing.worker.perform import perform

    try:
        perform(task, folder, tell=_tell, walls=tuple(walls))
    except HatangError as error:
        _say({"error": error.code, "params": error.params})
        return error.exit_status
    except MemoryError:
        _say({"stopped": "memory"})
        return 3
    except OSError as fault:
        _say({"stopped": "file_size" if fault.errno == 27 else "disk", "fault": str(fault)})
        return 3
    _say({"done": True})
    return 0


def _tell(stage: str, done: int, total: int) -> None:
    _say({"stage": stage, "done": done, "total": total})


def _say(content: dict) -> None:
    print(json.dumps(content, ensure_ascii=True, default=str), flush=True)


if __name__ == "__main__":
    status = main(Path(sys.argv[1]))
    sys.stdout.flush()
    # Taking a million shapes down one by one, as an orderly end does, costs a second for nothing.
    os._exit(status)
