"""The coast maker decodes TopoJSON and leaves no name in what it writes."""

import json

import pytest

from web.coast import write_coast

# A square of 4 degrees (one arc, delta-coded in steps of a tenth) with its second half shared.
TOPOLOGY = {
    "transform": {"scale": [0.1, 0.1], "translate": [104.0, 12.0]},
    "arcs": [[[0, 0], [40, 0], [0, 40]], [[0, 0], [0, 40], [40, 0]]],
}
SQUARE = {"type": "Polygon", "arcs": [[0, -2]], "id": "704", "properties": {"name": "X"}}


@pytest.fixture
def atlas(tmp_path):
    for name, layer in (("countries-10m", "countries"), ("land-10m", "land")):
        topology = TOPOLOGY | {"objects": {layer: {"geometries": [SQUARE]}}}
        (tmp_path / f"{name}.json").write_text(json.dumps(topology), "utf-8")
    return tmp_path


def test_inset_is_the_country_and_land_stays_inside_it(atlas):
    write_coast(atlas, atlas / "out")
    script = (atlas / "out" / "vietnam.js").read_text("utf-8")
    rings = json.loads(script.removeprefix("hatang.VIET_NAM = ").rstrip(";\n"))
    assert len(rings) == 1
    assert {tuple(p) for p in rings[0]} == {(104, 12), (108, 12), (108, 16), (104, 16)}
    land = json.loads((atlas / "out" / "land.json").read_text("utf-8"))
    assert land["properties"] == {}
    xs = [x for polygon in land["geometry"]["coordinates"] for x, _ in polygon[0]]
    assert (min(xs), max(xs)) == (104.02, 107.98)
