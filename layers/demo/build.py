"""All demonstration layers, one after the other."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import geopandas as gpd
import pandas as pd

from layers.demo import boundaries
from layers.demo.city import City
from layers.demo.network import network
from layers.demo.plans import plans
from layers.demo.services import service_availability
from layers.demo.sites import sites
from layers.units import national as units

CITIES = ("01", "48", "79", "92")


class DemoLayer(NamedTuple):
    """A layer ready to publish; `quality` is approximate, synthetic, mixed or unverified."""

    layer_id: str
    frame: gpd.GeoDataFrame | pd.DataFrame
    title: str
    quality: str
    source: str
    licence: str
    note_vi: str
    note_en: str


_BOUNDARY = (
    "approximate",
    f"{units.SOURCE}; Natural Earth 1:10m",
    "MIT; public domain",
    "Ranh giới gần đúng, dựng từ tâm và diện tích công bố; tên và mã là thật.",
    "Approximate boundaries, drawn from centres and declared areas; names and codes are real.",
)
_INVENTED = (
    "synthetic",
    "Hatang demonstration generator",
    "CC0-1.0",
    "Dữ liệu mô phỏng để trình diễn: không có đối tượng nào là thật.",
    "Made-up data for demonstration: none of these things exists.",
)
_CROSSWALK = (
    "unverified",
    units.SOURCE,
    "MIT",
    "Bảng chuyển đổi theo nguồn; phần diện tích của xã bị chia chưa biết.",
    "Crosswalk as the source has it; area shares of divided communes are unknown.",
)
_AVAILABILITY = (
    "mixed",
    "Hatang demonstration generator; press articles 2019-2020",
    "CC0-1.0; figures quoted from the press",
    "Số liệu theo phường, xã là mô phỏng; vài dòng là số liệu báo chí đã công bố.",
    "Figures by ward are made up; a few rows are figures published in the press.",
)


def demo_frames(cities: Iterable[str] = CITIES) -> Iterator[DemoLayer]:
    """Every demonstration layer: boundaries of the whole country, the rest for the cities.

    The same on every run. List fields are text with ``;`` between their members.

    Parameters
    ----------
    cities : iterable of str
        Codes of provinces of today, such as "48" for Đà Nẵng.

    Raises
    ------
    UnknownCity
        If a code is not one of them; nothing is made then.
    """
    places = [City.of(code) for code in dict.fromkeys(cities)]
    return _layers(places)


def _layers(places: list[City]) -> Iterator[DemoLayer]:
    names = ", ".join(place.name for place in places)
    for make in (
        boundaries.admin_commune,
        boundaries.admin_commune_former,
        boundaries.admin_district,
        boundaries.admin_province,
    ):
        yield DemoLayer(make.__name__, make().copy(), _title("Việt Nam", "2025"), *_BOUNDARY)
    yield DemoLayer("admin_crosswalk", units.crosswalk().copy(), "2025", *_CROSSWALK)
    if not places:
        return
    made = [_invented(place) for place in places]
    for layer_id in made[0]:
        frame = pd.concat([layers[layer_id] for layers in made], ignore_index=True)
        yield DemoLayer(layer_id, frame, _title(names, "2025-10"), *_INVENTED)
    availability = service_availability(places)
    yield DemoLayer(
        "service_availability", availability, _title(names, "2018-2026"), *_AVAILABILITY
    )


def _invented(place: City) -> dict[str, gpd.GeoDataFrame]:
    """What is made up of one city."""
    standing = network(place) | sites(place)
    return standing | plans(place, standing)


def _title(place: str, when: str) -> str:
    return f"{place}, {when}"
