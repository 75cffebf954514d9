"""Heat in a real browser: what a tile adds is counted once, and all tiles are painted anew over several frames."""

import pytest

from layers.maps.packed import pack
from tests.browser.visitor import Visitor

MAST = "antenna_mast"
HEAT = pack({"layers": {MAST: {"look": {"kind": "heat"}}}})
_FIELDS = f"""() => {{
  const fields = hatang.grid.tiles().map((tile) => tile.heat && tile.heat["{MAST}"]).filter(Boolean);
  const kept = fields.filter((field) => (window.known || []).includes(field)).length;
  window.known = fields;
  return [fields.length, kept, fields.some((field) => field.sums.some((sum) => sum > 0))];
}}"""
_WARM = """() => {
  const canvas = hatang.map.getPane("hatang-marks").querySelector("canvas");
  const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  return data.some((value, i) => i % 4 === 3 && value > 100);
}"""
# A layer with a look comes by a request of its own, after what else a tile holds.
_THERE = f"() => hatang.grid.tiles().every((tile) => tile.layers['{MAST}'])"
# What each tile adds is drawn a moment after the last tile came.
_DRAWN = f"""() => hatang.grid.tiles().every((tile) => {{
  const field = tile.heat && tile.heat["{MAST}"];
  return field && field.features === tile.layers["{MAST}"];
}})"""
# How many tiles were painted in each frame that follows.
_REPAINTED = """() => new Promise((done) => {
  const grid = hatang.grid, tiles = grid.tiles().length, frames = [];
  const paint = grid.paint;
  let painted = 0;
  grid.paint = function (tile) {
    painted += 1;
    const end = performance.now() + 15;
    while (performance.now() < end);
    return paint.call(this, tile);
  };
  const tell = () => {
    frames.push(painted);
    painted = 0;
    if (grid._repainting) return requestAnimationFrame(tell);
    delete grid.paint;
    done([tiles, frames]);
  };
  grid.repaint();
  tell();
})"""


@pytest.fixture
def visitor(visit, demo) -> Visitor:
    return visit(f"{demo.url}/?layers={MAST}&m={HEAT}")


def test_a_pull_counts_no_point_again(visitor):
    visitor.map.wait_for_function(_THERE)
    visitor.map.wait_for_function(_DRAWN)
    count, _, warm = visitor.map.evaluate(_FIELDS)
    assert count
    assert warm
    assert visitor.map.evaluate(_WARM)
    visitor.map.evaluate("() => hatang.map.panBy([40, 30], { animate: false })")
    visitor.wait()
    assert visitor.map.evaluate(_FIELDS)[1] == count


def test_tiles_that_take_long_are_not_painted_in_one_frame(visitor):
    tiles, frames = visitor.map.evaluate(_REPAINTED)
    assert sum(frames) >= tiles > 1
    assert frames[0] == 1
