"""Siting: where the next sites reach most, or how few reach enough; searched for aside, then taken into a plan."""

import threading

import pandas as pd
import streamlit as st

from layers.atlas import Atlas, Snapshot
from layers.coverage.question import AREA
from layers.errors import HatangError
from layers.siting.question import SitingQuestion
from layers.siting.result import SitingAnswer
from layers.whatif.plan import ADD, Change
from layers.words import Words, explain
from web.map.coverage import share_choropleth
from web.map.sketch import make_sketch, sketch_feature
from web.map.state import layer_label
from web.plain import plain
from web.views import derivation
from web.views.coverage import plan_record, state, table
from web.views.coverage.amounts import amount
from web.views.coverage.scene import Drawing, Scene
from web.views.job import Job

NEW, TARGET = MODES = ("new", "target")
_JOB = "cov_search"
_ROOM = threading.BoundedSemaphore(1)  # searches of several visitors come one after the other
_USUAL = {
    "mode": NEW, "count": 5, "target": 90, "from": "grid", "grid": 1000, "radius": 500,
    "capacity": None, "spacing": None, "limit": 30,
}  # fmt: skip
_LIMITS = {
    "count": (1, 100), "target": (1, 100), "grid": (100, 20_000), "radius": (50, 50_000),
    "capacity": (1, 1_000_000), "spacing": (1, 50_000), "limit": (1, 300),
}  # fmt: skip


def get(name: str) -> object:
    """A part of the form; what an address says is held to what may be."""
    value = state.get("siting").get(name, _USUAL[name])
    if name in _LIMITS and value is not None:
        low, high = _LIMITS[name]
        value = int(value) if str(value).isascii() and str(value).isdigit() else _USUAL[name]
        return None if value is None else min(max(value, low), high)
    if name == "mode" and value not in MODES:
        return NEW
    return value


def _fill(name: str) -> str:
    key = f"cov_siting_{name}"
    st.session_state[key] = get(name)
    return key


def _take(name: str) -> None:
    value = st.session_state[f"cov_siting_{name}"]
    rest = {each: old for each, old in state.get("siting").items() if each != name}
    state.put("siting", rest if value is None else rest | {name: value})


def draw(scene: Scene) -> Drawing:
    """The shares of today, and the sites that were found."""
    from layers.coverage.ask import ask_reach

    answer = ask_reach(scene.atlas, scene.snapshot, scene.question)
    words = scene.words
    title = words(f"coverage_view.title.{answer.basis}")
    shade = share_choropleth(scene.choice.areas, answer.areas, title, words, theme=scene.theme)
    job: Job | None = st.session_state.get(_JOB)
    found = job.made if job is not None and _is_here(job, scene) else None
    sketch = None if found is None else _sketch(found, scene)
    return Drawing(choropleth=shade, sketch=sketch, layers=scene.choice.sites, answer=found)


def _is_here(job: Job, scene: Scene) -> bool:
    """Whether a search is about the place that is shown; the sites of another one lie elsewhere."""
    return job.about.reach.city == scene.choice.city


def _sketch(found: SitingAnswer, scene: Scene) -> dict | None:
    words, basis = scene.words, found.basis
    features = [
        sketch_feature(
            str(row.candidate),
            "planned",
            row.geometry,
            label=words(
                "coverage_view.found_label",
                order=int(row.order), amount=amount(row.newly_covered, basis, words),
            ),
            radius_m=row.radius_m,
            mark=str(int(row.order)),
        )
        for row in found.chosen.itertuples()
    ]  # fmt: skip
    focus = scene.choice.focus
    return make_sketch(features, words, fit=focus or "*", selected=focus)


def show(scene: Scene, drawing: Drawing) -> None:
    """The form, the search, what it found."""
    words = scene.words
    st.caption(words("coverage_view.siting_how"))
    _form(scene)
    question, fault = asked(scene)
    job: Job | None = st.session_state.get(_JOB)
    st.button(
        words("coverage_view.search"),
        key="cov_search_go",
        type="primary",
        icon=":material/travel_explore:",
        disabled=question is None or (job is not None and job.is_running),
        on_click=_begin,
        args=(scene, question),
    )
    if fault is not None:
        st.warning(plain(explain(fault, words.lang)), icon=":material/info:")
    if job is None:
        return
    if job.is_running:
        _wait(words)
    elif job.was_stopped:
        st.info(words("coverage_view.search_stopped"), icon=":material/block:")
    elif job.fault is not None:
        st.warning(plain(explain(job.fault, words.lang)), icon=":material/info:")
    elif job.made is not None:
        if drawing.answer is None and _is_here(job, scene):
            st.rerun()  # it came while the page was drawn
        if job.about != question:
            st.caption(":material/history: " + words("coverage_view.search_other"))
        if drawing.answer is not None:
            _result(scene, drawing.answer)


def asked(scene: Scene) -> tuple[SitingQuestion | None, HatangError | None]:
    """The question of the form, or what is wrong with it."""
    source, mode, basis = get("from"), get("mode"), scene.choice.basis
    try:
        return (
            SitingQuestion(
                reach=scene.question,
                new_sites=int(get("count")) if mode == NEW else None,
                target_share=int(get("target")) / 100 if mode == TARGET else None,
                candidates=f"grid:{get('grid')}" if source == "grid" else str(source),
                radius_m=float(get("radius")),
                capacity=None if basis == AREA else get("capacity"),
                spacing_m=None if get("spacing") is None else float(get("spacing")),
                time_limit_s=float(get("limit")),
            ),
            None,
        )
    except HatangError as fault:
        return None, fault


def _form(scene: Scene) -> None:
    words = scene.words
    st.segmented_control(
        words("coverage_view.siting_mode"), MODES, key=_fill("mode"), required=True,
        format_func=lambda each: words(f"coverage_view.siting_mode.{each}"),
        label_visibility="collapsed", on_change=_take, args=("mode",),
    )  # fmt: skip
    one, two, three = st.columns(3)
    _number(one, "count" if get("mode") == NEW else "target", words)
    sources = _sources(scene)
    if get("from") not in sources:
        state.put("siting", state.get("siting") | {"from": sources[0]})
    two.selectbox(
        words("coverage_view.siting.from"), sources, key=_fill("from"),
        format_func=lambda each: _source(each, scene), on_change=_take, args=("from",),
    )  # fmt: skip
    if get("from") == "grid":
        _number(three, "grid", words)
    one, two, three = st.columns(3)
    _number(one, "radius", words)
    _number(two, "spacing", words)
    if scene.choice.basis != AREA:
        _number(three, "capacity", words)
    else:
        _number(three, "limit", words)


def _number(where, name: str, words: Words) -> None:
    low, high = _LIMITS[name]
    where.number_input(
        words(f"coverage_view.siting.{name}"), low, high, value=None, key=_fill(name),
        placeholder=words("coverage_view.not_said"), on_change=_take, args=(name,),
    )  # fmt: skip


def _sources(scene: Scene) -> list[str]:
    """Where candidates may come from."""
    public = [
        each for each in ("service_point", "public_service_point") if scene.snapshot.has(each)
    ]
    layers = [each for each in ("planned_site", "antenna_mast") if scene.snapshot.has(each)]
    return ["grid", *(["public"] if public else []), *(f"layer:{each}" for each in layers)]


def _source(source: str, scene: Scene) -> str:
    kind, _, layer = source.partition(":")
    if kind == "layer":
        return layer_label(scene.atlas, layer, scene.words)
    return scene.words(f"coverage_view.siting_from.{kind}")


def _begin(scene: Scene, question: SitingQuestion) -> None:
    old: Job | None = st.session_state.get(_JOB)
    if old is not None:
        old.stop()
    state.focus(None)
    st.session_state[_JOB] = Job(
        question,
        lambda job: _search(job, scene.atlas, scene.snapshot),
        room=_ROOM,
        told=("coverage_view.search_waits", {}),
    ).start()


def _search(job: Job, atlas: Atlas, snapshot: Snapshot) -> SitingAnswer:
    from layers.siting.solve import site

    return site(atlas, snapshot, job.about, progress=job.say, cancelled=job.is_unwanted)


def _stop() -> None:
    st.session_state[_JOB].stop()


@st.fragment(run_every=1.0)
def _wait(words: Words) -> None:
    """How far the search is; once it is done the whole page shows what came of it."""
    job: Job = st.session_state[_JOB]
    if not job.is_running:
        st.rerun()
    key, params = job.told
    told = words(key, **params) if key in words else words("coverage_view.working")
    st.progress(job.share or 0.0, text=plain(told))
    st.button(
        words("coverage_view.stop"), key="cov_search_stop", icon=":material/stop:", on_click=_stop
    )


def _result(scene: Scene, found: SitingAnswer) -> None:
    words, basis = scene.words, found.basis
    with st.container(key="cov_lead"):
        st.metric(
            words(f"coverage_view.title.{basis}"),
            words.percent(found.share_after, 2),
            delta=words("coverage_view.sites_more", count=len(found.chosen)),
            delta_color="off",
        )
        said = [
            words("coverage_view.before_was", share=words.percent(found.share_before, 2)),
            words("coverage_view.reachable", share=words.percent(found.share_reachable)),
            words("coverage_view.weighed", candidates=found.candidates, places=found.places),
        ]
        st.caption(" · ".join(plain(each) for each in said))
    params = {} if found.status != "time_limit" else {"gap": words.percent(found.gap)}
    told = words(f"coverage_view.status.{found.status}", **params)
    colour = {"optimal": "blue", "time_limit": "orange", "infeasible": "orange"}[found.status]
    st.badge(told, color=colour)
    if len(found.chosen):
        shown = chosen_in_words(found, words)
        ids = [str(each) for each in found.chosen["candidate"]]
        table.show(shown, words, key="cov_found", ids=ids, on_pick=state.focus)
        st.button(
            words("coverage_view.take_in"), key="cov_take_in", icon=":material/add_circle:",
            on_click=_take_in, args=(found,),
        )  # fmt: skip
    with st.container(horizontal=True, gap="small"):
        derivation.beside(found.derivation, words, key="cov_derived_siting")
        if len(found.chosen):
            table.export(
                scene, shown, found.derivation.to_rows, f"sites-{scene.choice.city}", key="siting"
            )


def chosen_in_words(found: SitingAnswer, words: Words) -> pd.DataFrame:
    """The sites in the order in which each adds most."""
    records = found.chosen.to_dict("records")
    return pd.DataFrame(
        {
            "order": [int(row["order"]) for row in records],
            "place": [
                row["name"] if isinstance(row["name"], str) else str(row["candidate"])
                for row in records
            ],
            "area": [row["area"] if isinstance(row["area"], str) else "–" for row in records],
            "newly": [amount(row["newly_covered"], found.basis, words) for row in records],
            "share_after": [words.percent(row["covered_share_after"], 2) for row in records],
            "where": [f"{row['lat']:.5f}, {row['lon']:.5f}" for row in records],
        }
    )


def _take_in(found: SitingAnswer) -> None:
    """Into the plan of What if, where they can be pulled."""
    own = plan_record.plan()
    for row in found.chosen.itertuples():
        own = own.with_change(
            Change(
                ADD,
                own.new_key(),
                round(row.lon, 6),
                round(row.lat, 6),
                radius_m=float(row.radius_m),
            )
        )
    plan_record.keep(own)
    state.put("tab", state.WHATIF)
    state.focus(None)


def take_pick(pick: dict, context, snapshot) -> bool:
    """A click on a found site looks at it."""
    if pick["layer"] == "sketch":
        state.focus(pick["id"])
        return True
    return False
