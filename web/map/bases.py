"""The base map under everything: which there are, what the map is told of the chosen one, and whom it may ask."""

from layers.basemaps.listing import BaseMap, Listing, basemaps
from web.context import Context


def listing(context: Context) -> Listing:
    """The base maps of the store, with the faults of those that cannot be shown."""
    return Listing() if context.atlas is None else basemaps(context.atlas.store)


def bases(context: Context) -> list[BaseMap]:
    """The base maps that can be chosen."""
    return list(listing(context).maps)


def base_hosts(context: Context) -> tuple[str, ...]:
    """The origins that pictures of base maps come from, for the policy of the map's page."""
    hosts = (each.host for each in listing(context).maps)
    return tuple(dict.fromkeys(host for host in hosts if host))


def base_state(scene) -> dict | None:
    """The key ``base`` of the map's state; None where no base map is chosen, or there is none of its id.

    Parameters
    ----------
    scene
        Whatever has ``context``, ``view`` and ``words``.
    """
    chosen = listing(scene.context).get(scene.view.base)
    if chosen is None:
        return None
    url = chosen.url
    if chosen.archive is not None:
        url = f"/basemap/{chosen.id}/{{z}}/{{x}}/{{y}}?of={chosen.archive.changed:x}"
    lang = scene.words.lang
    return {
        "kind": "raster",
        "id": chosen.id,
        "label": chosen.label(lang),
        "url": url,
        "attribution": chosen.attribution(lang),
        "max_zoom": chosen.max_zoom,
    }


def map_state(scene, made: dict) -> dict:
    """What a chosen base map adds to the state `made`: its pictures, and its source beside that of the areas."""
    base = base_state(scene)
    if base is None:
        return {"base": None}
    credits = [made.get("attribution"), base["attribution"]]
    return {"base": base, "attribution": " · ".join(text for text in credits if text)}
