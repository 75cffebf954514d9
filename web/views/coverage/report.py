"""Report: what is shown here as pages to sign and as a workbook, with a recipe that gives the same numbers again."""

import json
from collections.abc import Callable

import pandas as pd
import streamlit as st

from layers.coverage.ask import ask_reach
from layers.errors import HatangError
from layers.masks.doors import require_taken
from layers.reports.content import make_report
from layers.reports.pdf import pdf_bytes
from layers.reports.question import PARTS, ROLES, ReportQuestion
from layers.reports.recipe import checked, recipe_bytes
from layers.reports.rerun import rerun
from layers.reports.xlsx import xlsx_bytes
from layers.words import Words, explain
from web.map.coverage import share_choropleth
from web.plain import plain
from web.taken import taken
from web.views.coverage import state, table
from web.views.coverage.scene import Drawing, Scene
from web.views.place_names import area_names

_MADE = "cov_report_made"
_FILES = (
    ("pdf", pdf_bytes, "application/pdf", "picture_as_pdf"),
    (
        "xlsx",
        xlsx_bytes,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "table_view",
    ),
)
MOST_RECIPE_BYTES = 5_000_000


def draw(scene: Scene) -> Drawing:
    """The shares that the report prints."""
    answer = ask_reach(scene.atlas, scene.snapshot, scene.question)
    title = scene.words(f"coverage_view.title.{answer.basis}")
    shade = share_choropleth(
        scene.choice.areas, answer.areas, title, scene.words, theme=scene.theme
    )
    return Drawing(choropleth=shade, layers=scene.choice.sites, answer=answer)


def show(scene: Scene, drawing: Drawing) -> None:
    """What the report is to be, then its files."""
    words = scene.words
    if not table.may_export(scene):
        st.info(words("coverage_view.no_export"), icon=":material/lock:")
        return
    st.caption(words("coverage_view.report_how"))
    _form(scene)
    question = asked(scene)
    st.button(
        words("coverage_view.report_make"),
        key="cov_report_make",
        type="primary",
        icon=":material/description:",
        on_click=_want,
        args=(question,),
    )
    # Each in a place of its own: what comes and goes above would close what is open below.
    with st.container():
        _make(scene)
    with st.container():
        _files(scene, question)
    _recipe(scene)


def asked(scene: Scene) -> ReportQuestion:
    """The report of the form."""
    held = scene.choice.report
    own = area_names(scene.atlas, scene.snapshot, scene.choice.areas, scene.choice.city)
    return ReportQuestion(
        reach=scene.question,
        places=tuple(_places(scene, own)),
        lang=scene.words.lang,
        parts=tuple(held.get("parts", PARTS)),
        title=held.get("title", "").strip()[:200],
        issuer=tuple(
            each
            for each in (held.get("above", "").strip()[:200], held.get("issuer", "").strip()[:200])
            if each
        ),
        signers={role: held[role].strip()[:200] for role in ROLES if held.get(role, "").strip()},
    )


def _places(scene: Scene, own: dict[str, str]) -> list[str]:
    """The areas that were chosen here; to begin with the one that is selected on the map."""
    chosen = [scene.choice.area] if scene.choice.area else []
    return [each for each in scene.choice.report.get("places", chosen) if each in own]


def _fill(name: str, usual: object) -> str:
    key = f"cov_report_{name}"
    st.session_state[key] = state.get("report").get(name, usual)
    return key


def _take(name: str) -> None:
    state.put("report", state.get("report") | {name: st.session_state[f"cov_report_{name}"]})


def _form(scene: Scene) -> None:
    words = scene.words
    own = area_names(scene.atlas, scene.snapshot, scene.choice.areas, scene.choice.city)
    st.session_state["cov_report_places"] = _places(scene, own)
    st.multiselect(
        words("coverage_view.report.places"), list(own), key="cov_report_places", format_func=own.get,
        placeholder=words("coverage_view.report.whole"), on_change=_take, args=("places",),
    )  # fmt: skip
    st.pills(
        words("coverage_view.report.parts"), PARTS, key=_fill("parts", list(PARTS)),
        selection_mode="multi", format_func=lambda each: words(f"coverage_view.report_part.{each}"),
        on_change=_take, args=("parts",),
    )  # fmt: skip
    _text(st, "title", words)
    with st.expander(words("coverage_view.report.head")):
        left, right = st.columns(2)
        _text(left, "above", words)
        _text(right, "issuer", words)
        for side, role in zip(st.columns(3), ROLES, strict=True):
            _text(side, role, words)


def _text(where, name: str, words: Words) -> None:
    where.text_input(
        words(f"coverage_view.report.{name}"), key=_fill(name, ""), max_chars=200,
        on_change=_take, args=(name,),
    )  # fmt: skip


def _want(question: ReportQuestion) -> None:
    st.session_state[_MADE] = {"question": question, "report": None, "fault": None}


def _make(scene: Scene) -> None:
    """Make the report that was asked for; what comes next is told while it is made."""
    made = st.session_state.get(_MADE)
    if made is None or made["report"] is not None or made["fault"] is not None:
        return
    words = scene.words
    bar = st.progress(0.0, text=words("coverage_view.working"))

    def told(share: float | None, key: str, params: dict) -> None:
        bar.progress(share or 0.0, text=plain(words(key, **params)))

    try:
        made["report"] = make_report(scene.atlas, scene.snapshot, made["question"], progress=told)
    except HatangError as fault:
        made["fault"] = fault
    finally:
        bar.empty()


def _files(scene: Scene, question: ReportQuestion) -> None:
    made, words = st.session_state.get(_MADE), scene.words
    if made is None:
        return
    if made["fault"] is not None:
        st.warning(plain(explain(made["fault"], words.lang)), icon=":material/info:")
        return
    report = made["report"]
    with st.container(key="cov_fact_report"):
        st.markdown(f"**{plain(report.title)}**")
        st.caption(plain(f"{report.place} · {words.date(report.on)}"))
        for each in report.cautions[:6]:
            st.caption(":material/info: " + plain(each))
    if made["question"] != question:
        st.caption(":material/history: " + words("coverage_view.search_other"))
    name = "bao-cao" if report.question.lang == "vi" else "report"
    name = f"{name}-{report.question.reach.city}-{report.on.isoformat()}"
    with st.container(horizontal=True, gap="small"):
        for kind, write, mime, icon in _FILES:
            st.download_button(
                words(f"coverage_view.report.{kind}"),
                data=_taken(scene, kind, lambda write=write: write(report)),
                file_name=f"{name}.{kind}", mime=mime, key=f"cov_report_{kind}",
                icon=f":material/{icon}:", on_click="ignore",
            )  # fmt: skip
        st.download_button(
            words("coverage_view.report.recipe"),
            data=_taken(scene, "recipe", lambda: recipe_bytes(report)),
            file_name=f"{name}.recipe.json", mime="application/json", key="cov_report_recipe",
            icon=":material/receipt_long:", on_click="ignore",
        )  # fmt: skip


def _taken(scene: Scene, kind: str, make: Callable[[], bytes]) -> Callable[[], bytes]:
    return taken(scene.context, make, table.used(scene), what="report", kind=kind)


def _recipe(scene: Scene) -> None:
    """A recipe handed in is run again with the versions it names; what differs is listed."""
    words = scene.words
    with st.expander(words("coverage_view.rerun")):
        st.caption(words("coverage_view.rerun_how"))
        file = st.file_uploader(
            words("coverage_view.report.recipe"), type="json", key="cov_recipe_file",
            label_visibility="collapsed",
        )  # fmt: skip
        if file is None:
            return
        try:
            if file.size > MOST_RECIPE_BYTES:
                raise ValueError(file.size)
            content = _only_layers(scene, json.loads(file.getvalue()))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            st.warning(words("coverage_view.rerun_no_recipe"), icon=":material/info:")
            return
        key = f"recipe-{scene.snapshot.key}-{hash(file.getvalue())}"
        found = scene.atlas.answers.once(key, lambda: rerun(scene.atlas, checked(content)))
        differences = found.differences
        if not differences:
            st.success(words("coverage_view.rerun_same"), icon=":material/check_circle:")
            return
        st.warning(
            words("coverage_view.rerun_differs", count=len(differences)),
            icon=":material/difference:",
        )
        shown = pd.DataFrame([vars(each) for each in differences])
        table.show(shown.astype(str), words, key="cov_rerun")


def _only_layers(scene: Scene, recipe: dict) -> dict:
    """A recipe that counts people in a layer: one handed in here opens no file of this machine.

    Raises
    ------
    ValueError
    NotAllowed
        If it is of a layer that whoever looks may not take away.
    """
    specs = scene.atlas.store.specs
    people = recipe["question"]["reach"].get("people")
    if people is not None and people not in specs:
        raise ValueError(people)
    for layer in recipe["layers"]:
        if layer in specs:
            require_taken(scene.context.user, specs[layer], scene.snapshot)
    return recipe
