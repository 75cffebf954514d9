"""Masts that do not keep to a rule, in words and as the features of a layer."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.coverage.answer import Said
from layers.inputs import Input, input_line
from layers.regulation.found import ROWS
from layers.regulation.rule_table import A1_ONLY, HEIGHT
from layers.services.naming import layer_name
from layers.spec import FieldSpec, LayerSpec
from layers.words import Words

VIOLATION = "rule_violation"
_SAID = [
    "sentence", "kind", "mast", "other", "other_owner", "mast_class", "distance_m", "limit_m",
]  # fmt: skip
_TYPES = {"distance_m": "number", "limit_m": "number", "height_m": "number"}


@dataclass(frozen=True)
class Violations:
    """Masts that do not keep to a rule.

    Attributes
    ----------
    rows : GeoDataFrame
        EPSG:4326. ``rule``, ``kind``, ``mast``, ``other`` (a mast or a zone), ``distance_m`` (what there
        is: a distance, or a height of the kind ``height``), ``limit_m``, ``binding`` (yes, no, expired,
        unknown: only ``yes`` binds), ``territory`` (own: the ground of the former province that made
        the rule; other; unknown), ``source``, ``certainty``, ``code`` and ``ward``, and what is known of
        the mast; ``sentence`` is for `sentences`. Lines between two masts, else points.
    rules : DataFrame
        `RULES`: the rules that were asked, how many masts each could be asked of on the ground it was
        made for and how often it is broken there; ``elsewhere`` it would be broken as often. A rule about
        the whole city has what was ``found``; ``state`` is ``met``, ``not_met``, ``not_judged``. What
        zones of the layer say themselves is one more rule, `ZONES`.
    left_out : DataFrame
        `LEFT_OUT`: masts that could not be judged, by kind of rule ("": by all) and reason; the
        sentence is ``regulation.left_out.<why>``.
    notes : tuple of Said
    inputs : tuple of Input
    """

    city: str
    layer: str
    rows: gpd.GeoDataFrame
    rules: pd.DataFrame
    left_out: pd.DataFrame
    notes: tuple[Said, ...]
    inputs: tuple[Input, ...]
    judged: int

    @property
    def binding(self) -> gpd.GeoDataFrame:
        """The rows under a rule that binds."""
        return self.rows[self.rows["binding"] == "yes"]

    def to_layer_frame(self) -> gpd.GeoDataFrame:
        """The violations as the features of a layer, with an id each (`VIOLATION_SPEC`)."""
        number = pd.Series(np.arange(1, len(self.rows) + 1)).astype(str).str.zfill(5)
        frame = self.rows.drop(columns="sentence").reset_index(drop=True)
        frame.insert(0, "feature_id", f"{VIOLATION}-{self.city}-" + number)
        return frame

    def to_rows(self, words: Words) -> pd.DataFrame:
        """How it came about in words: ``part`` and ``text``, one line a row."""
        said = [("rule", words("regulation.method"))]
        said += [("input", input_line(one, words)) for one in self.inputs]
        said += [("note", note.text(words)) for note in self.notes]
        said += [("left_out", text) for text in left_out_words(self.left_out, words)]
        rows = pd.DataFrame(said, columns=["part", "text"])
        return rows.assign(part=rows["part"].map(lambda part: words(f"derivation.{part}")))


def sentences(rows: pd.DataFrame, words: Words) -> list[str]:
    """What is wrong with each mast of `Violations.rows`, in words. Text of files comes as it is."""
    lines = rows[_SAID].itertuples(index=False, name=None)
    return [_sentence(words, *line) for line in lines]


def sentence_of(row: pd.Series, words: Words) -> str:
    """What is wrong with the mast of one row."""
    return _sentence(words, *row[_SAID])


def _sentence(words, sentence, kind, mast, other, other_owner, mast_class, found, limit) -> str:
    decimals = 1 if kind == HEIGHT else 0
    return words(
        f"regulation.found.{sentence}",
        mast=mast,
        other=_shown(other_owner if kind == A1_ONLY else other, other),
        mast_class=_shown(mast_class, "–"),
        found=words.number(found, decimals),
        limit=words.number(limit, decimals),
    )


def left_out_words(left_out: pd.DataFrame, words: Words) -> list[str]:
    """One sentence for each reason of what was left out."""
    sums = left_out.groupby(["layer", "kind", "why"], sort=False, dropna=False).size()
    return [
        words(
            f"regulation.left_out.{why}",
            layer=layer_name(layer, words),
            kind=words(f"regulation.kind.{kind}") if kind else words("regulation.kind.all"),
            count=int(count),
        )
        for (layer, kind, why), count in sums.items()
    ]


def _shown(value, otherwise) -> str:
    """A name, or what stands for it; text of files comes as it is."""
    return str(otherwise if pd.isna(value) else value)


def _violation_spec() -> LayerSpec:
    """What the layer of violations is, for those who write it as a file."""
    names = ["feature_id", *(name for name in ROWS if name != "sentence")]
    return LayerSpec(
        id=VIOLATION,
        vi="Vi phạm quy định về cột ăng ten",
        en="Masts that break a rule",
        group="telecom",
        geometry=("LineString", "Point"),
        fields=tuple(
            FieldSpec(name=n, vi=n, en=n, type=_TYPES.get(n, "string"), dbf=_short(n))
            for n in names
        ),
        primary_key=("feature_id",),
    )


def _short(name: str) -> str:
    return name.replace("_", "").upper()[:10]


VIOLATION_SPEC = _violation_spec()
"""The spec of `Violations.to_layer_frame`."""
