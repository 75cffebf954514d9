"""What if: sites added, pulled elsewhere and taken away on the map, and what that does to every area at once."""

import numpy as np
import pandas as pd
import streamlit as st

from layers.coverage.ask import versions_key
from layers.coverage.sites import PLANNED_SITE, sites_of
from layers.errors import HatangError
from layers.whatif.plan import ADD, MOVE, REMOVE, Plan
from layers.whatif.scenario import Effect, Scenario
from layers.words import Words
from web.map.coverage import change_choropleth, share_choropleth
from web.map.sketch import make_sketch, sketch_feature
from web.plain import plain
from web.views import derivation
from web.views.coverage import controls, plan_record, ranking, state, table
from web.views.coverage.amounts import amount, points, share
from web.views.coverage.scene import Drawing, Scene

HANDS = ("add", "take", "drop")
_NEAR_M = 400.0
_KINDS = {ADD: "planned", MOVE: "planned", REMOVE: "removed"}


def scenario_of(scene: Scene) -> Scenario:
    """The engine of this question, shared by all who ask it."""
    question = scene.question
    key = f"scenario-{versions_key(scene.snapshot, question)}-{question.key}"
    return scene.atlas.frames.once(key, lambda: Scenario(scene.atlas, scene.snapshot, question))


def draw(scene: Scene) -> Drawing:
    """The change of every area, and the sites of the plan, which can be pulled."""
    scenario, words = scenario_of(scene), scene.words
    year = _planned_until(scene)
    planned = Plan() if year is None else scenario.planned(year)
    own = plan_record.plan()
    effect = scenario.apply([*planned, *own])
    areas, rows = scene.choice.areas, effect.rows[effect.rows["code"] != "drawn"]
    if len(planned) or len(own):
        title = words("coverage_view.change")
        shade = change_choropleth(areas, rows, title, words, theme=scene.theme)
    else:
        title = words(f"coverage_view.title.{scene.choice.basis}")
        shade = share_choropleth(areas, rows, title, words, theme=scene.theme, column="before")
    return Drawing(
        choropleth=shade,
        sketch=_sketch(effect, scene, {each.key for each in own}),
        tool=_tool(scene),
        layers=scene.choice.sites,
        answer=effect,
        more={"planned": len(planned)},
    )


def _sketch(effect: Effect, scene: Scene, own: set[str]) -> dict | None:
    words = scene.words
    features = [
        sketch_feature(
            row.key,
            _KINDS[row.kind],
            row.geometry,
            label=f"{row.key}\n{words(f'coverage_view.did.{row.kind}')}",
            movable=row.kind != REMOVE and row.key in own,
            radius_m=None if row.kind == REMOVE else row.radius_m,
            mark="×" if row.kind == REMOVE else None,
        )
        for row in effect.sites.itertuples()
    ]
    focus = scene.choice.focus
    return make_sketch(features, words, selected=focus)


def _tool(scene: Scene) -> dict | None:
    hand = scene.choice.hand
    if hand is None:
        return None
    name = "add" if hand == "add" else None
    return {"name": name, "hint": scene.words(f"coverage_view.hand_hint.{hand}")}


def show(scene: Scene, drawing: Drawing) -> None:
    """The tools, the number before and after, the changes, then every area that is touched."""
    words, effect = scene.words, drawing.answer
    _hands(scene)
    _new_site(scene)
    _back_and_forth(scene)
    _lead(scene, effect, drawing.more["planned"])
    _changes(scene, effect, drawing.more["planned"])
    _effect(scene, effect)
    answer = scenario_answer(scene)
    with st.container(horizontal=True, gap="small"):
        derivation.beside(answer.derivation, words, key="cov_derived_whatif")
        if len(effect.rows):
            table.export(
                scene, effect_in_words(effect.rows, words), _notes(scene, answer),
                f"whatif-{scene.choice.city}", key="whatif",
            )  # fmt: skip


def scenario_answer(scene: Scene):
    """The answer before the plan; it says how every share is made."""
    from layers.coverage.ask import ask_reach

    return ask_reach(scene.atlas, scene.snapshot, scene.question)


def _hands(scene: Scene) -> None:
    words = scene.words
    st.segmented_control(
        words("coverage_view.hand"),
        HANDS,
        key=state.fill("hand"),
        format_func=lambda each: words(f"coverage_view.hand.{each}"),
        help=words("coverage_view.hand_help"),
        width="stretch",
        on_change=state.take,
        args=("hand",),
    )


def _new_site(scene: Scene) -> None:
    """What a site that is added is like, and the planned ones of the layer."""
    words = scene.words
    one, two, three = st.columns(3)
    one.number_input(
        words("coverage_view.new_radius"), 50, 50_000, step=50, key=state.fill("new_radius"),
        on_change=state.take, args=("new_radius",),
    )  # fmt: skip
    known = controls.operators(scene.context, scene.snapshot)
    if state.get("new_operator") not in (None, *known):
        state.put("new_operator", None)
    two.selectbox(
        words("coverage_view.new_operator"), known, index=None, key=state.fill("new_operator"),
        placeholder=words("coverage_view.not_said"), on_change=state.take, args=("new_operator",),
    )  # fmt: skip
    if scene.snapshot.has(PLANNED_SITE) and PLANNED_SITE not in scene.choice.sites:
        years = _years(scene)
        if state.get("planned") not in (None, *years):
            state.put("planned", None)
        three.selectbox(
            words("coverage_view.planned"), years, index=None, key=state.fill("planned"),
            placeholder=words("coverage_view.planned_none"),
            format_func=lambda year: words("coverage_view.planned_year", year=str(year)),
            on_change=state.take, args=("planned",),
        )  # fmt: skip


def _planned_until(scene: Scene) -> int | None:
    """Up to which year the planned sites of the layer count; None where they do not, or are sites already."""
    year = scene.choice.planned
    if year is None or not scene.snapshot.has(PLANNED_SITE) or PLANNED_SITE in scene.choice.sites:
        return None
    return year if year in _years(scene) else None


def _years(scene: Scene) -> list[int]:
    frame = scene.atlas.frame(scene.snapshot.versions[PLANNED_SITE])
    if "planned_year" not in frame:
        return []
    return sorted({int(each) for each in frame["planned_year"].dropna()})


def _back_and_forth(scene: Scene) -> None:
    words, own = scene.words, plan_record.plan()
    with st.container(horizontal=True, gap="small"):
        for name, icon, possible, act in (
            ("undo", "undo", len(own) > 0, plan_record.undo),
            ("redo", "redo", len(own.undone) > 0, plan_record.redo),
            ("clear", "delete_sweep", len(own) > 0, plan_record.clear),
        ):
            st.button(
                words(f"coverage_view.{name}"),
                key=f"cov_{name}",
                icon=f":material/{icon}:",
                disabled=not possible,
                on_click=act,
            )


def _lead(scene: Scene, effect: Effect, planned: int) -> None:
    words, total, basis = scene.words, effect.total, scene.choice.basis
    with st.container(key="cov_lead"):
        moved = bool(total["change"]) and np.isfinite(total["change"])
        st.metric(
            words(f"coverage_view.title.{basis}"),
            words.percent(total["after"]),
            delta=points(total["change"], words) if moved else None,
            delta_color="off",
        )
        gained = total["reached_after"] - total["reached_before"]
        said = [words("coverage_view.before_was", share=words.percent(total["before"]))]
        if moved:
            sign = "+" if gained > 0 else "−"
            said.append(f"{sign}{amount(abs(gained), basis, words)}")
        if planned:
            said.append(words("coverage_view.planned_count", count=planned))
        st.caption(" · ".join(plain(each) for each in said))


def _changes(scene: Scene, effect: Effect, planned: int) -> None:
    """The plan, the newest change first; what has no effect says why. `planned` changes come before its own."""
    words, own = scene.words, plan_record.plan()
    if not len(own):
        st.info(words("coverage_view.plan_empty"), icon=":material/add_location_alt:")
        return
    told = {row.number: row.why for row in effect.told.itertuples()}
    rows = [
        {
            "number": str(number),
            "did": words(f"coverage_view.did.{each.kind}"),
            "site": each.key,
            "operator": each.operator or "–",
            "radius": "–" if each.radius_m is None else words.number(each.radius_m),
            "where": "–" if each.lon is None else f"{each.lat:.5f}, {each.lon:.5f}",
            "why": _no_effect(told.get(number + planned), number, each.key, words),
        }
        for number, each in enumerate(own, 1)
    ]
    content = pd.DataFrame(rows[::-1])
    if not content["why"].any():
        content = content.drop(columns="why")
    with st.expander(words("coverage_view.plan", count=len(own)), expanded=len(own) <= 5):
        table.show(
            content,
            words,
            key="cov_plan",
            ids=content["site"].tolist(),
            on_pick=state.focus,
            most=240,
        )
        focus = scene.choice.focus
        if focus in {each.key for each in own}:
            st.button(
                words("coverage_view.drop_one", site=plain(focus)),
                key="cov_drop_one",
                icon=":material/delete:",
                on_click=plan_record.drop,
                args=(focus,),
            )


def _no_effect(why: str | None, number: int, site: str, words: Words) -> str:
    """Why a change of the plan does nothing; nothing where it does."""
    return "" if why is None else words(f"planning.change.{why}", number=number, site=site)


def _effect(scene: Scene, effect: Effect) -> None:
    words = scene.words
    rows = effect.rows[effect.rows["touched"].astype(bool)]
    rows = rows.sort_values("change", key=abs, ascending=False)
    st.markdown(f"##### {words('coverage_view.touched', count=len(rows))}")
    if rows.empty:
        return
    table.show(
        effect_in_words(rows, words),
        words,
        key="cov_effect",
        ids=rows["code"].tolist(),
        on_pick=state.select,
    )


def effect_in_words(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Areas before and after."""
    records = rows.to_dict("records")
    return pd.DataFrame(
        {
            "area": ranking.names(rows, words).to_numpy(),
            "before": [share(row, words, "before") for row in records],
            "after": [share(row, words, "after") for row in records],
            "change": [points(row["change"], words) for row in records],
        }
    )


def _notes(scene: Scene, answer):
    changes = plan_record.plan().to_json()

    def make(words: Words) -> pd.DataFrame:
        said = answer.derivation.to_rows(words)
        did = [
            {
                "part": words("coverage_view.plan_word"),
                "text": ", ".join(f"{name}={value}" for name, value in each.items()),
            }
            for each in changes
        ]
        return pd.concat([said, pd.DataFrame(did)], ignore_index=True)

    return make


def take_pick(pick: dict, context, snapshot) -> bool:
    """A click adds, takes or drops a site as the hand says; a pull moves one."""
    hand = state.get("hand")
    if pick["layer"] == "sketch":
        if pick.get("moved"):
            plan_record.change(MOVE, pick["id"], pick["lon"], pick["lat"])
        state.focus(pick["id"])
        return True
    if pick["layer"] is None and hand is not None:
        if pick["lon"] is None:
            state.put("hand", None)
        elif hand == "add" and not _is_twice(pick):
            key = plan_record.plan().new_key()
            plan_record.change(
                ADD, key, pick["lon"], pick["lat"],
                radius_m=float(state.get("new_radius")), operator=state.get("new_operator"),
            )  # fmt: skip
            state.focus(key)
        return True
    if hand in ("take", "drop") and pick["layer"] in state.get("sites") and pick["lon"] is not None:
        found = _site_at(pick["lon"], pick["lat"], context, snapshot)
        if found is not None:
            key, lon, lat = found
            plan_record.change(MOVE, key, lon, lat) if hand == "take" else plan_record.change(
                REMOVE, key
            )
            state.focus(key)
        return True
    return False


def _is_twice(pick: dict) -> bool:
    """Whether a click is the second of a double click: the last change put a site on the very place."""
    last = (state.get("plan") or [{}])[-1]
    return last.get("kind") == ADD and (last["lon"], last["lat"]) == (pick["lon"], pick["lat"])


def _site_at(lon: float, lat: float, context, snapshot) -> tuple[str, float, float] | None:
    """The site next to a click, where one is near enough to be meant."""
    try:
        frame = sites_of(context.atlas, snapshot, state.current().question).frame
    except HatangError:
        return None
    if frame.empty:
        return None
    x, y = frame.geometry.x.to_numpy(), frame.geometry.y.to_numpy()
    away = np.hypot((x - lon) * np.cos(np.radians(lat)), y - lat) * 111_195
    at = int(away.argmin())
    return (str(frame["site"].iloc[at]), x[at], y[at]) if away[at] <= _NEAR_M else None
