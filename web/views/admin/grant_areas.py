"""The areas of a grant, chosen by name: provinces, or the units of one province."""

import streamlit as st

from geo.text import sort_key
from layers.words import Words
from web.context import Context

PROVINCE, AREAS = "adm_give_province", "adm_give_areas"
_PROVINCES = "admin_province"
_UNITS = ("admin_commune", "admin_district", "admin_commune_former")


def show(context: Context, words: Words) -> None:
    """The province whose units are offered, and what is chosen; nothing chosen is everywhere."""
    names = _names(context, _PROVINCES)
    province = st.selectbox(
        words("admin.grant.within"),
        list(names),
        index=None,
        key=PROVINCE,
        format_func=lambda area: names[area],
        placeholder=words("admin.grant.provinces"),
    )
    offered = names if province is None else _within(context, province, words)
    # What was chosen of another province stays, under its name.
    held = {area: _named(context, area) for area in chosen() if area not in offered}
    options = offered | held
    st.multiselect(
        words("admin.grant.areas"),
        list(options),
        key=AREAS,
        format_func=lambda area: options.get(area, area),
        placeholder=words("admin.grant.everywhere"),
    )


def chosen() -> tuple[str, ...]:
    """``<boundary layer>:<code>`` of each."""
    return tuple(st.session_state.get(AREAS, ()))


def clear() -> None:
    """Begin anew."""
    st.session_state[AREAS] = []


def _names(context: Context, layer_id: str) -> dict[str, str]:
    frame = _frame(context, layer_id)
    if frame is None:
        return {}
    found = {
        f"{layer_id}:{code}": str(name)
        for code, name in zip(frame["code"], frame["full_name"], strict=True)
    }
    return dict(sorted(found.items(), key=lambda item: sort_key(item[1])))


def _within(context: Context, province: str, words: Words) -> dict[str, str]:
    """The province itself, then its units with what tells their kinds apart."""
    code = province.partition(":")[2]
    found = {province: _names(context, _PROVINCES)[province]}
    for layer_id in _UNITS:
        frame = _frame(context, layer_id)
        if frame is None or "province_code" not in frame:
            continue
        kind = words(f"admin.area.{layer_id}")
        rows = frame[frame["province_code"] == code]
        named = zip(rows["code"], rows["full_name"], strict=True)
        units = {f"{layer_id}:{c}": f"{name} · {kind} {c}" for c, name in named}
        found |= dict(sorted(units.items(), key=lambda item: sort_key(item[1])))
    return found


def _named(context: Context, area: str) -> str:
    layer_id, _, code = area.partition(":")
    return f"{_names(context, layer_id).get(area, area)} · {code}"


def _frame(context: Context, layer_id: str):
    """A boundary layer in service, whole: an administrator sees all of it."""
    version = context.atlas.store.current().get(layer_id)
    return None if version is None else context.atlas.frame(version)
