"""The process that searches: ``python -m layers.siting.child FOLDER SECONDS``. Tells its progress in lines."""

import json
import sys
from pathlib import Path

import numpy as np


def main(folder: Path, time_limit_s: float) -> None:
    """Read the problem of a folder, solve it, leave the solution there."""
    from layers.siting.model import solve_exactly
    from layers.siting.search import read_problem, write_found

    _say(stage="loading")
    import spopt.locate  # noqa: F401

    _say(stage="begun")
    problem = read_problem(folder / "problem.npz")
    solution = solve_exactly(
        problem,
        time_limit_s=time_limit_s,
        start=np.load(folder / "start.npy"),
        tell=lambda found, gap: _say(found=found, gap=gap),
    )
    write_found(solution, folder)


def _say(**said) -> None:
    print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
