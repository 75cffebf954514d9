"""The rules of the house, held against every import of every file."""

import ast
import functools
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("geo", "layers", "web")
BELOW = {"geo": set(), "layers": {"geo"}, "web": {"geo", "layers"}}
ONLY_IN_WEB = {"streamlit", "starlette", "folium", "branca", "uvicorn"}
DRIVERS = {"duckdb": "layers/store/duckdb_index.py", "sqlite3": None, "psycopg": None, "dask": None}
LAZY_IN_GEO = ("numba", "rtree", "mapclassify", "duckdb", "streamlit", "folium", "networkx")
ALLOWED_TOP = {
    "app.py", "geo", "layers", "web", "data", "tests", "requirements.txt", "README.md",
    "Makefile", "LICENSE", "CHANGELOG.md", "pyproject.toml",
}  # fmt: skip


def sources(room: str) -> list[Path]:
    return [p for p in sorted((ROOT / room).rglob("*.py")) if "__pycache__" not in p.parts]


@functools.cache
def imported(path: Path) -> frozenset[str]:
    """The first names of all imports of a file, wherever in it they stand."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.add(node.module.split(".")[0])
    return frozenset(names)


@pytest.mark.parametrize("room", ROOMS)
def test_imports_point_down(room):
    faults = {
        str(path.relative_to(ROOT)): up
        for path in sources(room)
        if (up := imported(path) & (set(ROOMS) - BELOW[room] - {room}))
    }
    assert faults == {}


@pytest.mark.parametrize("room", ["geo", "layers"])
def test_web_libraries_stay_in_web(room):
    faults = {str(p): used for p in sources(room) if (used := imported(p) & ONLY_IN_WEB)}
    assert faults == {}


def test_the_tile_database_is_driven_from_one_file():
    users = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in sources(room)
        if "duckdb" in imported(path)
    }
    assert users == {DRIVERS["duckdb"]}


def test_the_composition_root_is_small():
    assert len((ROOT / "app.py").read_text(encoding="utf-8").splitlines()) <= 60


def test_geo_imports_without_what_it_may_not_need():
    script = f"import sys, geo; print([m for m in {LAZY_IN_GEO!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_top_level_holds_what_the_house_has():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    top = {name.split("/")[0] for name in listed.stdout.splitlines()}
    assert {name for name in top if not name.startswith(".")} <= ALLOWED_TOP


def test_no_room_is_called_by_a_name_that_says_nothing():
    empty = {"utils.py", "helpers.py", "common.py", "misc.py"}
    found = [str(p) for room in ROOMS for p in sources(room) if p.name in empty]
    assert found == []


def test_no_test_runs_a_loop_in_the_thread_of_the_browser():
    """A browser of an earlier test may hold the loop there; `tests.own_loop.finished` has a thread of its own."""
    may = {"tests/own_loop.py", "tests/load/__main__.py", "tests/test_architecture.py"}
    starters = ("asyncio.run", "run_until_complete", "asyncio.Runner")
    found = {
        path.relative_to(ROOT).as_posix()
        for path in sources("tests")
        if any(starter in path.read_text(encoding="utf-8") for starter in starters)
    }
    assert found <= may
