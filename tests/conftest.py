"""Fixtures shared by every room, and which tests stay in one process when several share the work (`pytest -n 2`)."""

import sys
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes says how busy the machine is, nothing about what is tested.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
BROWSER = "tests/browser/"

# The files that take longest are begun first, so that at the end no process waits long for another.
LONG = (
    BROWSER,
    "tests/trust/test_hostile_files.py",
    "tests/layers/test_jobs_kill.py",
    "tests/layers/importing/test_made_fixtures.py",
    "tests/layers/importing/test_dirty.py",
    "tests/web/test_import.py",
    "tests/web/test_explore.py",
    "tests/web/test_services.py",
    "tests/web/test_coverage.py",
    "tests/web/test_ducts.py",
    "tests/layers/test_demo_city.py",
)


def group_of(nodeid: str) -> str:
    """A file; all browser tests are one group, for two browsers with two apps are too much for two cores."""
    return BROWSER if nodeid.startswith(BROWSER) else nodeid.split("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Hand out whole groups in the order of the collection."""
    from xdist.scheduler import LoadScopeScheduling

    class Groups(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    config.option.loadscopereorder = False
    return Groups(config, log)


def pytest_collection_modifyitems(config, items) -> None:
    if hasattr(config, "workerinput"):  # one of several processes
        rank = {group: i for i, group in enumerate(LONG)}
        items.sort(key=lambda item: rank.get(group_of(item.nodeid), len(LONG)))


@pytest.fixture(scope="session", autouse=True)
def _extension_trusted():
    """DuckDB hashes the 81 MB of its spatial extension at each LOAD, half a second; a suite loads it a thousand times.

    Servers and commands, which are processes of their own, load it with the check.
    """
    import duckdb

    real = duckdb.connect

    def connect(*database, config=None, **more):
        return real(
            *database, config={"allow_unsigned_extensions": "true"} | (config or {}), **more
        )

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(duckdb, "connect", connect)
        yield


@pytest.fixture(scope="session", autouse=True)
def _workers_warm():
    """An import worker loads its libraries for two seconds before it looks at a file; a suite starts hundreds.

    Servers and commands, which are processes of their own, start workers as ever.
    """
    if sys.platform != "linux":
        yield
        return
    from tests.warm_worker import WarmWorkers, run

    with WarmWorkers() as workers, pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "_start", workers.start)
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real test files that stands beside the repository, where there is one."""
    if not SHARED.is_dir():
        pytest.skip(f"real test data is not there: no folder {SHARED.name} beside the repository")
    return SHARED
