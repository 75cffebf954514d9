"""What filters and places find, held against pandas and against the sums of Leaflet itself."""

import numpy as np
import pytest

from layers.filters.condition import Condition, Filter
from layers.filters.rows import rows_of
from layers.maps.view import At

# middle, zoom and size; the box that map.getBounds() of Leaflet 1.9 gives for them
LEAFLET = (
    (At(0, 0, 0, 256, 256), (-180, -85.0511287798, 180, 85.0511287798)),
    (At(0, 0, 1, 256, 256), (-90, -66.5132604431, 90, 66.5132604431)),
)


@pytest.mark.parametrize(("at", "box"), LEAFLET)
def test_what_is_seen_is_what_leaflet_sees(at, box):
    assert at.bbox == pytest.approx(box, abs=1e-9)


@pytest.mark.parametrize("seed", range(25))
def test_conditions_find_what_pandas_finds(shared_context, seed):
    atlas = shared_context.atlas
    snapshot = atlas.now()
    frame = atlas.frame(snapshot.versions["antenna_mast"])
    rng = np.random.default_rng(seed)
    number = frame["n_operators"].astype("Float64")
    low, high = sorted(rng.integers(0, 4, 2).tolist())
    owner, masts = str(rng.choice(["VNPT", "Viettel"])), rng.choice(["A2a", "A1a", "A2b"], 2)
    kinds = [
        (Condition("n_operators", "between", (str(low), str(high))), number.between(low, high)),
        (Condition("n_operators", ">", (str(low),)), number > low),
        (Condition("n_operators", "<=", (str(high),)), number <= high),
        (Condition("owner", "=", (owner,)), frame["owner"] == owner),
        (Condition("owner", "unknown"), frame["owner"].isna()),
        (Condition("n_operators", "known"), number.notna()),
        (Condition("mast_class", "in", tuple(map(str, masts))), frame["mast_class"].isin(masts)),
    ]
    chosen = [kinds[i] for i in rng.choice(len(kinds), 2, replace=False)]
    wanted = np.logical_and.reduce([m.fillna(False).to_numpy(bool) for _, m in chosen])
    found = rows_of(atlas, snapshot, "antenna_mast", Filter(tuple(c for c, _ in chosen)))
    assert found.tolist() == wanted.tolist(), chosen
