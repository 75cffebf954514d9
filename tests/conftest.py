"""Fixtures shared by every room."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real test files that stands beside the repository, where there is one."""
    if not SHARED.is_dir():
        pytest.skip(f"real test data is not there: no folder {SHARED.name} beside the repository")
    return SHARED
