"""What lies in a project's area: everything passive with owner, type, use and whom to ask; drawn or on record."""

import hashlib

import pandas as pd
import shapely
import streamlit as st

from layers.ducts.inside import PASSIVE, PROJECTS, Inside, inside, project_polygon
from layers.ducts.network import of_city
from layers.errors import HatangError
from layers.masks.doors import may_see
from layers.services.naming import owner_name
from layers.words import Words
from web.map.sketch import light_shapes, make_sketch, sketch_feature
from web.map.state import layer_label
from web.plain import plain
from web.views import derivation
from web.views.coverage.scene import Drawing
from web.views.ducts import amounts, state, table
from web.views.ducts.piece import feature_of
from web.views.ducts.scene import Scene

DRAWING = "duc_drawing"
_AREA = "area"
_MOST_DRAWN = 200
_MOST_ROWS = 2000
_BELOW = ("duct_route", "aerial_cable_route", PROJECTS)


def draw(scene: Scene) -> Drawing:
    """The area, and the routes cut at its border."""
    words = scene.words
    tool = None
    if st.session_state.get(DRAWING):
        tool = {"name": "draw", "hint": words("ducts_view.hint.draw")}
    area = _area(scene)
    if area is None:
        return Drawing(tool=tool, layers=_BELOW)
    found = _found(scene, area)
    route = found.rows["length_m"].notna()
    rows = pd.concat([found.rows[side].head(_MOST_DRAWN) for side in (route, ~route)])
    features = [
        sketch_feature(_AREA, "drawn", area, label=words("ducts_view.project")),
        *(
            sketch_feature(
                f"in-{number}",
                "inside",
                shape,
                label=_label(scene, row),
            )
            for number, (row, shape) in enumerate(
                zip(rows.to_dict("records"), light_shapes(rows.geometry), strict=True)
            )
        ),
    ]
    sketch = make_sketch(features, words, fit=_AREA, labels={"drawn": words("ducts_view.project")})
    return Drawing(sketch=sketch, tool=tool, answer=found, layers=_BELOW)


def _label(scene: Scene, row: dict) -> str:
    words = scene.words
    said = [layer_label(scene.atlas, row["layer"], words), amounts.owner(row["owner"], words)]
    if pd.notna(row["length_m"]):
        said.append(amounts.km(row["length_m"], words))
    return f"{row['id']}\n{' · '.join(said)}"


def _area(scene: Scene) -> shapely.Geometry | None:
    choice = scene.choice
    if choice.within is not None:
        return shapely.geometry.shape(choice.within)
    if choice.project is None:
        return None
    # Tiles name a project by layer and number.
    project = feature_of(scene, choice.project) or choice.project
    return project_polygon(scene.atlas, scene.snapshot, project)


def _found(scene: Scene, area: shapely.Geometry) -> Inside:
    user = scene.context.user
    named = f"{scene.snapshot.key}{user!r}{shapely.to_wkb(area, hex=True)}"
    key = f"inside-{hashlib.sha256(named.encode()).hexdigest()[:24]}"
    return scene.atlas.answers.once(
        key, lambda: inside(scene.atlas, scene.snapshot, area, user=user)
    )


def take_pick(pick: dict) -> bool:
    """An area that was drawn, or a project on the map."""
    if pick["layer"] == "drawn":
        state.put("within", pick["geometry"])
        state.put("project", None)
        st.session_state[DRAWING] = False
    elif pick["layer"] is None:
        st.session_state[DRAWING] = False
    elif pick["layer"] == PROJECTS and pick.get("id"):
        state.put("within", None)
        state.put("project", pick["id"])
    return True


def show(scene: Scene, drawing: Drawing, fault: HatangError | None) -> None:
    """The choice of an area, then what lies in it."""
    _choose(scene)
    found = drawing.answer
    if found is None:
        if fault is None:
            st.info(scene.words("ducts_view.project_how"), icon=":material/polyline:")
        return
    _lead(scene, found)
    _lists(scene, found)


def projects_of(scene: Scene) -> dict[str, str]:
    """Projects of the city: id -> name; none where they may not be seen."""
    specs = scene.atlas.store.specs
    if not may_see(scene.context.user, specs[PROJECTS], scene.snapshot):
        return {}
    frame, _ = of_city(scene.atlas.frame(scene.snapshot.versions[PROJECTS]), PROJECTS, scene.city)
    names = frame["name"] if "name" in frame else frame["feature_id"]
    names = names.fillna(frame["feature_id"]).astype(str)
    names = names.mask(
        names.duplicated(keep=False), names + " · " + frame["feature_id"].astype(str)
    )
    return dict(zip(frame["feature_id"], names, strict=True))


def _choose(scene: Scene) -> None:
    words, choice = scene.words, scene.choice
    names = projects_of(scene)
    picked = choice.project
    if picked is not None and picked not in names:
        feature = feature_of(scene, picked)
        state.put("project", feature if feature in names else None)
    left, right = st.columns([7, 3], vertical_alignment="bottom")
    left.selectbox(
        words("ducts_view.project"),
        list(names),
        index=None,
        key=state.fill("project"),
        format_func=names.get,
        placeholder=words("ducts_view.project_hint" if names else "ducts_view.no_projects"),
        disabled=not names,
        on_change=state.take,
        args=("project", lambda value: value, ("within",)),
    )
    drawing = bool(st.session_state.get(DRAWING))
    right.button(
        words("ducts_view.draw_stop" if drawing else "ducts_view.draw"),
        key="duc_draw",
        icon=":material/polyline:",
        width="stretch",
        type="primary" if drawing else "secondary",
        on_click=_draw,
        args=(not drawing,),
    )
    if choice.within is not None:
        st.button(
            words("ducts_view.drawn_away"),
            key="duc_drawn_away",
            icon=":material/backspace:",
            on_click=state.put,
            args=("within", None),
        )


def _draw(begin: bool) -> None:
    st.session_state[DRAWING] = begin


def _lead(scene: Scene, found: Inside) -> None:
    words = scene.words
    with st.container(key="cov_lead"):
        st.metric(words("ducts_view.things"), words.number(len(found.rows)))
        said = words(
            "ducts_view.project_lead",
            owners=int(found.by_owner["owner"].notna().sum()),
            routes=amounts.km(float(found.rows["length_m"].sum()), words),
            area=words.number(found.area_m2 / 1e4, 1),
        )
        st.caption(plain(said))
    with st.container(horizontal=True, gap="small"):
        derivation.beside(found.derivation, words, key="duc_derived_inside")
        table.export(
            scene,
            lambda: rows_in_words(scene, found.rows),
            found.derivation.to_rows,
            "project-area",
            key="inside",
            used=[each for each in PASSIVE if scene.snapshot.has(each)],
        )


def _lists(scene: Scene, found: Inside) -> None:
    words = scene.words
    if found.rows.empty:
        st.info(words("ducts_view.nothing_inside"), icon=":material/info:")
        return
    st.markdown(f"**{words('ducts_view.whom')}**")
    owners = found.by_owner
    table.show(
        pd.DataFrame(
            {
                "owner": [amounts.owner(each, words) for each in owners["owner"]],
                "count": owners["count"],
                "length": [_length(each, words) for each in owners["length_m"]],
                "contact": [
                    each if isinstance(each, str) else words("ducts.not_recorded")
                    for each in owners["contact"]
                ],
            }
        ),
        words,
        key="duc_inside_owners",
    )
    by_layer = found.by_layer.to_dict("records")
    said = [
        f"{layer_label(scene.atlas, row['layer'], words)} {words.number(row['count'])}"
        + (f" ({amounts.km(row['length_m'], words)})" if pd.notna(row["length_m"]) else "")
        for row in by_layer
    ]
    st.markdown(f"**{words('ducts_view.list')}**")
    st.caption(" · ".join(plain(each) for each in said))
    table.show(
        rows_in_words(scene, found.rows.head(_MOST_ROWS)), words, key="duc_inside_rows", most=520
    )
    if len(found.rows) > _MOST_ROWS:
        st.caption(words("ducts_view.only_first", shown=_MOST_ROWS, count=len(found.rows)))


def _length(metres: float, words: Words) -> str:
    return "–" if pd.isna(metres) else amounts.km(metres, words)


def rows_in_words(scene: Scene, rows: pd.DataFrame) -> pd.DataFrame:
    """What lies inside, thing by thing, as a reader sees it."""
    words = scene.words
    labels = {each: layer_label(scene.atlas, each, words) for each in rows["layer"].unique()}
    records = rows.drop(columns="geometry").to_dict("records")
    return pd.DataFrame(
        {
            "layer": [labels[row["layer"]] for row in records],
            "owner": [amounts.owner(row["owner"], words) for row in records],
            "kind": [amounts.kind(row["type"], words) for row in records],
            "use": [owner_name(row["use"], words) for row in records],
            "taken": [_taken(row, words) for row in records],
            "length": [_length(row["length_m"], words) for row in records],
            "contact": [row["contact"] or words("ducts.not_recorded") for row in records],
            "id": [row["id"] for row in records],
        }
    )


def _taken(row: dict, words: Words) -> str:
    used, capacity = row["used"], row["capacity"]
    if pd.isna(used) and pd.isna(capacity):
        return "–"
    shown = ["?" if pd.isna(each) else words.number(int(each)) for each in (used, capacity)]
    return shown[0] if pd.isna(capacity) else f"{shown[0]} / {shown[1]}"
