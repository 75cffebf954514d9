"""Invented sites of a city: masts, base stations, telecom points and public service desks."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.demo.city import City
from layers.demo.masts import base_stations, masts
from layers.demo.names import blank, pick
from layers.demo.places import addresses, scattered
from layers.demo.records import records, texts, with_contact
from layers.units import national as units


def sites(city: City) -> dict[str, gpd.GeoDataFrame]:
    """The layers `antenna_mast`, `bts_site`, `public_service_point` and `service_point`."""
    mast = masts(city)
    return {
        "antenna_mast": with_contact(mast),
        "bts_site": base_stations(city, mast),
        "public_service_point": _public_points(city),
        "service_point": _service_points(city),
    }


def _public_points(city: City) -> gpd.GeoDataFrame:
    chance = city.chance("public points")
    count = 1 + chance.poisson(np.where(city.core, 1.6, np.where(city.urban, 1.2, 0.7)))
    ward = np.repeat(np.arange(len(count)), count)
    n = len(ward)
    staffed = chance.random(n) < 0.72
    first = np.append(True, ward[1:] != ward[:-1])
    kinds = {"shop": 50, "commune_post_cultural_point": 20, "library": 10, "tourist_site": 10,
             "trade_centre": 10}  # fmt: skip
    kind = np.where(first, "post_office", pick(chance, n, kinds))
    staffed |= first
    services = pick(
        chance, n, {"phone;internet": 30, "internet;wifi;sim;bill_payment": 45, "phone;sim": 25}
    )
    services = np.where(staffed, services, pick(chance, n, {"wifi": 70, "kiosk;wifi": 30}))
    hours = np.where(staffed, pick(chance, n, {"07:30-17:30": 6, "08:00-20:00": 4}), "00:00-24:00")
    name = np.array(["Điểm phục vụ viễn thông"]) + " " + city.wards["name"].to_numpy()[ward]
    return records(
        city,
        "public_service_point",
        shapely.points(scattered(city, ward, chance)),
        ward,
        name=texts(name),
        address=texts(blank(chance, addresses(city, chance, ward), 0.1)),
        owner=texts(
            pick(chance, n, {"VNPT": 45, "Viettel": 35, "MobiFone": 15, "Vietnamobile": 5})
        ),
        status=texts(pick(chance, n, {"existing": 97, "planned": 3})),
        point_class=texts(np.where(staffed, "D1_staffed", "D2_unstaffed")),
        services=texts(blank(chance, services, 0.06)),
        opening_hours=texts(blank(chance, hours, 0.12)),
        place_kind=texts(kind),
    )


def _service_points(city: City) -> gpd.GeoDataFrame:
    """A one-stop desk at each ward's seat, the city's centre, and its branches in some wards."""
    chance = city.chance("service points")
    every = np.arange(len(city.wards))
    branches = np.sort(chance.choice(every, size=max(len(every) // 5, 1), replace=False))
    hub = np.flatnonzero(city.core)[:1]
    ward = np.concatenate([hub, branches, every])
    kind = np.repeat(
        ["city_centre", "branch", "commune_one_stop"], [1, len(branches), len(every)]
    ).astype(object)
    place = np.vstack([scattered(city, ward[: 1 + len(branches)], chance), city.degrees(city.seat)])
    whole_city = kind != "commune_one_stop"
    full_name = city.wards["full_name"].to_numpy(dtype=object)[ward]
    centre = "Trung tâm Phục vụ hành chính công " + city.name
    name = np.select(
        [kind == "city_centre", kind == "branch"],
        [centre, "Chi nhánh " + centre + " tại " + full_name],
        "Trung tâm Phục vụ hành chính công " + full_name,
    )
    n = len(ward)
    hours = pick(chance, n, {"07:30-11:30;13:30-17:00": 80, "07:00-11:30;13:30-17:00": 20})
    frame = records(
        city,
        "service_point",
        shapely.points(place),
        ward,
        name=texts(name),
        address=texts(blank(chance, addresses(city, chance, ward), 0.1)),
        point_kind=texts(kind),
        serves_unit_key=texts(
            np.where(
                whole_city,
                f"{units.TODAY}:{city.code}",
                city.wards["unit_key"].to_numpy(dtype=object)[ward],
            )
        ),
        opening_hours=texts(blank(chance, hours, 0.1)),
        kiosk=pd.Series(chance.random(n) < 0.6).astype("boolean").mask(chance.random(n) < 0.08),
    )
    return frame.drop(columns=["admin_version", "data_date"])
