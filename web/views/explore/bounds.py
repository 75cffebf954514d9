"""Where a layer lies, for going there."""

from layers.maps.settle import may_see
from web.views.explore.scene import Scene

_LEAST = 0.004  # degrees: about 400 m, so that one mast is not looked at from a hand's breadth


def bounds_of(scene: Scene, layer_id: str) -> tuple[float, float, float, float] | None:
    """The box (EPSG:4326) of what passes the filter of a layer; None where nothing has a place."""
    if not may_see(scene.atlas, scene.snapshot, scene.context.user, layer_id):
        return None
    version, held = scene.snapshot.versions[layer_id], scene.view.layer(layer_id)
    if held is None or not held.filter:
        return _wide(version.bounds) if version.bounds else None
    from layers.filters.rows import rows_of

    mask = rows_of(scene.atlas, scene.snapshot, layer_id, held.filter)
    shapes = scene.atlas.frame(version).geometry[mask]
    known = shapes[~shapes.is_empty & shapes.notna()]
    return _wide(tuple(map(float, known.total_bounds))) if len(known) else None


def _wide(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    minx, miny, maxx, maxy = box
    dx, dy = max(0.0, _LEAST - (maxx - minx)) / 2, max(0.0, _LEAST - (maxy - miny)) / 2
    return (minx - dx, miny - dy, maxx + dx, maxy + dy)
