"""The archipelagos that stand on every map of Viet Nam, on the screen and on paper."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Archipelago:
    """Key of its words (``sheet.<id>``), and its islands as (lon, lat) in degrees, EPSG:4326."""

    id: str
    islands: tuple[tuple[float, float], ...]


ARCHIPELAGOS = (
    Archipelago(
        "hoang_sa",
        (
            (112.34, 16.84), (112.73, 16.67), (111.61, 16.53), (111.76, 16.45), (112.01, 16.33),
            (111.2, 15.78), (112.54, 16.05),
        ),
    ),
    Archipelago(
        "truong_sa",
        (
            (114.33, 11.43), (114.28, 11.05), (114.37, 10.38), (114.36, 10.18), (114.33, 9.89),
            (115.54, 10.73), (113.85, 8.97), (111.92, 8.64), (112.35, 8.86), (112.91, 7.89), (115.8, 8.84),
        ),
    ),
)  # fmt: skip
