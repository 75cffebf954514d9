"""The areas of a boundary layer as figures see them: keys, ground, city; and what leads to them."""

from dataclasses import dataclass

import pandas as pd

from layers.atlas import Atlas, Snapshot
from layers.carrying.frames import CROSSWALK, Frames, links_in
from layers.errors import NoCrosswalk, UnitsNotListed
from layers.provinces import city_of
from layers.services.ground import ground_of
from layers.services.observations import COMMUNE, DISTRICT, PROVINCE, level_of
from layers.units.register import register
from layers.units.timeline import before_reform, current, territory_of

COUNTRY = "VN"
_KEPT = ("code", "unit_key", "name", "full_name", "version")


@dataclass(frozen=True)
class Places:
    """The areas of a layer.

    Attributes
    ----------
    layer : str
    level : str
        ``commune``, ``district`` or ``province``.
    version : str
        The boundary version that most of its areas name.
    frame : DataFrame
        ``code``, ``unit_key``, ``name``, ``full_name``, ``version``, ``city`` (today's province code),
        ``ground`` (`layers.services.ground.ground_of`), in the order of the layer.
    """

    layer: str
    level: str
    version: str
    frame: pd.DataFrame

    @property
    def ground(self) -> str:
        """The oldest version with the same borders."""
        return territory_of(self.version)


def places_of(atlas: Atlas, snapshot: Snapshot, areas: str) -> Places:
    """The areas of a boundary layer; shared, not to be edited."""
    version = snapshot.versions[areas]
    return atlas.answers.once(
        f"service-places-{version.key}", lambda: _read(areas, atlas.frame(version))
    )


def _read(areas: str, layer: pd.DataFrame) -> Places:
    frame = pd.DataFrame({c: layer[c].to_numpy() for c in _KEPT if c in layer})
    if "version" not in frame:
        frame["version"] = current().name
    if "unit_key" not in frame:
        frame["unit_key"] = frame["version"] + ":" + frame["code"].astype(str)
    if "full_name" not in frame:
        frame["full_name"] = frame.get("name", frame["code"])
    frame["name"] = frame.get("name", frame["full_name"])
    frame["city"] = city_of(layer).to_numpy(object)
    frame["ground"] = ground_of(frame["unit_key"])
    level = level_of(frame["code"], frame["code"]).mode().iloc[0] if len(frame) else COMMUNE
    version = frame["version"].mode().iloc[0] if len(frame) else current().name
    return Places(areas, level, str(version), frame)


def links_to(
    atlas: Atlas, snapshot: Snapshot, places: Places, from_version: str
) -> pd.DataFrame | None:
    """From communes of a version to the areas they lie in; None where nothing leads there.

    Returns
    -------
    DataFrame
        ``from_key``, ``to_key`` (unit keys of the layer), ``default``, ``area_share``, ``pieces`` (to how
        many communes of the layer's version the link leads). A commune that is split, but all within
        one district, goes whole into the district.
    """
    walk = snapshot.versions.get(CROSSWALK)
    name = f"service-links-{walk.key if walk else ''}-{snapshot.versions[places.layer].key}"

    def make() -> pd.DataFrame | None:
        found = communes_links(atlas, snapshot, places, from_version)
        return None if found is None else _to_areas(found, places)

    return atlas.answers.once(f"{name}-{from_version}", make)


def communes_links(
    atlas: Atlas, snapshot: Snapshot, places: Places, from_version: str
) -> pd.DataFrame | None:
    """From communes of a version to those of the layer's; None where nothing leads to its areas."""
    try:
        if places.level != COMMUNE:
            parents_of(places)
        return links_in(Frames(atlas, snapshot), from_version, places.version)
    except (NoCrosswalk, UnitsNotListed):
        return None


def _to_areas(found: pd.DataFrame, places: Places) -> pd.DataFrame:
    found = found[["from_key", "to_key", "default", "area_share"]].assign(pieces=1)
    if places.level != COMMUNE:
        found = _gathered(found.assign(to_key=found["to_key"].map(parents_of(places))))
    found = found.assign(to_key=own_keys(places, found["to_key"]))
    return found.dropna(subset=["to_key"]).reset_index(drop=True)


def own_keys(places: Places, keys: pd.Series) -> pd.Series:
    """The layer's own unit keys for keys of any version with its borders; NA where it has no such area."""
    own = places.frame.set_index("ground")["unit_key"]
    return ground_of(keys).map(own[~own.index.duplicated()])


def parents_of(places: Places) -> pd.Series:
    """Unit key of the district or province by that of the commune, in the version of the layer.

    Raises
    ------
    UnitsNotListed
        If the communes of that version are not known, or it has no districts.
    """
    units = register(places.version, COMMUNE).frame
    column = {DISTRICT: "district_code", PROVINCE: "province_code"}[places.level]
    if places.level == DISTRICT and not before_reform(places.version):
        raise UnitsNotListed(version=places.version, known=DISTRICT)
    parent = places.version + ":" + units[column].astype("string")
    return pd.Series(parent.to_numpy(), index=units["unit_key"])


def _gathered(links: pd.DataFrame) -> pd.DataFrame:
    """Links that lead to the same area made one; shares add up, if all are known."""
    groups = links.assign(silent=links["area_share"].isna()).groupby(["from_key", "to_key"])
    found = groups[["default", "area_share", "pieces", "silent"]].sum().reset_index()
    whole = ~found["from_key"].duplicated(keep=False)
    return found.assign(
        default=found["default"] > 0,
        area_share=found["area_share"].mask(whole | (found["silent"] > 0)),
    ).drop(columns="silent")
