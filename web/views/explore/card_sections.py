"""The sections of a card: what there is, whose it is, what is shared, what lies underground, every indicator."""

import math
from dataclasses import replace
from functools import partial

import streamlit as st

from layers.facts import LAYERS, ROUTES
from layers.indicators import INDICATORS
from layers.profiles.kinds import KIND_FIELD, kind_word
from layers.profiles.profile import SHAPE, Profile
from layers.services.naming import owner_name
from layers.words import Words
from web.views import derivation
from web.views.explore import bars
from web.views.explore.scene import Scene

LAYER, BY = "x_card_layer", "x_card_by"
DIVISIONS = ("owners", "kinds", "states")
_COLUMN = {"owners": "owner", "kinds": "kind", "states": "state"}
_DUCT, _AERIAL, _MASTS = "duct_route", "aerial_cable_route", "antenna_mast"
_SHARED = (_MASTS, _DUCT, _AERIAL)


def head(title: str, profile: Profile, part: str, words: Words) -> None:
    """The name of a section, and beside it how its numbers were made."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{title}**", width="stretch")
        box = st.popover(
            words("explore_profile.made"),
            icon=":material/account_tree:",
            key=f"x_made_{part}",
            type="tertiary",
            help=words("explore_profile.made_of", part=title),
            on_change="rerun",
        )
    with box:
        if box.open:
            derivation.fill(profile.made[part], words)


def held(scene: Scene, profile: Profile, name: str, make):
    """What ``make(profile, words)`` gives, made once for a profile and a language."""
    key = f"card-{name}-{scene.words.lang}-{profile.key}"
    return scene.atlas.answers.once(key, lambda: make(profile, scene.words))


def _section(scene: Scene, profile: Profile, part: str, title: str, make) -> None:
    """A section, where there is anything to say."""
    content = held(scene, profile, part, make)
    if content:
        head(title, profile, part, scene.words)
        st.html(content)


def there(scene: Scene, profile: Profile) -> None:
    """Sites and kilometres; a dash is unknown, not zero."""
    _section(scene, profile, "there", scene.words("card.there"), _there)
    if said := held(scene, profile, "sharing-unknown", _unknown_sharing):
        st.caption(said)


def _there(profile: Profile, words: Words) -> str:
    rows = [
        (words(f"layer.{i}"), amount_text(i, profile.amounts[i], words))
        for i in LAYERS
        if i in profile.amounts
    ]
    people = words.number(profile.people.value)
    return bars.box(bars.pairs([*rows, (words("profile.row.people"), people)], words("card.there")))


def _unknown_sharing(profile: Profile, words: Words) -> str:
    masts = profile.sharing[profile.sharing["layer"] == _MASTS]
    unknown = float((masts["total"] - masts["known"]).sum())
    if not unknown:
        return ""
    total = words.number(float(masts["total"].iloc[0]))
    return words("card.sharing_unknown", count=unknown, total=total)


def breakdown(scene: Scene, profile: Profile) -> None:
    """One layer by owner, by kind or by status: a bar and the same in words."""
    words = scene.words
    known = [i for i in LAYERS if profile.amounts.get(i, 0) > 0]
    if not known:
        return
    layer = st.session_state.get(LAYER)
    layer = layer if layer in known else _DUCT if _DUCT in known else known[0]
    by = st.session_state.get(BY)
    by = by if by in DIVISIONS else DIVISIONS[0]
    head(words("explore_profile.breakdown"), profile, by, words)
    st.session_state[_widget(LAYER)], st.session_state[_widget(BY)] = layer, by
    st.selectbox(
        words("explore_profile.layer"),
        known,
        key=_widget(LAYER),
        format_func=lambda i: words(f"layer.{i}"),
        label_visibility="collapsed",
        on_change=partial(_take, LAYER),
    )
    st.segmented_control(
        words("explore_profile.by"),
        DIVISIONS,
        key=_widget(BY),
        required=True,
        format_func=lambda name: words(f"explore_profile.by.{name}"),
        label_visibility="collapsed",
        width="stretch",
        on_change=partial(_take, BY),
    )
    st.html(held(scene, profile, f"{by}-{layer}", lambda *_: _divided(scene, profile, layer, by)))


def _divided(scene: Scene, profile: Profile, layer: str, by: str) -> str:
    words = scene.words
    title = words(f"explore_profile.title.{by}", layer=words(f"layer.{layer}"))
    parts = parts_of(scene, profile, layer, by)
    return bars.box(bars.stack(parts) + bars.legend(parts, title, words.percent))


def parts_of(scene: Scene, profile: Profile, layer: str, by: str) -> list[bars.Part]:
    """What a layer is made of, painted; what is not recorded is hatched."""
    words, column = scene.words, _COLUMN[by]
    table = getattr(profile, by)
    rows = table[table["layer"] == layer]
    return bars.painted(
        [
            (
                _part_name(scene, layer, by, name),
                float(share),
                amount_text(layer, float(amount), words),
                name is not None and name != "unsaid",
            )
            for name, amount, share in zip(rows[column], rows["amount"], rows["share"], strict=True)
        ],
        bars.REST,
    )


def _part_name(scene: Scene, layer: str, by: str, name: str | None) -> str:
    words = scene.words
    if by == "owners":
        return owner_name(name, words, blank=words("card.owner_unknown"))
    if by == "states":
        return words(f"explore_profile.state.{name}")
    if layer == _MASTS and name is not None and f"mast_class.{name}" in words:
        return words(f"mast_class.{name}")
    return kind_word(name, scene.atlas.store.specs[layer], words) if layer in KIND_FIELD else "–"


def sharing(scene: Scene, profile: Profile) -> None:
    """How much several operators use; what nobody knows is hatched, and no part of the ratio."""
    _section(scene, profile, "sharing", scene.words("explore_profile.sharing"), _sharing)


def _sharing(profile: Profile, words: Words) -> str:
    rows = list(profile.sharing[profile.sharing["layer"].isin(_SHARED)].itertuples())
    if not rows:
        return ""
    said = "".join(_shared_row(row, words) for row in rows)
    first = shared_parts(rows[0])
    return bars.box(said + bars.keys([(part.paint, words(part.name)) for part in first]))


def _shared_row(row, words: Words) -> str:
    known = not math.isnan(row.ratio)
    ratio = words("explore_profile.sharing_ratio", ratio=words.percent(row.ratio))
    blank = words("explore_profile.sharing_unknown", share=words.percent(row.unknown_share))
    name = words(f"layer.{row.layer}")
    rows = [(name, ratio if known else words("explore_profile.sharing_none"))]
    rows += [("", blank)] if known and row.unknown_share > 0 else []
    parts = [replace(part, name=words(part.name)) for part in shared_parts(row)]
    return bars.pairs(rows, name) + bars.stack(parts)


def shared_parts(row) -> list[bars.Part]:
    """Shared, used alone and not known of a row of sharing; the names are keys of words."""
    total = row.total or 1.0
    shares = (
        ("explore_profile.share.shared", row.shared / total, "#2b86a3"),
        ("explore_profile.share.alone", (row.known - row.shared) / total, bars.REST),
        ("explore_profile.share.unknown", 1 - row.known / total, bars.UNKNOWN),
    )
    return [bars.Part(name, share, "", paint) for name, share, paint in shares]


def underground(scene: Scene, profile: Profile) -> None:
    """Ducts over ducts and aerial routes."""
    title = scene.words("explore_profile.underground")
    _section(scene, profile, "underground", title, _underground)


def _underground(profile: Profile, words: Words) -> str:
    duct, aerial = (profile.amounts.get(i, math.nan) for i in (_DUCT, _AERIAL))
    if math.isnan(duct) and math.isnan(aerial):
        return ""
    title = words("explore_profile.underground")
    ratio = profile.value("underground_ratio")
    parts = [
        bars.Part(words(f"layer.{i}"), km, amount_text(i, km, words), paint)
        for i, km, paint in ((_DUCT, duct, "#2b86a3"), (_AERIAL, aerial, "#d97706"))
        if not math.isnan(km)
    ]
    told = value_text("underground_ratio", ratio, words)
    chart = "" if math.isnan(ratio) else bars.stack(parts)
    first = bars.pairs([(words("indicator.underground_ratio"), told)], title)
    return bars.box(first + chart + bars.legend(parts, title))


def indicators(scene: Scene, profile: Profile) -> None:
    """Every indicator, with its rank in the city and of how many areas it is known."""
    title = scene.words("explore_profile.indicators")
    with st.expander(title):
        _section(scene, profile, "indicators", title, _indicators)


def _indicators(profile: Profile, words: Words) -> str:
    columns = ["indicator", "value"]
    columns += ["rank"] if profile.indicators["rank"].notna().any() else []
    columns += [] if profile.kind == SHAPE else ["known"]
    rows = [
        [_cell(row, name, words) for name in columns]
        for row in profile.indicators.to_dict("records")
    ]
    names = [words(f"explore_profile.column.{name}") for name in columns]
    return bars.box(bars.grid(names, rows, words("explore_profile.indicators")))


def _cell(row: dict, column: str, words: Words) -> str:
    name = row["indicator"]
    if column == "indicator":
        return words(f"indicator.{name}")
    if column == "value":
        blank = math.isnan(row["value"])
        return words(f"state.{row['state']}") if blank else value_text(name, row["value"], words)
    if column == "rank":
        return "–" if math.isnan(row["rank"]) else words.number(row["rank"])
    return f"{words.number(row['known'])}/{words.number(row['known'] + row['unknown'])}"


def value_text(indicator: str, value: float | None, words: Words) -> str:
    """A value of an indicator with its unit."""
    made = INDICATORS[indicator]
    if value is None or math.isnan(value):
        return words("card.unknown")
    if made.unit == "share":
        return words.percent(value, made.decimals)
    return f"{words.number(value, made.decimals)} {words(f'unit.{made.unit}')}".strip()


def amount_text(layer: str, amount: float, words: Words) -> str:
    """How many sites, or how many kilometres; a dash is unknown."""
    if math.isnan(amount):
        return words.number(amount)
    return f"{words.number(amount, 1)} km" if layer in ROUTES else words.number(amount)


def _widget(name: str) -> str:
    return f"{name}_w"


def _take(name: str) -> None:
    st.session_state[name] = st.session_state[_widget(name)]
