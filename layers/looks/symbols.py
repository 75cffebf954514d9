"""How each layer looks where nobody chose otherwise, on the screen and on paper."""


def _point(fill: str, radius: float, **more: object) -> dict:
    return {"fill": fill, "color": "#ffffff", "radius": radius, "weight": 1, "opacity": 1, **more}


def _line(color: str, weight: float, **more: object) -> dict:
    return {"color": color, "weight": weight, "dash": None, "opacity": 1, **more}


def _area(**more: object) -> dict:
    return {"fill": None, "color": None, "weight": 0.8, "dash": None, "opacity": 1, **more}


_RING = "#5c3a06"

LAYER_STYLES: dict[str, dict] = {
    "antenna_mast": _point("#d97706", 5, ring=_RING),
    "bts_site": _point("#f0b429", 5, ring=_RING, shape="triangle"),
    "station_house": _point("#7a4a12", 5, ring="#3d2407", shape="square"),
    "important_work": _point("#4a2c0a", 6, ring="#2b1905", shape="diamond"),
    "public_service_point": _point("#0f6e84", 5, ring="#073b47", shape="diamond"),
    "service_point": _point("#1d5fa8", 5, ring="#0d3157", shape="diamond"),
    "duct_route": _line("#e6b800", 2.5, casing="#7a6100"),
    "aerial_cable_route": _line("#b58900", 1.75, dash=[6, 4], dark={"color": "#d9ac2b"}),
    "fibre_cable": _line("#8a6d00", 1.5, dark={"color": "#c7a53b"}),
    "manhole": _point("#a67c00", 3.25, ring="#5c4600", shape="square"),
    "cable_pole": _point("#8a6d00", 1.75, weight=0.5, dark={"fill": "#c7a53b"}),
    "cabinet": _point("#b8860b", 3.5, ring="#5c4600", shape="square"),
    "mast_zone": _area(fill="#e9c46a", color="#8f6a00", weight=1.2, opacity=0.35),
    "planned_site": _point("#9a63c9", 4.5, ring="#3c1a60", shape="triangle"),
    "coverage_measurement": _point("#2b86a3", 2.5, weight=0.5),
    "population_point": _point("#5b6b76", 2, weight=0.5, dark={"fill": "#a9b6bf"}),
    "power_line": _line("#5b6b76", 1.5, dash=[10, 3, 2, 3], dark={"color": "#a9b6bf"}),
    "project_area": _area(fill="#1d5fa8", color="#1d5fa8", weight=1.5, opacity=0.12, dash=[8, 4]),
    "coverage_area": _area(fill="#5b8fd6", color="#2f5d9e", weight=1, opacity=0.3),
    "coverage_gap": _area(fill="#7a5195", color="#553370", weight=1.2, opacity=0.4, dash=[4, 3]),
    "admin_commune": _area(),
    "admin_commune_former": _area(fill="none", dash=[4, 3], color="#7a8793"),
    "admin_district": _area(fill="none", weight=1.4, dash=[7, 3], color="#5b6874"),
    "admin_province": _area(weight=1.4, color="#7d8993", dark={"color": "#66727d"}),
}

DEFAULT_STYLES: dict[str, dict] = {
    "point": _point("#7a5195", 4, ring="#3f2a4d"),
    "line": _line("#7a5195", 2),
    "area": _area(fill="#7a5195", color="#553370", weight=1, opacity=0.3),
}


def layer_style(layer_id: str, kind: str) -> dict:
    """Return the style of a layer; layers that Hatang does not know get the style of their kind.

    Parameters
    ----------
    layer_id : str
    kind : {"point", "line", "area"}
    """
    return dict(LAYER_STYLES.get(layer_id, DEFAULT_STYLES[kind]))
