"""What changed against an earlier version of a layer of sites."""

import pandas as pd
import streamlit as st

from layers.coverage.versions import ReachChange, compare_versions
from layers.words import Words
from web.map.coverage import change_choropleth
from web.map.state import layer_label
from web.views import derivation
from web.views.coverage import ranking, state, table
from web.views.coverage.amounts import points, share
from web.views.coverage.scene import Drawing, Scene


def draw(scene: Scene) -> Drawing:
    """The change of the share of every area."""
    options = earlier(scene)
    chosen = state.settle("version", options)
    if chosen is None:
        return Drawing(layers=scene.choice.sites, more={"options": options})
    layer, _, number = chosen.rpartition(":")
    found = compare_versions(
        scene.atlas, scene.snapshot, scene.question,
        layer=layer, version=int(number), threshold=scene.choice.below / 100,
    )  # fmt: skip
    rows = found.rows[found.rows["code"] != "drawn"]
    shade = change_choropleth(
        scene.choice.areas,
        rows,
        scene.words("coverage_view.change"),
        scene.words,
        theme=scene.theme,
    )
    return Drawing(
        choropleth=shade, layers=scene.choice.sites, answer=found, more={"options": options}
    )


def earlier(scene: Scene) -> list[str]:
    """``layer:number`` of the versions before those of the snapshot, the newest first."""
    return [
        f"{layer}:{version.number}"
        for layer in scene.choice.sites
        for version in sorted(scene.atlas.store.history(layer), key=lambda v: -v.number)
        if version.number < scene.snapshot.versions[layer].number and version.pruned_at is None
    ]


def show(scene: Scene, drawing: Drawing) -> None:
    """The version to compare with, how many areas crossed the mark, then every area."""
    words, options = scene.words, drawing.more["options"]
    if not options:
        st.info(words("coverage_view.no_earlier"), icon=":material/history:")
        return
    st.selectbox(
        words("coverage_view.version"),
        options,
        key=state.fill("version"),
        format_func=lambda each: _version(scene, each),
        on_change=state.take,
        args=("version",),
    )
    found: ReachChange = drawing.answer
    rows = found.rows.sort_values("change", key=abs, ascending=False, na_position="last")
    crossed = rows["crossed"].value_counts()
    st.markdown(
        words(
            "coverage_view.change_counts",
            added=len(found.added), removed=len(found.removed),
            risen=int(crossed.get("risen", 0)), fallen=int(crossed.get("fallen", 0)),
            mark=words.percent(scene.choice.below / 100, 0),
        )
    )  # fmt: skip
    shown = rows_in_words(rows, words)
    table.show(
        shown, words, key="cov_changes_table", ids=rows["code"].tolist(), on_pick=state.select
    )
    with st.container(horizontal=True, gap="small"):
        for name, answer in (("before", found.before), ("after", found.after)):
            derivation.beside(
                answer.derivation,
                words,
                key=f"cov_derived_{name}",
                label=words(f"coverage_view.column.{name}"),
            )
        table.export(
            scene,
            shown,
            found.after.derivation.to_rows,
            f"change-{scene.choice.city}",
            key="changes",
        )


def rows_in_words(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Every area, the largest change first."""
    records = rows.to_dict("records")
    return pd.DataFrame(
        {
            "area": ranking.names(rows, words).to_numpy(),
            "change": [points(row["change"], words) for row in records],
            "before": [
                share(row | {"state": row["state_before"]}, words, "before") for row in records
            ],
            "after": [share(row, words, "after") for row in records],
            "crossed": [
                words(f"coverage_view.crossed.{row['crossed']}") if isinstance(row["crossed"], str) else ""
                for row in records
            ],
        }
    )  # fmt: skip


def _version(scene: Scene, name: str) -> str:
    layer, _, number = name.rpartition(":")
    label = layer_label(scene.atlas, layer, scene.words)
    found = next(v for v in scene.atlas.store.history(layer) if v.number == int(number))
    day = scene.words.date(pd.Timestamp(found.published_at).date())
    return scene.words("coverage_view.version_of", layer=label, number=number, day=day)
