"""One search over everything: coordinates, areas of today and before, features, layers."""

from collections import Counter

from geo.text import fold, nfc
from layers.access import LOCAL_USER, User
from layers.atlas import Atlas, Snapshot
from layers.layer_names import layer_label
from layers.search.areas import find_areas
from layers.search.features import find_features, searched_layers
from layers.search.hit import LAYER, Found, Hit
from layers.search.places import find_places
from layers.words import DEFAULT_LANGUAGE, Words

MOST = 12
MOST_LETTERS = 120
_MOST_LAYERS = 2
_MOST_FEATURES = 6


def search(
    atlas: Atlas,
    snapshot: Snapshot,
    text: str,
    *,
    user: User | None = LOCAL_USER,
    city: str | None = None,
    most: int = MOST,
    lang: str = DEFAULT_LANGUAGE,
) -> list[Hit]:
    """What a text may mean, the likeliest first; see `find`.

    Examples
    --------
    >>> search(atlas, atlas.now(), "hai chau")[0].title  # doctest: +SKIP
    'Phường Hải Châu'
    """
    return list(find(atlas, snapshot, text, user=user, city=city, most=most, lang=lang).hits)


def find(
    atlas: Atlas,
    snapshot: Snapshot,
    text: str,
    *,
    user: User | None = LOCAL_USER,
    city: str | None = None,
    most: int = MOST,
    lang: str = DEFAULT_LANGUAGE,
) -> Found:
    """What a text may mean, with what a reader must be told about it.

    Marks, case and the order of words do not matter; where the text has marks, names with the same marks
    come first. Names that are equal without marks are all told, with what they lie in.

    Parameters
    ----------
    city : str, optional
        Today's province that somebody looks at: of equally good hits its own come first.
    most : int
        How many hits at most.
    """
    text = " ".join(nfc(text)[:MOST_LETTERS].split())
    words = Words(lang)
    folded = fold(text)
    if not folded:
        return Found(text)
    where = {"user": user, "city": city, "words": words}
    places, outside = find_places(atlas, snapshot, text, **where)
    if places:
        return Found(text, tuple(places[:most]))
    if outside:
        return Found(text, hint=words("search.outside", text=text))
    now, then, best = find_areas(atlas, snapshot, text, **where)
    features, totals = find_features(atlas, snapshot, folded, **where)
    layers = _layers(atlas, snapshot, folded, user, words)
    hits = _chosen(now, then, best, features, layers, most)
    hint = "" if hits else words("search.nothing", text=text)
    return Found(text, tuple(hits), totals, hint)


def _chosen(now, then, best: int, features, layers, most: int) -> list[Hit]:
    """Room for every group; areas before features unless only a feature is met in full."""
    features = _mixed(features)
    kept = [hit for _, hit in features[:_MOST_FEATURES]]
    areas = [*now, *then]
    room = max(most - len(kept) - len(layers), most // 2)
    if len(areas) > room:
        few = min(len(then), max(2, room - len(now)))
        areas = [*now[: room - few], *then[:few]]
    exact = bool(features) and features[0][0] == 0 and best not in (0, 1)
    groups = [kept, areas, layers] if exact else [areas, kept, layers]
    return [hit for group in groups for hit in group][:most]


def _mixed(features: list[tuple[int, Hit]]) -> list[tuple[int, Hit]]:
    """The best first; of equally good ones each layer in turn."""
    seen: Counter[str | None] = Counter()
    keyed = []
    for score, hit in features:
        keyed.append((score, seen[hit.layer], hit))
        seen[hit.layer] += 1
    return [(score, hit) for score, _, hit in sorted(keyed, key=lambda each: each[:2])]


def _layers(
    atlas: Atlas, snapshot: Snapshot, folded: str, user: User | None, words: Words
) -> list[Hit]:
    """Layers whose name or id has all words."""
    found = []
    for spec in searched_layers(atlas, snapshot, user):
        name = layer_label(spec, words)
        known = f" {fold(' '.join((name, spec.vi, spec.en, spec.id)))}"
        if all(f" {part}" in known for part in folded.split()):
            rows = words("search.layer", rows=snapshot.versions[spec.id].rows)
            found.append(Hit(LAYER, f"layer:{spec.id}", name, rows, layer=spec.id))
    return found[:_MOST_LAYERS]
