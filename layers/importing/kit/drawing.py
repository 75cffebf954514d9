"""A small map of an import as SVG: where its rows lie, those with findings in colour. Needs no map server."""

import math

COLOURS = {"error": "#b3361e", "warning": "#c98a00", "info": "#3f6f8f", "": "#7b8790"}
WIDTH, HEIGHT, _EDGE = 760, 520, 24


def draw(rows: dict | None) -> str | None:
    """The features of a preview as an SVG document; None where there is nothing to draw.

    Parameters
    ----------
    rows : dict or None
        GeoJSON in EPSG:4326 whose features carry ``row`` and ``severity``.
    """
    features = [each for each in (rows or {}).get("features", []) if each["geometry"]]
    spots = [spot for each in features for part in _parts(each["geometry"]) for spot in part]
    if not spots:
        return None
    place = _projection(spots)
    # Faults last, so that they lie on top.
    order = ("", "info", "warning", "error")
    drawn = sorted(features, key=lambda each: order.index(each["properties"]["severity"]))
    marks = [_mark(each, place) for each in drawn]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}"><rect width="100%" height="100%" fill="#f4f5f3"/>'
        + "".join(marks)
        + "</svg>"
    )


def _projection(spots: list):
    """Longitude and latitude to pixels, true to shape in the middle of the map."""
    xs, ys = [spot[0] for spot in spots], [spot[1] for spot in spots]
    narrow = math.cos(math.radians((min(ys) + max(ys)) / 2))
    wide = max((max(xs) - min(xs)) * narrow, max(ys) - min(ys), 1e-4)
    scale = min(WIDTH, HEIGHT) - 2 * _EDGE
    middle = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2

    def place(spot) -> tuple[float, float]:
        x = WIDTH / 2 + (spot[0] - middle[0]) * narrow / wide * scale
        y = HEIGHT / 2 - (spot[1] - middle[1]) / wide * scale
        return round(x, 1), round(y, 1)

    return place


def _mark(feature: dict, place) -> str:
    colour = COLOURS[feature["properties"]["severity"]]
    kind = feature["geometry"]["type"]
    title = f"<title>{int(feature['properties']['row'])}</title>"
    if "Point" in kind:
        spots = [place(spot) for part in _parts(feature["geometry"]) for spot in part]
        dots = "".join(f'<circle cx="{x}" cy="{y}" r="3"/>' for x, y in spots)
        return f'<g fill="{colour}" fill-opacity=".85">{title}{dots}</g>'
    paths = "".join(
        _path(part, place, closed="Polygon" in kind) for part in _parts(feature["geometry"])
    )
    fill = f'fill="{colour}" fill-opacity=".18"' if "Polygon" in kind else 'fill="none"'
    return f'<path d="{paths}" {fill} stroke="{colour}" fill-rule="evenodd">{title}</path>'


def _path(spots: list, place, *, closed: bool) -> str:
    steps = " ".join(f"{x} {y}" for x, y in map(place, spots))
    return f"M{steps}" + ("Z" if closed else "")


def _parts(geometry: dict) -> list[list]:
    """The rings, lines or single points of a geometry, each as a list of positions."""
    if geometry["type"] == "GeometryCollection":
        return [part for each in geometry["geometries"] for part in _parts(each)]
    return _flatten(geometry["coordinates"])


def _flatten(coordinates: list) -> list[list]:
    if not coordinates:
        return []
    if not isinstance(coordinates[0], list):
        return [[coordinates]]
    if not isinstance(coordinates[0][0], list):
        return [coordinates]
    return [part for each in coordinates for part in _flatten(each)]
