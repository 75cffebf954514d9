"""Coordinates: where a text of numbers lies, with the zone it was read in and the commune it is in."""

import shapely

from geo.notation import Reading, province_zones, read_place, zone_name
from geo.text import fold
from layers.access import User
from layers.atlas import Atlas, Snapshot
from layers.masks.doors import may_see
from layers.provinces import heirs
from layers.search.hit import PLACE, Hit
from layers.search.units import COMMUNES
from layers.units import national
from layers.words import Words

MOST = 8
_HALF_DEG = 0.004


def find_places(
    atlas: Atlas,
    snapshot: Snapshot,
    text: str,
    *,
    user: User | None,
    city: str | None,
    words: Words,
) -> tuple[list[Hit], bool]:
    """The places that a text names, and whether it names one that lies outside the country."""
    readings = read_place(text, zones=_zones())
    inside = [each for each in readings if each.inside]
    if not inside:
        return [], bool(readings) and looks_like_a_pair(text)
    homes = [_home(atlas, snapshot, each, user) for each in inside]
    pairs = list(zip(inside, homes, strict=True))
    on_land = [pair for pair in pairs if pair[1] is not None or pair[0].named]
    pairs = on_land or pairs
    # The zone of the place somebody looks at is the likeliest.
    pairs.sort(key=lambda pair: pair[1] is None or pair[1][1] != city)
    return [place_hit(reading, home, words) for reading, home in pairs[:MOST]], False


def looks_like_a_pair(text: str) -> bool:
    """Whether a text with two numbers was meant as a place: it has decimals, degrees or many digits."""
    return any(sign in text for sign in ".,°'") or sum(map(str.isdecimal, text)) > 8


def place_hit(reading: Reading, home: tuple[str, str] | None, words: Words) -> Hit:
    """The hit of one reading; `home` is the full name and the city of the commune it lies in."""
    lat, lon = round(reading.lat, 6), round(reading.lon, 6)
    told = [zone_name(reading.epsg)]
    if reading.turned:
        told.append(
            words("search.turned" if reading.epsg in (4326, 4756) else "search.northing_first")
        )
    told.append(home[0] if home else words("search.no_commune"))
    return Hit(
        PLACE,
        f"place:{lat:.6f},{lon:.6f},{reading.epsg}",
        words("search.place", lat=_degrees(lat, words), lon=_degrees(lon, words)),
        " · ".join(told),
        city=home[1] if home else None,
        bbox=tuple(round(at + d, 6) for d in (-_HALF_DEG, _HALF_DEG) for at in (lon, lat)),
        point=(lon, lat),
    )


def home_of(
    atlas: Atlas, snapshot: Snapshot, lon: float, lat: float, user: User | None
) -> tuple[str, str] | None:
    """Full name with its province, and the city, of the commune of today that a place lies in."""
    if not may_see(user, atlas.store.specs[COMMUNES], snapshot):
        return None
    frame = atlas.frame(snapshot.versions[COMMUNES])
    rows = frame.sindex.query(shapely.Point(lon, lat), predicate="intersects")
    if not len(rows):
        return None
    row = frame.iloc[int(rows[0])]
    names = [row.get(c) for c in ("full_name", "province_name")]
    return ", ".join(str(n) for n in names if isinstance(n, str)), str(row.get("province_code", ""))


def _home(atlas: Atlas, snapshot: Snapshot, reading: Reading, user: User | None):
    return home_of(atlas, snapshot, reading.lon, reading.lat, user)


def _zones() -> dict[str, tuple[int, ...]]:
    """Zones by province, today's merged ones with those of all they were made of."""
    before = dict(province_zones())
    today = dict(
        zip(national.provinces_today()["code"], national.provinces_today()["name"], strict=True)
    )
    former = national.provinces_former()
    found = dict(before)
    for code, name in zip(former["code"], former["name"], strict=True):
        own = before.get(fold(name), ())
        heir = fold(today.get(heirs().get(code, ""), ""))
        if heir:
            found[heir] = tuple(dict.fromkeys((*found.get(heir, ()), *own)))
    return found


def _degrees(value: float, words: Words) -> str:
    return words.number(value, 6)
