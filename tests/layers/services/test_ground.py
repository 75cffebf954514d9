"""Unit keys by ground: versions that share borders meet, and nothing comes of nothing."""

import pandas as pd
import pytest

from layers.services.ground import ground_of, ground_of_unit, version_of


def test_versions_with_the_same_borders_are_one_ground():
    keys = pd.Series(["v2026-04:20242", "v2025-07:20242", "v2025-03:20242", "v2018:01", "x", None])
    assert ground_of(keys).tolist() == [
        "v2025-07:20242", "v2025-07:20242", "v2025-03:20242", "v2025-07:01", None, None,
    ]  # fmt: skip
    assert ground_of_unit("v2018:01") == "v2025-07:01"
    assert ground_of_unit("x") is None


@pytest.mark.parametrize("dtype", [object, "string", float])
def test_no_keys_have_no_ground(dtype):
    none = pd.Series([], dtype=dtype)
    assert ground_of(none).tolist() == []
    assert version_of(none).tolist() == []
