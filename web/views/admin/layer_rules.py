"""The rules of one layer, and taking it out of service."""

import hashlib

import streamlit as st

from layers import in_service
from layers.access import OPEN, PERSONAL, SENSITIVE, User
from layers.accounts.rule_change import change_rule, reset_rule
from layers.spec import VISIBILITIES, LayerSpec, get_spec
from layers.words import Words
from web.context import Context
from web.views.admin.deed import by, deed

_ASKED = "adm_withdraw_asked"
_NAMES = ("visibility", "sums", "second", SENSITIVE, PERSONAL)


def show(context: Context, layer_id: str, words: Words) -> None:
    """What holds, to be changed; then the way out of service."""
    spec = get_spec(context.atlas.store.specs, layer_id)
    keys = keys_of(spec)
    left, right = st.columns(2, gap="large")
    with left:
        st.segmented_control(
            words("admin.rule.visibility"),
            VISIBILITIES,
            default=spec.visibility,
            required=True,
            key=keys["visibility"],
            format_func=lambda each: words(f"admin.visibility.{each}"),
            help=words("admin.rule.visibility_how"),
        )
        st.toggle(words("admin.rule.sums"), value=spec.sums, key=keys["sums"])
        st.toggle(words("admin.rule.second"), value=spec.second_person, key=keys["second"])
    with right:
        for tier in (SENSITIVE, PERSONAL):
            st.multiselect(
                words(f"admin.rule.{tier}"),
                [f.name for f in spec.fields],
                default=[f.name for f in spec.fields if f.tier == tier],
                key=keys[tier],
                format_func=lambda name: _field(spec, name, words),
                placeholder=words("admin.rule.none"),
            )
    with st.container(horizontal=True, gap="small"):
        st.button(
            words("admin.do.save"),
            key="adm_rule_save",
            type="primary",
            on_click=save,
            args=(context, layer_id),
        )
        if layer_id in context.atlas.store.rules.all():
            st.button(
                words("admin.do.reset"), key="adm_rule_reset", on_click=reset, args=(context, layer_id)
            )  # fmt: skip
        if layer_id in context.atlas.store.current():
            st.button(
                words("admin.do.withdraw"), key="adm_withdraw", on_click=_ask, args=(layer_id,)
            )
    if st.session_state.get(_ASKED) == layer_id:
        st.warning(words("admin.rule.withdraw_sure"), icon=":material/warning:")
        with st.container(horizontal=True, gap="small"):
            st.button(
                words("admin.do.withdraw_yes"),
                key="adm_withdraw_yes",
                type="primary",
                on_click=withdraw,
                args=(context, layer_id),
            )
            st.button(words("admin.cancel"), key="adm_withdraw_no", on_click=_ask, args=(None,))


def keys_of(spec: LayerSpec) -> dict[str, str]:
    """The keys of the widgets: others as soon as other rules hold, whoever set them."""
    holds = repr((spec.visibility, spec.sums, spec.second_person, [f.tier for f in spec.fields]))
    stamp = hashlib.sha256(holds.encode()).hexdigest()[:8]
    return {name: f"adm_rule_{name}_{spec.id}_{stamp}" for name in _NAMES}


def _field(spec: LayerSpec, name: str, words: Words) -> str:
    field = spec.field(name)
    return name if field is None else f"{field.label(words.lang)} · {name}"


def _ask(layer_id: str | None) -> None:
    st.session_state[_ASKED] = layer_id


@deed
def save(context: Context, user: User, layer_id: str):
    """Set what was chosen; a field that is named twice is personal."""
    store, held = context.atlas.store, st.session_state
    spec = get_spec(store.specs, layer_id)
    keys = keys_of(spec)
    tiers = {f.name: OPEN for f in spec.fields}
    for tier in (SENSITIVE, PERSONAL):
        tiers |= dict.fromkeys(held.get(keys[tier], ()), tier)
    change_rule(
        store,
        layer_id,
        by=by(user),
        visibility=held.get(keys["visibility"]),
        sums=held.get(keys["sums"]),
        second_person=held.get(keys["second"]),
        tiers={n: tier for n, tier in tiers.items() if spec.field(n) is None or tier != spec.field(n).tier},
    )  # fmt: skip
    return "admin.done.rule", {"layer": layer_id}


@deed
def reset(context: Context, user: User, layer_id: str):
    """Let the spec of the layer alone say what holds."""
    reset_rule(context.atlas.store, layer_id, by=by(user))
    return "admin.done.rule", {"layer": layer_id}


@deed
def withdraw(context: Context, user: User, layer_id: str):
    """Take the layer out of service; its versions stay."""
    st.session_state.pop(_ASKED, None)
    in_service.withdraw(context.atlas.store, layer_id, user=user)
    return "admin.done.withdrawn", {"layer": layer_id}
